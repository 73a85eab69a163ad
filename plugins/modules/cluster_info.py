#!/usr/bin/python
# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible module cluster_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_info
short_description: Tell whether a cluster can be talked to, as whom, and which rights are missing
version_added: 0.1.0
description:
  - Asks a cluster for its version, its API groups and the account that the task is to it.
  - Asks for each right that M(slipway.kubernetes.project_namespace) needs for these profiles and projects, and returns
    those that the account lacks. The command C(slipway rbac) prints the manifests of an account that has them.
  - Fails when the cluster cannot be talked to, and with O(required) when a right is missing.
extends_documentation_fragment:
  - slipway.kubernetes.cluster
author:
  - Slipway developers (@slipway)
options:
  projects:
    description:
      - Whether to look for the rights that project namespaces need.
    type: bool
    default: true
  profiles:
    description:
      - Profiles that the projects will have, as for M(slipway.kubernetes.project_namespace).
      - Without O(profiles) and O(projects_file), the rights are those of a project that says nothing but its name.
    type: dict
  projects_file:
    description:
      - File of the projects that are to be made, as for M(slipway.kubernetes.project_namespace). The profiles in it
        count too, and what their templates make for the projects.
    type: path
  extra_kinds:
    description:
      - Kinds that templates of O(profiles) make, as V(apps/Deployment) or V(ConfigMap).
    type: list
    elements: str
  extra_secrets:
    description:
      - Names of Secrets that templates of O(profiles) make.
    type: list
    elements: str
  required:
    description:
      - Fail when a right is missing.
    type: bool
    default: false
attributes:
  check_mode:
    description: Nothing is ever written.
    support: full
  diff_mode:
    description: There is nothing to differ.
    support: none
  idempotent:
    description: It only asks.
    support: full
seealso:
  - module: slipway.kubernetes.project_namespace
"""

EXAMPLES = r"""
- name: See whether the cluster is there, and who we are
  slipway.kubernetes.cluster_info:
    projects: false
  register: cluster

- name: Stop before anything is made when the account lacks a right
  slipway.kubernetes.cluster_info:
    projects_file: projects.yml
    required: true

- name: Show what the account lacks
  slipway.kubernetes.cluster_info:
    profiles:
      small: {token: bound, cluster_role: view}
  register: info

- name: Print it
  ansible.builtin.debug:
    msg: "{{ item.verb }} {{ item.resource }}: {{ item.why }}"
  loop: "{{ info.missing }}"
"""

RETURN = r"""
connection_status:
  description:
    - V(connected), or what stands in the way. V(unreachable), V(unauthenticated), V(forbidden), V(tls_error),
      V(not_kubernetes), V(refused) (by the guard) or V(failing).
  returned: always, but for input that cannot be right
  type: str
  sample: connected
host:
  description: The API server's address.
  returned: success
  type: str
  sample: https://10.0.0.1:6443
version:
  description: The API server's version.
  returned: success
  type: str
  sample: v1.36.3
api_groups:
  description: The API groups that this collection knows and the server has.
  returned: success
  type: list
  elements: dict
  contains:
    group:
      description: Name of the group; empty for the core group.
      type: str
      returned: always
    versions:
      description: Versions that the server has, the preferred one first.
      type: list
      elements: str
      returned: always
  sample: [{group: "", versions: [v1]}, {group: apps, versions: [v1]}]
user:
  description: Who the task is to the server. Empty where the server does not tell.
  returned: success
  type: dict
  contains:
    username:
      description: Name of the user.
      type: str
      returned: always
    groups:
      description: Groups of the user.
      type: list
      elements: str
      returned: always
  sample: {username: "system:serviceaccount:slipway:slipway-runner", groups: ["system:authenticated"]}
missing:
  description: The rights that project namespaces need, in the whole cluster, and the account lacks.
  returned: with O(projects)
  type: list
  elements: dict
  contains:
    verb:
      description: The verb.
      type: str
      returned: always
    group:
      description: API group; empty for the core group.
      type: str
      returned: always
    resource:
      description: The resource, with its subresource if it is one.
      type: str
      returned: always
    name:
      description: The only object that the right is needed for.
      type: str
      returned: when it is needed for one alone
    why:
      description: What it is needed for.
      type: str
      returned: always
  sample: [{verb: create, group: "", resource: serviceaccounts/token, name: project, why: bound tokens}]
hint:
  description: What to do about missing rights.
  returned: when rights are missing
  type: str
failure:
  description: What went wrong as data. C(code) stays the same over releases, C(msg) is for people.
  returned: failure
  type: dict
  sample: {code: rights_missing}
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.slipway.kubernetes.plugins.module_utils.operation import answer
from ansible_collections.slipway.kubernetes.plugins.module_utils.projects.cluster_info import OPERATION


def main() -> None:
    """Run the operation as a module."""
    answer(
        OPERATION, AnsibleModule(argument_spec=OPERATION.argument_spec(), supports_check_mode=True, **OPERATION.rules)
    )


if __name__ == "__main__":
    main()
