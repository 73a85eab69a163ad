# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the cluster and forbids a project: looked at before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..cluster.client import Client
from ..converge.difference import Difference
from ..converge.errors import Refused
from ..converge.observe import Observed
from ..converge.parallel import in_parallel
from ..errors import Forbidden
from ..resources.labels import is_managed, labels_of
from ..resources.manifest import Manifest
from ..resources.names import quoted
from .project import IDENTITY_LABELS, Project

__all__ = ["refuse_foreign_namespaces", "refuse_unknown_cluster_roles"]

_SHOWN = 5


def refuse_foreign_namespaces(projects: Sequence[Project], observed: Observed) -> None:
    """Raise Refused when a namespace exists and is not this project's, unless the project adopts it."""
    live = {reference.name: found for reference, found in observed.items() if reference.kind == "Namespace" and found}
    foreign: list[str] = []
    for project in projects:
        found = live.get(project.namespace)
        if found is None or project.adopt:
            continue
        if not is_managed(found):
            foreign.append(project.namespace)
        elif label := _foreign_label(project, found):
            raise Refused(
                f"namespace {project.namespace} is another project's, by its label {label} "
                f"{quoted(str(labels_of(found)[label]))}; give this project another id, environment or namespace, "
                "or adopt: true to take the namespace over"
            )
    if foreign:
        what = "namespace" if len(foreign) == 1 else "namespaces"
        verb = "exists and is" if len(foreign) == 1 else "exist and are"
        raise Refused(
            f"{what} {_shown(foreign)} {verb} not managed by slipway; "
            "give another namespace, or adopt: true to take over what is there"
        )


def refuse_unknown_cluster_roles(client: Client, differences: Iterable[Difference]) -> None:
    """Raise Refused when a role binding that is to be written names a cluster role that does not exist.

    The API server would take it, and the project could do nothing. An account that may not
    read cluster roles goes without this check.
    """
    changed = [difference for difference in differences if difference.changed]
    roles = sorted({item.manifest["roleRef"]["name"] for item in changed if item.reference.kind == "RoleBinding"})
    exist = in_parallel(lambda role: _cluster_role_exists(client, role), roles)
    unknown = [role for role, exists in zip(roles, exist, strict=True) if not exists]
    if unknown:
        raise Refused(f"the cluster has no cluster role {_shown(unknown)}; check cluster_role")


def _foreign_label(project: Project, live: Manifest) -> str | None:
    """A label that another project left. One that is missing is no sign of another, but drift that is mended."""
    labels = labels_of(live)
    for label in IDENTITY_LABELS:
        if label in labels and labels[label] != project.identity.get(label):
            return label
    return None


def _cluster_role_exists(client: Client, name: str) -> bool:
    try:
        return client.find_cluster_role(name) is not None
    except Forbidden:
        return True


def _shown(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
