# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the cluster and forbids a project: looked at before anything is written for it."""

from __future__ import annotations

from collections.abc import Iterable

from ..cluster.client import Client
from ..converge.compare import is_made_by_us
from ..converge.errors import Refused
from ..converge.parallel import in_parallel
from ..converge.plan_namespaces import PlannedNamespace
from ..errors import Forbidden, SlipwayError
from ..resources.labels import is_managed, labels_of
from ..resources.manifest import Manifest
from ..resources.names import quoted
from .project import IDENTITY_LABEL, IDENTITY_LABELS, Project

__all__ = ["foreign_namespace", "unknown_cluster_roles"]


def foreign_namespace(project: Project, live: Manifest | None, *, deleting: bool = False) -> Refused | None:
    """Why this project may not have, or delete, the namespace that exists; None when it may.

    A namespace of another project is refused whatever is asked. One of nobody's can be adopted.

    :param deleting: the namespace is to be deleted, which nobody may ask for what is not theirs.
    """
    if live is None:
        return None
    if _is_of_another(project, live):
        return _anothers(project, live)
    if _is_ours(live) and (not deleting or IDENTITY_LABELS[0] in labels_of(live)):
        return None
    if deleting:
        return Refused(f"namespace {project.namespace} is not this project's, so it is not deleted")
    if project.adopt:
        return None
    return Refused(
        f"namespace {project.namespace} exists and is not managed by slipway; "
        "give another namespace, or adopt: true to take over what is there"
    )


def unknown_cluster_roles(client: Client, planned: Iterable[PlannedNamespace]) -> dict[str, SlipwayError]:
    """The namespaces, by name, in which a binding would be written that names a cluster role that does not exist.

    The API server would take it, and the project could do nothing. An account that may not
    read cluster roles goes without this check.
    """
    named = {item.wanted.name: _cluster_roles(item) for item in planned}
    roles = sorted(set().union(*named.values())) if named else []
    wrong = dict(zip(roles, in_parallel(lambda role: _what_is_wrong(client, role), roles), strict=True))
    errors = {
        namespace: next((error for role in sorted(wanted) if (error := wrong[role]) is not None), None)
        for namespace, wanted in named.items()
    }
    return {namespace: error for namespace, error in errors.items() if error is not None}


def _is_of_another(project: Project, live: Manifest) -> bool:
    """Whether another project left its labels. One that is missing is no sign of another, but drift that is mended."""
    labels = labels_of(live)
    if IDENTITY_LABEL in labels:
        return bool(labels[IDENTITY_LABEL] != project.identity[IDENTITY_LABEL])
    return any(label in labels and labels[label] != project.identity.get(label) for label in IDENTITY_LABELS)


def _anothers(project: Project, live: Manifest) -> Refused:
    if _has_the_parts_of(project, live):
        return Refused(
            f"namespace {project.namespace} belongs to another project by its label {IDENTITY_LABEL}, though it has "
            f"this one's name, id and environment; if it is this one's, set it to {project.identity[IDENTITY_LABEL]}"
        )
    return Refused(
        f"namespace {project.namespace} belongs to another project, {_owner(live)} by its labels; "
        "give this project another id, environment or namespace"
    )


def _has_the_parts_of(project: Project, live: Manifest) -> bool:
    labels = labels_of(live)
    return all(labels.get(label) == project.identity.get(label) for label in IDENTITY_LABELS)


def _is_ours(live: Manifest) -> bool:
    """Whether we made it. One that has lost its identity must have a trace of us besides labels, which anybody sets."""
    return is_managed(live) and (IDENTITY_LABEL in labels_of(live) or is_made_by_us(live))


def _owner(live: Manifest) -> str:
    """Name, id and environment of the project whose namespace it is, as far as labels hold them."""
    labels = labels_of(live)
    parts = [
        f"{word} {quoted(str(labels[label]))}"
        for word, label in zip(("name", "id", "environment"), IDENTITY_LABELS, strict=True)
        if label in labels
    ]
    return ", ".join(parts) or f"identity {quoted(str(labels.get(IDENTITY_LABEL)))}"


def _cluster_roles(planned: PlannedNamespace) -> set[str]:
    return {
        str(item.manifest["roleRef"]["name"])
        for item in planned.differences
        if item.changed
        and item.action != "removed"
        and item.reference.kind == "RoleBinding"
        and item.manifest["roleRef"]["kind"] == "ClusterRole"
    }


def _what_is_wrong(client: Client, cluster_role: str) -> SlipwayError | None:
    try:
        if client.find_cluster_role(cluster_role) is not None:
            return None
    except Forbidden:
        return None
    except SlipwayError as error:
        return error
    return Refused(f"the cluster has no cluster role {cluster_role}; check cluster_role and bindings")
