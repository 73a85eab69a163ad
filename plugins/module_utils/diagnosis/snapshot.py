# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a namespace looks like at one moment, read in one LIST a kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..cluster.client import Client
from ..errors import ApiError, Unauthorized
from ..logs.fields import sequence, text, time

__all__ = ["Snapshot", "condition", "event_time", "owner", "take_snapshot"]

Item = Mapping[str, Any]

_KINDS = ("pods", "events", "jobs", "replica_sets", "deployments")
_BEGINNING = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Snapshot:
    """The objects of one namespace. Nothing in it is redacted or escaped yet.

    :param taken: when, by our clock.
    :param events: oldest first.
    :param unreadable: what could not be listed, with our own sentence why.
    """

    namespace: str
    taken: datetime
    pods: tuple[Item, ...] = ()
    events: tuple[Item, ...] = ()
    jobs: tuple[Item, ...] = ()
    replica_sets: tuple[Item, ...] = ()
    deployments: tuple[Item, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()

    def events_about(self, item: Item, *reasons: str) -> Iterator[Item]:
        """Events of these reasons whose object is this very one, oldest first."""
        wanted = text(item, "metadata", "uid")
        for event in self.events:
            if wanted and text(event, "involvedObject", "uid") == wanted and text(event, "reason") in reasons:
                yield event


def take_snapshot(client: Client, namespace: str, selector: str | None = None, fields: str | None = None) -> Snapshot:
    """Read the namespace.

    With ``selector`` or ``fields``, only pods (and, by labels, jobs, replica sets and
    deployments) that match, and the events about them.

    :raises Unauthorized: we are not known to the cluster.
    :raises ConnectionFailed: the cluster could not be reached.
    """
    found: dict[str, tuple[Item, ...]] = {}
    unreadable = []
    for kind in _KINDS:
        try:
            found[kind] = tuple(_listed(client, kind, namespace, selector, fields))
        except Unauthorized:
            raise
        except ApiError as error:
            unreadable.append((kind.replace("_", " "), str(error)))
    events = found.pop("events", ())
    if selector or fields:
        known = {text(item, "metadata", "uid") for items in found.values() for item in items}
        events = tuple(event for event in events if text(event, "involvedObject", "uid") in known)
    return Snapshot(
        namespace=namespace,
        taken=datetime.now(UTC),
        events=tuple(sorted(events, key=lambda event: event_time(event) or _BEGINNING)),
        unreadable=tuple(unreadable),
        **found,
    )


def event_time(event: Item) -> datetime | None:
    """When an event was last seen: series, then last, own and creation time, as kubectl does."""
    return (
        time(event, "series", "lastObservedTime")
        or time(event, "lastTimestamp")
        or time(event, "eventTime")
        or time(event, "metadata", "creationTimestamp")
    )


def condition(item: Item, kind: str) -> Item:
    """The status condition of that type, or an empty object."""
    for entry in sequence(item, "status", "conditions"):
        if text(entry, "type") == kind:
            return entry
    return {}


def owner(item: Item) -> tuple[str, str]:
    """Kind and name of the controller that made the object; empty texts when it has none."""
    for reference in sequence(item, "metadata", "ownerReferences"):
        if reference.get("controller") is True:
            return text(reference, "kind"), text(reference, "name")
    return "", ""


def _listed(client: Client, kind: str, namespace: str, selector: str | None, fields: str | None) -> list[Item]:
    if fields and not selector and kind not in {"pods", "events"}:
        return []
    selectors: dict[str, str | None] = {} if kind == "events" else {"labels": selector}
    if kind == "pods":
        selectors["fields"] = fields
    found: list[Item] = getattr(client, f"list_{kind}")(namespace, **selectors)
    return found
