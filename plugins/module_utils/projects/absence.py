# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make projects be gone: only namespaces that are theirs, and waited for until nothing is left."""

from __future__ import annotations

from collections.abc import Sequence

from ..cluster.client import Client
from ..converge.deletion import wait_until_gone
from ..converge.difference import Difference
from ..converge.observe_namespaces import find_namespaces
from ..converge.parallel import in_parallel
from ..errors import SlipwayError
from ..resources.manifest import Manifest
from .outcome import ProjectOutcome
from .project import PROJECT_SELECTOR, Project
from .refusals import foreign_namespace

__all__ = ["make_absent"]


def make_absent(client: Client, projects: Sequence[Project], *, check_mode: bool, seconds: int) -> list[ProjectOutcome]:
    """What became of each project, in their order.

    :param seconds: how long all of them may take to be gone; what holds one that is not is its error.
    """
    live = find_namespaces(client, [project.namespace for project in projects], PROJECT_SELECTOR)
    outcomes = [_outcome(project, live.found[project.namespace]) for project in projects]
    if not check_mode:
        _delete(client, [outcome for outcome in outcomes if outcome.changed], seconds)
    return outcomes


def _outcome(project: Project, found: Manifest | None) -> ProjectOutcome:
    error = foreign_namespace(project, found, deleting=True)
    if error is not None or found is None:
        return ProjectOutcome(project, error=error)
    return ProjectOutcome(project, [Difference(found, "removed", found, None)])


def _delete(client: Client, outcomes: Sequence[ProjectOutcome], seconds: int) -> None:
    def delete(outcome: ProjectOutcome) -> None:
        metadata = outcome.differences[0].manifest["metadata"]
        try:
            client.delete_namespace(metadata["name"], uid=metadata.get("uid"))
        except SlipwayError as error:
            outcome.error, outcome.differences = error, ()

    in_parallel(delete, outcomes)
    deleted = {item.project.namespace: item for item in outcomes if item.error is None}
    if not deleted:
        return
    try:
        still = wait_until_gone(client, [item.differences[0].manifest for item in deleted.values()], seconds)
    except SlipwayError as error:
        # They may be gone by now; that they were deleted is told in any case.
        for item in deleted.values():
            item.error = error
    else:
        for name, held in still.items():
            deleted[name].error = held
