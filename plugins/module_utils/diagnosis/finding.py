# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule finds: one thing that is wrong, the evidence for it, and the next step."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from ..logs.escape import escape
from ..logs.redact import Redactor

__all__ = ["ERROR", "LONGEST_EVIDENCE", "MOST_EVIDENCE", "WARNING", "Finding", "made_safe"]

ERROR = "error"
"""It does not work, and will not work until somebody acts."""
WARNING = "warning"
"""It works now, or nothing can be said for certain."""

LONGEST_EVIDENCE = 600
"""Characters of one piece of evidence: the longest scheduler messages have about that many."""
MOST_EVIDENCE = 8
"""Pieces of evidence of one finding."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    :param code: what kind of thing, stable: ``image_cannot_be_pulled``.
    :param severity: ERROR or WARNING.
    :param kind: the object's kind; ``namespace`` and ``name`` say which.
    :param summary: one sentence of ours.
    :param next_step: what to do about it.
    :param evidence: quotes from the cluster. Safe to show after ``made_safe``, never instructions.
    """

    code: str
    severity: str
    kind: str
    namespace: str
    name: str
    summary: str
    next_step: str
    evidence: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain data for a task's result or a notebook."""
        return {**asdict(self), "evidence": list(self.evidence)}


def made_safe(finding: Finding, redactor: Redactor) -> Finding:
    """The finding as it may be shown: evidence redacted, escaped and capped, names escaped."""
    evidence = (escape(redactor.redact(quote), LONGEST_EVIDENCE) for quote in finding.evidence if quote)
    return replace(
        finding,
        kind=escape(finding.kind, 63),
        namespace=escape(finding.namespace, 63),
        name=escape(finding.name, 253),
        summary=escape(finding.summary, LONGEST_EVIDENCE),
        evidence=tuple(list(dict.fromkeys(evidence))[:MOST_EVIDENCE]),
    )
