"""What a project is: six objects, the same for every subject, and the two forms in which they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = [
    "MANAGED",
    "PROFILE",
    "Batch",
    "Manifest",
    "objects_file",
    "objects_of",
    "projects_file",
    "template",
]

Manifest = dict[str, Any]

ACCOUNT = "project"
MANAGED = "slipway-project"
DEFAULT_DENY = "slipway-default-deny"
"""Ours has these names fixed; the peers get the same, so that all make the same."""

PROFILE: dict[str, Any] = {
    "quota": {"pods": "50", "requests.cpu": "4", "requests.memory": "8Gi"},
    "limits": [
        {
            "type": "Container",
            "default": {"cpu": "500m", "memory": "512Mi"},
            "defaultRequest": {"cpu": "100m", "memory": "128Mi"},
        }
    ],
    "network": {"default_deny": True},
}
"""What all projects have in common, as ours is told."""


@dataclass(frozen=True)
class Batch:
    """Projects of one subject: all of one name, told apart by their numbers, from 1 on."""

    name: str
    size: int

    @property
    def namespaces(self) -> list[str]:
        """Where each project lives: name and number, as ours derives it too."""
        return [self.namespace(number) for number in range(1, self.size + 1)]

    def namespace(self, number: int) -> str:
        """Where one project lives."""
        return f"{self.name}-{number}"


def objects_of(name: str, number: int | str) -> Iterator[Manifest]:
    """The six objects of one project, in the form in which the API server has them: no default is left out.

    Name and number may be a template's expressions.
    """
    namespace = f"{name}-{number}"
    labels = {"app.kubernetes.io/managed-by": "bench", "bench/project": name, "bench/project-id": str(number)}
    yield {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": namespace, "labels": {**labels, "pod-security.kubernetes.io/enforce": "baseline"}},
    }
    inside = {"namespace": namespace, "labels": labels}
    yield {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": ACCOUNT, **inside}}
    yield {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": MANAGED, **inside},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"},
        "subjects": [{"kind": "ServiceAccount", "name": ACCOUNT, "namespace": namespace}],
    }
    yield {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": MANAGED, **inside},
        "spec": {"hard": PROFILE["quota"]},
    }
    yield {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": {"name": MANAGED, **inside},
        "spec": {"limits": PROFILE["limits"]},
    }
    yield {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": DEFAULT_DENY, **inside},
        "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
    }


def objects_file(batch: Batch) -> Iterator[str]:
    """The lines of the peers' input: a YAML document an object, written as JSON, which is read the fastest."""
    for number in range(1, batch.size + 1):
        for manifest in objects_of(batch.name, number):
            yield f"---\n{json.dumps(manifest)}\n"


def template() -> str:
    """The input of a loop over projects: the same for one of them, which Ansible renders for each."""
    documents = objects_of("{{ item.name }}", "{{ item.id }}")
    return "".join(f"---\n{json.dumps(manifest)}\n" for manifest in documents)


def projects_file(batch: Batch) -> str:
    """The same for ours: YAML, three short lines a project and the profile once."""
    lines = ["profiles:", "  small:", "    quota:"]
    lines += [f'      {resource}: "{quantity}"' for resource, quantity in PROFILE["quota"].items()]
    lines.append("    limits:")
    for item in PROFILE["limits"]:
        lines.append(f"      - type: {item['type']}")
        for field in ("default", "defaultRequest"):
            lines.append(f"        {field}:")
            lines += [f'          {resource}: "{quantity}"' for resource, quantity in item[field].items()]
    lines += ["    network:", "      default_deny: true", "projects:"]
    for number in range(1, batch.size + 1):
        lines += [f"  - name: {batch.name}", f"    id: {number}", "    profile: small"]
    return "\n".join(lines) + "\n"
