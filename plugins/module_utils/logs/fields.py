# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of objects that a cluster returned, read without trusting their shape.

A field may be missing, null or of another type than the API promises. Each function here
answers with an empty value of its own type then, and never raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

__all__ = ["mapping", "number", "sequence", "text", "time"]


def mapping(item: Any, *path: str) -> Mapping[str, Any]:
    """The object at the path, or an empty one."""
    found = _at(item, path)
    return found if isinstance(found, Mapping) else {}


def sequence(item: Any, *path: str) -> list[Mapping[str, Any]]:
    """The objects of the list at the path; whatever else the list holds is left out."""
    found = _at(item, path)
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


def text(item: Any, *path: str) -> str:
    """The text at the path, or an empty one."""
    found = _at(item, path)
    return found if isinstance(found, str) else ""


def number(item: Any, *path: str) -> int:
    """The whole number at the path, or 0."""
    found = _at(item, path)
    return found if isinstance(found, int) else 0


def time(item: Any, *path: str) -> datetime | None:
    """The RFC 3339 time at the path in UTC, or None."""
    try:
        found = datetime.fromisoformat(text(item, *path))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def _at(item: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(item, Mapping):
            return None
        item = item.get(name)
    return item
