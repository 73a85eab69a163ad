# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Follows an install pod to its end and shows live what happens: its lines, its hooks' lines, warnings."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ..cluster.api.watch import Watch
from ..cluster.client import Client
from ..diagnosis.snapshot import event_time
from ..errors import SlipwayError
from ..logs import fields
from ..logs.containers import containers
from ..logs.escape import escape
from ..logs.follow import ContainerLog, RunState
from ..logs.redact import Redactor
from ..resources.manifest import Manifest
from .app_spec import APPS_NAMESPACE
from .hook_pods import HookPods
from .pod_end import CANNOT_START, PodEnd, pod_end, state_in_words, waiting_reason
from .sources import Happening, Source, Sources

__all__ = ["InstallFollower"]

_INSTALL_POD = Source("install pod", "the install pod")

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
        pod: Manifest,
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
        self._release = release
        self._labelled: set[str] = set()
        self._hooks = HookPods(client, namespace, release, self._created)
        self._pods: dict[str, Manifest] = {self._uid: pod}
        self._end: PodEnd | None = None
        self._state = ""
        self._stuck_since: float | None = None
        self._logs_open: set[Source] = set()
        self._runs_seen: set[tuple[str, str, int]] = set()
        self._events_shown: set[tuple[str, str, str]] = set()
        self.tail: deque[str] = deque(maxlen=TAIL_LINES)
        self.last_words: deque[str] = deque(maxlen=TAIL_LINES)

    def follow(self, seconds: float) -> PodEnd:
        """Come back when the pod has ended, was deleted, cannot start, or after so many seconds."""
        deadline = time.monotonic() + seconds
        with Sources() as sources:
            self._start_watches(sources)
            self._saw_pod(sources, "ADDED", self._pods[self._uid])
            while not self._end:
                if time.monotonic() > deadline:
                    return PodEnd("TimedOut", waiting_reason(self._pods[self._uid]) or "DeadlineExceeded")
                self._take(sources, sources.next(1.0))
                self._check_stuck()
            self._drain(sources)
        return self._end

    def _start_watches(self, sources: Sources) -> None:
        core = self._client.group("core")
        own = Watch(core.pods, APPS_NAMESPACE, fields=f"metadata.name={self._name}", known=self._pods.values())
        own_events = Watch(core.events, APPS_NAMESPACE, fields=f"involvedObject.uid={self._uid},type=Warning")
        pods = Watch(core.pods, self._namespace)
        warnings = Watch(core.events, self._namespace, fields="type=Warning")
        sources.start(_INSTALL_POD, own, own.events)
        sources.start(Source("events", f"the events of {self._name}"), own_events, own_events.events)
        sources.start(Source("pods", f"the pods of {self._namespace}"), pods, pods.events)
        sources.start(Source("events", f"the events of {self._namespace}"), warnings, warnings.events)

    def _take(self, sources: Sources, happening: Happening | None) -> None:
        if happening is None:
            return
        source, what = happening
        if what is None:
            self._logs_open.discard(source)
        elif isinstance(what, Exception):
            self._lost(source, what)
        elif source.kind == "install pod":
            self._saw_pod(sources, *what)
        elif source.kind == "pods":
            self._saw_other_pod(sources, *what)
        elif source.kind == "events":
            self._saw_event(what[1])
        else:
            self._saw_line(source, what)

    def _lost(self, source: Source, error: Exception) -> None:
        self._logs_open.discard(source)
        if source == _INSTALL_POD or not isinstance(error, SlipwayError):
            raise error
        self._show(f"{self._name}: cannot follow {escape(source.title)}: {error}")

    def _saw_pod(self, sources: Sources, kind: str, pod: Manifest) -> None:
        if fields.text(pod, "metadata", "uid") != self._uid:
            return
        self._pods[self._uid] = pod
        self._end = self._end or pod_end(pod) or (PodEnd("Deleted") if kind == "DELETED" else None)
        state = "" if self._end else state_in_words(pod)
        if state and state != self._state:
            self._state = state
            self._show(f"{self._name}: {escape(state)}")
        self._open_logs(sources, pod, APPS_NAMESPACE, self._name)

    def _saw_other_pod(self, sources: Sources, kind: str, pod: Manifest) -> None:
        uid, name = fields.text(pod, "metadata", "uid"), fields.text(pod, "metadata", "name")
        if kind == "DELETED":
            self._pods.pop(uid, None)
            return
        if fields.mapping(pod, "metadata", "labels").get("app.kubernetes.io/instance") == self._release:
            self._labelled.add(name)
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
            run = (uid, container.name, container.restarts)
            source = Source("log", f"{name}/{container.name}" if several else name, run)
            if not (container.running or container.ended) or run in self._runs_seen:
                continue
            self._runs_seen.add(run)
            self._logs_open.add(source)
            log = ContainerLog(self._client, namespace, name, container.name, partial(self._state_of, run))
            sources.start(source, log, log.lines)

    def _state_of(self, run: tuple[str, str, int]) -> RunState:
        uid, name, restarts = run
        pod = self._pods.get(uid)
        container = next((each for each in containers(pod) if each.name == name), None) if pod else None
        if container is None:
            return "gone"
        if container.restarts > restarts:
            return "replaced"
        return "running" if container.running else "ended"

    def _saw_line(self, source: Source, line: bytes) -> None:
        if not line.strip():
            return
        text = f"{escape(source.title)} | {escape(self._redactor.redact(line))}"
        self.tail.append(text)
        if source.run and source.run[:2] == (self._uid, "main"):
            # Not redacted: only looked at, never shown. A value could be a word of Helm's own message.
            self.last_words.append(line.decode("utf-8", "replace"))
        self._show(text)

    def _saw_event(self, event: Mapping[str, Any]) -> None:
        about, reason = fields.mapping(event, "involvedObject"), fields.text(event, "reason")
        name, message = fields.text(about, "name"), fields.text(event, "message")
        seen = event_time(event)
        key = (fields.text(about, "uid"), reason, message)
        if key in self._events_shown or (seen and self._created and seen < self._created) or not self._is_ours(name):
            return
        self._events_shown.add(key)
        told = self._redactor.redact(f"Warning {reason} {fields.text(about, 'kind')}/{name}: {message}")
        text = f"{self._name} ! {escape(told, longest=500)}"
        self.tail.append(text)
        self._show(text)

    def _is_ours(self, name: str) -> bool:
        """By Helm's custom an object's name begins with its release's; other apps may live in the namespace too."""
        return name in (self._name, self._release) or name.startswith(f"{self._release}-") or name in self._labelled

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
