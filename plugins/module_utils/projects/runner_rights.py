# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rights that a runner needs, and no others. Where it may use them, its admission policy says.

Everything is written by server-side apply. Its PATCH asks for ``patch``, and where it creates for ``create`` too,
both with the object's name: so both are limited to the fixed names, and a POST, which has no name, is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..converge.write import STAND_IN
from ..resources.cluster_role import policy_rule
from ..resources.manifest import Manifest
from .fixed_names import ROLE_BINDING, SERVICE_ACCOUNT, TOKEN_SECRET, binding_name
from .runner_needs import RunnerNeeds

__all__ = ["RBAC", "Right", "binding_names", "role_rules", "runner_rights"]

RBAC = "rbac.authorization.k8s.io"
_READ = ("get", "list", "watch")
_WRITE = ("create", "patch")
_ALL = (*_READ, *_WRITE, "delete")
_UNNAMED = {
    ("", "resourcequotas"): "quotas",
    ("", "limitranges"): "limits",
    ("networking.k8s.io", "networkpolicies"): "network policies",
}


@dataclass(frozen=True)
class Right:
    """Some verbs on one resource.

    :param resource: with its subresource, if one is meant: ``serviceaccounts/token``.
    :param names: the objects; none for all.
    :param why: what it is for.
    """

    group: str
    resource: str
    verbs: tuple[str, ...]
    names: tuple[str, ...]
    why: str

    def rule(self) -> Manifest:
        """As a rule of a ClusterRole."""
        return policy_rule(self.group, self.resource, self.verbs, self.names)


def runner_rights(needs: RunnerNeeds) -> list[Right]:
    """What the runner needs for the whole cluster. What is in ``needs.rules`` it holds besides."""
    return [*_fixed(needs), *_roles(needs), *_tokens(needs), *_extra(needs)]


def role_rules(needs: RunnerNeeds) -> list[Manifest]:
    """The rules of the runner's ClusterRole."""
    return [*(right.rule() for right in runner_rights(needs)), *map(dict, needs.rules)]


def binding_names(needs: RunnerNeeds) -> tuple[str, ...]:
    """The names of all RoleBindings that it makes."""
    names = [ROLE_BINDING, *map(binding_name, needs.cluster_roles)]
    return tuple(name + end for name in names for end in ("", STAND_IN))


def _fixed(needs: RunnerNeeds) -> Iterator[Right]:
    yield Right("", "namespaces", _ALL, (), "the projects' namespaces")
    yield from _named("", "serviceaccounts", (SERVICE_ACCOUNT,), "the projects' accounts", needs)
    for (group, resource), why in _UNNAMED.items():
        yield Right(group, resource, _ALL, (), why)


def _roles(needs: RunnerNeeds) -> Iterator[Right]:
    yield from _named(RBAC, "roles", (ROLE_BINDING,) if needs.rules else (), "roles of own rules", needs)
    yield from _named(RBAC, "rolebindings", binding_names(needs), "what accounts may do", needs)
    if needs.cluster_roles:
        yield Right(RBAC, "clusterroles", ("get", "bind"), needs.cluster_roles, "cluster roles that are bound")


def _tokens(needs: RunnerNeeds) -> Iterator[Right]:
    if "bound" in needs.tokens:
        yield Right("", "serviceaccounts/token", ("create",), (SERVICE_ACCOUNT,), "bound tokens")
    made = "secret" in needs.tokens
    verbs = _ALL if made else ("get", "delete")
    yield Right("", "secrets", verbs, (TOKEN_SECRET,), "long-lived tokens" if made else "tokens of former profiles")


def _extra(needs: RunnerNeeds) -> Iterator[Right]:
    known = {("", "serviceaccounts"), (RBAC, "roles"), (RBAC, "rolebindings"), *_UNNAMED}
    for group, resource in needs.extra_kinds:
        if (group, resource) not in known:
            yield Right(group, resource, _ALL, (), "objects of templates")
    if needs.secrets:
        yield Right("", "secrets", ("get", *_WRITE, "delete"), needs.secrets, "Secrets of templates")


def _named(group: str, resource: str, names: tuple[str, ...], why: str, needs: RunnerNeeds) -> Iterator[Right]:
    """Reading and deleting need no name: what an earlier profile named is found and removed."""
    if (group, resource) in needs.extra_kinds:
        yield Right(group, resource, _ALL, (), f"{why}, and objects of templates")
        return
    yield Right(group, resource, (*_READ, "delete"), (), why)
    if names:
        yield Right(group, resource, _WRITE, names, why)
