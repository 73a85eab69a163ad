# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an install pod ended, read from its status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..logs.containers import Container, containers
from ..logs.fields import text

__all__ = ["CANNOT_START", "PodEnd", "pod_end", "state_in_words"]

CANNOT_START = {
    "ErrImagePull": "the image cannot be pulled; check the option image and the cluster's access to its registry",
    "ImagePullBackOff": "the image cannot be pulled; check the option image and the cluster's access to its registry",
    "InvalidImageName": "the option image is not a valid image name",
    "ErrImageNeverPull": "the image is not on the node and may not be pulled",
    "CreateContainerConfigError": "the container cannot be made; its Secret is missing",
    "CreateContainerError": "the container cannot be made; check the image",
    "RunContainerError": "the container cannot be started; check that the image has helm and a numeric user may run it",
}
"""Reasons why a container waits that no waiting mends, with what to do."""


@dataclass(frozen=True)
class PodEnd:
    """How it ended.

    :param status: ``Succeeded``, ``Failed``, ``CannotStart``, ``Deleted`` or ``TimedOut``.
    :param reason: Kubernetes' own word, for example ``Error``, ``OOMKilled``, ``DeadlineExceeded``.
    :param exit_code: of the container; None when it never ended by itself.
    """

    status: str
    reason: str = ""
    exit_code: int | None = None

    @property
    def succeeded(self) -> bool:
        """Whether Helm did all it was asked."""
        return self.status == "Succeeded"


def pod_end(pod: Mapping[str, Any]) -> PodEnd | None:
    """How the pod ended, or None while it has not."""
    phase = text(pod, "status", "phase")
    if phase not in ("Succeeded", "Failed"):
        return None
    main = next(iter(containers(pod)), None)
    ended = main.last_ending if main else None
    reason = text(pod, "status", "reason") or (ended.reason if ended else "")
    return PodEnd(phase, reason, ended.exit_code if ended else None)


def state_in_words(pod: Mapping[str, Any]) -> str:
    """Where the pod is on its way, in one or two of Kubernetes' own words; empty when there is nothing to say."""
    for container in containers(pod):
        if container.waiting[0]:
            return f"waiting ({container.waiting[0]})"
    if not text(pod, "spec", "nodeName"):
        return "waiting for a node"
    return "running" if text(pod, "status", "phase") == "Running" else ""


def waiting_reason(pod: Mapping[str, Any]) -> str:
    """Why the pod's container waits, in Kubernetes' word; empty while it does not."""
    waiting: list[Container] = [container for container in containers(pod) if container.waiting[0]]
    return waiting[0].waiting[0] if waiting else ""
