# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make projects be there: all that stands against one is found first, then each is written by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..cluster.client import Client
from ..converge.deletion import wait_until_gone
from ..converge.observe_namespaces import LiveNamespaces, find_namespaces
from ..converge.plan_namespaces import plan_namespaces
from ..converge.write_namespaces import write_namespaces
from ..errors import SlipwayError
from .manifests import ProjectManifests
from .outcome import ProjectOutcome
from .project import PROJECT_SELECTOR
from .refusals import foreign_namespace, unknown_cluster_roles

__all__ = ["make_present"]


def make_present(
    client: Client, requested: Sequence[ProjectManifests], *, check_mode: bool, seconds: int
) -> list[ProjectOutcome]:
    """What became of each project, in their order.

    :param seconds: how long namespaces that are being deleted are waited for; check mode takes them as gone.
    """
    outcomes = {item.project.namespace: ProjectOutcome(item.project) for item in requested}
    live = find_namespaces(client, list(outcomes), PROJECT_SELECTOR)
    _refuse_foreign(live, outcomes)
    live = _without_terminating(client, live, outcomes, seconds=0 if check_mode else seconds)
    possible = [item.wanted for item in requested if outcomes[item.project.namespace].error is None]
    planned = plan_namespaces(client, possible, live, PROJECT_SELECTOR, check_mode=check_mode)
    unknown = unknown_cluster_roles(client, planned)
    for item in planned:
        outcome = outcomes[item.wanted.name]
        outcome.error = item.error or unknown.get(item.wanted.name)
        outcome.differences, outcome.local = item.differences if outcome.error is None else (), item.local
    if not check_mode:
        ready = [item for item in planned if outcomes[item.wanted.name].error is None]
        for name, failed in write_namespaces(client, ready).items():
            outcomes[name].error, outcomes[name].differences = failed.error, failed.written
    return list(outcomes.values())


def _refuse_foreign(live: LiveNamespaces, outcomes: Mapping[str, ProjectOutcome]) -> None:
    for name, found in live.found.items():
        if outcomes[name].error is None:
            outcomes[name].error = foreign_namespace(outcomes[name].project, found)


def _without_terminating(
    client: Client, live: LiveNamespaces, outcomes: Mapping[str, ProjectOutcome], *, seconds: int
) -> LiveNamespaces:
    """The namespaces as they are once those that are being deleted are gone; those that stay are errors.

    :param seconds: 0 to take them as gone.
    """
    going = {
        name: found
        for name, found in live.found.items()
        if found is not None and outcomes[name].error is None and "deletionTimestamp" in found["metadata"]
    }
    if not going:
        return live
    if not seconds:
        return LiveNamespaces({**live.found, **dict.fromkeys(going)}, live.managed)
    try:
        for name, error in wait_until_gone(client, list(going.values()), seconds).items():
            outcomes[name].error = error
    except SlipwayError as error:
        for name in going:
            outcomes[name].error = error
    # Others may have made one again meanwhile, and theirs it is.
    again = find_namespaces(client, [name for name in going if outcomes[name].error is None], PROJECT_SELECTOR)
    _refuse_foreign(again, outcomes)
    return LiveNamespaces({**live.found, **again.found}, live.managed)
