# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the library: data that is safe to store and to show.

    SlipwayError                a sentence for the user, nothing of the server's text
    +- InvalidInput             what was asked for cannot be right; nothing was sent
    +- ConfigurationError       no way to a cluster could be made of what was given
    +- ConnectionFailed         the API server could not be talked to
    +- ApiError                 the API server answered with an error status
       +- Unauthorized (401)  Forbidden (403)  NotFound (404)  Conflict (409)
       +- Gone (410)  Invalid (422)  TooManyRequests (429)

The body of an error answer is never kept: a server may put secrets, terminal
escapes or markup in it. Status, reason and the object's name are kept, checked.
All of them survive a pickle round trip.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = [
    "ApiError",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "Forbidden",
    "Gone",
    "Invalid",
    "InvalidInput",
    "NotFound",
    "SlipwayError",
    "TooManyRequests",
    "Unauthorized",
    "api_error",
]

_LOOKED_AT = 65536
_REASON = re.compile(r"[A-Za-z]{1,64}\Z")


class SlipwayError(Exception):
    """Base of all errors. ``str()`` is one sentence that says what to do next."""

    code = "error"

    def failure(self) -> dict[str, Any]:
        """The error as data for a task result: its ``code``, which stays the same over releases."""
        return {"code": self.code}

    def result(self) -> dict[str, Any]:
        """What was done before the error, for the task result: nothing, unless a subclass knows better."""
        return {}


class InvalidInput(SlipwayError):
    """What was asked for cannot be right. Raised before anything is sent."""

    code = "invalid_input"


class ConfigurationError(SlipwayError):
    """Kubeconfig, context or connection options do not lead to a cluster."""

    code = "configuration"


class ConnectionFailed(SlipwayError):
    """The API server could not be reached, or the connection broke.

    :param repeatable: whether the connection was there and got lost, so that the same
        request may be sent again if it does no harm twice.
    """

    code = "connection"

    def __init__(self, message: str, *, repeatable: bool = False) -> None:
        super().__init__(message)
        self.repeatable = repeatable

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild_connection_failed, (str(self), self.repeatable))


class ApiError(SlipwayError):
    """The API server answered with an error status.

    :param status: HTTP status.
    :param reason: the Status object's ``reason`` (API conventions), or the HTTP phrase.
    :param method: HTTP method of the request.
    :param target: what the request was about, for example ``pods in namespace shop``.
    :param hint: what the user can do about it; empty where there is nothing to say.
    """

    code = "api"

    def __init__(
        self,
        status: int,
        reason: str,
        *,
        method: str = "",
        target: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(status, reason, method, target, hint)
        self.status = status
        self.reason = reason
        self.method = method
        self.target = target
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.status, self.reason, self.method, self.target, self.hint))

    def __str__(self) -> str:
        told = not self.target or self.target in self.hint
        doing = "" if told else f" on {self.method} {self.target}"
        hint = f": {self.hint}" if self.hint else ""
        return f"Kubernetes error: {self.status} {self.reason}{doing}{hint}"

    def failure(self) -> dict[str, Any]:
        """The error as data, with ``status`` and ``reason``."""
        return {**super().failure(), "status": self.status, "reason": self.reason}


class Unauthorized(ApiError):
    """401: the server does not know who we are."""


class Forbidden(ApiError):
    """403: the server knows who we are and refuses."""


class NotFound(ApiError):
    """404: there is no such object, or no such API."""


class Conflict(ApiError):
    """409: the object exists already, changed meanwhile, or a field has another owner."""


class Gone(ApiError):
    """410: the resource version asked for is no longer kept."""


class Invalid(ApiError):
    """422: the object breaks a rule of its kind or of an admission policy."""


class TooManyRequests(ApiError):
    """429: the server asked us to slow down, more often than we retry."""


_CLASSES: dict[int, type[ApiError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Gone,
    422: Invalid,
    429: TooManyRequests,
}
_PHRASES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    409: "Conflict",
    410: "Gone",
    422: "Invalid",
    429: "TooManyRequests",
    500: "InternalError",
    503: "ServiceUnavailable",
    504: "Timeout",
}
_HINTS = {
    401: "the credentials are missing, wrong or expired; renew the token or choose another context",
    403: "this account may not do that; ask for the right or use another account",
    404: "check that the name and the namespace exist",
    410: "the list took too long; run again",
    422: "the object is refused; check the values given for it",
    429: "the API server is overloaded; run again later",
    503: "the API server is not ready; run again later",
}
_REFUSALS = (
    ("exceeded quota", "a resource quota of the namespace is used up; raise it, or remove what is not needed"),
    ("violates PodSecurity", "the namespace's pod security level refuses the pod; change the pod or the level"),
    ("is being terminated", "the namespace is being deleted; wait until it is gone and run again"),
    ("attempting to grant RBAC permissions not currently held", "an account may not give rights that it does not have"),
)
"""What the API server says in a refusal, and what it means. Its own words are looked at, never kept."""
_VERBS = {"GET": "get", "POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}


def api_error(status: int, body: Any, *, method: str = "", target: str = "") -> ApiError:
    """The error class for an answer. Of ``body`` only a well-formed reason, and a known cause of a refusal, is used.

    :param status: HTTP status of the answer.
    :param body: the decoded body, of any type; ignored unless it is a Status object.
    :param target: what was asked for, made of our own words.
    """
    reason = _PHRASES.get(status, "ServerError" if status >= 500 else "RequestFailed")
    told = isinstance(body, Mapping) and body.get("kind") == "Status"
    if told:
        given = body.get("reason")
        if isinstance(given, str) and _REASON.match(given):
            reason = given
    if 300 <= status < 400:
        reason, hint = "Redirect", "redirects are never followed; give the API server's own address"
    elif status == 400 and not told:
        # What is sent to a TLS port without TLS is refused below Kubernetes, in plain text.
        hint = "check the scheme (https) and the port of the server's address"
    elif status == 403 and _refusal(body):
        hint = _refusal(body)
    elif status == 403 and target:
        hint = f"this account may not {_VERBS.get(method, method)} {target}; ask for the right or use another account"
    else:
        hint = _HINTS.get(status, "")
    return _CLASSES.get(status, ApiError)(status, reason, method=method, target=target, hint=hint)


def _refusal(body: Any) -> str:
    message = body.get("message") if isinstance(body, Mapping) else None
    if not isinstance(message, str):
        return ""
    return next((hint for words, hint in _REFUSALS if words in message[:_LOOKED_AT]), "")


def _rebuild(kind: type[ApiError], status: int, reason: str, method: str, target: str, hint: str) -> ApiError:
    return kind(status, reason, method=method, target=target, hint=hint)


def _rebuild_connection_failed(message: str, repeatable: bool) -> ConnectionFailed:  # noqa: FBT001  # pickle passes by position
    return ConnectionFailed(message, repeatable=repeatable)
