# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether applying a manifest would change an object: proved here, without asking the server.

Server-side apply sets the fields given and removes those that our last apply gave and this
one does not. So nothing changes when every wanted field is there with its value AND the
fields that we own, as ``managedFields`` tells them, are all wanted. The first alone is not
enough: wanted ``{x}`` against live ``{x, y}``, both ours, is the removal of ``y``.
Lists whose items have keys (KEP-555: containers by name, ports by port and protocol) are compared
item by item, where ``managedFields`` tells their keys. What cannot be proved (``500m`` against ``0.5``,
an item with a key filled in) is left to a dry run: a doubt costs a request, never a false "unchanged".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..cluster.api.write_options import FIELD_MANAGER
from ..resources.manifest import Manifest

__all__ = ["cleaned", "is_applied_by_us", "is_made_by_us", "is_proved_equal", "same"]

_GRANULAR = frozenset({(), ("metadata",), ("metadata", "labels"), ("metadata", "annotations")})
"""Maps that the API server merges key by key in every kind. Elsewhere a map may be atomic, that
is, replaced as a whole; ``managedFields`` tells, once fields in it are ours."""
_SERVERS_METADATA = frozenset(
    {"creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"}
)


def is_proved_equal(wanted: Manifest, live: Manifest) -> bool:
    """Whether a server-side apply of ``wanted`` provably leaves ``live`` as it is.

    False means different or not known.
    """
    owned = _owned_fields(wanted, live)
    return owned is not None and _keeps(wanted, live, owned, ())


def same(one: Any, other: Any) -> bool:
    """Whether two decoded JSON values are equal. Unlike ``==``, true is not 1."""
    # Plain loops, texts first, and dict, since to ask for a Mapping takes longer than to compare two texts:
    # this is most of the work when thousands of objects are compared.
    if isinstance(one, str):
        return bool(one == other)
    if isinstance(one, dict) and isinstance(other, dict):
        if len(one) != len(other):
            return False
        for key, value in one.items():  # noqa: SIM110  # a generator would double the time
            if key not in other or not same(value, other[key]):
                return False
        return True
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def cleaned(manifest: Manifest) -> Manifest:
    """The object without status and without what the server keeps in its metadata for itself."""
    kept = {key: value for key, value in manifest.items() if key != "status"}
    metadata = manifest.get("metadata") or {}
    return {**kept, "metadata": {key: value for key, value in metadata.items() if key not in _SERVERS_METADATA}}


def is_applied_by_us(live: Manifest) -> bool:
    """Whether an apply of ours made the object, or changed it: ``managedFields`` has our entry."""
    return any(map(_is_our_apply, _manager_entries(live)))


def is_made_by_us(live: Manifest) -> bool:
    """Whether fields of the object are ours, by whatever verb: a run may have been killed between create and apply."""
    return any(isinstance(entry, dict) and entry.get("manager") == FIELD_MANAGER for entry in _manager_entries(live))


def _manager_entries(live: Manifest) -> list[Any]:
    entries = (live.get("metadata") or {}).get("managedFields")
    return entries if isinstance(entries, list) else []


def _owned_fields(wanted: Manifest, live: Manifest) -> Mapping[str, Any] | None:
    """Our fields as FieldsV1, empty when there are none; None when they cannot be compared."""
    ours = [entry for entry in _manager_entries(live) if _is_our_apply(entry)]
    if not ours:
        return {}
    # A second entry is one of another API version, where fields may have other names.
    if len(ours) > 1 or ours[0].get("apiVersion") != wanted["apiVersion"]:
        return None
    fields = ours[0].get("fieldsV1") or {}
    return fields if isinstance(fields, dict) else None


def _is_our_apply(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and entry.get("manager") == FIELD_MANAGER
        and entry.get("operation") == "Apply"
        and not entry.get("subresource")
    )


def _keeps(wanted: Mapping[str, Any], live: Mapping[str, Any], owned: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Whether a map that is merged key by key stays as it is."""
    for field in owned:
        # A field of ours that is gone already, as an empty list is for the server, leaves nothing to remove.
        if field != "." and field[2:] not in wanted and (field[2:] in live or not field.startswith("f:")):
            return False
    for key, value in wanted.items():
        if key not in live:
            return False
        if not same(value, live[key]) and not _keeps_unequal(value, live[key], owned.get(f"f:{key}"), (*path, key)):
            return False
    return True


def _keeps_unequal(wanted: Any, live: Any, owned: Any, path: tuple[str, ...]) -> bool:
    """Whether a value that has more than was given stays as it is."""
    fields = owned if isinstance(owned, dict) else {}
    if isinstance(wanted, dict) and isinstance(live, dict):
        merged_by_key = path in _GRANULAR or any(key.startswith("f:") for key in fields)
        return merged_by_key and _keeps(wanted, live, fields, path)
    if isinstance(wanted, list) and isinstance(live, list):
        return _keeps_items(wanted, live, fields, path)
    return False


def _keeps_items(wanted: list[Any], live: list[Any], owned: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Whether a list whose items have keys stays as it is: ours in it, in our order, each unchanged.

    Only where ``managedFields`` has a key for each wanted item and for no other: all else is not known.
    """
    try:
        by_key = {entry: json.loads(entry[2:]) for entry in owned if entry.startswith("k:")}
    except (ValueError, RecursionError):
        return False
    if not by_key or len(by_key) != len(wanted):
        return False
    reached = -1
    for item in wanted:
        entry = next((entry for entry, key in by_key.items() if _has_key(item, key)), None)
        if entry is None:
            return False
        places = [number for number, other in enumerate(live) if _has_key(other, by_key[entry])]
        if len(places) != 1 or places[0] <= reached:
            return False
        reached = places[0]
        found = live[reached]
        if not same(item, found) and not _keeps_unequal(item, found, owned[entry], (*path, entry)):
            return False
        del by_key[entry]
    return True


def _has_key(item: Any, key: Any) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(key, dict)
        and all(name in item and same(item[name], value) for name, value in key.items())
    )
