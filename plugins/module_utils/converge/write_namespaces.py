# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do what was planned in many namespaces, each by itself: one that fails does not hold up others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from ..cluster.client import Client
from ..errors import SlipwayError
from .claim import claim
from .difference import Difference
from .errors import PartlyWritten
from .parallel import in_parallel
from .plan_namespaces import PlannedNamespace
from .write import stage_of, write_difference

__all__ = ["FailedNamespace", "write_namespaces"]

Run = Callable[[Callable[[Difference], None], Sequence[Difference]], object]
"""Does one thing with many differences: one after the other, or several at a time."""


@dataclass(frozen=True)
class FailedNamespace:
    """A namespace in which a write failed.

    :param written: what had been done by then.
    """

    error: SlipwayError
    written: tuple[Difference, ...]


def write_namespaces(client: Client, planned: Sequence[PlannedNamespace]) -> dict[str, FailedNamespace]:
    """Write what differs; several namespaces at a time, or of a single one several objects.

    In each, nothing comes before what it depends on, and the record of its kinds covers at every moment what is
    there: a run that is killed leaves a state that the next one completes.

    :returns: the namespaces in which a write failed, by name; the rest of such a one was not begun.
    """
    changed = [item for item in planned if item.changed and item.error is None]
    run: Run = in_parallel if len(changed) == 1 else _one_by_one
    failures = in_parallel(partial(_write, client, run=run), changed)
    return {item.wanted.name: failure for item, failure in zip(changed, failures, strict=True) if failure is not None}


def _write(client: Client, planned: PlannedNamespace, *, run: Run) -> FailedNamespace | None:
    namespace, *objects = planned.differences
    changes = [difference for difference in objects if difference.changed]
    written: list[Difference] = []

    def write(difference: Difference) -> None:
        write_difference(client, difference)
        written.append(difference)

    try:
        if planned.interim is not None:
            write(Difference(planned.interim, "updated", namespace.before, planned.interim))
        elif namespace.changed:
            if namespace.action == "created":
                claim(client, planned.wanted)
            write(namespace)
        for stage in sorted(set(map(stage_of, changes))):
            run(write, [change for change in changes if stage_of(change) == stage])
        if planned.interim is not None:
            write(namespace)
    except SlipwayError as error:
        total = len(changes) + namespace.changed + (planned.interim is not None)
        told = PartlyWritten(error, len(written), total) if written else error
        return FailedNamespace(told, tuple(written))
    return None


def _one_by_one(work: Callable[[Difference], None], items: Iterable[Difference]) -> None:
    for item in items:
        work(item)
