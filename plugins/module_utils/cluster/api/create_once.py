# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create an object once, also when the connection breaks before the server's answer.

Then nobody knows whether it was created, so it is looked up: a second create could make a second
object, or tell a Conflict with our own first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...errors import ApiError, Conflict, ConnectionFailed, ConnectionLost, ServerFailed, SlipwayError, TimedOut
from ...resources.manifest import Manifest
from ...resources.quantity import same_quantity
from ..request import Request
from .write_options import FIELD_MANAGER

__all__ = ["create_once"]

Send = Callable[[Request], Manifest]
Find = Callable[[], "Manifest | None"]

_GATEWAY_STATUS = frozenset({502, 503, 504})
"""What a gateway says when it has lost the API server, or its patience."""
_WRITE_ONLY = "stringData"
"""Of a Secret: the server takes it and shows ``data`` instead."""


def create_once(send: Send, find: Find | None, request: Request) -> Manifest:
    """The object as created.

    :param send: sends the request, and repeats nothing whose outcome is unknown.
    :param find: looks the object up; None when its name is the server's to choose.
    :raises Conflict: there is one of this name that is not what was asked for.
    :raises ConnectionLost, TimedOut: the object may have been created, and that could not be found out.
    """
    outcome = _outcome(send, find, request)
    if not isinstance(outcome, SlipwayError):
        return outcome
    try:
        raise outcome
    finally:
        # See Transport: an error that its own frame holds keeps what its callers have open.
        del outcome


def _outcome(send: Send, find: Find | None, request: Request) -> Manifest | SlipwayError:
    first = _tried(send, request)
    if isinstance(first, dict) or not _is_unknown(first):
        return first
    if find is None:
        return _told(first, request)
    try:
        return _looked_up(send, find, request)
    except (ApiError, ConnectionFailed):
        return _told(first, request)


def _looked_up(send: Send, find: Find, request: Request) -> Manifest | SlipwayError:
    """What is there, sent once more when nothing is. Raises what the look raises."""
    found = find()
    if found is None:
        second = _tried(send, request)
        if isinstance(second, dict):
            return second
        # A Conflict is then with the first try, which came through after we had looked.
        found = find() if isinstance(second, Conflict) else None
        if found is None:
            return _told(second, request)
    if _is_ours(found) and _covers(found, request.body):
        return found
    return Conflict(409, "AlreadyExists", attributes=request.attributes)


def _tried(send: Send, request: Request) -> Manifest | SlipwayError:
    try:
        return send(request)
    except (ApiError, ConnectionFailed) as error:
        return error.with_traceback(None)  # it holds frames that hold the error


def _is_unknown(error: SlipwayError) -> bool:
    """Whether the object may have been created all the same."""
    if isinstance(error, ServerFailed):
        return error.status in _GATEWAY_STATUS
    return isinstance(error, (ConnectionLost, TimedOut))


def _told(error: SlipwayError, request: Request) -> SlipwayError:
    """The error, and what it leaves open."""
    if not _is_unknown(error):
        return error
    unknown = f"{request.attributes} may have been created all the same: look for it before you run again"
    if isinstance(error, TimedOut):
        return TimedOut(f"{error}; {unknown}")
    return ConnectionLost(f"the connection broke before the answer to a create; {unknown}")


def _is_ours(found: Manifest) -> bool:
    managers = found["metadata"].get("managedFields")
    # Some servers leave them out; what it holds says enough then.
    if not isinstance(managers, list) or not managers:
        return True
    return any(isinstance(entry, dict) and entry.get("manager") == FIELD_MANAGER for entry in managers)


def _covers(found: Any, sent: Any) -> bool:
    """Whether all that was sent is there.

    The server adds defaults, fields as well as items of lists, and writes quantities in its own form. Of what was
    sent it leaves out what is empty.
    """
    if isinstance(sent, dict):
        return isinstance(found, dict) and all(
            _covers(found[key], value) if key in found else key == _WRITE_ONLY or not value
            for key, value in sent.items()
        )
    if isinstance(sent, list):
        there: Iterator[Any] = iter(found if isinstance(found, list) else ())
        return all(any(_covers(item, wanted) for item in there) for wanted in sent)
    if isinstance(found, bool) is isinstance(sent, bool) and found == sent:
        return True
    return sent is None or same_quantity(found, sent)
