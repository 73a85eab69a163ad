# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Follows an install pod to its end and shows live what happens: its lines, its hooks' lines, warnings."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from ..cluster.client import Client
from ..cluster.errors import SlipwayError
from ..cluster.watch import Watch
from ..logs import fields
from ..logs.containers import containers
from ..logs.escape import escape
from ..logs.follow import ContainerLog
from ..logs.redact import Redactor
from .app_spec import APPS_NAMESPACE
from .hook_pods import HookPods
from .pod_end import CANNOT_START, PodEnd, pod_end, state_in_words, waiting_reason
from .sources import Happening, Sources

__all__ = ["InstallFollower"]

TAIL_LINES = 20
"""Log lines that a failed task returns."""
DRAIN_SECONDS = 5.0
"""How long the last lines may take after the pod has ended. The kubelet writes them before it
reports the end, so they are on their way."""
STUCK_SECONDS = 20.0
"""How long a container may wait for a reason that does not mend itself: the kubelet's second try
at an image comes after 10 s, and a registry's hiccup should be over by then."""


class InstallFollower:
    """Follows one install pod. Use once.

    :param pod: the pod as created or found.
    :param namespace: where the release's objects and hook pods appear.
    :param show: gets each line, redacted and escaped, as it happens.
    """

    def __init__(
        self,
        client: Client,
        pod: Mapping[str, Any],
        *,
        namespace: str,
        release: str,
        redactor: Redactor,
        show: Callable[[str], None],
    ) -> None:
        self._client = client
        self._name = fields.text(pod, "metadata", "name")
        self._uid = fields.text(pod, "metadata", "uid")
        self._namespace = namespace
        self._redactor = redactor
        self._show = show
        self._created = fields.time(pod, "metadata", "creationTimestamp")
        self._hooks = HookPods(client, namespace, release, self._created)
        self._pods: dict[str, Mapping[str, Any]] = {self._uid: pod}
        self._end: PodEnd | None = None
        self._state = ""
        self._stuck_since: float | None = None
        self._logs_open: set[str] = set()
        self._events_shown: set[tuple[str, str, str]] = set()
        self.tail: deque[str] = deque(maxlen=TAIL_LINES)
        self.last_words: deque[str] = deque(maxlen=TAIL_LINES)

    def follow(self, seconds: float) -> PodEnd:
        """Come back when the pod has ended, was deleted, cannot start, or after so many seconds."""
        deadline = time.monotonic() + seconds
        with Sources() as sources:
            self._start_watches(sources)
            self._saw_pod(sources, "ADDED", self._pods[self._uid])
            while self._end is None:
                if time.monotonic() > deadline:
                    return PodEnd("TimedOut", waiting_reason(self._pods[self._uid]) or "DeadlineExceeded")
                self._take(sources, sources.next(1.0))
                self._check_stuck()
            self._drain(sources)
        return self._end

    def _start_watches(self, sources: Sources) -> None:
        core = self._client.group("core")
        own = Watch(core.pods, APPS_NAMESPACE, fields=f"metadata.name={self._name}")
        own_events = Watch(core.events, APPS_NAMESPACE, fields=f"involvedObject.uid={self._uid},type=Warning")
        pods = Watch(core.pods, self._namespace)
        warnings = Watch(core.events, self._namespace, fields="type=Warning")
        sources.start("install pod", own, own.events)
        sources.start("events of the install pod", own_events, own_events.events)
        sources.start("pods", pods, pods.events)
        sources.start("events", warnings, warnings.events)

    def _take(self, sources: Sources, happening: Happening | None) -> None:
        if happening is None:
            return
        source, what = happening
        if what is None:
            self._logs_open.discard(source)
        elif isinstance(what, SlipwayError):
            self._lost(source, what)
        elif source == "install pod":
            self._saw_pod(sources, *what)
        elif source == "pods":
            self._saw_other_pod(sources, *what)
        elif source.endswith(("events", "events of the install pod")):
            self._saw_event(what[1])
        else:
            self._saw_line(source, what)

    def _lost(self, source: str, error: SlipwayError) -> None:
        self._logs_open.discard(source)
        if source == "install pod":
            raise error
        self._show(f"{self._name}: cannot follow {source}: {error}")

    def _saw_pod(self, sources: Sources, kind: str, pod: Mapping[str, Any]) -> None:
        if fields.text(pod, "metadata", "uid") != self._uid:
            return
        self._pods[self._uid] = pod
        self._end = pod_end(pod) or (PodEnd("Deleted") if kind == "DELETED" else None)
        state = "" if self._end else state_in_words(pod)
        if state and state != self._state:
            self._state = state
            self._show(f"{self._name}: {escape(state)}")
        self._open_logs(sources, pod, APPS_NAMESPACE, self._name)

    def _saw_other_pod(self, sources: Sources, kind: str, pod: Mapping[str, Any]) -> None:
        uid, name = fields.text(pod, "metadata", "uid"), fields.text(pod, "metadata", "name")
        if kind == "DELETED":
            self._pods.pop(uid, None)
            return
        hook = self._hooks.hook_of(pod)
        if not hook:
            return
        if uid not in self._pods:
            self._show(f"{escape(name)}: hook {escape(hook)} of {self._name}")
        self._pods[uid] = pod
        self._open_logs(sources, pod, self._namespace, name)

    def _open_logs(self, sources: Sources, pod: Mapping[str, Any], namespace: str, name: str) -> None:
        uid = fields.text(pod, "metadata", "uid")
        several = len(list(containers(pod))) > 1
        for container in containers(pod):
            title = f"{name}/{container.name}" if several else name
            source = f"log {uid} {container.name} {container.restarts} {title}"
            if not (container.running or container.ended) or sources.known(source):
                continue
            log = ContainerLog(
                self._client, namespace, name, container.name, self._running(uid, container.name, container.restarts)
            )
            self._logs_open.add(source)
            sources.start(source, log, log.lines)

    def _running(self, uid: str, container: str, restarts: int) -> Callable[[], bool]:
        def running() -> bool:
            pod = self._pods.get(uid)
            return pod is not None and any(
                found.name == container and found.restarts == restarts and found.running for found in containers(pod)
            )

        return running

    def _saw_line(self, source: str, line: bytes) -> None:
        title = source.split(" ", 4)[4]
        text = f"{escape(title)} | {escape(self._redactor.redact(line))}"
        if line.strip():
            self.tail.append(text)
        if title == self._name:
            self.last_words.append(text)
        self._show(text)

    def _saw_event(self, event: Mapping[str, Any]) -> None:
        about, reason = fields.mapping(event, "involvedObject"), fields.text(event, "reason")
        message = fields.text(event, "message")
        seen = fields.time(event, "series", "lastObservedTime") or fields.time(event, "lastTimestamp")
        seen = seen or fields.time(event, "eventTime") or fields.time(event, "metadata", "creationTimestamp")
        key = (fields.text(about, "uid"), reason, message)
        if key in self._events_shown or (seen and self._created and seen < self._created):
            return
        self._events_shown.add(key)
        subject = f"{fields.text(about, 'kind')}/{fields.text(about, 'name')}"
        self._show(escape(self._redactor.redact(f"Warning {reason} {subject}: {message}"), longest=500))

    def _check_stuck(self) -> None:
        reason = waiting_reason(self._pods[self._uid])
        if reason not in CANNOT_START:
            self._stuck_since = None
        elif self._stuck_since is None:
            self._stuck_since = time.monotonic()
        elif self._end is None and time.monotonic() - self._stuck_since > STUCK_SECONDS:
            self._end = PodEnd("CannotStart", reason)

    def _drain(self, sources: Sources) -> None:
        deadline = time.monotonic() + DRAIN_SECONDS
        while self._logs_open and time.monotonic() < deadline:
            self._take(sources, sources.next(0.2))
