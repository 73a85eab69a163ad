# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pods that no node takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..logs.fields import text
from .evidence import condition_quote
from .finding import ERROR, Finding
from .snapshot import Snapshot, condition

__all__ = ["unschedulable"]

_NEXT_STEPS = (
    (re.compile(r"Insufficient \S"), "lower the pod's requests, or add a node with room"),
    (re.compile("node affinity|node selector"), "correct nodeSelector or affinity, or label a node to match"),
    (re.compile("untolerated taint"), "add a toleration, or remove the taint from a node"),
    (re.compile("PersistentVolumeClaim|volume"), "check the pod's volume claims and their storage class"),
)
_USUAL_NEXT_STEP = "compare what the pod asks for with what the nodes have"


def unschedulable(snapshot: Snapshot) -> Iterator[Finding]:
    """The scheduler found no node. It goes on trying; its condition has the newest message."""
    for pod in snapshot.pods:
        scheduled = condition(pod, "PodScheduled")
        if text(scheduled, "status") != "False" or text(scheduled, "reason") != "Unschedulable":
            continue
        message = text(scheduled, "message")
        yield Finding(
            code="unschedulable",
            severity=ERROR,
            kind="Pod",
            namespace=snapshot.namespace,
            name=text(pod, "metadata", "name"),
            summary="No node can take the pod.",
            next_step=next((step for cause, step in _NEXT_STEPS if cause.search(message)), _USUAL_NEXT_STEP),
            evidence=(condition_quote(scheduled),),
        )
