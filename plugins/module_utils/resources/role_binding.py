# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RoleBinding, rbac.authorization.k8s.io v1."""

from __future__ import annotations

from collections.abc import Mapping

from .manifest import Manifest

__all__ = ["role_binding"]

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
    return {
        "apiVersion": f"{_GROUP}/v1",
        "kind": "RoleBinding",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "roleRef": {"apiGroup": _GROUP, "kind": "ClusterRole", "name": cluster_role},
        "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": account_namespace}],
    }
