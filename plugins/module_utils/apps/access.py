# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an app's account may do: what is asked for, and nothing that an earlier install needed."""

from __future__ import annotations

from typing import Any

from ..cluster.client import Client
from ..converge.converge import converge
from ..errors import Forbidden
from ..logs.fields import text
from .app_spec import AppSpec
from .manifests import access_manifests

__all__ = ["give_access"]


def give_access(client: Client, spec: AppSpec) -> None:
    """Bind the app's account as asked for, after taking away what it had elsewhere."""
    wanted = access_manifests(spec)
    selector = f"slipway.dev/app={spec.name},slipway.dev/part=access"
    bindings = [
        *_bindings(client.list_role_bindings, selector),
        *_bindings(client.list_cluster_role_bindings, selector),
    ]
    keep = {_where(manifest) for manifest in wanted}
    for binding in bindings:
        if _where(binding) not in keep:
            kind, namespace, name = _where(binding)
            if kind == "ClusterRoleBinding":
                client.delete_cluster_role_binding(name)
            else:
                client.delete_role_binding(name, namespace)
    converge(client, wanted)


def _bindings(read: Any, selector: str) -> list[dict[str, Any]]:
    """All bindings of the app. Who may not list them everywhere has not made any elsewhere."""
    try:
        found: list[dict[str, Any]] = read(labels=selector)
    except Forbidden:
        return []
    return found


def _where(binding: dict[str, Any]) -> tuple[str, str, str]:
    return text(binding, "kind"), text(binding, "metadata", "namespace"), text(binding, "metadata", "name")
