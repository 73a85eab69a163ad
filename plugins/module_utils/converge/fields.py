# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which fields of an object differ, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..resources.manifest import Manifest
from .compare import cleaned, same

__all__ = ["changed_fields", "other_managers"]

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_MANAGER = re.compile(r"[A-Za-z0-9._:/-]{1,128}\Z")
"""Names of managers that are told; whoever may write an object may call himself anything."""
_MOST_MANAGERS = 10
_LONGEST_KEY = 253


def changed_fields(before: Manifest, after: Manifest) -> tuple[str, ...]:
    """The paths of the fields that differ, as ``kubectl explain`` writes them, sorted.

    A key that is no plain word stands in brackets: ``metadata.labels[example.com/team]``. Items of lists of one
    length are told by their number, ``spec.limits[0].max.cpu``; else the list is the field.
    """
    return tuple(sorted(_paths(cleaned(before), cleaned(after), "")))


def other_managers(live: Manifest, ours: str) -> tuple[str, ...]:
    """The field managers besides ours that have set fields of the object, sorted; those of its status are left out."""
    entries = (live.get("metadata") or {}).get("managedFields")
    names = {
        str(entry.get("manager"))
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, Mapping) and not entry.get("subresource")
    }
    return tuple(sorted(name for name in names - {ours} if _MANAGER.match(name)))[:_MOST_MANAGERS]


def _paths(before: Any, after: Any, path: str) -> Iterator[str]:
    if same(before, after):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in before.keys() | after.keys():
            below = _below(path, key)
            if key in before and key in after:
                yield from _paths(before[key], after[key], below)
            else:
                yield from _leaves(before.get(key, after.get(key)), below)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _paths(old, new, f"{path}[{number}]")
    else:
        yield path


def _leaves(value: Any, path: str) -> Iterator[str]:
    """What comes or goes as a whole, told by its leaves."""
    if isinstance(value, Mapping) and value:
        for key, entry in value.items():
            yield from _leaves(entry, _below(path, key))
    else:
        yield path


def _below(path: str, key: str) -> str:
    """The path of a key; what a terminal would not print is escaped."""
    if _PLAIN.match(key):
        return f"{path}.{key}" if path else key
    return f"{path}[{key if key.isprintable() and len(key) <= _LONGEST_KEY else ascii(key[:_LONGEST_KEY])}]"
