# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client does with pods besides their manifests: logs, commands, eviction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import InvalidInput
from ...resource_attributes import ResourceAttributes
from ...resources.delete_options import delete_options
from ...resources.eviction import eviction
from ..http.stream import Stream
from ..http.transport import Transport
from ..request import Request, segment
from .command_output import ExecResult
from .exec import run_command

__all__ = ["PodCalls"]


class PodCalls:
    """The calls on pods that a Client can make."""

    _transport: Transport

    def pod_log(
        self,
        name: str,
        namespace: str,
        container: str | None = None,
        *,
        previous: bool = False,
        timestamps: bool = True,
        tail_lines: int | None = None,
        limit_bytes: int | None = None,
    ) -> bytes:
        """A container's log until now.

        :param previous: the log of the container's last run instead of the current one.
        :param timestamps: each line begins with the kubelet's RFC 3339 time, in nanoseconds.
        """
        query = {
            "container": container,
            "previous": previous or None,
            "timestamps": timestamps,
            "tailLines": tail_lines,
            "limitBytes": limit_bytes,
        }
        return self._transport.text(_asking(name, namespace, "log", query))

    def follow_pod_log(
        self, name: str, namespace: str, container: str | None = None, since_time: str | None = None
    ) -> Stream:
        """A container's log as it is written, with the kubelet's timestamps.

        :param since_time: RFC 3339; the server cuts it to the whole second.
        """
        query = {"container": container, "follow": True, "timestamps": True, "sinceTime": since_time}
        return self._transport.stream(_asking(name, namespace, "log", query))

    def exec(  # what a command line, a container and a limit are
        self,
        name: str,
        namespace: str,
        command: Sequence[str],
        *,
        container: str | None = None,
        stdin: bytes | None = None,
        timeout: float = 60.0,
    ) -> ExecResult:
        """Run a command in a container to its end. No shell, no terminal.

        :param command: the program and its arguments.
        :param container: None for the pod's only one, or its default.
        :param stdin: what the command reads; None for nothing.
        :param timeout: seconds for all of it.
        :returns: what it wrote, as bytes of a container: not to be trusted.
        :raises TimedOut: it did not end in time; it may go on in the container.
        :raises TooLarge: it wrote more than ``command_output.LARGEST_OUTPUT``: 16 MiB.
        :raises ConnectionLost: nobody knows whether it ran to its end. It is never run a second time.
        """
        if isinstance(command, str) or not command:
            raise InvalidInput("give the command as a list: the program, then each of its arguments")
        if stdin is not None and not isinstance(stdin, (bytes, bytearray)):
            raise InvalidInput(f"stdin must be bytes, not {type(stdin).__name__}; encode a text, as in text.encode()")
        query = {
            "container": container,
            "command": list(command),
            "stdin": stdin is not None,
            "stdout": True,
            "stderr": True,
        }
        request = Request(
            "GET",
            _path(name, namespace, "exec"),
            query,
            accept="*/*",
            # What the API server checks last and what roles grant, though a WebSocket begins with a GET.
            attributes=_about("create", name, namespace, "exec"),
            harmless_twice=False,
        )
        return run_command(self._transport, request, stdin, timeout)

    def evict(
        self,
        name: str,
        namespace: str,
        *,
        uid: str | None = None,
        grace_seconds: int | None = None,
        dry_run: bool = False,
    ) -> None:
        """Delete a pod as long as its disruption budgets allow it.

        :param uid: only if the pod still is this one; Conflict otherwise.
        :param grace_seconds: seconds until its processes are killed; None leaves it to the pod.
        :raises TooManyRequests: a disruption budget does not allow it now. Not tried again here: that may take hours.
        :raises NotFound: there is no such pod.
        """
        request = Request(
            "POST",
            _path(name, namespace, "eviction"),
            body=eviction(name, namespace, delete_options(uid=uid, grace_seconds=grace_seconds, dry_run=dry_run)),
            attributes=_about("create", name, namespace, "eviction"),
        )
        self._transport.send(request)


def _asking(name: str, namespace: str, subresource: str, query: Mapping[str, Any]) -> Request:
    return Request(
        "GET", _path(name, namespace, subresource), query, attributes=_about("get", name, namespace, subresource)
    )


def _path(name: str, namespace: str, subresource: str) -> str:
    return f"/api/v1/namespaces/{segment(namespace)}/pods/{segment(name)}/{subresource}"


def _about(verb: str, name: str, namespace: str, subresource: str) -> ResourceAttributes:
    return ResourceAttributes(verb, "", "v1", "pods", subresource, name, namespace, "Pod")
