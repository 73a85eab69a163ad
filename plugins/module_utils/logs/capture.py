# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs of many containers, taken at one time into one folder."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from ..cluster.client import Client
from ..errors import SlipwayError
from .containers import containers
from .escape import escape
from .fields import text
from .private_files import folder_when_complete, write_private
from .redact import Redactor
from .scope import check_selector

__all__ = ["INDEX_NAME", "LARGEST_LOG", "MOST_LINES", "Capture", "CapturedLog", "capture"]

LARGEST_LOG = 10 * 1024 * 1024
"""Bytes kept of one log: its end. The kubelet rotates at this size unless told otherwise, and the
API server reads the newest file only, so that rarely anything is missing."""
MOST_LINES = 100_000
"""Lines asked for first; fewer when so many do not fit into LARGEST_LOG."""
THREADS = 8
"""Logs read at the same time. The API server does not limit log requests itself, so we do."""
INDEX_NAME = "index.json"

_POD_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\Z")
_CONTAINER_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
_TIMESTAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


@dataclass(frozen=True)
class CapturedLog:
    """One log in the folder.

    :param path: below the capture's folder.
    :param truncated: whether the log may have begun earlier than the file does.
    """

    pod: str
    container: str
    previous: bool
    path: str
    lines: int
    truncated: bool


@dataclass(frozen=True)
class Capture:
    """What was taken, and what could not be.

    :param folder: mode 0700; holds the logs, mode 0600, and ``index.json``.
    :param errors: one sentence for each log that could not be read.
    """

    folder: str
    namespace: str
    taken: str
    logs: tuple[CapturedLog, ...]
    errors: tuple[str, ...]

    def last_lines(self, log: CapturedLog, count: int = 20) -> list[str]:
        """The end of one captured log, as it stands in its file."""
        with open(os.path.join(self.folder, log.path), encoding="utf-8") as stream:
            return stream.read().splitlines()[-count:]


@dataclass(frozen=True)
class _Wanted:
    pod: str
    container: str
    previous: bool

    @property
    def path(self) -> str:
        return f"{self.pod}/{self.container}{'.previous' if self.previous else ''}.log"

    def __str__(self) -> str:
        return f"{'previous ' if self.previous else ''}log of container {self.container} in pod {self.pod}"


def capture(
    client: Client,
    folder: str,
    namespace: str,
    selector: str | None = None,
    redactor: Redactor | None = None,
    fields: str | None = None,
) -> Capture:
    """Take all logs of the pods: init, main and ephemeral containers, current and previous runs.

    Each line begins with the kubelet's time; secrets that ``redactor`` knows are replaced, and
    what is not printable is written visibly. The folder appears when it is complete, or not at all.

    :param folder: where to; must not exist yet, or be empty.
    :param selector: labels of the pods, as kubectl's ``-l``; None for all of the namespace.
    :param fields: field selector of the pods, as kubectl's ``--field-selector``.
    :raises InvalidInput: the selector is none, or the folder has content already, or cannot be made.
    :raises SlipwayError: the pods could not be listed; of a missing namespace the list is empty
        (``check_namespace`` tells). A single log that cannot be read is told in ``errors``.
    """
    check_selector(selector)
    folder = os.path.abspath(folder)
    pods = client.list_pods(namespace, labels=selector, fields=fields)
    taken = datetime.now(UTC).isoformat(timespec="seconds")
    wanted, errors = _wanted(pods)
    with folder_when_complete(folder) as building, ThreadPoolExecutor(THREADS) as pool:
        outcomes = list(pool.map(_Taker(client, namespace, building, redactor or Redactor()), wanted))
        logs = tuple(outcome for outcome in outcomes if isinstance(outcome, CapturedLog))
        errors += [outcome for outcome in outcomes if isinstance(outcome, str)]
        made = Capture(folder, namespace, taken, logs, tuple(errors))
        index = {**asdict(made), "selector": selector}
        del index["folder"]
        write_private(os.path.join(building, INDEX_NAME), json.dumps(index, indent=2) + "\n")
    return made


def _wanted(pods: list[dict[str, Any]]) -> tuple[list[_Wanted], list[str]]:
    wanted: list[_Wanted] = []
    errors: list[str] = []
    for pod in pods:
        name = text(pod, "metadata", "name")
        for log in _logs_of(name, pod):
            if _POD_NAME.match(log.pod) and _CONTAINER_NAME.match(log.container):
                wanted.append(log)
            else:
                errors.append(f"the {escape(str(log))} was left out: that is no valid name")
    return wanted, errors


def _logs_of(name: str, pod: Mapping[str, Any]) -> Iterator[_Wanted]:
    for container in containers(pod):
        if container.running or container.ended:
            yield _Wanted(name, container.name, previous=False)
        # While a crashed container waits for its next start, the current log is the previous one.
        if container.ended_before and container.ended_before.container_id:
            yield _Wanted(name, container.name, previous=True)


class _Taker:
    """Reads and writes one log at a call; answers with a sentence when that fails."""

    def __init__(self, client: Client, namespace: str, folder: str, redactor: Redactor) -> None:
        self._client = client
        self._namespace = namespace
        self._folder = folder
        self._redactor = redactor

    def __call__(self, wanted: _Wanted) -> CapturedLog | str:
        try:
            body, truncated = self._read(wanted)
        except SlipwayError as error:
            return f"the {wanted} could not be read: {error}"
        if body and not _TIMESTAMP.match(body):
            # The kubelet answers 200 with its own error text when a previous log is gone.
            return f"the {wanted} could not be read: the node has no such log any more"
        whole = self._redactor.redact(body).removesuffix(b"\n")
        lines = [escape(line, longest=None) for line in whole.split(b"\n")] if body else []
        path = os.path.join(self._folder, wanted.path)
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        write_private(path, "".join(f"{line}\n" for line in lines))
        return CapturedLog(wanted.pod, wanted.container, wanted.previous, wanted.path, len(lines), truncated)

    def _read(self, wanted: _Wanted) -> tuple[bytes, bool]:
        """The log's end. A byte limit cuts at the end, so fewer lines are asked for until all fit."""
        lines = MOST_LINES
        while True:
            body = self._client.pod_log(
                wanted.pod,
                self._namespace,
                container=wanted.container,
                previous=wanted.previous,
                tail_lines=lines,
                limit_bytes=LARGEST_LOG,
            )
            if len(body) < LARGEST_LOG or lines == 1:
                return body[:LARGEST_LOG], body.count(b"\n") >= lines or len(body) >= LARGEST_LOG
            lines = max(lines // 4, 1)
