# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call to the API server, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from ..errors import InvalidInput
from ..resource_attributes import NO_RESOURCE, ResourceAttributes

__all__ = ["Request", "segment"]


@dataclass(frozen=True)
class Request:
    """One call, described before it is sent.

    :param body: sent as JSON; None for no body.
    :param attributes: what it is about, for error messages and the log.
    :param streamed: the answer is read as it comes, and never packed.
    :param harmless_twice: whether the same request may be sent again when nobody knows whether it
        was carried out; None for all but POST, which creates.
    """

    method: str
    path: str
    query: Mapping[str, Any] | None = None
    body: Any = None
    content_type: str = "application/json"
    accept: str = "application/json"
    attributes: ResourceAttributes = NO_RESOURCE
    streamed: bool = False
    harmless_twice: bool | None = None

    @property
    def idempotent(self) -> bool:
        """Whether sending it twice ends in the same state as sending it once."""
        return self.method != "POST" if self.harmless_twice is None else self.harmless_twice

    def url(self) -> str:
        """Path and query, encoded. None is left out, booleans are written as the API does, lists item by item."""
        given = {
            key: str(value).lower() if isinstance(value, bool) else value
            for key, value in (self.query or {}).items()
            if value is not None
        }
        return f"{self.path}?{urlencode(given, doseq=True)}" if given else self.path


def segment(name: str) -> str:
    """A name as one path segment.

    :raises InvalidInput: it is none, by the API's own rule: not empty, ``.`` or ``..``, no slash, no percent sign.
        To encode a slash is not enough: the API server decodes the path before it looks for the resource in it.
    """
    try:
        encoded = quote(name, safe=":")
    except (TypeError, UnicodeEncodeError):
        encoded = ""
    # Without its name, the path of an object is the path of all: a delete would delete all.
    if encoded in ("", ".", "..") or not {"/", "%"}.isdisjoint(name):
        raise InvalidInput(f"{name!r} is not a name of a Kubernetes object")
    return encoded
