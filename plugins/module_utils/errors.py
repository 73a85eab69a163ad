# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the library: data that is safe to store and to show.

    SlipwayError                a sentence for the user, nothing of the server's text
    +- InvalidInput             what was asked for cannot be right; nothing was sent
    +- ConfigurationError       no way to a cluster could be made of what was given
    +- TargetRefused            the guard does not let us dial there; nothing was sent
    +- InternalError            a fault of ours; slipway_debug shows it
    +- ConnectionFailed         the API server could not be talked to
    |  +- Unreachable           no connection could be made
    |  +- TimedOut              no answer, or not all of it, in time
    |  +- TLSFailed             the certificates of both sides do not fit
    |  +- NotKubernetes         something answers, but no API server
    |  +- TooLarge              the answer is longer than any that Kubernetes sends
    |  +- ConnectionLost        the connection broke
    +- ApiError                 the API server answered with an error status
       +- BadRequest (400)  Unauthorized (401)  Forbidden (403)  NotFound (404)
       +- MethodNotAllowed (405)  Conflict (409)  Gone (410)  Invalid (422)
       +- TooManyRequests (429)  Redirected (3xx)  ServerFailed (5xx)

The body of an error answer is never kept: a server may put secrets, terminal
escapes or markup in it. Status, reason, names of fields and what the request was
about are kept, checked. All of them survive a pickle round trip. ``error_answer``
makes an ApiError of an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .resource_attributes import NO_RESOURCE, ResourceAttributes

__all__ = [
    "ApiError",
    "BadRequest",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "ConnectionLost",
    "FieldConflict",
    "Forbidden",
    "Gone",
    "InternalError",
    "Invalid",
    "InvalidInput",
    "MethodNotAllowed",
    "NotFound",
    "NotKubernetes",
    "Redirected",
    "ServerFailed",
    "SlipwayError",
    "TLSFailed",
    "TargetRefused",
    "TimedOut",
    "TooLarge",
    "TooManyRequests",
    "Unauthorized",
    "Unreachable",
]


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


class TargetRefused(SlipwayError):
    """The guard does not let us dial this address. Nothing was sent.

    :param rule: the name of the rule that refused it, as ``slipway guard`` shows it.
    """

    code = "target_refused"

    def __init__(self, message: str, *, rule: str) -> None:
        super().__init__(message)
        self.rule = rule

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), (str(self),), {"rule": self.rule}))

    def failure(self) -> dict[str, Any]:
        """The error as data, with its ``rule``."""
        return {**super().failure(), "rule": self.rule}


class InternalError(SlipwayError):
    """Something in Slipway went wrong that nobody thought of. The original is shown by the debug switch alone."""

    code = "internal"


class ConnectionFailed(SlipwayError):
    """The API server could not be talked to.

    :param repeatable: whether the same request may be sent again if it does no harm twice:
        the connection was there and got lost.
    """

    code = "connection"

    def __init__(self, message: str, *, repeatable: bool = False) -> None:
        super().__init__(message)
        self.repeatable = repeatable

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), (str(self),), {"repeatable": self.repeatable}))


class Unreachable(ConnectionFailed):
    """No connection could be made: no such name, no such address, or nobody listens there."""

    code = "unreachable"


class TimedOut(ConnectionFailed):
    """No connection, no answer, or not all of it, within the time given."""

    code = "timed_out"


class TLSFailed(ConnectionFailed):
    """The server's certificate is not one that we trust, or the two sides do not agree on TLS."""

    code = "tls_error"


class NotKubernetes(ConnectionFailed):
    """Something answers there, but not as a Kubernetes API server does."""

    code = "not_kubernetes"


class TooLarge(ConnectionFailed):
    """The answer is longer than any that Kubernetes sends."""

    code = "too_large"


class ConnectionLost(ConnectionFailed):
    """The connection was there and broke; what was asked for may have been done."""

    code = "connection_lost"


@dataclass(frozen=True)
class FieldConflict:
    """A field that a server-side apply would have changed, and the manager that owns it.

    :param manager: empty when its name may not be shown.
    """

    field: str
    manager: str


class ApiError(SlipwayError):
    """The API server answered with an error status.

    :param status: HTTP status.
    :param reason: the Status object's ``reason`` (API conventions), or the HTTP phrase.
    :param attributes: what the request was about.
    :param fields: paths of the fields that the server named as causes.
    :param conflicts: fields that other managers own (server-side apply, KEP-555).
    :param hint: what the user can do about it; empty where there is nothing to say.
    :param foreign: whether the answer was of a form that no API server gives it: a proxy's, or a web server's.
    """

    code = "api"

    def __init__(
        self,
        status: int,
        reason: str,
        *,
        attributes: ResourceAttributes = NO_RESOURCE,
        fields: tuple[str, ...] = (),
        conflicts: tuple[FieldConflict, ...] = (),
        hint: str = "",
        foreign: bool = False,
    ) -> None:
        super().__init__(status, reason, attributes)
        self.status = status
        self.reason = reason
        self.attributes = attributes
        self.fields = fields
        self.conflicts = conflicts
        self.hint = hint
        self.foreign = foreign

    def __reduce__(self) -> tuple[Any, ...]:
        more = {name: getattr(self, name) for name in ("attributes", "fields", "conflicts", "hint", "foreign")}
        return (_rebuilt, (type(self), (self.status, self.reason), more))

    def __str__(self) -> str:
        about = str(self.attributes)
        told = not about or about in self.hint
        doing = "" if told else f" on {self.attributes.verb} {about}"
        hint = f": {self.hint}" if self.hint else ""
        return f"Kubernetes error: {self.status} {self.reason}{doing}{hint}"

    def failure(self) -> dict[str, Any]:
        """The error as data: what is known of status, reason, verb, kind, name, namespace, fields and conflicts."""
        about = self.attributes
        known = {
            "status": self.status,
            "reason": self.reason,
            "verb": about.verb,
            "kind": about.kind,
            "name": about.shown_name,
            "namespace": about.shown_namespace,
            "fields": list(self.fields),
            "conflicts": [{"field": one.field, "manager": one.manager} for one in self.conflicts],
        }
        return {**super().failure(), **{name: value for name, value in known.items() if value}}


class BadRequest(ApiError):
    """400: the server does not understand the request."""

    code = "bad_request"


class Unauthorized(ApiError):
    """401: the server does not know who we are."""

    code = "unauthorized"


class Forbidden(ApiError):
    """403: the server knows who we are and refuses."""

    code = "forbidden"


class NotFound(ApiError):
    """404: there is no such object, or no such API."""

    code = "not_found"


class MethodNotAllowed(ApiError):
    """405: the kind does not have this verb."""

    code = "method_not_allowed"


class Conflict(ApiError):
    """409: the object exists already, changed meanwhile, or a field has another owner (see ``conflicts``)."""

    code = "conflict"


class Gone(ApiError):
    """410: the resource version asked for is no longer kept."""

    code = "gone"


class Invalid(ApiError):
    """422: the object breaks a rule of its kind or of an admission policy."""

    code = "invalid"


class TooManyRequests(ApiError):
    """429: the server asked us to slow down, more often than we retry."""

    code = "too_many_requests"


class Redirected(ApiError):
    """3xx: the server sends us elsewhere. Never followed, and where to is not kept."""

    code = "redirected"


class ServerFailed(ApiError):
    """5xx: the server, or something on the way to it, could not do it."""

    code = "server_failed"


def _rebuilt(kind: type[SlipwayError], arguments: tuple[Any, ...], more: dict[str, Any]) -> SlipwayError:
    return kind(*arguments, **more)
