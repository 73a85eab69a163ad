# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project as asked for: checked before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidInput
from ..resources.labels import check_annotations, check_labels
from ..resources.names import quoted
from .naming import checked_namespace, derived_namespace, label_value

__all__ = [
    "DEFAULT_CLUSTER_ROLE",
    "ENVIRONMENT_LABEL",
    "IDENTIFIER_LABEL",
    "IDENTITY_LABELS",
    "PROJECT_LABEL",
    "Project",
    "projects_of",
]

DEFAULT_CLUSTER_ROLE = "edit"
"""What Kubernetes gives people who work in a namespace: its objects, but neither its roles nor its quotas."""
PROJECT_LABEL = "slipway.dev/project"
IDENTIFIER_LABEL = "slipway.dev/project-id"
ENVIRONMENT_LABEL = "slipway.dev/environment"
IDENTITY_LABELS = (PROJECT_LABEL, IDENTIFIER_LABEL, ENVIRONMENT_LABEL)
_ROLE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,252}\Z")


@dataclass(frozen=True)
class Project:
    """One project namespace.

    :param identity: the labels that tell this project from all others.
    :param labels: more labels for the namespace.
    :param cluster_role: what the project's service account may do in its namespace.
    :param adopt: take over a namespace that exists and is not this project's.
    """

    name: str
    namespace: str
    identity: Mapping[str, str]
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    cluster_role: str
    adopt: bool


def projects_of(parameters: Mapping[str, Any]) -> list[Project]:
    """The projects that a task asks for, by ``projects`` or by its other parameters.

    :raises InvalidInput: one of them cannot be right, or two have one namespace; it is named.
    """
    many: Sequence[Mapping[str, Any]] | None = parameters.get("projects")
    if many is None:
        return [_project(parameters)]
    projects: list[Project] = []
    places: dict[str, int] = {}
    for number, entry in enumerate(many, start=1):
        try:
            project = _project(entry)
        except InvalidInput as error:
            raise InvalidInput(f"project {number} of {len(many)}, {quoted(str(entry['name']))}: {error}") from None
        if project.namespace in places:
            raise InvalidInput(
                f"projects {places[project.namespace]} and {number} of {len(many)} have the same namespace "
                f"{project.namespace}; give one of them another id, environment or namespace"
            )
        places[project.namespace] = number
        projects.append(project)
    return projects


def _project(entry: Mapping[str, Any]) -> Project:
    name = str(entry["name"])
    identifier, environment = _text(entry.get("id")), _text(entry.get("environment"))
    namespace = _text(entry.get("namespace"))
    labels, annotations = entry.get("labels") or {}, entry.get("annotations") or {}
    check_labels(labels)
    check_annotations(annotations)
    return Project(
        name=name,
        namespace=(
            derived_namespace(name, identifier, environment) if namespace is None else checked_namespace(namespace)
        ),
        identity=_identity(name, identifier, environment),
        labels=labels,
        annotations=annotations,
        cluster_role=_cluster_role(entry.get("cluster_role")),
        adopt=bool(entry.get("adopt")),
    )


def _identity(name: str, identifier: str | None, environment: str | None) -> dict[str, str]:
    parts = zip(IDENTITY_LABELS, (name, identifier, environment), strict=True)
    return {label: label_value(part) for label, part in parts if part is not None}


def _cluster_role(given: Any) -> str:
    role = str(given or DEFAULT_CLUSTER_ROLE)
    if not _ROLE_NAME.match(role):
        raise InvalidInput(f"cluster_role {quoted(role)} is not the name of a cluster role; give one such as edit")
    return role


def _text(value: Any) -> str | None:
    """An optional parameter: what a template left empty counts as not given."""
    return str(value) if value not in (None, "") else None
