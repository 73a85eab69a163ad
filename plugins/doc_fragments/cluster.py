# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation that the modules share."""

from __future__ import annotations


class ModuleDocFragment:
    """The connection options (standard) and what every module can do (attributes)."""

    DOCUMENTATION = r"""
options:
  kubeconfig:
    description:
      - Path of the kubeconfig, or several paths separated by a colon, which are merged as kubectl does.
      - Falls back to the variables E(K8S_AUTH_KUBECONFIG) and E(KUBECONFIG), then, inside a pod,
        to the pod's own service account, then to C(~/.kube/config).
      - Variables are read from the task's C(environment) too.
    type: path
  context:
    description: Context of the kubeconfig. Falls back to E(K8S_AUTH_CONTEXT), then to the current context.
    type: str
  host:
    description: Address of the API server, for example V(https://10.0.0.1:6443). Falls back to E(K8S_AUTH_HOST).
    type: str
  api_key:
    description:
      - Bearer token. Falls back to E(K8S_AUTH_API_KEY).
      - When given, no other credentials of the kubeconfig are used.
    type: str
  ca_cert:
    description: File with the CA that signed the API server's certificate. Falls back to E(K8S_AUTH_SSL_CA_CERT).
    type: path
    aliases: [ssl_ca_cert]
  client_cert:
    description:
      - File with the client certificate. Falls back to E(K8S_AUTH_CERT_FILE).
      - When given, no other credentials of the kubeconfig are used.
    type: path
    aliases: [cert_file]
  client_key:
    description:
      - File with the client certificate's key, without a pass phrase. Falls back to E(K8S_AUTH_KEY_FILE).
    type: path
    aliases: [key_file]
  validate_certs:
    description:
      - Whether the API server's certificate is checked. Falls back to E(K8S_AUTH_VERIFY_SSL), then to the kubeconfig.
      - Without a check anybody on the way can read and change everything.
    type: bool
    aliases: [verify_ssl]
  proxy:
    description:
      - URL of an HTTP proxy. Falls back to E(K8S_AUTH_PROXY), the kubeconfig, then to E(HTTPS_PROXY).
      - E(NO_PROXY) names the servers for which the last one is not used, as names, domains, addresses or networks.
    type: str
  impersonate_user:
    description: User to act as. Falls back to E(K8S_AUTH_IMPERSONATE_USER).
    type: str
  impersonate_groups:
    description:
      - Groups to act as. Falls back to E(K8S_AUTH_IMPERSONATE_GROUPS), separated by commas.
      - Needs O(impersonate_user).
    type: list
    elements: str
  request_timeout:
    description:
      - Seconds that one request to the API server may take in all, repetitions included. A create whose answer
        is lost is looked for afterwards, within as many seconds again.
        Watches and followed logs may take longer; they end when the server is silent.
      - Falls back to E(SLIPWAY_REQUEST_TIMEOUT), then to 120.
    type: int
  allow_http:
    description:
      - Whether the API server may be reached without TLS. Everybody on the way can then read the token.
      - Falls back to E(SLIPWAY_ALLOW_HTTP), then to false.
    type: bool
  untrusted:
    description:
      - Whether the cluster was named by somebody who must not choose where this machine connects to,
        for example a user of yours. Its addresses must then be public, unless O(allowed_targets) has them.
      - Of its kubeconfig no program is run and no other file is read. What E(KUBECONFIG), the E(K8S_AUTH_*)
        variables and C(~/.kube/config) say of your own cluster is not used for it. Its warnings are not shown.
      - Addresses of cloud metadata services are refused for every cluster.
    type: bool
  allowed_targets:
    description:
      - Where an O(untrusted) cluster may be, although it is not public. Each is a name, C(*.)name, an address or
        a network, and may end in C(:port).
      - C(slipway guard URL --untrusted --allow TARGET) shows what that means for an address.
    type: list
    elements: str
  slipway_debug:
    description:
      - Whether the original exception and the API server's own message of each failure are shown on the terminal
        and written to C(kubernetes-debug.log). They may hold secrets. The variable C(slipway_debug) does the same.
      - Falls back to E(SLIPWAY_DEBUG). For an O(untrusted) cluster the controller's own E(SLIPWAY_DEBUG) alone counts.
      - With C(no_log) nothing is shown, and the file alone is written.
    type: bool
requirements:
  - python >= 3.11
  - urllib3 >= 2.3 (Python package)
  - PyYAML >= 6 (Python package)
  - kubernetes >= 31 (Python package), only for a kubeconfig whose user has an C(auth-provider)
notes:
  - The task runs inside the controller's own process, which takes a tenth of a module's time. It runs as an
    ordinary module with C(become), C(async), on a connection that is not local, or when the controller's Python
    has no C(urllib3). C(-v) says which way was taken and why.
"""

    ATTRIBUTES = r"""
options: {}
attributes:
  check_mode:
    description: Says what would change and writes nothing.
    support: full
  diff_mode:
    description: Shows what changes. Data of Secrets is never shown.
    support: full
  idempotent:
    description: A second run with the same options changes nothing and sends nothing that writes.
    support: full
"""
