# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An install that did not end well, as data for the task's result."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..diagnosis.finding import Finding
from ..errors import SlipwayError
from .app_spec import APPS_NAMESPACE, AppSpec
from .helm_problems import HelmProblem
from .pod_end import CANNOT_START, PodEnd

__all__ = ["NOTEBOOK", "InstallFailed"]

NOTEBOOK = "app_install_failed.ipynb"
"""The notebook that looks into a failed install."""
_HINTS = {
    "Deleted": "somebody deleted the pod while it ran; run again",
    "TimedOut": "it did not end in time and goes on; run again to follow it, or raise timeout",
}
_REASONS = {
    "OOMKilled": "Helm needed more memory than the pod may use; the chart is unusually large",
    "DeadlineExceeded": "it did not end in time; open the notebook, or raise timeout",
    "Evicted": "the node ran out of something and evicted the pod; run again",
}


class InstallFailed(SlipwayError):
    """The install pod failed. The message holds no word that the pod wrote.

    :param tail: the last lines of the pod and its hooks, redacted and escaped; empty under no_log.
    :param findings: what is wrong with the release's objects, the worst first.
    """

    def __init__(
        self,
        spec: AppSpec,
        end: PodEnd,
        problem: HelmProblem | None = None,
        tail: Sequence[str] = (),
        findings: Sequence[Finding] = (),
    ) -> None:
        # The values may hold secrets, and an error is pickled, stored and looked at.
        self.spec = replace(spec, values={})
        super().__init__(self.spec, end, problem, tail, findings)
        self.end = end
        self.tail = list(tail)
        self.findings = list(findings)
        self.code, self._hint = _cause(end, problem, self.findings)

    def __str__(self) -> str:
        facts = [word for word in (self.end.reason, self._exit_code()) if word]
        how = f"{self.end.status} ({', '.join(facts)})" if facts else self.end.status
        proof = "; the lines that prove it are in log_tail" if self.tail else ""
        asked = ("--app", self.spec.name, "--namespace", self.spec.namespace, *self.spec.connection)
        command = shlex.join(("slipway", "notebook", "app_install_failed", *asked))
        return f"install pod {self.spec.pod_name}: {how}: {self._hint}{proof}. To look into it: {command}"

    def result(self) -> dict[str, Any]:
        """What a playbook or a notebook goes on with."""
        return {
            "app": {"name": self.spec.name, "namespace": self.spec.namespace, "release": self.spec.release},
            "pod": {"name": self.spec.pod_name, "namespace": APPS_NAMESPACE},
            "status": self.end.status,
            "reason": self.end.reason,
            "exit_code": self.end.exit_code,
            "log_tail": self.tail,
            "findings": [_without_evidence(finding) for finding in self.findings],
            "notebook": NOTEBOOK,
            "changed": True,
        }

    def _exit_code(self) -> str:
        return "" if self.end.exit_code is None else f"exit code {self.end.exit_code}"


def _cause(end: PodEnd, problem: HelmProblem | None, findings: Sequence[Finding]) -> tuple[str, str]:
    """The code and the sentence: of the pod's own end, else of Helm's words, else of what the release's objects say."""
    known = CANNOT_START.get(end.reason) or _HINTS.get(end.status) or _REASONS.get(end.reason)
    if known:
        return "install_failed", known
    # Helm only says that time ran out; why is in the objects that it waited for.
    if findings and (problem is None or problem.code == "not_ready_in_time"):
        first = findings[0]
        return first.code, f"{first.kind} {first.name}: {first.summary.rstrip('.')}; {first.next_step.rstrip('.')}"
    if problem:
        return problem.code, problem.sentence
    return "install_failed", "Helm failed"


def _without_evidence(finding: Finding) -> dict[str, str]:
    """Evidence is text of the cluster's: it is in log_tail and in the notebook, where no_log can keep it away."""
    told = {field: value for field, value in finding.as_dict().items() if field != "evidence"}
    return {field: str(value) for field, value in told.items()}
