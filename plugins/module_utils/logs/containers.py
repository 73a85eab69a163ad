# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Containers of a pod, as its status tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .fields import mapping, number, sequence, text, time

__all__ = ["Container", "Ending", "containers"]

_LISTS = (
    ("init", "initContainers", "initContainerStatuses"),
    ("main", "containers", "containerStatuses"),
    ("ephemeral", "ephemeralContainers", "ephemeralContainerStatuses"),
)


@dataclass(frozen=True)
class Ending:
    """How one run of a container ended."""

    reason: str
    exit_code: int
    started: datetime | None
    finished: datetime | None
    container_id: str


@dataclass(frozen=True)
class Container:
    """One container and what its pod's status says of it.

    :param role: ``init``, ``main`` or ``ephemeral``.
    :param sidecar: an init container that keeps running beside the main ones.
    :param waiting: reason and message while it waits; empty texts otherwise.
    :param running_since: when the current run began; None when it does not run.
    :param ended: the current run's end; None while it waits or runs.
    :param ended_before: the end of the run before the current one.
    """

    name: str
    role: str
    sidecar: bool
    image: str
    ready: bool
    restarts: int
    waiting: tuple[str, str]
    running_since: datetime | None
    running: bool
    ended: Ending | None
    ended_before: Ending | None

    @property
    def last_ending(self) -> Ending | None:
        """The newest end of a run, if any run ended."""
        return self.ended or self.ended_before


def containers(pod: Mapping[str, Any]) -> Iterator[Container]:
    """All containers of the pod in the order of its spec: init, main, ephemeral."""
    for role, specs, statuses in _LISTS:
        known = {text(status, "name"): status for status in sequence(pod, "status", statuses)}
        for spec in sequence(pod, "spec", specs):
            yield _container(role, spec, known.get(text(spec, "name"), {}))


def _container(role: str, spec: Mapping[str, Any], status: Mapping[str, Any]) -> Container:
    return Container(
        name=text(spec, "name"),
        role=role,
        sidecar=role == "init" and text(spec, "restartPolicy") == "Always",
        image=text(spec, "image"),
        ready=status.get("ready") is True,
        restarts=number(status, "restartCount"),
        waiting=(text(status, "state", "waiting", "reason"), text(status, "state", "waiting", "message")),
        running_since=time(status, "state", "running", "startedAt"),
        running=isinstance(mapping(status, "state").get("running"), Mapping),
        ended=_ending(mapping(status, "state", "terminated")),
        ended_before=_ending(mapping(status, "lastState", "terminated")),
    )


def _ending(terminated: Mapping[str, Any]) -> Ending | None:
    if not terminated:
        return None
    return Ending(
        reason=text(terminated, "reason"),
        exit_code=number(terminated, "exitCode"),
        started=time(terminated, "startedAt"),
        finished=time(terminated, "finishedAt"),
        container_id=text(terminated, "containerID"),
    )
