# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes an app be as asked for: nothing if it is, else one install pod, followed to its end.

Pod ``install-<app>`` is the lock between plays: it is created gated, gets its rights, and
is let go. Whoever finds one that is not theirs follows it to its end first. What a pod did
is recorded before the pod is removed, so a play that was killed at any moment leaves either
the pod or the record to go on from.
"""

from __future__ import annotations

import time
from typing import Any

from ..cluster.client import Client
from ..converge.converge import converge
from ..converge.errors import Refused
from ..diagnosis.belonging import own_findings
from ..diagnosis.diagnose import findings_in
from ..diagnosis.finding import ERROR, Finding
from ..diagnosis.snapshot import take_snapshot
from ..errors import SlipwayError
from ..logs.redact import Redactor
from ..operation import TaskContext
from ..resources.labels import MANAGED_BY, is_managed
from ..resources.manifest import Manifest
from ..resources.namespace import namespace
from .access import give_access
from .app_spec import APPS_NAMESPACE, AppSpec
from .helm_problems import HelmProblem, explain_helm
from .install_failed import InstallFailed
from .install_follower import InstallFollower
from .install_pod import (
    create_pod,
    delete_pod,
    fingerprint_of_pod,
    let_start,
    sweep_values,
    values_of_pod,
    wait_for,
)
from .manifests import app_account, apps_namespace
from .pod_end import PodEnd, is_gated, pod_end
from .record import Record, read_record, record_pod, start_record
from .refusals import (
    refuse_missing_namespace,
    refuse_others_release,
    refuse_second_release,
    refuse_unknown_cluster_role,
)
from .release import Release, read_release

__all__ = ["Install", "is_current"]

OWNER_GRACE = 10.0
"""Seconds that the play which started a pod gets to go on with it before another play does."""
FOLLOW_GRACE = 90.0
"""Seconds that we wait beyond the time-out: the pod's deadline is 60 s beyond it."""
TAKEN_PAUSE = 0.5
"""Seconds before another look when the pod's name was taken: its owner needs some time to do anything."""


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
        self.before: dict[str, Any] = {}
        self.release: Release | None = None
        self.options_changed = True
        self._problem: HelmProblem | None = None

    def run(self) -> bool:
        """Make it so. Returns whether anything changed.

        :raises InstallFailed: the pod failed; it is kept.
        :raises Refused: something on the cluster stands against it; nothing was written.
        """
        pod = self._find_pod()
        current = self._is_current(pod, first=True)
        if self._context.check_mode:
            if not current:
                self._refuse()
            return not current
        if not current:
            self._make_current(pod)
        sweep_values(self._client, self._spec.name)
        return not current

    def _make_current(self, pod: Manifest | None) -> None:
        deadline = time.monotonic() + 2 * (self._spec.timeout + FOLLOW_GRACE)
        while not self._go_on(pod):
            if time.monotonic() > deadline:
                raise InstallFailed(self._spec, PodEnd("TimedOut", "OtherInstalls"))
            pod = self._find_pod()
            if self._is_current(pod):
                break
        self.release = read_release(self._client, self._spec.namespace, self._spec.release)

    def _find_pod(self) -> Manifest | None:
        found: Manifest | None = self._client.find_pod(self._spec.pod_name, APPS_NAMESPACE)
        return found

    def _is_current(self, pod: Manifest | None, *, first: bool = False) -> bool:
        # Read after the pod: whoever removes a pod has written the record before.
        record = read_record(self._client, self._spec.name)
        self.release = read_release(self._client, self._spec.namespace, self._spec.release)
        if first and record is not None:
            self.before = record.public
            self.options_changed = record.fingerprint != record.fingerprint_of(self._spec)
        return is_current(self._spec, record, pod, self.release)

    def _refuse(self) -> None:
        """Also in check mode. A missing namespace is not refused there: the play would have made it by now."""
        refuse_unknown_cluster_role(self._client, self._spec)
        refuse_second_release(self._client, self._spec, read_record(self._client, self._spec.name))
        refuse_others_release(self._client, self._spec)

    def _go_on(self, pod: Manifest | None) -> bool:
        """One step from whatever is there. Returns whether the app is now as asked for."""
        if pod is None:
            return self._install()
        if not is_managed(pod):
            raise Refused(
                f"pod {self._spec.pod_name} in namespace {APPS_NAMESPACE} is not slipway's; "
                "delete it, or give the app another name"
            )
        if pod["metadata"].get("deletionTimestamp"):
            wait_for(self._client, pod, lambda _pod: False, OWNER_GRACE)
            return False
        return self._take_over(pod)

    def _install(self) -> bool:
        refuse_missing_namespace(self._client, self._spec)
        self._refuse()
        record = self._prepare()
        pod = create_pod(self._client, self._spec, record.fingerprint_of(self._spec))
        if pod is None:
            time.sleep(TAKEN_PAUSE)
            return False
        try:
            self._let_start(pod)
        except SlipwayError:
            # It never started: nothing of a task that may not give the rights is left behind.
            delete_pod(self._client, pod)
            raise
        end, tail = self._follow(pod)
        if end.status == "Deleted" and self._is_current(None):
            return True  # Another play recorded and removed our pod, because we were slow.
        if not end.succeeded:
            raise self._failed(end, tail)
        record_pod(self._client, self._spec, pod)
        delete_pod(self._client, pod)
        return True

    def _prepare(self) -> Record:
        """What a pod needs to be created at all. It gives no rights, and doing it again does no harm."""
        if self._client.find_namespace(APPS_NAMESPACE) is None:
            converge(self._client, [apps_namespace()])
        if self._spec.create_namespace and self._client.find_namespace(self._spec.namespace) is None:
            converge(self._client, [namespace(self._spec.namespace, dict([MANAGED_BY]))])
        converge(self._client, [app_account(self._spec)])
        return start_record(self._client, self._spec.name)

    def _let_start(self, pod: Manifest) -> None:
        """Under the lock: no other pod of this app runs whose rights could be changed by this."""
        give_access(self._client, self._spec)
        let_start(self._client, pod)

    def _take_over(self, pod: Manifest) -> bool:
        """Deal with a pod that another play made, or this one before it was killed."""
        ended = pod_end(pod)
        if ended:
            if ended.succeeded:
                record_pod(self._client, self._spec, pod)
            delete_pod(self._client, pod)
            return False
        record = read_record(self._client, self._spec.name)
        ours = record is not None and fingerprint_of_pod(pod) == record.fingerprint_of(self._spec)
        if is_gated(pod) and not self._ungate(pod, ours=ours):
            return False
        whose = "as this task asks for" if ours else "with other options; this task goes on after it"
        self._context.show(f"{self._spec.pod_name}: runs already, {whose}")
        end, tail = self._follow(pod)
        if end.succeeded:
            if not wait_for(self._client, pod, lambda _pod: False, OWNER_GRACE):
                record_pod(self._client, self._spec, pod)
                delete_pod(self._client, pod)
            return ours
        if end.status == "TimedOut" or (ours and end.status == "Failed"):
            raise self._failed(end, tail)
        delete_pod(self._client, pod)
        return False

    def _ungate(self, pod: Manifest, *, ours: bool) -> bool:
        """Let a pod start whose maker may have been killed before. Returns whether it will."""
        if ours:
            self._let_start(pod)
            return True
        if wait_for(self._client, pod, lambda seen: not is_gated(seen), OWNER_GRACE):
            return True
        delete_pod(self._client, pod)
        return False

    def _follow(self, pod: Manifest) -> tuple[PodEnd, list[str]]:
        # The pod may be another play's: its values are secrets too.
        values = {"asked for": self._spec.values, "given": values_of_pod(self._client, pod)}
        redactor = Redactor(values, public=self._spec.names)
        follower = InstallFollower(
            self._client,
            pod,
            namespace=self._spec.namespace,
            release=self._spec.release,
            redactor=redactor,
            show=self._context.show,
        )
        end = follower.follow(self._spec.timeout + FOLLOW_GRACE)
        self._problem = explain_helm(follower.last_words)
        return end, list(follower.tail)

    def _failed(self, end: PodEnd, tail: list[str]) -> InstallFailed:
        shown = [] if self._context.no_log else tail
        return InstallFailed(self._spec, end, self._problem, shown, self._findings())

    def _findings(self) -> list[Finding]:
        """What is wrong with the release's objects. The failure is told also when this cannot be read."""
        try:
            snapshot = take_snapshot(self._client, self._spec.namespace)
        except SlipwayError:
            return []
        found = findings_in(snapshot, Redactor(self._spec.values, public=self._spec.names))
        return [finding for finding in own_findings(found, snapshot, self._spec.release) if finding.severity == ERROR]
