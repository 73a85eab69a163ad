# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quotes from the cluster, each with a word of ours that says where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..logs.containers import Container, Ending
from ..logs.fields import number, text

__all__ = ["condition_quote", "ending_quote", "event_quotes", "waiting_quote"]

_SIGNAL_BASE = 128
_MEANINGS = {
    126: "the command is not executable",
    127: "the command was not found",
    137: "killed (SIGKILL)",
    139: "segmentation fault",
    143: "asked to end (SIGTERM)",
}


def event_quotes(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """``event FailedScheduling (7 times): …``, the newest last."""
    return [_event_quote(event) for event in events]


def condition_quote(condition: Mapping[str, Any]) -> str:
    """``condition PodScheduled, Unschedulable: …``; empty for a missing condition."""
    if not condition:
        return ""
    return f"condition {text(condition, 'type')}, {text(condition, 'reason')}: {text(condition, 'message')}"


def waiting_quote(container: Container) -> str:
    """``container web waits, ImagePullBackOff: …``."""
    reason, message = container.waiting
    return f"container {container.name} waits, {reason}: {message}" if reason else ""


def ending_quote(container: Container, ending: Ending) -> str:
    """``container web ended at 2026-11-22T20:00:00+00:00, Error, exit code 127: the command was not found``."""
    when = f" at {ending.finished.isoformat()}" if ending.finished else ""
    meaning = _MEANINGS.get(ending.exit_code, "")
    return f"container {container.name} ended{when}, {ending.reason}, exit code {ending.exit_code}" + (
        f": {meaning}" if meaning else ""
    )


def _event_quote(event: Mapping[str, Any]) -> str:
    count = number(event, "series", "count") or number(event, "count")
    times = f" ({count} times)" if count > 1 else ""
    return f"event {text(event, 'reason')}{times}: {text(event, 'message')}"
