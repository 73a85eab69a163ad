# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RoleBinding, rbac.authorization.k8s.io v1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InvalidInput
from .manifest import Manifest
from .names import LONGEST_SUBDOMAIN, quoted

__all__ = ["account_subject", "check_role_name", "group_subject", "role_binding", "role_binding_for", "user_subject"]

_GROUP = "rbac.authorization.k8s.io"


def role_binding(
    name: str,
    namespace: str,
    cluster_role: str,
    account: str,
    account_namespace: str,
    *,
    labels: Mapping[str, str],
) -> Manifest:
    """A service account gets, in this namespace alone, what the cluster role allows."""
    subjects = [account_subject(account, account_namespace)]
    return role_binding_for(name, namespace, "ClusterRole", cluster_role, subjects, labels=labels)


def role_binding_for(  # each says one thing that differs between bindings
    name: str,
    namespace: str,
    role_kind: str,
    role_name: str,
    subjects: Sequence[Manifest],
    *,
    labels: Mapping[str, str],
) -> Manifest:
    """All subjects get, in this namespace alone, what the role allows.

    :param role_kind: ``ClusterRole``, or ``Role`` for one of the namespace itself.
    :raises InvalidInput: no role can be called that.
    """
    check_role_name(role_name, "cluster_role" if role_kind == "ClusterRole" else "role")
    return {
        "apiVersion": f"{_GROUP}/v1",
        "kind": "RoleBinding",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "roleRef": {"apiGroup": _GROUP, "kind": role_kind, "name": role_name},
        "subjects": list(subjects),
    }


def check_role_name(name: Any, what: str) -> str:
    """The name itself, when a role can be called that. Unlike other objects' names it may hold colons and capitals.

    :param what: the field, for the message.
    :raises InvalidInput: none can.
    """
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_SUBDOMAIN or not name.isprintable():
        raise InvalidInput(f"{what}: {quoted(str(name))} is not the name of a role; give one such as edit")
    if name in {".", ".."} or "/" in name or "%" in name:
        raise InvalidInput(f"{what}: {quoted(name)} is not the name of a role; it has no / or %, and is not . or ..")
    return name


def account_subject(name: str, namespace: str) -> Manifest:
    """A service account as a subject of a binding."""
    return {"kind": "ServiceAccount", "name": name, "namespace": namespace}


def user_subject(name: Any) -> Manifest:
    """A user as a subject, as the cluster's authentication names them.

    :raises InvalidInput: no user can be called that.
    """
    return {"apiGroup": _GROUP, "kind": "User", "name": _subject_name(name, "users")}


def group_subject(name: Any) -> Manifest:
    """A group as a subject.

    :raises InvalidInput: no group can be called that.
    """
    return {"apiGroup": _GROUP, "kind": "Group", "name": _subject_name(name, "groups")}


def _subject_name(name: Any, what: str) -> str:
    if not isinstance(name, str) or not name or not name.isprintable() or name != name.strip():
        raise InvalidInput(
            f"{what}: {quoted(str(name))} is not the name of anybody; it is text without control characters or margins"
        )
    return name
