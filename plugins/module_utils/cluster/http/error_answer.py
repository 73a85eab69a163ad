# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error that an answer of the API server is: of its body only what is checked is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...errors import (
    ApiError,
    BadRequest,
    Conflict,
    FieldConflict,
    Forbidden,
    Gone,
    Invalid,
    MethodNotAllowed,
    NotFound,
    Redirected,
    ServerFailed,
    TooManyRequests,
    Unauthorized,
)
from ...resource_attributes import NO_RESOURCE, ResourceAttributes
from .sent_fields import sent_field
from .unknown_fields import unknown_fields

__all__ = ["api_error"]

_LOOKED_AT = 65536
_MOST_FIELDS = 20
_REASONS = frozenset(
    {
        "AlreadyExists",
        "BadRequest",
        "Conflict",
        "Expired",
        "Forbidden",
        "Gone",
        "InternalError",
        "Invalid",
        "MethodNotAllowed",
        "NotAcceptable",
        "NotFound",
        "RequestEntityTooLarge",
        "ServerTimeout",
        "ServiceUnavailable",
        "StorageReadError",
        "Timeout",
        "TooManyRequests",
        "Unauthorized",
        "UnsupportedMediaType",
    }
)
"""Kubernetes's own (StatusReason in apimachinery). Others are words of somebody's webhook, or of an attacker."""
_MANAGER = re.compile(r'conflict with "(?:([A-Za-z0-9._:/-]{1,128})")?')
"""Whatever else a manager is called is not told: the field still is in conflict."""

_CLASSES: dict[int, type[ApiError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
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
    405: "this kind does not have that verb",
    410: "the list took too long; run again",
    422: "the object is refused; check the values given for it",
    429: "the API server is overloaded; run again later",
    503: "the API server is not ready; run again later",
}
_FOREIGN = (
    "the answer is not that of an API server; check the server's address, its path, and the proxy or gateway before it"
)
_HINTS_OF_SUBRESOURCES = {
    (429, "eviction"): "a disruption budget keeps the pod for now; run again when more of its pods are ready",
}
_HINTS_OF_VERBS = {
    # So the API server answers an apply of a field of a wrong type (tried on 1.36).
    (500, "patch"): "a field may have another type than its kind wants: put texts that look like numbers in quotes",
}
_AGAIN = "run slipway rbac for these projects again"
_REFUSALS = (
    ("exceeded quota", "a resource quota of the namespace is used up; raise it, or remove what is not needed"),
    ("violates PodSecurity", "the namespace's pod security level refuses the pod; change the pod or the level"),
    ("is being terminated", "the namespace is being deleted; wait until it is gone and run again"),
    (
        "attempting to grant RBAC permissions not currently held",
        f"an account may not give rights that it does not have; for a runner, {_AGAIN}",
    ),
    ("ValidatingAdmissionPolicy", f"an admission policy of the cluster refuses it; if it is a runner's, {_AGAIN}"),
)
"""What the API server says in a refusal, and what it means. Its own words are looked at, never kept."""


def api_error(
    status: int,
    body: Any,
    attributes: ResourceAttributes = NO_RESOURCE,
    *,
    account: str = "",
    sent: Any = None,
    authorization: str = "",
    foreign: bool = False,
) -> ApiError:
    """The error for an answer.

    Of ``body`` only one of Kubernetes's own reasons, fields of what was sent, names of
    their managers and known causes are used.

    :param status: HTTP status of the answer, 300 or more.
    :param body: the decoded body, of any type; ignored unless it is a Status object.
    :param attributes: what was asked for.
    :param account: who asked, in our own words; empty when only the server knows.
    :param sent: the body of the request; without it no field is told.
    :param authorization: the request's header; a manager whose name is in there, or holds its
        token, is not named: a server may echo what we sent.
    :param foreign: whether it is no API server's answer, see ``is_foreign``: then no right is missing.
    """
    told = body if isinstance(body, Mapping) and body.get("kind") == "Status" else {}
    causes = list(_causes(told, sent))
    unknown = list(dict.fromkeys(unknown_fields(told, sent)))
    fields = tuple(dict.fromkeys([*(field for field, _message in causes), *unknown]))
    return _class(status)(
        status,
        _reason(status, told),
        attributes=attributes,
        fields=fields,
        conflicts=tuple(dict.fromkeys(_conflicts(causes, authorization))) if status == 409 else (),
        hint=_FOREIGN if foreign else _unknown(unknown) or _hint(status, told, attributes, fields, account),
        foreign=foreign,
    )


def _class(status: int) -> type[ApiError]:
    if 300 <= status < 400:
        return Redirected
    return _CLASSES.get(status) or (ServerFailed if status >= 500 else ApiError)


def _reason(status: int, told: Mapping[Any, Any]) -> str:
    if 300 <= status < 400:
        return "Redirect"
    given = told.get("reason")
    if isinstance(given, str) and given in _REASONS:
        return given
    return _PHRASES.get(status, "ServerError" if status >= 500 else "RequestFailed")


def _hint(
    status: int, told: Mapping[Any, Any], attributes: ResourceAttributes, fields: tuple[str, ...], account: str
) -> str:
    if 300 <= status < 400:
        return "redirects are never followed; give the API server's own address"
    if not told and (hint := _below_kubernetes(status, attributes)):
        return hint
    if status == 403:
        return _refusal(told) or _missing_right(attributes, account) or _HINTS[403]
    if status == 409 and attributes.verb == "patch" and fields:
        return (
            f"another manager has set {', '.join(fields)} (see conflicts); leave that to it, "
            "or take it over (adopt: true for a project, force in the client)"
        )
    if status == 422 and fields:
        return f"the object is refused; check {', '.join(fields)}"
    return (
        _HINTS_OF_SUBRESOURCES.get((status, attributes.subresource))
        or _HINTS_OF_VERBS.get((status, attributes.verb))
        or _HINTS.get(status, "")
    )


def _below_kubernetes(status: int, attributes: ResourceAttributes) -> str:
    """The hint for an answer in plain text: it comes from what lies below the API's own code."""
    if status == 400:
        # What is sent to a TLS port without TLS.
        return "check the scheme (https) and the port of the server's address"
    if status == 404 and attributes.group:
        # A path that no API is installed for.
        return (
            f"the server has no {attributes.resource} in version {attributes.version} of the API group "
            f"{attributes.group}; install {attributes.provider}, or check the path of the server's address"
        )
    return ""


def _unknown(fields: list[str]) -> str:
    return f"the kind has no field {', '.join(fields)}; correct or remove it" if fields else ""


def _refusal(told: Mapping[Any, Any]) -> str:
    message = told.get("message")
    if not isinstance(message, str):
        return ""
    return next((hint for words, hint in _REFUSALS if words in message[:_LOOKED_AT]), "")


def _missing_right(attributes: ResourceAttributes, account: str) -> str:
    if not attributes.resource:
        return ""
    resource = "/".join(filter(None, (attributes.resource, attributes.subresource)))
    group = f" of API group {attributes.group}" if attributes.group else ""
    return (
        f"{account or 'this account'} may not {attributes.verb} {attributes}; "
        f"grant it the verb {attributes.verb} on {resource}{group}, or use another account"
    )


def _causes(told: Mapping[Any, Any], sent: Any) -> Iterator[tuple[str, str]]:
    """Field and message of each cause; fields that are none of what was sent are left out."""
    details = told.get("details")
    causes = details.get("causes") if isinstance(details, Mapping) else None
    for cause in causes[:_MOST_FIELDS] if isinstance(causes, list) else ():
        path = cause.get("field") if isinstance(cause, Mapping) else None
        field = sent_field(path, sent) if isinstance(path, str) else ""
        if field:
            yield field, str(cause.get("message") or "")[:_LOOKED_AT]


def _conflicts(causes: list[tuple[str, str]], authorization: str) -> Iterator[FieldConflict]:
    token = authorization.rpartition(" ")[2]
    for field, message in causes:
        manager = _MANAGER.match(message)
        if manager:
            name = manager[1] or ""
            echoed = bool(token) and (name in token or token in name)
            yield FieldConflict(field, "" if echoed else name)
