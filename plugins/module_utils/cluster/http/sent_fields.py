# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which field of what was sent a server means: told from what was sent, not from what the server says.

A field's path can carry anything: a token that is echoed, a value of a Secret, a
terminal escape. So it is followed through the body of the request, and what is told
are the steps that lead somewhere. Only the last step of all may be a field that was
not sent, because servers name those that are missing; it must look like a field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["sent_field"]

_LONGEST = 1024
_INDEX = re.compile(r"\[([0-9]{1,5})\]")
_SELECTOR = re.compile(r"\[([^\[\]]{1,512})\]")
"""The key fields of an item, as server-side apply names it: ports[port=80,protocol="TCP"]."""
_KEY_FIELD = re.compile(r'([A-Za-z]{1,63})=(?:"([^"]*)"|([^",]+))(?:,|\Z)')
_SHOWN_KEY = re.compile(r"[A-Za-z0-9_./-]{1,253}\Z")
_MISSING = re.compile(r"\.?([a-z][A-Za-z]{0,31})\Z")


class _Step(NamedTuple):
    shown: str
    value: Any
    rest: str


def sent_field(path: str, sent: Any) -> str:
    """The path as far as it leads through ``sent``; empty when not even its first step does.

    :param path: as the server writes it: ``spec.containers[0].image``, ``metadata.labels[app]``,
        or ``.spec.containers[name="web"].image``.
    :param sent: the body of the request. Of a JSON patch, a list, no path is told.
    """
    if len(path) > _LONGEST or not isinstance(sent, Mapping):
        return ""
    shown = ""
    here = _Step("", sent, path if path.startswith((".", "[")) else f".{path}")
    while here.rest:
        step = _key(here) if isinstance(here.value, Mapping) else _item(here)
        if step is None:
            missing = _MISSING.match(here.rest) if isinstance(here.value, Mapping) else None
            shown += f".{missing[1]}" if missing else ""
            break
        shown += step.shown
        here = step
    return shown.removeprefix(".")


def _key(here: _Step) -> _Step | None:
    """Into an object. Keys may hold dots, and apply does not quote them: the longest that fits is meant."""
    fitting = [key for key in here.value if isinstance(key, str) and _SHOWN_KEY.match(key) and _fits(key, here.rest)]
    if not fitting:
        return None
    key = max(fitting, key=len)
    if here.rest.startswith("["):
        return _Step(f"[{key}]", here.value[key], here.rest[len(key) + 2 :])
    return _Step(f".{key}", here.value[key], here.rest[len(key) + 1 :])


def _fits(key: str, rest: str) -> bool:
    if rest.startswith(f"[{key}]"):
        return True
    return rest.startswith(f".{key}") and rest[len(key) + 1 : len(key) + 2] in {"", ".", "["}


def _item(here: _Step) -> _Step | None:
    """Into a list, by an index or by the values of an item's key fields."""
    if not isinstance(here.value, list):
        return None
    if index := _INDEX.match(here.rest):
        number = int(index[1])
        found = number < len(here.value)
        return _Step(f"[{number}]", here.value[number], here.rest[index.end() :]) if found else None
    selector = _SELECTOR.match(here.rest)
    wanted = _key_fields(selector[1]) if selector else {}
    if selector and wanted:
        for number, item in enumerate(here.value):
            if isinstance(item, Mapping) and _selected(item, wanted):
                return _Step(f"[{_called(item, number)}]", item, here.rest[selector.end() :])
    return None


def _key_fields(text: str) -> dict[str, str]:
    return {key: quoted or bare for key, quoted, bare in _KEY_FIELD.findall(text)}


def _selected(item: Mapping[Any, Any], wanted: Mapping[str, str]) -> bool:
    """Whether the item has these values; a key field that was not sent has its default."""
    sent = [key for key in wanted if key in item]
    return bool(sent) and all(str(item[key]) == wanted[key] for key in sent)


def _called(item: Mapping[Any, Any], number: int) -> str:
    name = item.get("name")
    return f'name="{name}"' if isinstance(name, str) and _SHOWN_KEY.match(name) else str(number)
