# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pods and events as tables (pandas), safe to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from slipway.diagnosis.snapshot import Snapshot, event_time
from slipway.logs.containers import Container, containers
from slipway.logs.escape import escape
from slipway.logs.fields import number, text, time
from slipway.logs.redact import Redactor

__all__ = ["MOST_EVENTS", "events_table", "pods_table"]

MOST_EVENTS = 100
"""Rows of the events table: the newest ones."""
_LONGEST_MESSAGE = 400
_POD_COLUMNS = ["namespace", "pod", "status", "ready", "restarts", "age", "node"]
_EVENT_COLUMNS = ["time", "type", "reason", "object", "count", "message"]


def pods_table(snapshots: Iterable[Snapshot]) -> pd.DataFrame:
    """One row a pod, in the columns of ``kubectl get pods -o wide``."""
    rows = [_pod_row(pod, snapshot) for snapshot in snapshots for pod in snapshot.pods]
    return pd.DataFrame(rows, columns=_POD_COLUMNS)


def events_table(snapshots: Iterable[Snapshot], redactor: Redactor, most: int = MOST_EVENTS) -> pd.DataFrame:
    """One row an event, the newest first; secrets that the redactor knows are replaced."""
    rows = [_event_row(event, redactor) for snapshot in snapshots for event in snapshot.events]
    rows.sort(key=lambda row: str(row[0]), reverse=True)
    return pd.DataFrame(rows[:most], columns=_EVENT_COLUMNS)


def _pod_row(pod: Mapping[str, Any], snapshot: Snapshot) -> list[object]:
    mains = [container for container in containers(pod) if container.role == "main"]
    created = time(pod, "metadata", "creationTimestamp")
    return [
        escape(snapshot.namespace, 63),
        escape(text(pod, "metadata", "name"), 253),
        escape(_status(pod), 63),
        f"{sum(container.ready for container in mains)}/{len(mains)}",
        sum(container.restarts for container in containers(pod)),
        _age(created, snapshot.taken),
        escape(text(pod, "spec", "nodeName"), 253),
    ]


def _status(pod: Mapping[str, Any]) -> str:
    """The one word that says most, as kubectl picks it: a container's reason before the phase."""
    if text(pod, "metadata", "deletionTimestamp"):
        return "Terminating"
    for container in containers(pod):
        reason = _reason(container)
        if reason:
            return f"Init:{reason}" if container.role == "init" else reason
    phase = text(pod, "status", "phase")
    return text(pod, "status", "reason") or ("Completed" if phase == "Succeeded" else phase)


def _reason(container: Container) -> str:
    if container.waiting[0] not in {"", "PodInitializing", "ContainerCreating"}:
        return container.waiting[0]
    return container.ended.reason if container.ended and container.ended.exit_code else ""


def _age(since: datetime | None, until: datetime) -> str:
    if since is None:
        return ""
    seconds = max(int((until - since).total_seconds()), 0)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= 2 * size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _event_row(event: Mapping[str, Any], redactor: Redactor) -> list[object]:
    when = event_time(event)
    return [
        when.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00") if when else "",
        escape(text(event, "type"), 63),
        escape(text(event, "reason"), 63),
        escape(f"{text(event, 'involvedObject', 'kind')}/{text(event, 'involvedObject', 'name')}", 253),
        number(event, "series", "count") or number(event, "count") or 1,
        escape(redactor.redact(text(event, "message")), _LONGEST_MESSAGE),
    ]
