# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One record of kubernetes.log as a line for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slipway.logs.escape import escape

__all__ = ["event_text"]

_LONGEST_FIELD = 300
_COLOURS = {"debug": "\x1b[2m", "warning": "\x1b[33m", "error": "\x1b[31m"}
_NO_COLOUR = "\x1b[0m"


def event_text(record: Mapping[str, Any], *, colour: bool) -> str:
    """Columns first: time, severity, event, status, duration, verb; then what may be long or missing.

    :param record: as decoded; whatever is in it cannot do anything to the terminal.
    :param colour: by severity, for a terminal.
    """
    columns = (
        f"{_shown(record, 'time'):24}",
        f"{_shown(record, 'severity'):7}",
        f"{_shown(record, 'event'):14}",
        f"{_shown(record, 'status'):>3}",
        f"{_duration(record):>8}",
        f"{_shown(record, 'verb'):6}",
        *_details(record),
    )
    line = " ".join(columns).rstrip()
    paint = _COLOURS.get(str(record.get("severity")), "") if colour else ""
    return f"{paint}{line}{_NO_COLOUR}" if paint else line


def _details(record: Mapping[str, Any]) -> list[str]:
    said = {name: _shown(record, name) for name in record}
    told = {
        "object": said.get("object"),
        "namespace": _after("in ", said.get("namespace")),
        "cluster": _after("on ", said.get("cluster")),
        "task": _after("task=", said.get("task")),
        "exception": said.get("exception"),
        "rule": _after("rule=", said.get("rule")),
        "run": _after("run=", said.get("run_id")),
        "request": _after("request=", said.get("request_id")),
    }
    return [text for text in told.values() if text]


def _shown(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return "-" if value is None else escape(str(value), _LONGEST_FIELD)


def _after(word: str, text: str | None) -> str:
    return f"{word}{text}" if text else ""


def _duration(record: Mapping[str, Any]) -> str:
    seconds = record.get("duration")
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        return "-"
    return f"{seconds:.1f} s" if seconds >= 10 else f"{seconds * 1000:.0f} ms"
