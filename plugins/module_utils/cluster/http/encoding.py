# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a request as it is sent."""

from __future__ import annotations

import json
import re
from typing import Any

from ...errors import InvalidInput

__all__ = ["encoded"]

_ONLY_ESCAPED = re.compile("[\x7f-\x9f\ufffe\uffff]")
_SHOWN = re.compile(r"[A-Za-z0-9._/-]{1,64}\Z")
_DEEPEST = 100


def encoded(body: Any) -> bytes:
    """The body as JSON that is YAML, too: as that the API server reads an apply.

    YAML knows no surrogate pairs, so characters stand as they are; but for those that it takes only escaped.

    :raises InvalidInput: it holds what JSON cannot say, such as a set, or a number that is none. Where is told, and
        of what type it is.
    """
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False)
        return _ONLY_ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode()
    except (TypeError, ValueError, RecursionError):
        problem = _problem(body)
    raise InvalidInput(
        f"{problem or 'what is to be sent'} cannot be sent as JSON; use text, numbers, lists and mappings"
    )


def _problem(value: Any, path: str = "", depth: int = 0) -> str:
    """The first value that JSON has no form for: its type, and where it is; empty when none is found."""
    if depth > _DEEPEST:
        return ""
    if isinstance(value, dict):
        parts = [(f"{path}.{key}" if _SHOWN.match(str(key)) else f"{path}.*", entry) for key, entry in value.items()]
        if not all(isinstance(key, (str, int, float, bool, type(None))) for key in value):
            return f"a key of {path.removeprefix('.') or 'the whole'}"
    elif isinstance(value, (list, tuple)):
        parts = [(f"{path}[{index}]", entry) for index, entry in enumerate(value)]
    else:
        return (
            "" if _is_sendable(value) else f"{path.removeprefix('.') or 'the whole'}, of type {type(value).__name__},"
        )
    return next((found for where, entry in parts if (found := _problem(entry, where, depth + 1))), "")


def _is_sendable(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError):
        return False
    return True
