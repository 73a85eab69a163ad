# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to one API server: time-outs, retries, fresh credentials and errors in one place.

Requests go raw as JSON over our own connections. Redirects are never followed. ``retries``
says what is sent again. Every error is raised outside of the exception that it stands for, so
that no traceback leads to what the server said.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPException
from typing import Any, TypeVar

from ...errors import ConfigurationError, ConnectionFailed, NotKubernetes, Unauthorized
from ..connection.connection import Connection
from ..reporting.report import Report, report_for
from ..request import Request
from .api_warnings import ApiWarnings
from .attempt import Attempt, Take, attempt, decoded
from .connection_failure import dial_failure
from .deadline import Deadline
from .link import Link
from .response import Response
from .retries import PAUSES, pause_asked_for
from .stream import Stream

__all__ = ["Transport"]

READ_TIMEOUT = 30.0
"""Seconds without a byte of an answer. The API server ends a request itself after 60 s;
one that says nothing for half of that is not going to answer."""
STREAM_READ_TIMEOUT = 90.0
"""Seconds of silence in a watch or a followed log. The server sends bookmarks about once
a minute, so a longer silence is a dead connection."""
LOOK_AT_FILES = 1.0
"""Seconds between two looks at whether certificates, tokens or the kubeconfig were changed."""

_Taken = TypeVar("_Taken")


class Transport:
    """Sends requests to one API server and hands back decoded JSON. Safe to use from threads.

    :param report: what is told of every call; None for kubernetes.log as the environment says.
    :param pause: waits so many seconds before a repetition.
    """

    def __init__(
        self, connection: Connection, *, report: Report | None = None, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self.warnings = ApiWarnings()
        self._link = Link(connection)
        self.report = report or report_for(os.environ, untrusted=connection.guard.untrusted)
        self._pause = pause
        self._renewing = threading.Lock()
        self._looked_at = time.monotonic()

    @property
    def host(self) -> str:
        """The API server's address, as configured."""
        return self._link.connection.host

    @property
    def connection(self) -> Connection:
        """Where requests go at the moment, and as whom."""
        return self._link.connection

    def close(self) -> None:
        """Close every pooled connection. The transport can be used again."""
        self._link.pool.close()

    def send(self, request: Request) -> dict[str, Any]:
        """The JSON object of the answer.

        :raises ApiError: the server answered with a status of 300 or more.
        :raises ConnectionFailed: it did not answer, or not as an API server does.
        :raises TargetRefused: the guard does not let us dial the server.
        """
        return self._answer(request, _json)

    def text(self, request: Request) -> bytes:
        """The undecoded body of the answer. Raises as ``send`` does."""
        return self._answer(request, _text)

    def stream(self, request: Request) -> Stream:
        """The answer line by line. Raises as ``send`` does, before the first line."""
        return self._answer(replace(request, streamed=True), _stream)

    def open_socket(self, deadline: Deadline) -> Any:
        """A connected socket, with TLS if the server has it, on which nothing was sent yet; the caller closes it.

        :raises ConnectionFailed: there was no way to make it.
        :raises TargetRefused: the guard does not let us dial the server.
        """
        link = self._current_link(deadline)
        try:
            return link.dialler.connect(deadline).sock
        except (OSError, HTTPException, ValueError) as error:
            failure = dial_failure(error, link.place)
        try:
            raise failure
        finally:
            del failure

    def request_headers(self, request: Request, deadline: Deadline) -> list[tuple[str, str]]:
        """Who we are and what we take, for a request over a socket of ``open_socket``."""
        return [*self._current_link(deadline).headers, ("Accept", request.accept), ("Audit-ID", str(uuid.uuid4()))]

    def renewed(self, deadline: Deadline) -> bool:
        """Whether the credentials were read anew, after a 401 over a socket of ``open_socket``."""
        return self._renewed(self._link, deadline)

    def request_target(self, request: Request) -> str:
        """Path and query of a request on this server, which may live under a path of its own."""
        return self._link.prefix + request.url()

    def _answer(self, request: Request, take: Take[_Taken]) -> _Taken:
        tried = self._tried(request, take)
        if tried.failure is None:
            return tried.value  # type: ignore[return-value]  # there is one where there is no failure
        try:
            raise tried.failure
        finally:
            # The error holds this frame and those of all callers; held by them in turn, it would keep
            # their connections open until the garbage collector comes by.
            del tried

    def _tried(self, request: Request, take: Take[_Taken]) -> Attempt[_Taken]:
        """The last try: the first that went well, or one after which there is no point in another."""
        deadline = Deadline(self._link.connection.timeout, READ_TIMEOUT)
        renewed = False
        for pause in (*PAUSES, None):
            link = self._current_link(deadline)
            tried = attempt(link, request, take, deadline, self.report)
            told_by_kubernetes = not isinstance(tried.failure, ConnectionFailed)
            if tried.warnings and told_by_kubernetes and not link.connection.guard.untrusted:
                self.warnings.add(tried.warnings)
            if isinstance(tried.failure, Unauthorized) and not renewed:
                renewed = True
                if self._renewed(link, deadline):
                    continue
            if tried.failure is None or pause is None or not tried.may_pass:
                break
            wait = pause_asked_for(tried.retry_after, pause)
            if not deadline.allows(wait):
                break
            self._pause(wait)
        return tried

    def _current_link(self, deadline: Deadline) -> Link:
        """The link, made anew when a certificate, a token or the kubeconfig was changed on disk."""
        link = self._link
        renewal = link.connection.renewal
        if renewal and time.monotonic() - self._looked_at > LOOK_AT_FILES:
            self._looked_at = time.monotonic()
            if renewal.files_changed():
                self._renewed(link, deadline)
        return self._link

    def _renewed(self, link: Link, deadline: Deadline) -> bool:
        """Whether there is now another link than this one, made of credentials that were read anew.

        :raises ConfigurationError: the call's time is over, and it went by waiting for them.
        """
        renewal = link.connection.renewal
        seconds = _left(deadline, link)
        if not renewal or not seconds:
            return False
        if not self._renewing.acquire(timeout=seconds):
            raise ConfigurationError(
                "the credentials were not read anew in time: another call still waits for the credential plugin; "
                "run kubectl with this kubeconfig to see why, or give more time (request_timeout)"
            )
        try:
            if self._link is link:
                self._link = Link(renewal.connect_again(_left(deadline, link)))
                link.pool.close()
        except ConfigurationError:
            # A file that is being written, or a plugin that fails: what the server says is told instead.
            if not deadline.allows(0):
                raise
        finally:
            self._renewing.release()
        return self._link is not link


def _left(deadline: Deadline, link: Link) -> float:
    """Seconds that a credential plugin may take of the call's time."""
    try:
        return deadline.left(link.connection.timeout)
    except TimeoutError:
        return 0.0


def _json(link: Link, response: Response, _deadline: Deadline) -> dict[str, Any]:
    answer = decoded(_body(link, response))
    if answer is None:
        raise NotKubernetes(f"{link.place} does not answer as a Kubernetes API server does; check the server's address")
    return answer


def _text(link: Link, response: Response, _deadline: Deadline) -> bytes:
    return bytes(_body(link, response))


def _body(link: Link, response: Response) -> bytearray:
    try:
        return response.whole()
    finally:
        response.release(link.pool)


def _stream(_link: Link, response: Response, deadline: Deadline) -> Stream:
    deadline.only_silence(STREAM_READ_TIMEOUT)
    return Stream(response)
