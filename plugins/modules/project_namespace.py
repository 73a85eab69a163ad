#!/usr/bin/python
# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible module project_namespace."""

from __future__ import annotations

DOCUMENTATION = r"""
module: project_namespace
short_description: Give projects a namespace each, with a service account that can work there and nowhere else
version_added: 0.1.0
description:
  - Makes a namespace, the service account C(project) in it, and the role binding C(slipway-project), by which the
    account has the cluster role O(cluster_role) in this namespace alone.
  - Takes one project, or a list of them in O(projects). Many projects are compared by a handful of requests, and only
    what differs is written, by server-side apply with the field manager C(slipway). Fields, labels and annotations
    that others set stay; those that an earlier run set and this one does not are removed.
  - All input is checked first. When one of many projects is wrong or refused, nothing is written for any of them.
  - A project's namespace carries the labels C(app.kubernetes.io/managed-by=slipway), C(slipway.dev/project) and, where
    given, C(slipway.dev/project-id) and C(slipway.dev/environment). A namespace that exists without the first, or with
    the labels of another project, is refused unless O(adopt) is set.
extends_documentation_fragment:
  - slipway.kubernetes.cluster
  - slipway.kubernetes.cluster.attributes
author:
  - Slipway developers (@slipway)
options:
  name:
    description:
      - Name of the project, any text with a letter or digit in it.
      - Required unless O(projects) is given.
    type: str
  id:
    description:
      - Number or name that keeps apart projects of one name, at most 24 characters.
    type: str
  environment:
    description:
      - The project's environment, such as V(staging), when each has a namespace of its own.
    type: str
  namespace:
    description:
      - Name of the namespace, taken as it is. At most 63 characters, lower-case letters, digits and dashes.
      - Without it the name is C(<name>-<id>-<environment>), of the parts that are given, in lower case, with a dash for
        whatever is no letter a-z or digit. An environment over 24 characters, and a name that leaves the whole over 63,
        is cut and ends in six hex digits of its SHA-256, so that the same parts always give the same name.
      - C(default), C(gitlab-managed-apps) and names that begin with C(kube-) are refused.
    type: str
  labels:
    description:
      - More labels for the namespace, for example those of Pod Security. Values are strings.
      - Labels under C(slipway.dev/) are slipway's own.
    type: dict
  annotations:
    description: Annotations for the namespace. Values are strings.
    type: dict
  cluster_role:
    description:
      - ClusterRole that the project's service account has in the namespace. It must exist.
      - When it changes, the role binding is deleted and made anew, since Kubernetes changes no binding's role. In
        between, for some milliseconds, the account has no rights.
    type: str
    default: edit
  adopt:
    description:
      - Take over a namespace that exists and is not managed by slipway, or is another project's.
      - What is in it stays.
    type: bool
    default: false
  projects:
    description:
      - Projects to make in one go. Two with the same namespace are refused.
      - Excludes the options above.
    type: list
    elements: dict
    suboptions:
      name:
        description: See O(name).
        type: str
        required: true
      id:
        description: See O(id).
        type: str
      environment:
        description: See O(environment).
        type: str
      namespace:
        description: See O(namespace).
        type: str
      labels:
        description: See O(labels).
        type: dict
      annotations:
        description: See O(annotations).
        type: dict
      cluster_role:
        description: See O(cluster_role).
        type: str
        default: edit
      adopt:
        description: See O(adopt).
        type: bool
        default: false
"""

EXAMPLES = r"""
- name: Give the shop its namespace, shop-42-staging
  slipway.kubernetes.project_namespace:
    name: shop
    id: 42
    environment: staging

- name: Make all projects' namespaces at once
  slipway.kubernetes.project_namespace:
    projects:
      - name: shop
        id: 42
        labels:
          pod-security.kubernetes.io/enforce: restricted
      - name: billing
        id: 43
        cluster_role: view
  register: made

- name: Take over a namespace that exists
  slipway.kubernetes.project_namespace:
    name: legacy
    namespace: legacy-apps
    adopt: true
"""

RETURN = r"""
projects:
  description: The projects, in the order in which they were given; one when O(name) was given.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the project, as given.
      type: str
      returned: always
    namespace:
      description: Name of its namespace.
      type: str
      returned: always
    service_account:
      description: Name of the project's service account in the namespace.
      type: str
      returned: always
    role_binding:
      description: Name of the role binding in the namespace.
      type: str
      returned: always
    changed:
      description: Whether anything of this project was written, or in check mode would be.
      type: bool
      returned: always
    objects:
      description: The project's objects, and what was done with each.
      type: list
      elements: dict
      returned: always
      contains:
        kind:
          description: Kind of the object.
          type: str
          returned: always
        name:
          description: Name of the object.
          type: str
          returned: always
        action:
          description: V(created), V(updated), V(replaced) (deleted and created) or V(unchanged).
          type: str
          returned: always
  sample:
    - name: shop
      namespace: shop-42-staging
      service_account: project
      role_binding: slipway-project
      changed: true
      objects:
        - {kind: Namespace, name: shop-42-staging, action: created}
        - {kind: ServiceAccount, name: project, action: created}
        - {kind: RoleBinding, name: slipway-project, action: created}
diff:
  description: The objects that differ, before and after, without what the API server keeps for itself.
  returned: success, in diff mode
  type: list
  elements: dict
failure:
  description: What went wrong as data. C(code) stays the same over releases, C(msg) is for people.
  returned: failure
  type: dict
  sample: {code: refused}
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.slipway.kubernetes.plugins.module_utils.operation import answer
from ansible_collections.slipway.kubernetes.plugins.module_utils.projects.operation import OPERATION


def main() -> None:
    """Run the operation as a module."""
    answer(
        OPERATION, AnsibleModule(argument_spec=OPERATION.argument_spec(), supports_check_mode=True, **OPERATION.rules)
    )


if __name__ == "__main__":
    main()
