# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that are the same in every project namespace, so that a runner's rights can be limited to them."""

from __future__ import annotations

__all__ = [
    "OBJECT_NAME",
    "OWN_PREFIX",
    "ROLE_BINDING",
    "SERVICE_ACCOUNT",
    "TOKEN_SECRET",
    "binding_name",
    "is_own_object",
]

OWN_PREFIX = "slipway-"
"""What the names of our own objects begin with, of kinds of which projects have several."""
SERVICE_ACCOUNT = "project"
"""The account that works in the namespace."""
ROLE_BINDING = f"{OWN_PREFIX}project"
"""The binding of the account, and its Role where it has rules of its own."""
OBJECT_NAME = f"{OWN_PREFIX}project"
"""The quota and the limits of a project."""
TOKEN_SECRET = "project-token"  # noqa: S105  # the name of a Secret, not one
"""The Secret of a long-lived token."""
_PREFIXED_KINDS = frozenset({"LimitRange", "NetworkPolicy", "ResourceQuota", "Role", "RoleBinding"})
_OWN_OBJECTS = frozenset({("ServiceAccount", SERVICE_ACCOUNT), ("Secret", TOKEN_SECRET)})


def binding_name(cluster_role: str) -> str:
    """The name of the binding of others than the account to a cluster role: one for each."""
    return f"{OWN_PREFIX}bind-{cluster_role}"


def is_own_object(kind: str, name: str) -> bool:
    """Whether slipway itself makes it in a project's namespace: templates may not take its name."""
    return (kind, name) in _OWN_OBJECTS or (kind in _PREFIXED_KINDS and name.startswith(OWN_PREFIX))
