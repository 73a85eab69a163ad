# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How things look in a notebook: HTML in which every word from outside is escaped, and plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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
    """The app's own rows with whole texts (pandas itself cuts them at 50 characters), and folded those of others."""

    frame: pd.DataFrame
    empty: str
    others: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __repr__(self) -> str:
        own = self.empty if self.frame.empty else self.frame.to_string(index=False)
        return own if self.others.empty else f"{own}\n\n{_ALSO}:\n{self.others.to_string(index=False)}"

    def _repr_html_(self) -> str:
        own = f"<p>{html_escape(self.empty)}</p>" if self.frame.empty else _table_html(self.frame)
        return own if self.others.empty else own + _folded(len(self.others), _table_html(self.others))


@dataclass(frozen=True)
class FindingsView:
    """What is wrong with the app, the worst first, each with its next step and the evidence.

    :param others: findings about other objects in its namespace, told in one line each.
    """

    app: str
    findings: Sequence[Finding]
    others: Sequence[Finding] = ()

    def __repr__(self) -> str:
        lines = [line for finding in self.findings for line in _finding_lines(finding)]
        lines = lines or [f"Nothing wrong was found with {self.app}. {_LOOK_AT}"]
        lines += [f"{_ALSO}:"] if self.others else []
        lines += [f"  {one.severity}: {one.code}: {_object(one)}: {one.summary}" for one in self.others]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        own = "".join(_finding_html(finding) for finding in self.findings) or (
            f'<p class="slipway-nothing">Nothing wrong was found with {html_escape(self.app)}. {_LOOK_AT}</p>'
        )
        lines = "".join(
            f"<li>{html_escape(one.severity)}: <small>{html_escape(one.code)}</small> "
            f"<code>{html_escape(_object(one))}</code> {html_escape(one.summary)}</li>"
            for one in self.others
        )
        return own + (_folded(len(self.others), f"<ul>{lines}</ul>") if self.others else "")


@dataclass(frozen=True)
class LogsView:
    """The end of each captured log, and where the whole is. What the findings are about comes first.

    :param is_own: whether the pod of that namespace and name is the app's; others are folded away.
    """

    captures: Sequence[Capture]
    findings: Sequence[Finding] = ()
    is_own: Callable[[str, str], bool] = lambda _namespace, _pod: True

    def __repr__(self) -> str:
        own, others = ([line for pair in self._logs(own=own) for line in _log_lines(*pair)] for own in (True, False))
        told = [*own, *([f"{_ALSO}:", *others] if others else []), *self._errors()]
        return "\n".join(told) or _NO_LOGS

    def _repr_html_(self) -> str:
        places = "".join(
            f"<li><code>{html_escape(escape(one.folder))}</code></li>" for one in self.captures if one.logs
        )
        errors = "".join(f"<li>{html_escape(error)}</li>" for error in self._errors())
        parts = [f"<p>Whole logs are in:</p><ul>{places}</ul>" if places else f"<p>{_NO_LOGS}</p>"]
        for index, (capture, log) in enumerate(self._logs(own=True)):
            parts.append(_log_html(capture, log, is_open=index < _MOST_OPEN and self._is_suspect(log)))
        others = [_log_html(*pair, is_open=False) for pair in self._logs(own=False)]
        parts += [_folded(len(others), "".join(others))] if others else []
        parts += [f"<p>Not captured:</p><ul>{errors}</ul>"] if errors else []
        return "".join(parts)

    def _logs(self, *, own: bool) -> list[tuple[Capture, CapturedLog]]:
        logs = [(capture, log) for capture in self.captures for log in capture.logs]
        logs = [(capture, log) for capture, log in logs if self.is_own(capture.namespace, log.pod) == own]
        return sorted(logs, key=lambda pair: not self._is_suspect(pair[1]))

    def _is_suspect(self, log: CapturedLog) -> bool:
        """Whether a finding is about the pod or what made it: pods are named after their job or deployment."""
        return any(log.pod == finding.name or log.pod.startswith(f"{finding.name}-") for finding in self.findings)

    def _errors(self) -> list[str]:
        return [error for capture in self.captures for error in capture.errors]


_ALSO = "Also in this namespace"
_LOOK_AT = "If it does not work, look at its events and at the end of each log."
_NO_LOGS = "No container has written a log."


def _table_html(frame: pd.DataFrame) -> str:
    with pd.option_context("display.max_colwidth", None):
        return frame.to_html(index=False, border=0, escape=True, classes="slipway-table")


def _folded(count: int, markup: str) -> str:
    return f"<details><summary>{_ALSO}: {count}</summary>{markup}</details>"


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
