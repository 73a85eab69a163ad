#!/usr/bin/python
# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible module project_namespace."""

from __future__ import annotations

DOCUMENTATION = r"""
module: project_namespace
short_description: Give projects a restricted namespace each, one of them or thousands
version_added: 0.1.0
description:
  - Makes a namespace, the service account C(project) in it, and the role binding C(slipway-project), by which the
    account has the cluster role O(cluster_role) in this namespace alone. On request also a quota, limits, network
    policies, more role bindings, a token with a kubeconfig, and objects of your own templates.
  - Takes one project, a list of them in O(projects), or a file of them in O(projects_file). Many projects are compared
    by a handful of requests, and only what differs is written, by server-side apply with the field manager
    C(slipway). What an earlier run made and this one does not name is removed; fields that others set stay; those
    that are ours are put back.
  - All input is checked before anything is sent. After that each project stands by itself. One that fails does not
    hold up the others; the task fails at the end and names it, and the next run finishes the rest.
  - A namespace belongs to a project by its label C(slipway.dev/identity), made of name, id and environment. One of
    another project is refused always, one of nobody's unless O(adopt) is set. Projects that are not named are left
    alone.
  - Everything of a project carries the labels C(app.kubernetes.io/managed-by=slipway), C(slipway.dev/identity),
    C(slipway.dev/project) and, where given, C(slipway.dev/project-id) and C(slipway.dev/environment).
extends_documentation_fragment:
  - slipway.kubernetes.cluster
  - slipway.kubernetes.cluster.attributes
author:
  - Slipway developers (@slipway)
options:
  name:
    description:
      - Name of the project, any text. Without O(namespace) it has a letter a-z or a digit in it.
      - One of O(name), O(projects) and O(projects_file) is required.
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
      - C(default), C(gitlab-managed-apps), names that begin with C(kube-) and O(reserved_namespaces) are refused.
    type: str
  profile:
    description:
      - Name of the profile, of O(profiles) or of the projects file, that says what the project does not say itself.
      - With O(projects) or O(projects_file), the profile of those that name none.
    type: str
  labels:
    description:
      - More labels for the namespace. Values are strings. Labels under C(slipway.dev/) are slipway's own.
    type: dict
  annotations:
    description: Annotations for the namespace. Values are strings.
    type: dict
  pod_security:
    description:
      - Pod Security Standard that the namespace's pods must meet (label C(pod-security.kubernetes.io/enforce)).
      - Without it V(baseline), unless O(labels) has that label.
    type: str
    choices: [privileged, baseline, restricted]
  pod_security_version:
    description: Kubernetes version whose wording of the standard counts, V(latest) or such as V(v1.30).
    type: str
  cluster_role:
    description:
      - ClusterRole that the project's service account has in the namespace. It must exist. Without it V(edit).
      - When it changes, a second binding holds the new rights while the first is made anew, so that the account is
        at no moment without.
    type: str
  rules:
    description:
      - Rules of an own Role for the account, instead of O(cluster_role).
      - Each has C(api_groups) (empty text for the core group), C(resources), C(verbs) and may have C(resource_names).
    type: list
    elements: dict
  bindings:
    description:
      - More role bindings in the namespace. Each has a C(cluster_role) and the C(users), C(groups) and
        C(service_accounts) (as C(namespace/name)) that get it.
    type: list
    elements: dict
  quota:
    description:
      - What all of the namespace may use together, resource to quantity, as C(hard) of a ResourceQuota.
    type: dict
  scoped_quotas:
    description:
      - More quotas, for some pods only. Each has a C(name), C(hard), and C(scopes) or C(scope_selector) (a list of
        C(scope_name), C(operator) and C(values)).
    type: list
    elements: dict
  limits:
    description:
      - Limits of single containers, pods and volume claims, as C(limits) of a LimitRange, with the API's own keys
        C(type), C(default), C(defaultRequest), C(max), C(min) and C(maxLimitRequestRatio).
    type: list
    elements: dict
  network:
    description:
      - Network policies. C(default_deny), C(same_namespace) and C(dns) are switches; C(ingress_controller) has the
        controller's C(namespace) and maybe its C(pod_labels); C(egress) is a list of rules with C(cidr), C(except) and
        C(ports) (each with C(port), C(end_port) and C(protocol)).
      - The cluster's network plugin must enforce them; not each one does.
    type: dict
  image_pull_secrets:
    description: Names of Secrets that pods of the account C(project) pull their images with.
    type: list
    elements: str
  token:
    description:
      - Which token the account's kubeconfig has. V(bound) is one that expires, asked for when a kubeconfig is written
        or returned; V(secret) is one that lasts, in the Secret C(project-token). Without it V(none).
    type: str
    choices: [none, bound, secret]
  token_lifetime:
    description:
      - Seconds that a bound token is good for, 600 at least. Without it seven days. The server may grant fewer.
      - A kubeconfig is written anew once less than a third is left.
    type: int
  templates:
    description:
      - Files of Jinja2 templates that make more objects for each project, of namespaced kinds, in its own namespace.
        Relative names in a profile of the projects file are those beside it. Others are looked for as those of
        M(ansible.builtin.template) are, in the folder C(templates) of role or play.
      - They have C(project) (C(name), C(id), C(environment), C(namespace), C(labels), C(annotations), C(profile)) and
        C(variables). Both are data, never templates. Write values with the filter C(to_json).
      - A profile may have them, and a task; an entry of a list of projects may not.
    type: list
    elements: str
  allow_kinds:
    description:
      - Kinds that templates may not make unless they are named here, V(Role), V(RoleBinding), V(token Secret).
    type: list
    elements: str
  variables:
    description: Data for the templates.
    type: dict
  adopt:
    description:
      - Take over a namespace that exists and is nobody's. What is in it stays; what of it is wanted becomes ours.
    type: bool
  projects:
    description:
      - Projects to make in one go. Each has the options above from O(name) to O(variables), but for O(templates) and
        O(allow_kinds), and O(adopt). Two with the same namespace are refused.
    type: list
    elements: dict
  projects_file:
    description:
      - A YAML or JSON file with a list of projects, or with C(projects) and C(profiles). It is read by this module
        itself, which is faster by far than to let Ansible load a long list. A relative name is looked for as those of
        M(ansible.builtin.copy) are, in the folder C(files) of role or play.
    type: path
  profiles:
    description:
      - Settings by name, for projects to take with O(profile). What a project says itself replaces them; labels,
        annotations, quota, network and variables are merged key by key, and a null takes one away.
    type: dict
  state:
    description:
      - V(absent) deletes the namespaces with all that is in them, and waits until they are gone. Only those that
        belong to the projects are deleted. What else is said of the projects is not looked at.
    type: str
    choices: [present, absent]
    default: present
  confirm_delete:
    description: Needed for O(state=absent) with more than one project.
    type: bool
    default: false
  timeout:
    description:
      - Seconds to wait for namespaces that are being deleted, all together. Past that the task tells what holds them.
      - Once more as many, for all projects together, to wait for the tokens of O(token=secret) that kubeconfigs need;
        past that each project has a second for its own.
    type: int
    default: 120
  reserved_namespaces:
    description: More namespaces that are never a project's. A star at the end stands for any ending.
    type: list
    elements: str
  return_unchanged:
    description:
      - Return each project. Without it, of more than 20 only those are returned that changed or failed.
    type: bool
    default: false
  kubeconfig_folder:
    description:
      - Folder for the kubeconfigs of projects that have a token, C(<namespace>.kubeconfig), closed to other users.
      - The kubeconfig of a project that has none any more, or that is deleted, is removed from it.
    type: path
  kubeconfig_server:
    description: Address under which users reach the API server, when it is another than this task's.
    type: str
  kubeconfig_ca:
    description:
      - PEM text of the CA that users trust, when it is another than this task's, or V(system) for that of their
        machines.
    type: str
  return_kubeconfig:
    description: Return the kubeconfigs with their tokens. Refused unless the task has C(no_log=true).
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Give the shop its namespace, shop-42-staging
  slipway.kubernetes.project_namespace:
    name: shop
    id: 42
    environment: staging

- name: Make all projects' namespaces, by profile
  slipway.kubernetes.project_namespace:
    profiles:
      small:
        pod_security: restricted
        quota: {requests.cpu: 2, requests.memory: 4Gi, pods: 20}
        limits:
          - type: Container
            default: {cpu: 500m, memory: 512Mi}
            defaultRequest: {cpu: 50m, memory: 64Mi}
        network: {default_deny: true, same_namespace: true, dns: true}
    profile: small
    projects:
      - {name: shop, id: 42}
      - {name: billing, id: 43, cluster_role: view}
  register: made

- name: Make thousands of them, and write a kubeconfig for each
  slipway.kubernetes.project_namespace:
    projects_file: projects.yml
    kubeconfig_folder: ~/kubeconfigs

- name: Take over a namespace that exists
  slipway.kubernetes.project_namespace:
    name: legacy
    namespace: legacy-apps
    adopt: true

- name: Delete a project with all that is in its namespace
  slipway.kubernetes.project_namespace:
    name: shop
    id: 42
    environment: staging
    state: absent
"""

RETURN = r"""
projects:
  description:
    - The projects, in the order in which they were given.
    - Of more than 20, those that changed or failed, unless O(return_unchanged) is set.
  returned: once all input was found right
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
    changed:
      description: Whether anything of this project was written, or in check mode would be.
      type: bool
      returned: always
    actions:
      description: What was done, an entry for each object that differed.
      type: list
      elements: dict
      returned: always
      contains:
        kind:
          description: Kind of the object; V(Kubeconfig) for the file.
          type: str
          returned: always
        name:
          description: Name of the object, or path of the file.
          type: str
          returned: always
        action:
          description:
            - V(created), V(updated), V(removed), or V(replaced) (removed and created, where Kubernetes does not
              change a field).
            - Of a kubeconfig also V(renewed), when its token was old.
          type: str
          returned: always
        fields:
          description: The fields that differed.
          type: list
          elements: str
          returned: of what was updated or replaced
        managers:
          description: Other field managers that have set fields of the object, and so may have changed these.
          type: list
          elements: str
          returned: of what was updated or replaced, when there are any
    kubeconfig:
      description: Path of the project's kubeconfig.
      type: str
      returned: with O(kubeconfig_folder), when the project has a token
    kubeconfig_content:
      description: The kubeconfig itself.
      type: str
      returned: with O(return_kubeconfig), when the project has a token
    token_expires:
      description: When the token in it expires; empty for never.
      type: str
      returned: with O(return_kubeconfig), when the project has a token
    prediction:
      description:
        - V(server) where the API server was asked what it would do. V(local) where the namespace does not exist yet, so
          that it could not be asked; what is to be created is told all the same.
      type: str
      returned: in check mode
    failed:
      description: Whether this project failed.
      type: bool
      returned: when it did
    msg:
      description: What is wrong with it, and what to do.
      type: str
      returned: when it failed
    failure:
      description: The same as data.
      type: dict
      returned: when it failed
  sample:
    - name: shop
      namespace: shop-42-staging
      service_account: project
      changed: true
      actions:
        - kind: ResourceQuota
          name: slipway-project
          action: updated
          fields: [spec.hard.pods]
          managers: [kubectl-edit]
counts:
  description: How many C(projects) there are, and how many of them C(changed) and C(failed).
  returned: once all input was found right
  type: dict
  sample: {projects: 1000, changed: 1, failed: 0}
diff:
  description: The objects that differ, before and after, without what the API server keeps for itself, and no secrets.
  returned: in diff mode
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
