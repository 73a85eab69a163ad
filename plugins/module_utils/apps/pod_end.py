# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an install pod does and how it ended, read from its status."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..logs.containers import Container, containers
from ..logs.fields import sequence, text

__all__ = ["CANNOT_START", "PodEnd", "finished_at", "is_gated", "pod_end", "state_in_words", "waiting_reason"]

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
_WORD = re.compile(r"[A-Za-z]{1,64}\Z")
_CONTAINER = "main"


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
    main = _main(pod)
    ended = main.last_ending if main else None
    reason = _word(text(pod, "status", "reason")) or _word(ended.reason if ended else "")
    return PodEnd(phase, reason, ended.exit_code if ended else None)


def finished_at(pod: Mapping[str, Any]) -> datetime | None:
    """When Helm ended, to the second; None when the pod does not say."""
    main = _main(pod)
    ended = main.last_ending if main else None
    return ended.finished if ended else None


def is_gated(pod: Mapping[str, Any]) -> bool:
    """Whether the pod still waits for whoever made it to let it start."""
    return bool(sequence(pod, "spec", "schedulingGates"))


def state_in_words(pod: Mapping[str, Any]) -> str:
    """Where the pod is on its way, in one or two of Kubernetes' own words; empty when there is nothing to say."""
    reason = waiting_reason(pod)
    if reason:
        return f"waiting ({reason})"
    if not text(pod, "spec", "nodeName"):
        return "" if is_gated(pod) else "waiting for a node"
    return "running" if text(pod, "status", "phase") == "Running" else ""


def waiting_reason(pod: Mapping[str, Any]) -> str:
    """Why a container of the pod waits, in Kubernetes' word; empty while none does."""
    return next((_word(each.waiting[0]) for each in containers(pod) if each.waiting[0]), "")


def _main(pod: Mapping[str, Any]) -> Container | None:
    """Helm's container, among those that a mesh may have added."""
    return next((each for each in containers(pod) if each.name == _CONTAINER and each.role == "main"), None)


def _word(reason: str) -> str:
    """A reason is one word by the API conventions; anything else is not shown."""
    return reason if _WORD.match(reason) else ""
