# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether and when a request is sent again. Pure; the transport does it.

A create whose outcome is unknown is never sent twice: after a lost connection, and after a 5xx
that does not say by Retry-After that nothing was done.
"""

from __future__ import annotations

import re

from ..request import Request

__all__ = ["PAUSES", "pause_asked_for", "status_may_pass"]

PAUSES = (0.1, 0.4, 1.0)
"""Seconds before each repetition; Retry-After goes before."""
LONGEST_PAUSE = 10.0
"""Seconds that a Retry-After may make us wait; the API server itself asks for 1."""
_PASSING_STATUS = frozenset({502, 503, 504})
_SECONDS = re.compile(r"[0-9]{1,9}\Z")


def status_may_pass(status: int, retry_after: str | None, request: Request) -> bool:
    """Whether the same request may have another answer soon, and does no harm when sent again.

    429 was not begun. A gateway may send 502 to 504 for a request that went through. An eviction's 429 is
    the answer of a PodDisruptionBudget, which is the caller's to wait for.
    """
    if status == 429:
        return request.attributes.subresource != "eviction"
    return status in _PASSING_STATUS and (request.idempotent or (status == 503 and retry_after is not None))


def pause_asked_for(retry_after: str | None, default: float) -> float:
    """The header's whole seconds, within bounds. Its other form, a date, is not what API servers send."""
    if not retry_after or not _SECONDS.match(retry_after):
        return default
    return min(max(float(retry_after), default), LONGEST_PAUSE)
