# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that Ansible did not check, since it never saw them: checked by the same argument spec."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import InvalidInput
from ..resources.names import quoted

__all__ = ["checked_settings"]

DEEPEST = 32
"""Levels of mappings and lists in each other, in one setting."""
_LARGEST_NUMBER = 2**63
_LONGEST_PART = 40
_WORDS = {"true": True, "yes": True, "false": False, "no": False}
_NAMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "null"),
    (bool, "true or false"),
    ((int, float), "a number"),
    (str, "text"),
    (Mapping, "a mapping"),
    ((list, tuple), "a list"),
)


def checked_settings(
    given: Any, known: Mapping[str, Mapping[str, Any]], what: str, elsewhere: Mapping[str, str]
) -> dict[str, Any]:
    """The settings, in the types that the spec asks for. Nulls stay as they are.

    Whole numbers for text become text, as Ansible does it. True and false, and numbers with a fraction, do not:
    YAML has made 1.1 of 1.10 by then.

    :param known: by name, what Ansible's argument spec says: type, elements, choices, required.
    :param what: whose settings, for messages: ``a profile``.
    :param elsewhere: settings that belong elsewhere, with what to do instead.
    :raises InvalidInput: one sentence that begins with the setting.
    """
    if not isinstance(given, Mapping):
        raise InvalidInput(f"{what} must be a mapping, not {_name_of(given)}")
    checked: dict[str, Any] = {}
    for name, value in given.items():
        setting = known.get(name)
        if setting is None:
            raise InvalidInput(_unknown(name, known, what, elsewhere))
        checked[name] = None if value is None else _checked(value, setting, name)
    for name, setting in known.items():
        if setting.get("required") and checked.get(name) in (None, ""):
            raise InvalidInput(f"{name}: {what} needs it")
    return checked


def _unknown(name: Any, known: Mapping[str, Any], what: str, elsewhere: Mapping[str, str]) -> str:
    if not isinstance(name, str):
        return f"{what} has a setting whose name is {_name_of(name)}, not text; it may say {', '.join(known)}"
    if name in elsewhere:
        return f"{name}: {what} cannot say it; {elsewhere[name]}"
    near = difflib.get_close_matches(name[:_LONGEST_PART], known, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"it may say {', '.join(known)}"
    return f"{quoted(name)}: {what} has no such setting; {remedy}"


def _checked(value: Any, setting: Mapping[str, Any], place: str) -> Any:
    kind = setting["type"]
    made = _CHECKS[kind](value, place)
    if kind == "list" and (elements := setting.get("elements")):
        made = [_CHECKS[elements](item, f"{place}[{index}]") for index, item in enumerate(made)]
    if (choices := setting.get("choices")) and made not in choices:
        raise InvalidInput(f"{place}: {quoted(made)} is none of {', '.join(choices)}")
    return made


def _text(value: Any, place: str) -> str:
    if isinstance(value, str):
        return _whole_text(value, place)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_NUMBER:
        return str(value)
    raise InvalidInput(f"{place}: text is needed, not {_name_of(value)}; put it in quotes")


def _switch(value: Any, place: str) -> bool:
    made = value if isinstance(value, bool) else _WORDS.get(value.lower()) if isinstance(value, str) else None
    if made is None:
        raise InvalidInput(f"{place}: true or false is needed, not {_name_of(value)}")
    return made


def _number(value: Any, place: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    raise InvalidInput(f"{place}: a whole number is needed, not {_name_of(value)}")


def _mapping(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidInput(f"{place}: a mapping is needed, not {_name_of(value)}")
    made: dict[str, Any] = _json(value, place, DEEPEST)
    return made


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise InvalidInput(f"{place}: a list is needed, not {_name_of(value)}")
    return list(value)


_CHECKS: Mapping[str, Callable[[Any, str], Any]] = {
    "str": _text,
    "bool": _switch,
    "int": _number,
    "dict": _mapping,
    "list": _list,
}


def _json(value: Any, place: str, levels: int) -> Any:
    """What JSON can say, in Python's own types: Ansible marks and wraps what it read."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _whole_text(value, place)
    if isinstance(value, int) and abs(value) < _LARGEST_NUMBER:
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if levels == 0:
        raise InvalidInput(f"{place}: it is nested more than {DEEPEST} levels deep; make it flatter")
    if isinstance(value, Mapping):
        # The key is evaluated, and so refused, before what is below it.
        return {_key(key, place): _json(item, _below(place, key), levels - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item, f"{place}[{index}]", levels - 1) for index, item in enumerate(value)]
    raise InvalidInput(f"{place}: {_name_of(value)} is nothing that JSON can say; write it as text, in quotes")


def _key(key: Any, place: str) -> str:
    if not isinstance(key, str):
        raise InvalidInput(f"{place}: a key is {_name_of(key)}, not text; put it in quotes")
    return _whole_text(key, place)


def _whole_text(value: str, place: str) -> str:
    text = str(value)
    # JSON can write half of a character alone; the API server would store another one for it.
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidInput(f"{place}: {quoted(text)} holds half of a character; write whole ones")
    return text


def _below(place: str, key: str) -> str:
    return f"{place}.{key}" if len(key) < _LONGEST_PART and key.isidentifier() else f"{place}[{quoted(key)}]"


def _name_of(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "a number without an end"
    if isinstance(value, int) and abs(value) >= _LARGEST_NUMBER:
        return "a number beyond 64 bits"
    return next((name for kind, name in _NAMES if isinstance(value, kind)), f"a value of type {type(value).__name__}")
