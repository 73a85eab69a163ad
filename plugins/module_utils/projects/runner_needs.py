# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What sets of project settings ask of the account that makes them: the runner."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidInput
from ..resources.manifest import Manifest
from ..resources.names import check_subdomain, quoted
from ..resources.pod_security import ENFORCE_LABEL
from ..resources.role import policy_rules
from ..resources.role_binding import check_role_name
from .fixed_names import SERVICE_ACCOUNT, TOKEN_SECRET
from .held_rules import check_may_be_held
from .namespaced_kinds import namespaced_kind
from .project import DEFAULT_CLUSTER_ROLE, DEFAULT_POD_SECURITY
from .template_kinds import OTHER_TOKENS

__all__ = ["RunnerNeeds", "extra_kind", "needs_of"]

_SUBJECTS = {"User": "users", "Group": "groups"}


@dataclass(frozen=True)
class RunnerNeeds:
    """All that differs from one runner to another.

    :param cluster_roles: that it binds.
    :param rules: of own Roles, as the API writes them: it hands out what it holds.
    :param users: whom it binds besides, with ``groups`` and ``service_accounts`` (as ``namespace/name``).
    :param own_accounts: whom of the project's own namespace it binds.
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
    own_accounts: tuple[str, ...] = (SERVICE_ACCOUNT,)
    tokens: frozenset[str] = frozenset()
    extra_kinds: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    token_secrets: bool = False
    pod_security: tuple[str, ...] = (DEFAULT_POD_SECURITY,)


def needs_of(
    settings: Iterable[Mapping[str, Any]],
    extra_kinds: Iterable[tuple[str, str]] = (),
    secrets: Iterable[str] = (),
    extra_manifests: Iterable[Manifest] = (),
) -> RunnerNeeds:
    """What these need together; the order in which they come does not matter.

    :param settings: of profiles or projects, checked, each merged with its profile.
    :param extra_kinds: group and plural of what their templates make.
    :param secrets: names of Secrets that their templates make.
    :param extra_manifests: what their templates made, where that is known.
    :raises InvalidInput: a rule or a binding cannot be right, or rules would give the runner the whole cluster.
    """
    all_settings, manifests = list(settings), list(extra_manifests)
    bindings = [binding for one in all_settings for binding in one.get("bindings") or ()]
    bindings += [_binding(manifest) for manifest in manifests if manifest["kind"] == "RoleBinding"]
    bound = [binding.get("cluster_role") for binding in bindings]
    own = {one.get("cluster_role") or DEFAULT_CLUSTER_ROLE for one in all_settings if not one.get("rules")}
    role_rules = [policy_rules(one["rules"]) for one in all_settings if one.get("rules")]
    role_rules += [manifest.get("rules") or [] for manifest in manifests if manifest["kind"] == "Role"]
    for rules in role_rules:
        check_may_be_held(rules)
    held = {json.dumps(rule, sort_keys=True): rule for rules in role_rules for rule in rules}
    made_secrets = [manifest["metadata"]["name"] for manifest in manifests if manifest["kind"] == "Secret"]
    return RunnerNeeds(
        cluster_roles=tuple(check_role_name(name, "cluster_role") for name in _sorted([*own, *bound])),
        rules=tuple(held[key] for key in sorted(held)),
        users=_all(bindings, "users"),
        groups=_all(bindings, "groups"),
        service_accounts=_all(bindings, "service_accounts"),
        own_accounts=_sorted([SERVICE_ACCOUNT, *_all(bindings, "own_accounts")]),
        tokens=frozenset(str(one["token"]) for one in all_settings if one.get("token")) - {"none"},
        extra_kinds=tuple(sorted({*extra_kinds, *map(_kind_of, manifests)} - {("", "secrets")})),
        secrets=_sorted(_secret(name) for name in (*secrets, *made_secrets)),
        token_secrets=any(OTHER_TOKENS in (one.get("allow_kinds") or ()) for one in all_settings),
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
    known = namespaced_kind(group, kind)
    if known is None:
        raise InvalidInput(
            f"kind {quoted(text)} is none that templates can make; write GROUP/KIND as apps/Deployment, "
            "or KIND of the core group as ConfigMap"
        )
    return group, known.plural


def _kind_of(manifest: Manifest) -> tuple[str, str]:
    group, kind = str(manifest["apiVersion"]).rpartition("/")[0], manifest["kind"]
    return ("", "secrets") if (group, kind) == ("", "Secret") else extra_kind(f"{group}/{kind}".removeprefix("/"))


def _binding(manifest: Manifest) -> dict[str, Any]:
    """A template's RoleBinding, its shape checked, as the setting ``bindings`` would say it."""
    namespace, reference = manifest["metadata"]["namespace"], manifest["roleRef"]
    made: dict[str, Any] = {key: [] for key in (*_SUBJECTS.values(), "service_accounts", "own_accounts")}
    if reference["kind"] == "ClusterRole":
        made["cluster_role"] = reference["name"]
    for subject in manifest.get("subjects") or ():
        kind, who, place = subject["kind"], subject["name"], subject.get("namespace")
        if kind == "ServiceAccount":
            made["own_accounts" if place == namespace else "service_accounts"].append(
                who if place == namespace else f"{place}/{who}"
            )
        elif kind in _SUBJECTS:
            made[_SUBJECTS[kind]].append(who)
    return made


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
