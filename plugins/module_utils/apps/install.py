# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes an app be as asked for: nothing if it is, else one install pod, followed to its end.

Pod ``install-<app>`` is the lock between plays. Whoever finds one that is not theirs
follows it to its end first. What a pod did is recorded before the pod is removed, so a
play that was killed at any moment leaves either the pod or the record to go on from.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ..cluster.client import Client
from ..cluster.errors import InvalidInput
from ..converge.converge import converge
from ..logs.redact import Redactor
from ..operation import TaskContext
from ..resources.labels import MANAGED_BY
from ..resources.manifest import Manifest
from ..resources.namespace import namespace
from .app_spec import APPS_NAMESPACE, AppSpec
from .helm_problems import explain_helm
from .install_failed import InstallFailed
from .install_follower import InstallFollower
from .install_pod import delete_pod, fingerprint_of_pod, public_of_pod, start_pod, values_of_pod, wait_until_gone
from .manifests import access_manifests, apps_namespace
from .pod_end import CANNOT_START, PodEnd, pod_end, waiting_reason
from .record import Record, read_record, start_record, write_record
from .release import Release, read_release

__all__ = ["Install", "is_current"]

OWNER_GRACE = 10.0
"""Seconds that the play which started a pod gets to record its end before another play does it."""
FOLLOW_GRACE = 90.0
"""Seconds that we wait beyond Helm's own time-out: the pod's deadline is 60 s beyond it."""


def is_current(spec: AppSpec, record: Record | None, pod: Manifest | None, release: Release | None) -> bool:
    """Whether the release is what is asked for: the last pod's work, finished, and touched by nobody since."""
    if record is None or release is None or (pod is not None and not pod["metadata"].get("deletionTimestamp")):
        return False
    recorded = (record.fingerprint, record.revision)
    return recorded == (record.fingerprint_of(spec), release.revision) and release.status == "deployed"


class Install:
    """One app on one cluster. ``run`` does it; use once."""

    def __init__(self, client: Client, spec: AppSpec, context: TaskContext) -> None:
        self._client = client
        self._spec = spec
        self._context = context
        self._deadline = time.monotonic() + 2 * (spec.timeout + FOLLOW_GRACE)
        self._last_words: list[str] = []
        self.before: dict[str, Any] = {}

    def run(self) -> bool:
        """Make it so. Returns whether anything changed.

        :raises InstallFailed: the pod failed; it is kept.
        """
        record = read_record(self._client, self._spec.name)
        pod = self._client.find_pod(self._spec.pod_name, APPS_NAMESPACE)
        release = read_release(self._client, self._spec.namespace, self._spec.release)
        self.before = record.public if record else {}
        if is_current(self._spec, record, pod, release):
            return False
        self._check_target()
        if not self._context.check_mode:
            self._install(pod)
        return True

    def _check_target(self) -> None:
        if self._client.find_namespace(self._spec.namespace) is None and not self._spec.create_namespace:
            raise InvalidInput(
                f"namespace {self._spec.namespace} does not exist; "
                "make it with project_namespace, or set create_namespace: true"
            )

    def _install(self, pod: Manifest | None) -> None:
        while True:
            if pod is not None and self._take_over(pod):
                return
            record = self._prepare()
            fingerprint = record.fingerprint_of(self._spec)
            pod = start_pod(self._client, self._spec, fingerprint)
            if pod is not None:
                self._end(pod, *self._follow(pod))
                return
            pod = self._client.find_pod(self._spec.pod_name, APPS_NAMESPACE)
            if time.monotonic() > self._deadline:
                raise InstallFailed(self._spec, PodEnd("TimedOut", "OtherInstalls"), None, [])

    def _prepare(self) -> Record:
        """What the pod needs before it can start. Whoever is killed here is repeated without harm."""
        if self._client.find_namespace(APPS_NAMESPACE) is None:
            converge(self._client, [apps_namespace()])
        if self._spec.create_namespace and self._client.find_namespace(self._spec.namespace) is None:
            converge(self._client, [namespace(self._spec.namespace, dict([MANAGED_BY]))])
        record = start_record(self._client, self._spec.name)
        self._drop_former_access(record.public)
        converge(self._client, access_manifests(self._spec))
        return record

    def _drop_former_access(self, former: Mapping[str, Any]) -> None:
        """Rights that the app had and needs no more go before the new pod runs."""
        name, namespace_before = self._spec.pod_name, former.get("namespace")
        if former.get("cluster_wide") and not self._spec.cluster_wide:
            self._client.delete_cluster_role_binding(name)
        if isinstance(namespace_before, str) and namespace_before != self._spec.namespace:
            self._client.delete_role_binding(name, namespace_before)

    def _take_over(self, pod: Manifest) -> bool:
        """Deal with a pod that is there already. Returns whether it did what this task wants."""
        if pod["metadata"].get("deletionTimestamp"):
            wait_until_gone(self._client, pod, OWNER_GRACE)
            return False
        ended = pod_end(pod)
        if (ended and not ended.succeeded) or waiting_reason(pod) in CANNOT_START:
            delete_pod(self._client, pod)
            return False
        record = start_record(self._client, self._spec.name)
        ours = fingerprint_of_pod(pod) == record.fingerprint_of(self._spec)
        if not ended:
            whose = "as this task asks for" if ours else "with other options; this task goes on after it"
            self._context.show(f"{self._spec.pod_name}: runs already, {whose}")
        end, tail = (ended, []) if ended else self._follow(pod)
        if end.succeeded and wait_until_gone(self._client, pod, 0 if ended else OWNER_GRACE):
            return ours
        if end.succeeded or ours:
            self._end(pod, end, tail)
            return ours
        if end.status == "TimedOut":
            raise InstallFailed(self._spec, end, None, [])
        delete_pod(self._client, pod)
        return False

    def _follow(self, pod: Manifest) -> tuple[PodEnd, list[str]]:
        # The pod may be another play's: its values are secrets too.
        redactor = Redactor({"asked for": self._spec.values, "given to the pod": values_of_pod(self._client, pod)})
        follower = InstallFollower(
            self._client,
            pod,
            namespace=self._spec.namespace,
            release=self._spec.release,
            redactor=redactor,
            show=self._context.show,
        )
        end = follower.follow(self._spec.timeout + FOLLOW_GRACE)
        self._last_words = list(follower.last_words)
        return end, list(follower.tail)

    def _end(self, pod: Manifest, end: PodEnd, tail: list[str]) -> None:
        """Record and remove a pod that succeeded; keep one that failed and say why."""
        if not end.succeeded:
            problem = explain_helm(self._last_words)
            raise InstallFailed(self._spec, end, problem, [] if self._context.no_log else tail)
        release = read_release(self._client, self._spec.namespace, self._spec.release)
        write_record(
            self._client,
            self._spec.name,
            fingerprint_of_pod(pod),
            release.revision if release else 0,
            public_of_pod(pod),
        )
        delete_pod(self._client, pod)
