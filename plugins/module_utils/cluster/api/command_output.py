# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command in a container wrote and how it ended, read from the messages of its WebSocket.

The first byte of a message says its channel: 1 stdout, 2 stderr, 3 how the command ended, as a Status object.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import ConnectionLost, NotKubernetes, ServerFailed, TooLarge
from ...resource_attributes import ResourceAttributes
from ..http.websocket import Piece

__all__ = ["LARGEST_OUTPUT", "ExecResult", "Output"]

LARGEST_OUTPUT = 16 * 1024 * 1024
"""Bytes of stdout and stderr together that are held at most."""
_LARGEST_STATUS = 64 * 1024
_STDOUT, _STDERR, _STATUS = 1, 2, 3


@dataclass(frozen=True)
class ExecResult:
    """How a command ended, and what it wrote: bytes of a container, not to be trusted."""

    stdout: bytes
    stderr: bytes
    exit_code: int


class Output:
    """Puts the pieces of messages together, by channel."""

    def __init__(self) -> None:
        self._channels = {_STDOUT: bytearray(), _STDERR: bytearray(), _STATUS: bytearray()}
        self._channel: bytearray | None = None
        self.has_ended = False

    def add(self, piece: Piece) -> None:
        """Take a piece in.

        :raises TooLarge: the command wrote more than LARGEST_OUTPUT.
        :raises NotKubernetes: it belongs to no channel.
        """
        data = piece.data
        if self._channel is None and data:
            if data[0] not in self._channels:
                raise NotKubernetes("the server sends what no command writes; check the server's address")
            self._channel, data = self._channels[data[0]], data[1:]
        if self._channel is not None:
            self._channel += data
        self._check_sizes()
        if piece.is_last:
            self.has_ended = self.has_ended or self._channel is self._channels[_STATUS]
            self._channel = None

    def result(self, attributes: ResourceAttributes) -> ExecResult:
        """How the command ended.

        :param attributes: what the request was about, for errors.
        :raises ServerFailed: it could not be run.
        :raises ConnectionLost: its end did not come.
        """
        if not self.has_ended:
            raise ConnectionLost("the connection to the command was lost; it may go on in the container")
        exit_code = _exit_code(bytes(self._channels[_STATUS]))
        if exit_code is None:
            raise ServerFailed(
                500,
                "InternalError",
                attributes=attributes,
                hint="the container could not run the command; check that it runs and has that program",
            )
        return ExecResult(bytes(self._channels[_STDOUT]), bytes(self._channels[_STDERR]), exit_code)

    def _check_sizes(self) -> None:
        if len(self._channels[_STDOUT]) + len(self._channels[_STDERR]) > LARGEST_OUTPUT:
            raise TooLarge(
                f"the command wrote more than {LARGEST_OUTPUT // 1024**2} MiB; let it write less, or to a file. "
                "It may go on in the container"
            )
        if len(self._channels[_STATUS]) > _LARGEST_STATUS:
            raise TooLarge("the server tells more about the command's end than Kubernetes does; nothing of it is used")


def _exit_code(body: bytes) -> int | None:
    """Of a Status object as the kubelet makes it; None when the command was not run."""
    try:
        status = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(status, Mapping):
        return None
    if status.get("status") == "Success":
        return 0
    return _told_code(status.get("details")) if status.get("reason") == "NonZeroExitCode" else None


def _told_code(details: Any) -> int | None:
    causes = details.get("causes") if isinstance(details, Mapping) else None
    for cause in causes if isinstance(causes, list) else ():
        told = cause.get("message") if isinstance(cause, Mapping) and cause.get("reason") == "ExitCode" else None
        if isinstance(told, str) and told.isascii() and told.isdigit() and len(told) <= 10:
            return int(told)
    return None
