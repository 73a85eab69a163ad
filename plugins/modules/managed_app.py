#!/usr/bin/python
# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible module managed_app."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_app
short_description: Install a Helm chart by a one-off pod on the cluster, with its logs live in the play
version_added: 0.1.0
description:
  - Runs C(helm upgrade --install) in the pod C(install-<name>) in the namespace C(gitlab-managed-apps), and follows
    it to its end. The controller needs no Helm and no way to the chart repository.
  - The pod's lines, the lines of the chart's hooks and warning events are shown while the task runs. Nothing is shown
    under C(no_log), with C(become), with C(async), and when the task does not run on the controller.
  - The pod works as an account of the app's own, which has the ClusterRole O(cluster_role) in O(namespace) and
    no right elsewhere, unless O(cluster_wide) is set.
  - When the install succeeds the pod is removed. When it fails the pod is kept, and the task fails with the last
    lines and the name of the notebook that looks further.
  - A play that was killed is completed by the next one. Two plays at once take turns.
extends_documentation_fragment:
  - slipway.kubernetes.cluster
  - slipway.kubernetes.cluster.attributes
author:
  - Slipway developers (@slipway)
options:
  name:
    description:
      - Name of the app, a DNS label of at most 53 characters.
      - An app is one release of the cluster, and one install pod at a time. The same chart in two namespaces is two
        apps, for example V(web) and V(web-staging); O(release) may be the same for both.
    type: str
    required: true
  state:
    description:
      - The app is installed as described. A change of chart, version, values, release, namespace or rights upgrades it.
    type: str
    choices: [present]
    default: present
  namespace:
    description: Namespace of the release. It must exist unless O(create_namespace) is set.
    type: str
    required: true
  create_namespace:
    description: Create the namespace when it does not exist.
    type: bool
    default: false
  release:
    description: Name of the Helm release. Default is the app's O(name).
    type: str
  chart:
    description: Name of the chart in O(repository), or C(oci://) or C(https://) address of a chart.
    type: str
    required: true
  repository:
    description: URL of a chart repository, as the cluster reaches it. No user name or password in it.
    type: str
  version:
    description:
      - Version of the chart, or a constraint such as V(~1.2).
      - Without it Helm takes the newest at the time of the install; a newer one later is not a change.
    type: str
  plain_http:
    description: Speak HTTP without TLS with an C(oci://) registry.
    type: bool
    default: false
  values:
    description:
      - Values for the chart. They travel in a Secret, never on a command line.
      - Every text of four characters or more in them is redacted in everything shown or returned, and below a key that
        names a secret (password, token, key and the like) every text. What stands under C(image), C(repository),
        C(registry), C(tag), C(digest) and C(pullPolicy) stays readable, and so do the names of the app, its release,
        namespace and chart.
      - What is not given here has the chart's default, whatever an earlier release had.
    type: dict
  cluster_role:
    description: ClusterRole that the app's account has.
    type: str
    default: admin
  cluster_wide:
    description: Whether the account has the role in the whole cluster, as charts with custom resources need it.
    type: bool
    default: false
  image:
    description: Image with Helm 3.16 or newer, or Helm 4. It is run as user 65532 with a read-only root file system.
    type: str
    default: docker.io/alpine/helm:3.19.0
  wait:
    description:
      - Whether the install ends only when the release's workloads are ready, as Helm sees it. A workload without a
        readiness probe is ready as soon as its containers run.
    type: bool
    default: true
  timeout:
    description:
      - Seconds that the whole install may take, and that Helm may wait for any one step of it.
      - The pod is ended 60 seconds later.
    type: int
    default: 300
"""

EXAMPLES = r"""
- name: Install the shop's web server
  slipway.kubernetes.managed_app:
    name: web
    namespace: shop-1
    repository: https://charts.example.com
    chart: web
    version: 1.4.2
    values:
      replicas: 2
      database:
        password: "{{ vaulted_password }}"

- name: Install from a registry, with rights in the whole cluster, since the chart brings custom resources
  slipway.kubernetes.managed_app:
    name: operator
    namespace: operators
    create_namespace: true
    chart: oci://registry.example.com/charts/operator
    version: 2.0.0
    cluster_role: cluster-admin
    cluster_wide: true
"""

RETURN = r"""
app:
  description: The release after the task. In check mode as it is before. On failure only name, namespace and release.
  returned: success, and failure of the install
  type: dict
  contains:
    name:
      description: Name of the app.
      type: str
      returned: always
    namespace:
      description: Namespace of the release.
      type: str
      returned: always
    release:
      description: Name of the release.
      type: str
      returned: always
    revision:
      description: Newest revision of the release, null when there is none yet.
      type: int
      returned: success
    status:
      description: Helm's word for the revision's state, null when there is none yet.
      type: str
      returned: success
  sample: {name: web, namespace: shop-1, release: web, revision: 1, status: deployed}
pod:
  description: The install pod, which is kept.
  returned: failure of the install
  type: dict
  sample: {name: install-web, namespace: gitlab-managed-apps}
status:
  description: How the pod ended, V(Failed), V(CannotStart), V(Deleted) or V(TimedOut).
  returned: failure of the install
  type: str
  sample: Failed
reason:
  description: Kubernetes' word for it, for example V(Error), V(OOMKilled), V(ImagePullBackOff) or V(DeadlineExceeded).
  returned: failure of the install
  type: str
  sample: Error
exit_code:
  description: Exit code of Helm, null when it did not end by itself.
  returned: failure of the install
  type: int
  sample: 1
log_tail:
  description:
    - Evidence. The last 20 lines of the pod and its hooks and warnings of the release's objects, each after its pod's
      name, escaped and with the values redacted.
    - Empty under C(no_log).
  returned: failure of the install
  type: list
  elements: str
  sample: ["web-migrate-x7b2p | cannot reach the database", "install-web | Error: INSTALLATION FAILED: …"]
findings:
  description:
    - What is wrong with the release's objects, the worst first, in slipway's own words. The notebook has the evidence.
  returned: failure of the install
  type: list
  elements: dict
  sample:
    - code: image_cannot_be_pulled
      severity: error
      kind: Pod
      namespace: shop-1
      name: web-6d4b
      summary: The image registry.example.com/web:1.4.3 cannot be pulled.
      next_step: check the image's name and tag
notebook:
  description: Name of the notebook that looks further.
  returned: failure of the install
  type: str
  sample: app_install_failed.ipynb
failure:
  description: What went wrong as data. C(code) stays the same over releases, C(msg) is for people.
  returned: failure
  type: dict
  sample: {code: chart_not_found}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.slipway.kubernetes.plugins.module_utils.apps.managed_app import OPERATION
from ansible_collections.slipway.kubernetes.plugins.module_utils.operation import answer


class QuietModule(AnsibleModule):
    """Writes no values to syslog, and none into the result of a task with a wrong argument.

    The option is not ``no_log``: Ansible would mask each short value wherever it occurs in the result.
    """

    def _log_invocation(self) -> None:
        self.log("Invoked managed_app")

    def _return_formatted(self, kwargs: dict[str, Any]) -> None:
        kwargs.setdefault("invocation", OPERATION.invocation(self.params))
        super()._return_formatted(kwargs)


def main() -> None:
    """Run the operation as a module."""
    answer(OPERATION, QuietModule(argument_spec=OPERATION.argument_spec(), supports_check_mode=True, **OPERATION.rules))


if __name__ == "__main__":
    main()
