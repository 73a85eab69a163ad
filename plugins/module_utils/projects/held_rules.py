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

__all__ = ["check_may_be_held"]

_READ = frozenset({"get", "list", "watch", "*"})
_HANDING_ON = frozenset({"bind", "escalate", "impersonate"})
_RBAC_GROUPS = frozenset({"rbac.authorization.k8s.io", "*"})
_ACCOUNTS = frozenset({"users", "groups", "serviceaccounts"})


def check_may_be_held(rules: Sequence[Manifest]) -> None:
    """Raise InvalidInput for a rule that would give who holds it everywhere the cluster.

    :param rules: as the API writes them.
    """
    for number, rule in enumerate(rules, start=1):
        if reason := _takes_over(*(set(rule[key]) for key in ("apiGroups", "resources", "verbs"))):
            raise InvalidInput(
                f"rules: rule {number}: a runner must hold what it hands out, in the whole cluster, and {reason}; make "
                "a ClusterRole of the rules and name that with cluster_role: what is bound by name need not be held"
            )


def _takes_over(groups: set[str], resources: set[str], verbs: set[str]) -> str:
    """Why nobody should hold this; empty if there is no reason."""
    core = groups & {"", "*"}
    if resources & {"*", "*/*"}:
        return "this one is on every resource"
    if handed_on := sorted(verbs & _HANDING_ON):
        return f"this one is to {' and '.join(handed_on)}"
    if core and "secrets" in resources and verbs & _READ:
        return "this one is to read all Secrets"
    if "*" in verbs and (groups & _RBAC_GROUPS or (core and resources & _ACCOUNTS)):
        return "this one is to hand on any right"
    return ""
