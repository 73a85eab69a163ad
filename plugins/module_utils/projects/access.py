# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what in a project namespace: its own account, and whom else it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import InvalidInput
from ..resources.account_name import account_place
from ..resources.known_keys import check_keys
from ..resources.manifest import Manifest
from ..resources.names import quoted
from ..resources.role import role
from ..resources.role_binding import account_subject, group_subject, role_binding_for, user_subject
from .fixed_names import ROLE_BINDING, SERVICE_ACCOUNT, binding_name
from .project import Project

__all__ = ["access_manifests"]

_KEYS = ("cluster_role", "groups", "users", "service_accounts")


def access_manifests(project: Project) -> Iterator[Manifest]:
    """The account's own role if it has rules, its binding, and the bindings of others.

    :raises InvalidInput: a rule or a binding cannot be right.
    """
    place, labels = project.namespace, project.identity
    cluster_role = project.cluster_role
    if cluster_role is None:
        yield role(ROLE_BINDING, place, project.settings["rules"], labels)
    bound = ("Role", ROLE_BINDING) if cluster_role is None else ("ClusterRole", cluster_role)
    yield role_binding_for(ROLE_BINDING, place, *bound, [account_subject(SERVICE_ACCOUNT, place)], labels=labels)
    seen: set[str] = set()
    for number, binding in enumerate(project.settings.get("bindings") or (), start=1):
        try:
            yield _binding(binding, project, seen)
        except InvalidInput as error:
            raise InvalidInput(f"bindings: item {number}: {error}") from None


def _binding(binding: Mapping[str, Any], project: Project, seen: set[str]) -> Manifest:
    check_keys(binding, _KEYS, "")
    cluster_role = binding.get("cluster_role")
    if not isinstance(cluster_role, str) or not cluster_role:
        raise InvalidInput("cluster_role is missing; give the name of a cluster role")
    if cluster_role in seen:
        raise InvalidInput(f"cluster_role {quoted(cluster_role)} has a binding already; put all subjects into one")
    seen.add(cluster_role)
    subjects = [
        *(user_subject(name) for name in _names(binding, "users")),
        *(group_subject(name) for name in _names(binding, "groups")),
        *(_account(text) for text in _names(binding, "service_accounts")),
    ]
    if not subjects:
        raise InvalidInput("nobody is bound; give users, groups or service_accounts")
    name = binding_name(cluster_role)
    return role_binding_for(name, project.namespace, "ClusterRole", cluster_role, subjects, labels=project.identity)


def _names(binding: Mapping[str, Any], key: str) -> list[str]:
    names = binding.get(key) or []
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise InvalidInput(f"{key}: a list of names is needed")
    return names


def _account(text: str) -> Manifest:
    namespace, name = account_place(text, "service_accounts:")
    return account_subject(name, namespace)
