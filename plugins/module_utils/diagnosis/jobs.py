# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that failed; those that Helm runs as hooks fail a whole install."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..logs.containers import containers
from ..logs.fields import mapping, text
from ..resources.labels import HOOK
from .evidence import condition_quote, ending_quote, event_quotes
from .finding import ERROR, WARNING, Finding
from .snapshot import Snapshot, condition, owner

__all__ = ["hook_failed", "job_failed"]

_REASONS = ("BackoffLimitExceeded", "DeadlineExceeded", "PodFailurePolicy", "FailedIndexes", "MaxFailedIndexesExceeded")
_CAUSES = {
    "BackoffLimitExceeded": "its pods failed as often as its backoffLimit allows",
    "DeadlineExceeded": "it ran longer than its activeDeadlineSeconds",
    "PodFailurePolicy": "its podFailurePolicy ended it",
}
_HOOKS = frozenset(
    f"{when}-{what}" for when in ("pre", "post") for what in ("install", "upgrade", "rollback", "delete")
)
_READ_LOG = "read the end of its pod's log"


def hook_failed(snapshot: Snapshot) -> Iterator[Finding]:
    """A Job that Helm waits for has failed, and with it the install, upgrade or removal."""
    for job in snapshot.jobs:
        hook = text(job, "metadata", "annotations", HOOK)
        if hook and _failed(job):
            events = ", ".join(part for part in hook.replace(",", " ").split() if part in _HOOKS)
            yield _finding(snapshot, job, code="hook_failed", what=f"The {events} hook failed".replace("  ", " "))


def job_failed(snapshot: Snapshot) -> Iterator[Finding]:
    """A Job that is no hook has failed, or one failed that is gone: Helm deletes failed hooks on request."""
    for job in snapshot.jobs:
        if HOOK not in mapping(job, "metadata", "annotations") and _failed(job):
            yield _finding(snapshot, job, code="job_failed", what="The job failed")
    known = {text(job, "metadata", "uid") for job in snapshot.jobs}
    for event in snapshot.events:
        involved = mapping(event, "involvedObject")
        if text(involved, "kind") != "Job" or text(involved, "uid") in known or text(event, "reason") not in _REASONS:
            continue
        yield Finding(
            code="job_failed",
            severity=WARNING,
            kind="Job",
            namespace=snapshot.namespace,
            name=text(involved, "name"),
            summary="A job failed and was deleted since, with its pods and their logs.",
            next_step="if it was a hook, install again without its hook-failed delete policy to keep the log",
            evidence=tuple(event_quotes([event])),
        )


def _failed(job: Mapping[str, Any]) -> bool:
    """Complete overrides Failed: a job may have both while its last pods end."""
    complete = text(condition(job, "Complete"), "status") == "True"
    return not complete and text(condition(job, "Failed"), "status") == "True"


def _finding(snapshot: Snapshot, job: Mapping[str, Any], *, code: str, what: str) -> Finding:
    failure = condition(job, "Failed")
    name = text(job, "metadata", "name")
    cause = _CAUSES.get(text(failure, "reason"))
    return Finding(
        code=code,
        severity=ERROR,
        kind="Job",
        namespace=snapshot.namespace,
        name=name,
        summary=f"{what}: {cause}." if cause else f"{what}.",
        next_step=_READ_LOG,
        evidence=(condition_quote(failure), *_pod_endings(snapshot, name)),
    )


def _pod_endings(snapshot: Snapshot, job: str) -> Iterator[str]:
    for pod in snapshot.pods:
        if owner(pod) != ("Job", job):
            continue
        for container in containers(pod):
            ending = container.last_ending
            if ending and ending.exit_code:
                yield f"pod {text(pod, 'metadata', 'name')}: {ending_quote(container, ending)}"
