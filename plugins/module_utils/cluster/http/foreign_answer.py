# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a refusal is an API server's: a login page says 403 too, and means nothing by it that we could act upon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["ACTED_UPON", "is_foreign"]

ACTED_UPON = (404, 409, 410)
"""Statuses that callers take for the state of the cluster: it is not there, it is there already, it is too old."""
_BY_ALL = 429
"""What limits rates before an API server answers so in any form, and it is right to ask again."""
_PLAIN_TEXTS = {
    400: (b"Client sent an HTTP request to an HTTPS server.", b"400 Bad Request"),
    404: (b"404 page not found",),
    431: (b"431 Request Header Fields Too Large",),
}
"""What comes from below the API's own code. Seen on Kubernetes 1.36; all other refusals, 401 and 403 among them, are
Status objects there, whatever the request accepts."""


def is_foreign(status: int, body: bytes | None, decoded: Mapping[str, Any] | None) -> bool:
    """Whether an answer with a status of the client's errors (4xx) comes from something else than an API server.

    An answer without a body is nobody's. A server that fails (5xx), or what stands before it, says so in any form.

    :param body: None for one that could not be held or unpacked.
    :param decoded: the JSON object that it is; None for what is none.
    """
    if not 400 <= status < 500 or status == _BY_ALL:
        return False
    if decoded is not None:
        return bool(decoded) and decoded.get("kind") != "Status"
    text = None if body is None else body.strip()
    return text != b"" and text not in _PLAIN_TEXTS.get(status, ())
