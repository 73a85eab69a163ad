# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What we talk about with an API server: groups, versions and kinds.

A kind is added in one line here; the client then has all its verbs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["SUPPORTED_API_GROUPS", "ApiGroup", "ApiResource"]

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class ApiResource:
    """One kind: its name, its name in URLs, and whether it lives in a namespace."""

    kind: str
    plural: str
    namespaced: bool = True

    @property
    def singular_name(self) -> str:
        """``RoleBinding`` as it stands in our method names: ``role_binding``."""
        return _WORD_START.sub("_", self.kind).lower()

    @property
    def plural_name(self) -> str:
        """``RoleBinding`` as it stands in our attribute names: ``role_bindings``."""
        head, _underscore, _last = self.singular_name.rpartition("_")
        # URLs write the plural in one word; our names keep the words apart.
        plural_of_last = self.plural[len(head.replace("_", "")) :]
        return f"{head}_{plural_of_last}" if head else plural_of_last


@dataclass(frozen=True)
class ApiGroup:
    """One API group in the version that we speak."""

    group: str
    version: str
    resources: tuple[ApiResource, ...]

    @property
    def api_version(self) -> str:
        """As it stands in manifests: ``v1``, ``apps/v1``."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def path(self) -> str:
        """Where the group lives below the server's address."""
        return f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"


SUPPORTED_API_GROUPS: dict[str, ApiGroup] = {
    "core": ApiGroup(
        "",
        "v1",
        (
            ApiResource("Namespace", "namespaces", namespaced=False),
            ApiResource("Node", "nodes", namespaced=False),
            ApiResource("Pod", "pods"),
            ApiResource("Secret", "secrets"),
            ApiResource("ConfigMap", "configmaps"),
            ApiResource("ServiceAccount", "serviceaccounts"),
            ApiResource("Service", "services"),
            ApiResource("Event", "events"),
            ApiResource("ResourceQuota", "resourcequotas"),
            ApiResource("LimitRange", "limitranges"),
        ),
    ),
    "rbac": ApiGroup(
        "rbac.authorization.k8s.io",
        "v1",
        (
            ApiResource("Role", "roles"),
            ApiResource("RoleBinding", "rolebindings"),
            ApiResource("ClusterRole", "clusterroles", namespaced=False),
            ApiResource("ClusterRoleBinding", "clusterrolebindings", namespaced=False),
        ),
    ),
    "apps": ApiGroup(
        "apps",
        "v1",
        (
            ApiResource("Deployment", "deployments"),
            ApiResource("ReplicaSet", "replicasets"),
            ApiResource("StatefulSet", "statefulsets"),
            ApiResource("DaemonSet", "daemonsets"),
        ),
    ),
    "batch": ApiGroup("batch", "v1", (ApiResource("Job", "jobs"), ApiResource("CronJob", "cronjobs"))),
    "networking": ApiGroup(
        "networking.k8s.io",
        "v1",
        (ApiResource("NetworkPolicy", "networkpolicies"), ApiResource("Ingress", "ingresses")),
    ),
}
