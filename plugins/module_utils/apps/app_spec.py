# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a managed app is to be: checked input, and what is derived from it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ..errors import InvalidInput
from ..resources.names import check_label

__all__ = ["APPS_NAMESPACE", "AppSpec", "app_spec"]

APPS_NAMESPACE = "gitlab-managed-apps"
"""Where install pods run; the name that GitLab gave it, so that existing clusters go on."""
LONGEST_RELEASE = 53
"""Helm's own limit for a release name."""
_CHART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,252}\Z")
_VERSION = re.compile(r"[0-9A-Za-z.+^~<>=!|*, -]{1,100}\Z")
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}\Z")
_CLUSTER_ROLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,252}\Z")


@dataclass(frozen=True)
class AppSpec:
    """One app as asked for. ``repr()`` shows no values: they may hold secrets.

    :param connection: arguments by which the slipway command reaches the same cluster.
    """

    name: str
    namespace: str
    release: str
    chart: str
    repository: str | None
    version: str | None
    plain_http: bool
    image: str
    cluster_role: str
    cluster_wide: bool
    wait: bool
    timeout: int
    create_namespace: bool
    connection: tuple[str, ...]
    values: Mapping[str, Any] = field(repr=False)

    @property
    def pod_name(self) -> str:
        """Name of the install pod, its service account and its bindings."""
        return f"install-{self.name}"

    @property
    def names(self) -> tuple[str, ...]:
        """What logs are full of and everybody may know, also where it stands among the values."""
        return (self.name, self.namespace, self.release, self.chart, self.chart.rpartition("/")[2])

    def public(self) -> dict[str, Any]:
        """What the release depends on and may be shown and stored in clear: everything but the values."""
        return {
            "namespace": self.namespace,
            "release": self.release,
            "chart": self.chart,
            "repository": self.repository,
            "version": self.version,
            "plain_http": self.plain_http,
            "cluster_role": self.cluster_role,
            "cluster_wide": self.cluster_wide,
        }

    def canonical(self) -> bytes:
        """The same bytes for the same release, whatever the order of keys. Holds the values: never store it."""
        return json.dumps({**self.public(), "values": self.values}, sort_keys=True, separators=(",", ":")).encode()

    def helm_command(self, values_file: str) -> list[str]:
        """The command line of the install pod. No value is in it."""
        command = ["helm", "upgrade", self.release, self.chart, "--install"]
        command += ["--namespace", self.namespace, "--values", values_file]
        # Without it Helm takes over the last release's values when the file is empty.
        command += ["--reset-values"]
        # NOTES.txt may print any value.
        command += ["--hide-notes"]
        command += ["--timeout", f"{self.timeout}s"]
        command += ["--wait"] if self.wait else []
        command += ["--repo", self.repository] if self.repository else []
        command += ["--version", self.version] if self.version else []
        command += ["--plain-http"] if self.plain_http else []
        return command


def app_spec(parameters: Mapping[str, Any]) -> AppSpec:
    """The task's parameters, checked.

    :raises InvalidInput: one sentence on the first parameter that cannot be right.
    """
    name = check_label(parameters["name"], "name", LONGEST_RELEASE)
    repository, chart = parameters.get("repository"), str(parameters["chart"])
    _check_chart(chart, repository)
    if repository:
        _check_url(repository, "repository", ("http", "https"))
    return AppSpec(
        name=name,
        namespace=_namespace(parameters["namespace"]),
        release=check_label(parameters.get("release") or name, "release", LONGEST_RELEASE),
        chart=chart,
        repository=repository,
        version=_matching(parameters.get("version"), _VERSION, "version", "a version such as 1.2.3"),
        plain_http=bool(parameters["plain_http"]),
        image=_required(parameters["image"], _IMAGE, "image", "an image such as docker.io/alpine/helm:3.19.0"),
        cluster_role=_required(parameters["cluster_role"], _CLUSTER_ROLE, "cluster_role", "a ClusterRole's name"),
        cluster_wide=bool(parameters["cluster_wide"]),
        wait=bool(parameters["wait"]),
        timeout=_timeout(parameters["timeout"]),
        create_namespace=bool(parameters["create_namespace"]),
        connection=tuple(
            f"--{option}={parameters[option]}" for option in ("kubeconfig", "context") if parameters.get(option)
        ),
        values=_values(parameters.get("values")),
    )


def _namespace(name: str) -> str:
    check_label(name, "namespace")
    if name == APPS_NAMESPACE:
        raise InvalidInput(f"namespace {APPS_NAMESPACE} is for install pods; give the app one of its own")
    return name


def _check_chart(chart: str, repository: str | None) -> None:
    if "://" in chart:
        _check_url(chart, "chart", ("oci", "http", "https"))
        if repository:
            raise InvalidInput("chart is a whole address already; leave repository out")
    elif not repository:
        raise InvalidInput("chart is a bare name; give repository too, or write chart as oci://… or https://…")
    elif not _CHART.match(chart):
        raise InvalidInput("chart must be a chart's name, an oci:// reference or the URL of a packaged chart")


def _check_url(url: str, option: str, schemes: tuple[str, ...]) -> None:
    wanted = " or ".join(f"{scheme}://" for scheme in schemes)
    try:
        parts = urlsplit(url)
        valid = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or any(character.isspace() or ord(character) < 32 for character in url):
        raise InvalidInput(f"{option} must be a URL that begins with {wanted}")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise InvalidInput(f"{option} must not carry a user name, password or query: it would be visible in the pod")


def _matching(value: Any, pattern: re.Pattern[str], option: str, wanted: str) -> str | None:
    if value is None or value == "":
        return None
    return _required(value, pattern, option, wanted)


def _required(value: Any, pattern: re.Pattern[str], option: str, wanted: str) -> str:
    if not pattern.match(str(value)):
        raise InvalidInput(f"{option} must be {wanted}")
    return str(value)


def _timeout(value: int) -> int:
    if not 1 <= value <= 86_400:
        raise InvalidInput("timeout must be between 1 and 86400 seconds")
    return value


def _values(values: Any) -> dict[str, Any]:
    try:
        checked: dict[str, Any] = json.loads(json.dumps(values or {}, allow_nan=False))
    except (TypeError, ValueError):
        raise InvalidInput("values must hold only what YAML and JSON share: text, numbers, lists, mappings") from None
    return checked
