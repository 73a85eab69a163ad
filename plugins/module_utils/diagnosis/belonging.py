# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which objects of a namespace are one Helm release's: a namespace may hold many apps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..logs.fields import mapping, text
from .finding import Finding
from .snapshot import Snapshot, owner

__all__ = ["Belonging", "own_findings", "split"]

_RELEASE = "meta.helm.sh/release-name"
_INSTANCE = "app.kubernetes.io/instance"
_LONGEST_CHAIN = 4
"""Owners asked for: a pod's are its Job and CronJob, or its ReplicaSet and Deployment."""


def own_findings(findings: Iterable[Finding], snapshot: Snapshot, release: str) -> list[Finding]:
    """Those of the snapshot's findings that are about the release, in their order.

    What could not be read counts too: it may hide a finding about the release.
    """
    belonging = Belonging(snapshot, release)
    return [finding for finding in findings if finding.kind == "Namespace" or belonging.has(finding.kind, finding.name)]


def split(snapshot: Snapshot, release: str) -> tuple[Snapshot, Snapshot]:
    """The snapshot twice: once with the pods and events of the release alone, once with all others."""
    belonging = Belonging(snapshot, release)
    pods = [(pod, belonging.has("Pod", text(pod, "metadata", "name"))) for pod in snapshot.pods]
    events = [
        (event, belonging.has(text(event, "involvedObject", "kind"), text(event, "involvedObject", "name")))
        for event in snapshot.events
    ]
    own, others = (
        replace(
            snapshot,
            pods=tuple(pod for pod, is_own in pods if is_own == wanted),
            events=tuple(event for event, is_own in events if is_own == wanted),
        )
        for wanted in (True, False)
    )
    return own, others


class Belonging:
    """Tells whether objects of one snapshot belong to one release.

    The first of these that says anything decides: Helm's annotation with the release's name, an
    ``app.kubernetes.io/instance`` label with it, the owner, such a label with another name, and
    at last the object's name, which is the release's or begins with it and a dash.
    """

    def __init__(self, snapshot: Snapshot, release: str) -> None:
        self._release = release
        kinds = {
            "Pod": snapshot.pods,
            "Job": snapshot.jobs,
            "ReplicaSet": snapshot.replica_sets,
            "Deployment": snapshot.deployments,
        }
        self._known = {(kind, text(item, "metadata", "name")): item for kind, items in kinds.items() for item in items}

    def has(self, kind: str, name: str) -> bool:
        """Whether the object is the release's; one that the snapshot does not hold is told by its name."""
        return self._has(kind, name, _LONGEST_CHAIN)

    def _has(self, kind: str, name: str, chain: int) -> bool:
        item: Mapping[str, Any] = self._known.get((kind, name), {})
        installed_by = text(item, "metadata", "annotations", _RELEASE)
        if installed_by:
            return installed_by == self._release
        instance = mapping(item, "metadata", "labels").get(_INSTANCE)
        if instance == self._release:
            return True
        made_by = owner(item)
        if made_by in self._known and chain:
            return self._has(*made_by, chain - 1)
        return not instance and (name == self._release or name.startswith(f"{self._release}-"))
