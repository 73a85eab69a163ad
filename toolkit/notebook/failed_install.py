# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One look at an app whose install failed: what the cells of the notebook share."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape as html_escape
from pathlib import Path

from slipway.apps.app_spec import APPS_NAMESPACE
from slipway.apps.install_pod import public_of_pod
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.cluster.connection.options import connection_options
from slipway.cluster.reporting.report import report_for
from slipway.diagnosis.belonging import Belonging, own_findings, split
from slipway.diagnosis.diagnose import findings_in
from slipway.diagnosis.finding import Finding
from slipway.diagnosis.snapshot import Snapshot, take_snapshot
from slipway.errors import ApiError
from slipway.logs.capture import Capture, capture
from slipway.logs.fields import text
from slipway.logs.redact import Redactor
from slipway.logs.scope import check_namespace, check_selector
from slipway.resources.names import check_label

from .install_values import KnownSecrets, known_secrets
from .plot import Timeline, timeline
from .result import Result, publish
from .tables import events_table, pods_table
from .views import FindingsView, LogsView, TableView

__all__ = ["FailedInstall"]


@dataclass(frozen=True)
class FailedInstall:
    """The app's install pod and the namespace that it installs into, read once, when first asked for.

    What is the app's own is told apart from what else is in the namespace, as ``Belonging`` says.

    :param selector: labels of the app's pods, as kubectl's ``-l``: then nothing else is read. Empty
        for the whole namespace.
    :param kubeconfig: path, context: name; empty for what the K8S_AUTH_* variables and KUBECONFIG say.
    :param slipway_debug: write the original exceptions and the server's messages to kubernetes-debug.log. They are
        not shown here: a notebook is stored, and they may hold secrets.
    :param output: folder for the captured logs, which get a new folder of their own below it.
    :raises InvalidInput: app or namespace is no valid name, or the selector is none. The properties raise
        it for a namespace that does not exist.
    """

    app: str
    namespace: str
    output: str
    selector: str = ""
    kubeconfig: str = ""
    context: str = ""
    slipway_debug: bool = False

    def __post_init__(self) -> None:
        check_label(self.app, "app")
        check_label(self.namespace, "namespace")
        check_selector(self.selector)

    def _repr_html_(self) -> str:
        facts = {
            "App": self.app,
            "Namespace": self.namespace,
            "Cluster": self.client.host,
            "Read at": self.target.taken.isoformat(sep=" ", timespec="seconds"),
            "Redaction": self.secrets.note,
        }
        rows = "".join(f"<tr><th>{name}</th><td>{html_escape(fact)}</td></tr>" for name, fact in facts.items())
        return f"<table>{rows}</table>"

    @cached_property
    def client(self) -> Client:
        """The cluster."""
        given = {"kubeconfig": self.kubeconfig or None, "context": self.context or None}
        report = report_for(os.environ, slipway_debug=self.slipway_debug or None)
        return Client(connect(connection_options(given, os.environ), os.environ), report=report)

    @cached_property
    def target(self) -> Snapshot:
        """The namespace that the app lives in."""
        check_namespace(self.client, self.namespace)
        return take_snapshot(self.client, self.namespace, selector=self.selector or None)

    @cached_property
    def install(self) -> Snapshot:
        """The app's install pod, and nothing else of its namespace."""
        return take_snapshot(self.client, APPS_NAMESPACE, fields=self._install_pod)

    @cached_property
    def release(self) -> str:
        """The Helm release: as the install pod says, else named as the app."""
        said = [public_of_pod(pod) for pod in self.install.pods]
        found = [text(public, "release") for public in said if public.get("namespace") == self.namespace]
        return next(filter(None, found), self.app)

    @cached_property
    def secrets(self) -> KnownSecrets:
        """What is redacted: the values of the install."""
        return known_secrets(self.client, self.install, (self.app, self.release, self.namespace))

    @property
    def redactor(self) -> Redactor:
        """Replaces the values of the install."""
        return self.secrets.redactor

    @cached_property
    def own(self) -> tuple[Snapshot, Snapshot]:
        """The pods of the release with their events, and the install pod."""
        return self._parts[0], self.install

    @property
    def others(self) -> Snapshot:
        """All other pods and events of the app's namespace."""
        return self._parts[1]

    @cached_property
    def findings(self) -> list[Finding]:
        """What is wrong with the app."""
        found = self._target_findings
        own = found if self.selector else own_findings(found, self.target, self.release)
        return [*own, *findings_in(self.install, self.redactor)]

    @cached_property
    def other_findings(self) -> list[Finding]:
        """What is wrong with other objects in its namespace."""
        return [finding for finding in self._target_findings if finding not in self.findings]

    @cached_property
    def captures(self) -> tuple[Capture, Capture]:
        """All logs, taken into files that only we can read."""
        folder = Path(self.output) / f"logs-{self.target.taken:%Y%m%dT%H%M%SZ}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (
            self._capture(folder / self.namespace, self.namespace, selector=self.selector or None),
            self._capture(folder / f"install-{self.app}", APPS_NAMESPACE, fields=self._install_pod),
        )

    def show_findings(self) -> FindingsView:
        """What is wrong, for people."""
        return FindingsView(self.app, self.findings, self.other_findings)

    def show_timeline(self) -> Timeline:
        """Pod state over time, the app's own pods first."""
        return timeline((*self.own, self.others))

    def show_pods(self) -> TableView:
        """The pods as ``kubectl get pods`` shows them."""
        empty = f"There is no pod of {self.app} in {self.namespace}, and no install pod."
        return TableView(pods_table(self.own), empty, pods_table([self.others]))

    def show_events(self) -> TableView:
        """The events, the newest first."""
        others = events_table([self.others], self.redactor)
        return TableView(events_table(self.own, self.redactor), f"There are no events of {self.app}.", others)

    def show_logs(self) -> LogsView:
        """Take the logs into files, and show the end of each."""
        return LogsView(self.captures, self.findings, self._is_own)

    def publish_result(self) -> None:
        """End the notebook with its typed result."""
        publish(
            Result(
                status="findings" if self.findings else "nothing_found",
                app=self.app,
                namespace=self.namespace,
                taken=self.target.taken.isoformat(timespec="seconds"),
                redaction=self.secrets.note,
                findings=tuple(self.findings),
                other_findings=tuple(self.other_findings),
                capture_folders=tuple(one.folder for one in self.captures if one.folder),
                capture_errors=tuple(error for one in self.captures for error in one.errors),
            )
        )

    @cached_property
    def _target_findings(self) -> list[Finding]:
        return findings_in(self.target, self.redactor)

    @cached_property
    def _parts(self) -> tuple[Snapshot, Snapshot]:
        if self.selector:
            return self.target, replace(self.target, pods=(), events=())
        return split(self.target, self.release)

    def _is_own(self, namespace: str, pod: str) -> bool:
        return (
            namespace == APPS_NAMESPACE or bool(self.selector) or Belonging(self.target, self.release).has("Pod", pod)
        )

    @property
    def _install_pod(self) -> str:
        return f"metadata.name=install-{self.app}"

    def _capture(self, folder: Path, namespace: str, **pods: str | None) -> Capture:
        """A namespace that this account may not read is told, and does not keep the other's logs away."""
        try:
            return capture(self.client, str(folder), namespace, redactor=self.redactor, **pods)
        except ApiError as error:
            taken = self.target.taken.isoformat(timespec="seconds")
            return Capture("", namespace, taken, (), (f"the logs in {namespace} could not be read: {error}",))
