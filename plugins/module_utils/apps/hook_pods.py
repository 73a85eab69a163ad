# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pods of the target namespace are hooks of the release that is being installed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..cluster.client import Client
from ..errors import SlipwayError
from ..logs.fields import mapping, sequence, text, time
from ..resources.labels import HOOK

__all__ = ["HookPods"]

_INSTANCE = "app.kubernetes.io/instance"


class HookPods:
    """Recognises hook pods. Helm marks the hook, not its pods, so the owning Job is read once.

    :param since: when the install pod was created; older pods belong to earlier runs.
    """

    def __init__(self, client: Client, namespace: str, release: str, since: datetime | None) -> None:
        self._client = client
        self._namespace = namespace
        self._release = release
        self._since = since
        self._hook_of_job: dict[str, str] = {}

    def hook_of(self, pod: Mapping[str, Any]) -> str:
        """The hook's name, for example ``pre-install``; empty for a pod that is none of ours."""
        created = time(pod, "metadata", "creationTimestamp")
        if created is None or (self._since and created < self._since):
            return ""
        instance = mapping(pod, "metadata", "labels").get(_INSTANCE)
        if instance not in (None, self._release):
            return ""
        own = mapping(pod, "metadata", "annotations").get(HOOK)
        return str(own) if own else self._hook_of_owner(pod)

    def _hook_of_owner(self, pod: Mapping[str, Any]) -> str:
        jobs = [owner for owner in sequence(pod, "metadata", "ownerReferences") if text(owner, "kind") == "Job"]
        if not jobs:
            return ""
        name = text(jobs[0], "name")
        if name not in self._hook_of_job:
            try:
                job = self._client.find_job(name, self._namespace)
            except SlipwayError:
                return ""
            self._hook_of_job[name] = str(mapping(job or {}, "metadata", "annotations").get(HOOK) or "")
        return self._hook_of_job[name]
