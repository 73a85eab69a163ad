# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How things look in a notebook: HTML in which every word from outside is escaped, and plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as html_escape

import pandas as pd

from slipway.diagnosis.finding import ERROR, Finding
from slipway.logs.capture import Capture, CapturedLog
from slipway.logs.escape import escape

__all__ = ["LAST_LINES", "FindingsView", "LogsView", "TableView"]

LAST_LINES = 20
"""Lines shown of each captured log; the whole log is in its file."""
_MOST_OPEN = 5
"""Logs shown unfolded: those of pods that a finding is about."""


@dataclass(frozen=True)
class TableView:
    """A table with whole texts; pandas itself cuts them at 50 characters."""

    frame: pd.DataFrame
    empty: str

    def __repr__(self) -> str:
        return self.empty if self.frame.empty else self.frame.to_string(index=False)

    def _repr_html_(self) -> str:
        if self.frame.empty:
            return f"<p>{html_escape(self.empty)}</p>"
        with pd.option_context("display.max_colwidth", None):
            return self.frame.to_html(index=False, border=0, escape=True, classes="slipway-table")


@dataclass(frozen=True)
class FindingsView:
    """What is wrong, the worst first, each with its next step and the evidence."""

    findings: Sequence[Finding]

    def __repr__(self) -> str:
        if not self.findings:
            return _NOTHING
        return "\n".join(line for finding in self.findings for line in _finding_lines(finding))

    def _repr_html_(self) -> str:
        if not self.findings:
            return f'<p class="slipway-nothing">{_NOTHING}</p>'
        return "".join(_finding_html(finding) for finding in self.findings)


@dataclass(frozen=True)
class LogsView:
    """The end of each captured log, and where the whole is. What the findings are about comes first."""

    captures: Sequence[Capture]
    findings: Sequence[Finding] = ()

    def __repr__(self) -> str:
        parts = [line for capture, log in self._logs() for line in _log_lines(capture, log)]
        return "\n".join([*parts, *self._errors()]) or _NO_LOGS

    def _repr_html_(self) -> str:
        places = "".join(
            f"<li><code>{html_escape(escape(one.folder))}</code></li>" for one in self.captures if one.logs
        )
        errors = "".join(f"<li>{html_escape(error)}</li>" for error in self._errors())
        parts = [f"<p>Whole logs are in:</p><ul>{places}</ul>" if places else f"<p>{_NO_LOGS}</p>"]
        for index, (capture, log) in enumerate(self._logs()):
            parts.append(_log_html(capture, log, is_open=index < _MOST_OPEN and self._is_suspect(log)))
        parts += [f"<p>Not captured:</p><ul>{errors}</ul>"] if errors else []
        return "".join(parts)

    def _logs(self) -> list[tuple[Capture, CapturedLog]]:
        logs = [(capture, log) for capture in self.captures for log in capture.logs]
        return sorted(logs, key=lambda pair: not self._is_suspect(pair[1]))

    def _is_suspect(self, log: CapturedLog) -> bool:
        """Whether a finding is about the pod or what made it: pods are named after their job or deployment."""
        return any(log.pod == finding.name or log.pod.startswith(f"{finding.name}-") for finding in self.findings)

    def _errors(self) -> list[str]:
        return [error for capture in self.captures for error in capture.errors]


_NOTHING = "No rule found anything wrong. Look at the events and at the end of each log."
_NO_LOGS = "No container has written a log."


def _finding_lines(finding: Finding) -> list[str]:
    return [
        f"{finding.severity}: {_object(finding)}: {finding.summary}",
        f"  next step: {finding.next_step}",
        *(f"  evidence: {quote}" for quote in finding.evidence),
    ]


def _finding_html(finding: Finding) -> str:
    grade = "error" if finding.severity == ERROR else "warning"
    quotes = "".join(f"<li><code>{html_escape(quote)}</code></li>" for quote in finding.evidence)
    evidence = f"<p>Evidence from the cluster:</p><ul>{quotes}</ul>" if quotes else ""
    return (
        f'<div class="slipway-finding slipway-{grade}">'
        f"<h3>{html_escape(finding.summary)}</h3>"
        f'<p><strong class="slipway-grade">{grade}</strong> '
        f"<code>{html_escape(_object(finding))}</code> <small>{html_escape(finding.code)}</small></p>"
        f"<p><strong>Next step:</strong> {html_escape(finding.next_step)}</p>{evidence}</div>"
    )


def _object(finding: Finding) -> str:
    return f"{finding.kind}/{finding.name} in {finding.namespace}"


def _log_lines(capture: Capture, log: CapturedLog) -> list[str]:
    return [_log_title(capture, log), *(f"  {escape(line)}" for line in capture.last_lines(log, LAST_LINES))]


def _log_html(capture: Capture, log: CapturedLog, *, is_open: bool) -> str:
    lines = "\n".join(html_escape(escape(line)) for line in capture.last_lines(log, LAST_LINES))
    return (
        f"<details{' open' if is_open else ''}><summary>{html_escape(_log_title(capture, log))}</summary>"
        f"<pre>{lines or '(empty)'}</pre></details>"
    )


def _log_title(capture: Capture, log: CapturedLog) -> str:
    lines = "1 line" if log.lines == 1 else f"{log.lines} lines"
    whole = f"{lines}, the last {LAST_LINES} shown" if log.lines > LAST_LINES else lines
    begun = ", its beginning is missing" if log.truncated else ""
    return f"{escape(capture.namespace, 63)}: {log.path} ({whole}{begun})"
