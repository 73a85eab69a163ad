# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of own Roles, which the runner must hold to hand them out: for the whole cluster, so not just any.

An admission policy limits where it writes. What it may read, nothing limits.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import InvalidInput
from ..resources.manifest import Manifest
from ..resources.names import quoted

__all__ = ["check_may_be_held"]

_READ = frozenset({"get", "list", "watch", "*"})
_HANDING_ON = frozenset({"bind", "escalate", "impersonate"})
_RBAC_GROUPS = frozenset({"rbac.authorization.k8s.io", "*"})
_ACCOUNTS = frozenset({"users", "groups", "serviceaccounts"})
_THROUGH_NODES = frozenset({"nodes/proxy", "*/proxy"})
"""To get is enough: the kubelet runs commands in pods for who opens a WebSocket to it, which is a GET."""
_SHOWN = 5


def check_may_be_held(rules: Sequence[Manifest]) -> None:
    """Raise InvalidInput for a rule that would give who holds it everywhere the cluster.

    :param rules: as the API writes them.
    """
    for number, rule in enumerate(rules, start=1):
        names = sorted(rule.get("resourceNames") or ())
        if reason := _takes_over(set(rule["apiGroups"]), set(rule["resources"]), set(rule["verbs"]), names):
            raise InvalidInput(
                f"rules: rule {number}: a runner must hold what it hands out, in the whole cluster, and {reason}; make "
                "a ClusterRole of the rules and name that with cluster_role: what is bound by name need not be held"
            )


def _takes_over(groups: set[str], resources: set[str], verbs: set[str], names: Sequence[str]) -> str:
    """Why nobody should hold this; empty if there is no reason."""
    core = groups & {"", "*"}
    if resources & {"*", "*/*"}:
        return "this one is on every resource"
    if handed_on := sorted(verbs & _HANDING_ON):
        return f"this one is to {' and '.join(handed_on)}"
    if core and "secrets" in resources and verbs & _READ:
        of_names = f"each Secret named {' or '.join(map(quoted, names[:_SHOWN]))}" if names else "all Secrets"
        return f"this one is to read {of_names}"
    if core and resources & _THROUGH_NODES:
        return "this one is to run whatever it likes on the nodes, through their kubelets"
    if "*" in verbs and (groups & _RBAC_GROUPS or (core and resources & _ACCOUNTS)):
        return "this one is to hand on any right"
    return ""
