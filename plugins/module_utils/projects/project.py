# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project as asked for: its identity, its namespace, and all that it and its profile say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import InvalidInput
from ..resources.labels import MANAGED_BY, MANAGED_SELECTOR
from ..resources.names import check_label
from .naming import check_not_reserved, derived_namespace, identity_digest, label_value
from .tokens import DEFAULT_LIFETIME, LONGEST_LIFETIME, SHORTEST_LIFETIME

__all__ = [
    "DEFAULT_CLUSTER_ROLE",
    "DEFAULT_POD_SECURITY",
    "IDENTITY_LABEL",
    "IDENTITY_LABELS",
    "PROJECT_SELECTOR",
    "Project",
    "project_of",
]

DEFAULT_CLUSTER_ROLE = "edit"
"""What Kubernetes gives people who work in a namespace: its objects, but neither its roles nor its quotas."""
DEFAULT_POD_SECURITY = "baseline"
"""Pod Security Standard that keeps pods from the node's own, and under which most charts run as they are."""
IDENTITY_LABELS = ("slipway.dev/project", "slipway.dev/project-id", "slipway.dev/environment")
"""Labels for people and selectors: name, id, environment, shortened where they are no label values."""
IDENTITY_LABEL = "slipway.dev/identity"
"""The label that decides whose a namespace is: two projects never have the same."""
PROJECT_SELECTOR = f"{MANAGED_SELECTOR},{IDENTITY_LABELS[0]}"
"""All objects of all projects, and none of an app."""


@dataclass(frozen=True)
class Project:
    """One project namespace.

    :param identity: the labels that tell this project from all others, our managed-by label with them.
    :param settings: what is said of it, by itself or its profile, as ``profiles.SETTINGS`` names it; no nulls.
    :param adopt: take over a namespace that exists and is nobody's.
    """

    name: str
    identifier: str | None
    environment: str | None
    namespace: str
    identity: Mapping[str, str]
    settings: Mapping[str, Any] = field(repr=False)
    adopt: bool = False

    @property
    def cluster_role(self) -> str | None:
        """What the project's account may do in its namespace; None when its own rules say so."""
        if "rules" in self.settings:
            return None
        return str(self.settings.get("cluster_role", DEFAULT_CLUSTER_ROLE))

    @property
    def token(self) -> str:
        """Which token its kubeconfig has: none, bound or secret."""
        return str(self.settings.get("token", "none"))

    @property
    def token_lifetime(self) -> int:
        """Seconds, of a bound token."""
        return int(self.settings.get("token_lifetime", DEFAULT_LIFETIME))


def project_of(entry: Mapping[str, Any], settings: Mapping[str, Any], reserved: Sequence[str] = ()) -> Project:
    """One project, its identity checked; what its objects say is checked as they are built.

    :param entry: name, id, environment, namespace and adopt, as given.
    :param settings: what it and its profile say, merged.
    :param reserved: names of namespaces that are not to be a project's.
    :raises InvalidInput: one of them cannot be right; the sentence names it.
    """
    name, identifier, environment = str(entry["name"]), _text(entry.get("id")), _text(entry.get("environment"))
    if not name:
        raise InvalidInput("name: it is empty; give the project a name")
    namespace = _text(entry.get("namespace"))
    if namespace is None:
        namespace = derived_namespace(name, identifier, environment)
    check_not_reserved(check_label(namespace, "namespace"), reserved)
    project = Project(
        name=name,
        identifier=identifier,
        environment=environment,
        namespace=namespace,
        identity=_identity(name, identifier, environment),
        settings=settings,
        adopt=bool(entry.get("adopt")),
    )
    if not SHORTEST_LIFETIME <= project.token_lifetime <= LONGEST_LIFETIME:
        raise InvalidInput(f"token_lifetime: Kubernetes takes from {SHORTEST_LIFETIME} to {LONGEST_LIFETIME} seconds")
    return project


def _identity(name: str, identifier: str | None, environment: str | None) -> dict[str, str]:
    parts = zip(IDENTITY_LABELS, (name, identifier, environment), strict=True)
    return {
        MANAGED_BY[0]: MANAGED_BY[1],
        IDENTITY_LABEL: identity_digest(name, identifier, environment),
        **{label: label_value(part) for label, part in parts if part is not None},
    }


def _text(value: Any) -> str | None:
    """An optional parameter: what a template left empty counts as not given."""
    return str(value) if value not in (None, "") else None
