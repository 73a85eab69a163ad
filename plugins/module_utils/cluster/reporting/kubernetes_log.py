# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kubernetes.log: one JSON object a line. docs/kubernetes-log.md says what each field means."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypedDict

from ...errors import ConfigurationError
from .log_file import LogFile

__all__ = ["EVENTS", "SEVERITIES", "Fields", "KubernetesLog", "log_level", "now"]

SEVERITIES = ("debug", "info", "warning", "error")
"""From the least to the most severe."""
EVENTS = ("change", "request", "request_failed", "task_failed")
"""All that a line may be about."""
# A field is a name, an address or a class, never a text: whoever wants to bring in a text of the server cannot.
_ONE_WORD = re.compile(r"[!-~]{1,512}\Z")


class Fields(TypedDict, total=False):
    """What a line may say beside its time, severity, event and run."""

    cluster: str
    namespace: str
    object: str
    verb: str
    status: int
    duration: float
    request_id: str
    exception: str
    code: str
    rule: str
    task: str


class KubernetesLog:
    """Writes what is severe enough.

    :param file: None to write nothing at all.
    :param level: the least severity that is written.
    :param run_id: stands in each line.
    """

    def __init__(self, file: LogFile | None = None, *, level: str = "info", run_id: str = "") -> None:
        self._file = file
        self._run_id = run_id
        self._kept = frozenset(SEVERITIES[SEVERITIES.index(level) :] if file else ())

    @property
    def problem(self) -> str:
        """Why the log could not be written, for the user; empty when it could."""
        return self._file.problem if self._file else ""

    def keeps(self, severity: str) -> bool:
        """Whether something of this severity would be written."""
        return severity in self._kept

    def write(self, event: str, severity: str, fields: Fields) -> None:
        """Write one line. Fields that are empty, or text that is not one word of visible ASCII, are left out."""
        if not self._file or severity not in self._kept:
            return
        record = {"time": now(), "severity": severity, "event": event, "run_id": self._run_id, **fields}
        kept = {name: value for name, value in record.items() if _may_be_written(value)}
        self._file.append(json.dumps(kept, separators=(",", ":")).encode() + b"\n")


def log_level(environment: Mapping[str, str]) -> str:
    """SLIPWAY_LOG_LEVEL; info by default, which is what changed and what failed.

    :raises ConfigurationError: it is no severity.
    """
    level = (environment.get("SLIPWAY_LOG_LEVEL") or "info").lower()
    if level not in SEVERITIES:
        raise ConfigurationError(f"SLIPWAY_LOG_LEVEL must be one of {', '.join(SEVERITIES)}")
    return level


def now() -> str:
    """The time as logs have it: RFC 3339, UTC, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _may_be_written(value: object) -> bool:
    return bool(_ONE_WORD.match(value)) if isinstance(value, str) else value is not None
