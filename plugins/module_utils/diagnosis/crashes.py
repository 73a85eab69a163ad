# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Containers that start and end again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from ..logs.containers import Container, Ending, containers
from ..logs.fields import text
from .evidence import ending_quote, waiting_quote
from .finding import ERROR, WARNING, Finding
from .snapshot import Snapshot, owner

__all__ = ["RECENT", "crash_loop", "out_of_memory", "pod_failed"]

RECENT = timedelta(minutes=15)
"""An end before that is history: the kubelet's longest pause between restarts is 5 minutes,
so whatever still crashes has crashed within it."""


def crash_loop(snapshot: Snapshot) -> Iterator[Finding]:
    """A container is started again and again, and ends with an error each time."""
    for pod, container, ending in _recent_failures(snapshot):
        if ending.reason == "OOMKilled" or not _restarts(pod, container):
            continue
        looping = container.waiting[0] == "CrashLoopBackOff" or not container.running
        times = f" {container.restarts} times" if container.restarts > 1 else ""
        yield Finding(
            code="crash_loop",
            severity=ERROR if looping else WARNING,
            kind="Pod",
            namespace=snapshot.namespace,
            name=text(pod, "metadata", "name"),
            summary=f"Container {container.name} ends with exit code {ending.exit_code} and was restarted{times}.",
            next_step="read the end of its previous log: the reason is usually in the last lines",
            evidence=(ending_quote(container, ending), waiting_quote(container)),
        )


def out_of_memory(snapshot: Snapshot) -> Iterator[Finding]:
    """A container wanted more memory than its limit. Exit code 137 alone does not say so."""
    for pod, container, ending in _recent_failures(snapshot):
        if ending.reason != "OOMKilled":
            continue
        yield Finding(
            code="out_of_memory",
            severity=WARNING if container.running else ERROR,
            kind="Pod",
            namespace=snapshot.namespace,
            name=text(pod, "metadata", "name"),
            summary=f"Container {container.name} was killed because it used more memory than its limit.",
            next_step="raise its memory limit, or make it use less",
            evidence=(ending_quote(container, ending), waiting_quote(container)),
        )


def pod_failed(snapshot: Snapshot) -> Iterator[Finding]:
    """A pod that is not restarted has failed. Pods of a Job are told with their Job."""
    for pod in snapshot.pods:
        if text(pod, "status", "phase") != "Failed" or owner(pod)[0] == "Job":
            continue
        endings = [(container, container.ended) for container in containers(pod)]
        failed = [(container, ending) for container, ending in endings if ending and ending.exit_code]
        reason = text(pod, "status", "reason")
        yield Finding(
            code="pod_failed",
            severity=ERROR,
            kind="Pod",
            namespace=snapshot.namespace,
            name=text(pod, "metadata", "name"),
            summary="The pod failed" + (f" with exit code {failed[-1][1].exit_code}." if failed else "."),
            next_step="read the end of its log",
            evidence=(
                f"status {reason}: {text(pod, 'status', 'message')}" if reason else "",
                *(ending_quote(container, ending) for container, ending in failed),
            ),
        )


def _recent_failures(snapshot: Snapshot) -> Iterator[tuple[Mapping[str, Any], Container, Ending]]:
    for pod in snapshot.pods:
        for container in containers(pod):
            ending = container.last_ending
            if ending is None or not ending.exit_code:
                continue
            if ending.finished is None or snapshot.taken - ending.finished < RECENT:
                yield pod, container, ending


def _restarts(pod: Mapping[str, Any], container: Container) -> bool:
    """Whether the end shown is not the last word: it was restarted, or will be."""
    if container.restarts or container.waiting[0] == "CrashLoopBackOff":
        return True
    return container.role == "main" and text(pod, "spec", "restartPolicy") == "Always"
