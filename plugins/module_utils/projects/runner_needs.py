# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What sets of project settings ask of the account that makes them: the runner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..cluster.api.api_groups import SUPPORTED_API_GROUPS
from ..errors import InvalidInput
from ..resources.names import check_subdomain, quoted
from ..resources.pod_security import ENFORCE_LABEL
from .fixed_names import TOKEN_SECRET
from .project import DEFAULT_CLUSTER_ROLE, DEFAULT_POD_SECURITY

__all__ = ["RunnerNeeds", "extra_kind", "needs_of"]

_TOKEN_SECRETS = "token Secret"  # noqa: S105  # a word of allow_kinds
_RULE_KEYS = ("api_groups", "resources", "verbs", "resource_names")
_READ = frozenset({"get", "list", "watch", "*"})
_HANDING_ON = frozenset({"bind", "escalate", "impersonate"})
_RBAC_GROUPS = frozenset({"rbac.authorization.k8s.io", "*"})


@dataclass(frozen=True)
class RunnerNeeds:
    """All that differs from one runner to another.

    :param cluster_roles: that it binds.
    :param rules: of own Roles, as the API writes them: it hands out what it holds.
    :param users: whom it binds, besides the projects' accounts; with ``groups`` and ``service_accounts``
        (as ``namespace/name``).
    :param tokens: ``bound`` and ``secret``, those that are made.
    :param extra_kinds: group and plural of what templates make.
    :param secrets: names of Secrets that templates make.
    :param token_secrets: whether these may be long-lived tokens of other accounts than the project's.
    :param pod_security: levels of namespaces.
    """

    cluster_roles: tuple[str, ...] = ()
    rules: tuple[Mapping[str, Any], ...] = ()
    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    service_accounts: tuple[str, ...] = ()
    tokens: frozenset[str] = frozenset()
    extra_kinds: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    token_secrets: bool = False
    pod_security: tuple[str, ...] = (DEFAULT_POD_SECURITY,)


def needs_of(
    settings: Iterable[Mapping[str, Any]],
    extra_kinds: Iterable[tuple[str, str]] = (),
    secrets: Iterable[str] = (),
) -> RunnerNeeds:
    """What these need together; the order in which they come does not matter.

    :param settings: of profiles or projects, checked, each merged with its profile.
    :param extra_kinds: group and plural of what their templates make.
    :param secrets: names of Secrets that their templates make.
    :raises InvalidInput: rules would give the runner, who must hold them for the whole cluster, the cluster itself.
    """
    all_settings = list(settings)
    bindings = [binding for one in all_settings for binding in one.get("bindings") or ()]
    own = {one.get("cluster_role") or DEFAULT_CLUSTER_ROLE for one in all_settings if not one.get("rules")}
    rules: dict[str, Mapping[str, Any]] = {}
    for one in all_settings:
        for number, rule in enumerate(one.get("rules") or (), start=1):
            made = _policy_rule(rule, number)
            rules.setdefault(repr(made), made)
    return RunnerNeeds(
        cluster_roles=_sorted([*own, *(binding.get("cluster_role") for binding in bindings)]),
        rules=tuple(rules[key] for key in sorted(rules)),
        users=_all(bindings, "users"),
        groups=_all(bindings, "groups"),
        service_accounts=_all(bindings, "service_accounts"),
        tokens=frozenset(str(one["token"]) for one in all_settings if one.get("token")) - {"none"},
        extra_kinds=tuple(sorted(set(extra_kinds) - {("", "secrets")})),
        secrets=_sorted(_secret(name) for name in secrets),
        token_secrets=any(_TOKEN_SECRETS in (one.get("allow_kinds") or ()) for one in all_settings),
        pod_security=_sorted(map(_pod_security, all_settings)),
    )


def extra_kind(text: str) -> tuple[str, str]:
    """Group and plural of a kind that is named as ``apps/Deployment`` or, of the core group, ``ConfigMap``.

    :raises InvalidInput: slipway does not know it, or it is not for templates.
    """
    group, _slash, kind = text.rpartition("/")
    if (group, kind) == ("", "Secret"):
        raise InvalidInput(
            "kind 'Secret': who may write Secrets of any name may read them all; name them, each with --extra-secret"
        )
    for known in SUPPORTED_API_GROUPS.values():
        for resource in known.resources if known.group == group else ():
            if resource.kind == kind and resource.namespaced:
                return group, resource.plural
    raise InvalidInput(
        f"kind {quoted(text)} is none that templates can make; write GROUP/KIND as apps/Deployment, "
        "or KIND of the core group as ConfigMap"
    )


def _policy_rule(rule: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The rule as the API writes it, if a runner may hold it."""
    listed = {key: _names(rule, key, f"rules: item {number}") for key in _RULE_KEYS}
    if reason := _takes_over(listed["api_groups"], listed["resources"], listed["verbs"]):
        raise InvalidInput(
            f"rules: item {number}: who hands it out must hold it, and {reason}; "
            "make a ClusterRole of the rules and name that with cluster_role: to bind one, it need not be held"
        )
    made = {"apiGroups": listed["api_groups"], "resources": listed["resources"], "verbs": listed["verbs"]}
    return {**made, "resourceNames": listed["resource_names"]} if listed["resource_names"] else made


def _takes_over(groups: Sequence[str], resources: Sequence[str], verbs: Sequence[str]) -> str:
    """Why nobody should hold this for the whole cluster, where no admission policy can limit it; empty if none."""
    core, plain = {"", "*"} & set(groups), set(resources)
    if "*" in plain or "*/*" in plain:
        return "it is on every resource"
    if _HANDING_ON & set(verbs):
        return f"it is to {', '.join(sorted(_HANDING_ON & set(verbs)))}"
    if core and "secrets" in plain and _READ & set(verbs):
        return "that is to read all Secrets of the cluster"
    if "*" in verbs and (_RBAC_GROUPS & set(groups) or (core and plain & {"users", "groups", "serviceaccounts"})):
        return "that is to hand on any right"
    return ""


def _all(bindings: Iterable[Mapping[str, Any]], key: str) -> tuple[str, ...]:
    return _sorted(
        name
        for number, binding in enumerate(bindings, start=1)
        for name in _names(binding, key, f"bindings: item {number}")
    )


def _names(given: Mapping[str, Any], key: str, what: str) -> list[str]:
    names = given.get(key) or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InvalidInput(f"{what}: {key}: a list of names is needed")
    return names


def _pod_security(settings: Mapping[str, Any]) -> str:
    by_label = (settings.get("labels") or {}).get(ENFORCE_LABEL)
    return str(settings.get("pod_security") or by_label or DEFAULT_POD_SECURITY)


def _sorted(names: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted({str(name) for name in names if name}))


def _secret(name: str) -> str:
    if name == TOKEN_SECRET:
        raise InvalidInput(f"secret {quoted(name)} is the project's token; take another name")
    return check_subdomain(name, "secret")
