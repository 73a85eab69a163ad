# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one run of Slipway leaves behind of each call to a cluster: a line in kubernetes.log, more for debugging."""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable, Mapping
from typing import Unpack

from ...errors import ApiError, InternalError, SlipwayError, TargetRefused
from ..request import Request
from .change import is_change, verb_of
from .debug import DEBUG_OFF, Debug, debug_switch
from .kubernetes_log import Fields, KubernetesLog, log_level
from .log_file import LogFile
from .log_place import log_path
from .run_id import run_id

__all__ = ["NO_REPORT", "Report", "default_report", "report_for"]

_WORD = re.compile(r"[A-Za-z0-9.-]{1,253}\Z")
_ORIGIN = re.compile(r"([a-z]+://)?[A-Za-z0-9._:\[\]%-]+")
_READS = frozenset({"get", "list", "watch"})
# Answers that are part of the normal work, and no failure to an operator.
_EXPECTED = {
    ("read", 404): "debug",  # looking whether it is there
    ("read", 410): "debug",  # the list was too old and is read again
    ("create", 409): "info",  # somebody was faster, or it is there already
    ("delete", 404): "info",  # it is gone already
}


@functools.cache
def tell_once(problem: str) -> None:
    """Tell a problem once in a process, for programs that look for none by themselves.

    By the logger ``slipway``: Python shows that on stderr unless the program has set up logging of its own, and
    raises nothing where warnings are errors.
    """
    logging.getLogger("slipway").warning("%s", problem)


class Report:
    """Takes down how calls ended. Never raises, and costs next to nothing when nothing is to be written.

    :param tell_problem: is told why something could not be written, each time; None when ``problem`` is looked at.
    """

    def __init__(self, log: KubernetesLog, debug: Debug, tell_problem: Callable[[str], object] | None = None) -> None:
        self._log = log
        self._tell_problem = tell_problem
        self.debug = debug

    @property
    def problem(self) -> str:
        """Why something could not be written, a sentence for the user; empty when all could."""
        return self._log.problem or self.debug.problem

    def answered(self, request: Request, *, cluster: str, status: int, seconds: float, request_id: str) -> None:
        """The server did as it was asked: the event ``change``, or ``request`` when nothing was changed by it.

        :param cluster: the server's address; only its origin is written.
        :param seconds: how long the call took.
        :param request_id: its Audit-ID.
        """
        event, severity = ("change", "info") if is_change(request) else ("request", "debug")
        if self._log.keeps(severity):
            fields = _fields(request, cluster, seconds, request_id)
            self._log.write(event, severity, {**fields, "status": status})
            self._tell()

    def failed(
        self,
        request: Request,
        error: SlipwayError,
        *,
        cluster: str,
        seconds: float,
        request_id: str,
        original: BaseException | None = None,
        body: bytes = b"",
    ) -> None:
        """The call did not do what it was asked: the event ``request_failed``.

        :param original: what the HTTP library raised; goes nowhere but to the debug switch.
        :param body: what the server said; goes nowhere but to the debug switch.
        """
        severity = _severity(request, error)
        if self._log.keeps(severity):
            fields = _fields(request, cluster, seconds, request_id)
            self._log.write("request_failed", severity, {**fields, **_failure(error)})
        if self.debug.enabled:
            self.debug.tell(str(error), original=original, message=body)
        self._tell()

    def event(
        self, event: str, *, severity: str = "info", error: SlipwayError | None = None, **fields: Unpack[Fields]
    ) -> None:
        """Something else that happened, such as ``task_failed`` with the error that ended the task."""
        failure: Fields = _failure(error) if error else {}
        self._log.write(event, severity, {**fields, **failure})
        self._tell()

    def _tell(self) -> None:
        if self._tell_problem and self.problem:
            self._tell_problem(self.problem)


NO_REPORT = Report(KubernetesLog(), DEBUG_OFF)
"""Takes nothing down."""


def report_for(
    environment: Mapping[str, str],
    *,
    slipway_debug: bool | None = None,
    untrusted: bool = False,
    controller_environment: Mapping[str, str] | None = None,
    show: Callable[[str], None] | None = None,
    tell_problem: Callable[[str], object] | None = tell_once,
) -> Report:
    """The report of a task, a command or a notebook: as ``default_report``, with the debug switch as ``debug_switch``.

    :param controller_environment: what the operator, not the task, has set; None when there is no task.
    :param show: prints a line on the operator's terminal; None when there is none, or nothing may be shown.
    :param tell_problem: see ``Report``.
    :raises ConfigurationError: a variable has a value that it cannot have.
    """
    debug = debug_switch(
        option=slipway_debug,
        environment=environment,
        controller_environment=environment if controller_environment is None else controller_environment,
        untrusted=untrusted,
        show=show,
        log_path=log_path(environment),
    )
    return default_report(environment, debug, tell_problem)


def default_report(
    environment: Mapping[str, str], debug: Debug = DEBUG_OFF, tell_problem: Callable[[str], object] | None = None
) -> Report:
    """As the environment wants it: SLIPWAY_LOG, SLIPWAY_LOG_LEVEL, SLIPWAY_RUN_ID.

    :raises ConfigurationError: one of them has a value that it cannot have.
    """
    path = log_path(environment)
    level, run = log_level(environment), run_id(environment)
    return Report(KubernetesLog(LogFile(path) if path else None, level=level, run_id=run), debug, tell_problem)


def _fields(request: Request, cluster: str, seconds: float, request_id: str) -> Fields:
    about = request.attributes
    return {
        "cluster": _origin(cluster),
        "namespace": about.shown_namespace,
        "object": _object(request),
        "verb": verb_of(request),
        "duration": round(seconds, 6),
        "request_id": request_id,
    }


def _object(request: Request) -> str:
    about = request.attributes
    parts = (about.kind or about.resource, about.shown_name, about.subresource)
    return "/".join(part for part in parts if part == about.shown_name or _WORD.match(part)).strip("/")


def _origin(cluster: str) -> str:
    """Scheme, host and port. What follows may be a secret, as what stands before an @ is."""
    found = _ORIGIN.match(cluster)
    return found.group() if found and "@" not in cluster else ""


def _failure(error: SlipwayError) -> Fields:
    fields: Fields = {"exception": type(error).__name__, "code": error.code}
    if isinstance(error, ApiError):
        fields["status"] = error.status
    if isinstance(error, TargetRefused):
        fields["rule"] = error.rule
    return fields


def _severity(request: Request, error: SlipwayError) -> str:
    if isinstance(error, InternalError):
        return "error"
    verb = verb_of(request)
    status = error.status if isinstance(error, ApiError) else 0
    return _EXPECTED.get(("read" if verb in _READS else verb, status), "warning")
