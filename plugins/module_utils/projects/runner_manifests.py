# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that make an account a runner: its rights, and the policy that limits where it uses them."""

from __future__ import annotations

from collections.abc import Sequence

from ..resources.account_name import account_place
from ..resources.cluster_role import cluster_role
from ..resources.cluster_role_binding import cluster_role_binding
from ..resources.labels import MANAGED_BY
from ..resources.manifest import Manifest
from ..resources.names import check_label, check_subdomain
from ..resources.service_account import service_account
from ..resources.validating_admission_policy import validating_admission_policy_binding
from .runner_needs import RunnerNeeds
from .runner_policy import runner_policy
from .runner_rights import role_rules

__all__ = ["runner_manifests", "service_account_user"]

_LABELS = dict([MANAGED_BY])


def runner_manifests(
    name: str,
    account: str,
    needs: RunnerNeeds,
    *,
    reserved: Sequence[str] = (),
    allow_adopt: bool = False,
) -> list[Manifest]:
    """ServiceAccount, admission policy and its binding, ClusterRole and its binding, in the order to apply them.

    The policy comes before the rights, so that these are never without it.

    :param name: of all but the account.
    :param account: ``NAMESPACE/NAME``; the namespace is the operator's to make, and is reserved too.
    :param reserved: more namespaces that are never a project's.
    :param allow_adopt: see ``runner_policy``.
    :raises InvalidInput: a name is none.
    """
    check_subdomain(name, "name")
    namespace, account_name = account_place(account, "service account")
    for place in reserved:
        if place != "*":
            check_label(place.removesuffix("*").removesuffix("-"), "reserved namespace")
    policy = runner_policy(
        name,
        service_account_user(account),
        needs,
        _LABELS,
        reserved=(*reserved, namespace),
        allow_adopt=allow_adopt,
    )
    return [
        service_account(account_name, namespace, _LABELS),
        policy,
        validating_admission_policy_binding(name, name, _LABELS),
        cluster_role(name, role_rules(needs), _LABELS),
        cluster_role_binding(name, name, account_name, namespace, labels=_LABELS),
    ]


def service_account_user(account: str) -> str:
    """What the API server calls an account that is given as ``NAMESPACE/NAME``."""
    return ":".join(("system:serviceaccount", *account_place(account, "service account")))
