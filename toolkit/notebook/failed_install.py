# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One look at an app whose install failed: what the cells of the notebook share."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from html import escape as html_escape
from pathlib import Path

from slipway.apps.app_spec import APPS_NAMESPACE
from slipway.cluster.client import Client
from slipway.cluster.connection import connect
from slipway.cluster.errors import ApiError
from slipway.cluster.options import connection_options
from slipway.diagnosis.diagnose import findings_in
from slipway.diagnosis.finding import Finding
from slipway.diagnosis.snapshot import Snapshot, take_snapshot
from slipway.logs.capture import Capture, capture
from slipway.logs.redact import Redactor
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

    :param selector: labels of the app's pods, as kubectl's ``-l``; empty for the whole namespace.
    :param kubeconfig: path, context: name; empty for what the K8S_AUTH_* variables and KUBECONFIG say.
    :param output: folder for the captured logs, which get a new folder of their own below it.
    :raises InvalidInput: app or namespace is no valid name.
    """

    app: str
    namespace: str
    output: str
    selector: str = ""
    kubeconfig: str = ""
    context: str = ""

    def __post_init__(self) -> None:
        check_label(self.app, "app")
        check_label(self.namespace, "namespace")

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
        return Client(connect(connection_options(given, os.environ), os.environ))

    @cached_property
    def target(self) -> Snapshot:
        """The namespace that the app lives in."""
        return take_snapshot(self.client, self.namespace, selector=self.selector or None)

    @cached_property
    def install(self) -> Snapshot:
        """The app's install pod, and nothing else of its namespace."""
        return take_snapshot(self.client, APPS_NAMESPACE, fields=self._install_pod)

    @cached_property
    def secrets(self) -> KnownSecrets:
        """What is redacted: the values of the install."""
        return known_secrets(self.client, self.install)

    @property
    def redactor(self) -> Redactor:
        """Replaces the values of the install."""
        return self.secrets.redactor

    @property
    def snapshots(self) -> tuple[Snapshot, Snapshot]:
        """Both namespaces, the app's own first."""
        return self.target, self.install

    @cached_property
    def findings(self) -> list[Finding]:
        """What is wrong."""
        return [finding for snapshot in self.snapshots for finding in findings_in(snapshot, self.redactor)]

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
        return FindingsView(self.findings)

    def show_timeline(self) -> Timeline:
        """Pod state over time."""
        return timeline(self.snapshots)

    def show_pods(self) -> TableView:
        """The pods as ``kubectl get pods`` shows them."""
        return TableView(pods_table(self.snapshots), f"There is no pod in {self.namespace}, and no install pod.")

    def show_events(self) -> TableView:
        """The events, the newest first."""
        return TableView(events_table(self.snapshots, self.redactor), "There are no events.")

    def show_logs(self) -> LogsView:
        """Take the logs into files, and show the end of each."""
        return LogsView(self.captures, self.findings)

    def publish_result(self) -> None:
        """End the notebook with its typed result."""
        publish(
            Result(
                status="findings" if self.findings else "nothing_found",
                app=self.app,
                namespace=self.namespace,
                taken=self.target.taken.isoformat(timespec="seconds"),
                findings=tuple(self.findings),
                capture_folders=tuple(one.folder for one in self.captures if one.folder),
                capture_errors=tuple(error for one in self.captures for error in one.errors),
            )
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
