# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ClusterRole, rbac.authorization.k8s.io v1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .manifest import Manifest

__all__ = ["cluster_role", "policy_rule"]


def cluster_role(name: str, rules: Sequence[Manifest], labels: Mapping[str, str]) -> Manifest:
    """Rights by name, for the whole cluster or for a namespace: a binding decides.

    :param rules: as ``policy_rule`` makes them.
    """
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": name, "labels": dict(labels)},
        "rules": list(rules),
    }


def policy_rule(group: str, resource: str, verbs: Sequence[str], names: Sequence[str] = ()) -> Manifest:
    """One rule.

    :param group: empty for the core group.
    :param resource: the plural in URLs, with its subresource if one is meant: ``serviceaccounts/token``.
    :param names: of the objects; none for all of them.
    """
    rule: Manifest = {"apiGroups": [group], "resources": [resource], "verbs": list(verbs)}
    if names:
        rule["resourceNames"] = list(names)
    return rule
