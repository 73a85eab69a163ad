# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML as far as JSON can say it, and every doubt refused with its line.

Built on the parser's events: node trees and constructors cost twice the time, forget duplicate keys and make dates,
sexagesimal numbers and objects of what was meant as text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidInput
from ..resources.names import quoted

__all__ = ["Document", "yaml_documents"]

DEEPEST = 64
"""Levels of mappings and lists in each other."""
MOST_EXPANDED = 200_000
"""Values that all aliases of a document stand for together: a few lines of them can stand for billions.
A long text counts as several."""
_LONG_TEXT = 100
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys([form for word in ("true", "yes", "on") for form in (word, word.title(), word.upper())], True),
    **dict.fromkeys([form for word in ("false", "no", "off") for form in (word, word.title(), word.upper())], False),
}
_NUMBER_START = frozenset("-+.0123456789")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,18})\Z")
_WHOLE = re.compile(r"[-+]?(?:0b_*[01][01_]*|0x_*[0-9a-fA-F][0-9a-fA-F_]*|0o[0-7][0-7_]*|0[0-7_]*|[1-9][0-9_]*)\Z")
_FRACTION = re.compile(r"(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]{1,9})?\Z")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_BASES = {"0b": 2, "0x": 16, "0o": 8}
_LONGEST_NUMBER = 80
_OWN_TAGS = {
    "scalar": ("!", "tag:yaml.org,2002:str"),
    "mapping": ("!", "tag:yaml.org,2002:map"),
    "list": ("!", "tag:yaml.org,2002:seq"),
}


@dataclass(frozen=True)
class Document:
    """One document of a text.

    :param value: of JSON's types only. What an alias stands for is the same object in both places: change none.
    :param line: where it begins, counted from 1.
    """

    value: Any
    line: int


def yaml_documents(text: str, *, decimal: bool = False) -> list[Document]:
    """All documents of a text, by YAML 1.1 as Ansible and kubectl read it. Dates and 12:30 stay text.

    :param decimal: whether whole numbers that are not written in decimal digits are refused:
        where a number may be meant as text, 010 must not silently become 8.
    :raises InvalidInput: a sentence that begins with the line.
    """
    import yaml

    try:
        # The parser in C where PyYAML has it, as nearly everywhere; both give the same events.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        try:
            return _Builder(loader.get_event, decimal=decimal).documents()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}: " if mark else ""
        raise InvalidInput(f"{place}this is no YAML: {error.problem or error.context}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(text.find(chr(error.character)), 0)) + 1
        raise InvalidInput(f"line {line}: YAML takes no character U+{error.character:04X}") from None
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise InvalidInput(f"line {line}: half of a character (U+{ord(text[error.start]):04X}) stands alone") from None


class _Builder:
    """Makes values of a parser's events."""

    def __init__(self, next_event: Callable[[], Any], *, decimal: bool) -> None:
        import yaml

        self._next = next_event
        self._decimal = decimal
        self._scalar, self._alias = yaml.ScalarEvent, yaml.AliasEvent
        self._mapping, self._mapping_end = yaml.MappingStartEvent, yaml.MappingEndEvent
        self._list_end = yaml.SequenceEndEvent
        self._document, self._end = yaml.DocumentStartEvent, yaml.StreamEndEvent
        self._begin()

    def documents(self) -> list[Document]:
        documents: list[Document] = []
        while not isinstance(event := self._next(), self._end):
            if isinstance(event, self._document):
                self._begin()
                first = self._next()
                documents.append(Document(self._value(first, DEEPEST), _line(first)))
        return documents

    def _begin(self) -> None:
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._values = 0
        self._expanded = 0

    def _value(self, event: Any, levels: int) -> Any:
        kind = type(event)
        if kind is self._alias:
            return self._aliased(event)
        before = self._values
        self._values += 1
        if kind is self._scalar:
            value = self._scalar_value(event)
            self._values += len(event.value) // _LONG_TEXT
        elif levels == 0:
            raise InvalidInput(f"line {_line(event)}: it is nested more than {DEEPEST} levels deep; make it flatter")
        elif kind is self._mapping:
            value = self._mapping_value(event, levels - 1)
        else:
            value = self._list_value(event, levels - 1)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, self._values - before)
        return value

    def _aliased(self, event: Any) -> Any:
        # An anchor is known once its value is whole, so nothing can hold itself.
        if event.anchor not in self._anchors:
            raise InvalidInput(f"line {_line(event)}: the alias {quoted(event.anchor)} has no anchor before it")
        value, values = self._anchors[event.anchor]
        self._values += values
        self._expanded += values
        if self._expanded > MOST_EXPANDED:
            raise InvalidInput(f"line {_line(event)}: the aliases stand for more than {MOST_EXPANDED} values")
        return value

    def _mapping_value(self, event: Any, levels: int) -> dict[str, Any]:
        _check_tag(event, "mapping")
        made: dict[str, Any] = {}
        merged: list[dict[str, Any]] = []
        while not isinstance(key_event := self._next(), self._mapping_end):
            if isinstance(key_event, self._scalar) and key_event.value == "<<" and key_event.implicit[0]:
                merged += _merged(self._value(self._next(), levels), key_event)
                continue
            key = self._value(key_event, levels)
            if not isinstance(key, str):
                raise InvalidInput(f"line {_line(key_event)}: a key is not text; put it in quotes")
            if key in made:
                raise InvalidInput(f"line {_line(key_event)}: the key {quoted(key)} is there twice; take one out")
            made[key] = self._value(self._next(), levels)
        for other in merged:
            for key, value in other.items():
                made.setdefault(key, value)
        return made

    def _list_value(self, event: Any, levels: int) -> list[Any]:
        _check_tag(event, "list")
        made: list[Any] = []
        while not isinstance(item := self._next(), self._list_end):
            made.append(self._value(item, levels))
        return made

    def _scalar_value(self, event: Any) -> Any:
        value: str = event.value
        if not event.implicit[0]:
            if not event.implicit[1]:
                _check_tag(event, "scalar")
            if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
                raise InvalidInput(f"line {_line(event)}: half of a character stands alone; write whole ones")
            return value
        if value in _WORDS:
            return _WORDS[value]
        if value[0] not in _NUMBER_START:
            return value
        return self._number_or_text(value, event)

    def _number_or_text(self, value: str, event: Any) -> int | float | str:
        whole = _DECIMAL.match(value) or _WHOLE.match(value)
        if whole and self._decimal and not _DECIMAL.match(value) and len(value) < _LONGEST_NUMBER:
            raise InvalidInput(
                f"line {_line(event)}: {value} is no number in decimal digits; put it in quotes or write it so"
            )
        if whole and (number := _whole(value)) is not None:
            return number
        fraction = float(value.replace("_", "")) if _FRACTION.match(value) and len(value) < _LONGEST_NUMBER else None
        if whole or _ENDLESS.match(value) or (fraction is not None and not math.isfinite(fraction)):
            raise InvalidInput(f"line {_line(event)}: no number of JSON is as large as that; put it in quotes")
        return value if fraction is None else fraction


def _whole(value: str) -> int | None:
    """None for one that has more than 64 bits."""
    digits = value.lstrip("+-").replace("_", "")
    if len(digits) > _LONGEST_NUMBER:
        return None
    base = _BASES.get(digits[:2], 8 if digits[0] == "0" and len(digits) > 1 else 10)
    number = int(digits, base)
    number = -number if value[0] == "-" else number
    return number if -(2**63) <= number < 2**63 else None


def _merged(value: Any, event: Any) -> list[dict[str, Any]]:
    mappings = value if isinstance(value, list) else [value]
    if not all(isinstance(one, dict) for one in mappings):
        raise InvalidInput(f"line {_line(event)}: << takes a mapping, or a list of them")
    return mappings


def _check_tag(event: Any, what: str) -> None:
    if event.tag is None or event.tag in _OWN_TAGS[what]:
        return
    hint = "; what ansible-vault encrypted cannot be read here" if event.tag == "!vault" else "; leave it out"
    raise InvalidInput(f"line {_line(event)}: the tag {quoted(event.tag)} is not taken{hint}")


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1
