# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quantities: amounts of CPU, memory and the like, which the API server writes in a form of its own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..errors import InvalidInput
from .names import quoted

__all__ = ["canonical_quantity", "same_quantity", "thousandths_of"]

_QUANTITY = re.compile(
    r"([+-]?)(?=\.?[0-9])([0-9]{0,30})(?:\.([0-9]{0,30}))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]{1,2}))?\Z"
)
_DECIMAL = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_DECIMAL_SUFFIX = {exponent: suffix for suffix, exponent in _DECIMAL.items()} | {0: ""}
_BINARY_SUFFIX = {exponent: suffix for suffix, exponent in _BINARY.items()} | {0: ""}
_EXPONENT_SUFFIX = {exponent: f"e{exponent}" for exponent in range(-3, 19, 3)} | {0: ""}
_THOUSANDTHS = 3
_BILLIONTHS = 9
"""Digits behind the point: of the amounts in lists of resources, and of any quantity."""
_UNIT = 10**_THOUSANDTHS
_LARGEST = 2**63 - 1
"""Beyond it the API server cuts some quantities and prints others wrongly (``1000E`` comes back as ``1``)."""


def canonical_quantity(value: Any, what: str) -> str:
    """The amount of a resource in a form that the API server keeps: 0.5 as 500m, 1024Mi as 1Gi, 1E4 as 10e3, 1u as 1m.

    The rules are those of k8s.io/apimachinery's Quantity: no fraction, the largest suffix that leaves a whole number,
    and the family of suffixes that was given, but for binary ones of less than 1024 or with a fraction. In quotas and
    limits, as in all lists of resources, the server rounds up to thousandths besides (SetDefaults_ResourceList).
    Where it keeps a text that breaks its own rules (``+1``, ``007``, ``1.500``), this one does not.

    :param what: for the message.
    :raises InvalidInput: it is no quantity, negative, or more than 2^63-1.
    """
    text = _text(value)
    made = None if text is None else _canonical(text.strip())
    if made is None:
        raise InvalidInput(f"{what}: {_shown(value)} is no quantity; write such as 500m, 2 or 4Gi, from 0 to 2^63-1")
    return made


def thousandths_of(quantity: str) -> int:
    """The amount that a quantity stands for, in thousandths, rounded up; 0 for what is none."""
    return _amount(quantity, _THOUSANDTHS) or 0


def same_quantity(one: Any, other: Any) -> bool:
    """Whether two values are the same amount, however it is written: ``1000m`` and 1, ``1Gi`` and ``1024Mi``."""
    first, second = _text(one), _text(other)
    if first is None or second is None:
        return False
    amount = _amount(first, _BILLIONTHS)
    return amount is not None and amount == _amount(second, _BILLIONTHS)


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -_LARGEST <= value <= _LARGEST:
        return None
    return str(value)


def _shown(value: Any) -> str:
    """Python refuses to print whole numbers of more than a few thousand digits."""
    too_long = isinstance(value, int) and not -_LARGEST <= value <= _LARGEST
    return "a number of many digits" if too_long else quoted(str(value))


@lru_cache(maxsize=4096)
def _canonical(text: str) -> str | None:
    amount, found = _amount(text, _THOUSANDTHS), _QUANTITY.match(text)
    if amount is None or found is None or not 0 <= amount <= _LARGEST * _UNIT:
        return None
    if found[4] in _BINARY and amount >= 1024 * _UNIT and amount % _UNIT == 0:
        return _without_factors(amount // _UNIT, 1024, 0, 1, _BINARY_SUFFIX)
    suffixes = _DECIMAL_SUFFIX if found[5] is None else _EXPONENT_SUFFIX
    return _without_factors(amount, 1000, -_THOUSANDTHS, 3, suffixes)


def _without_factors(number: int, base: int, power: int, step: int, suffixes: dict[int, str]) -> str:
    if number == 0:
        return "0"
    while number % base == 0 and power + step in suffixes:
        number //= base
        power += step
    return f"{number}{suffixes[power]}"


def _amount(text: str, places: int) -> int | None:
    """In the unit with so many places behind the point, rounded away from 0.

    In whole numbers: a float or a Decimal would lose digits.
    """
    found = _QUANTITY.match(text)
    if not found:
        return None
    sign, whole, fraction, suffix, exponent = found.groups()
    fraction = fraction or ""
    digits = int(f"{whole}{fraction}")
    if suffix in _BINARY:
        digits *= 1024 ** _BINARY[suffix]
    shift = places - len(fraction) + (int(exponent) if exponent else _DECIMAL.get(suffix, 0))
    scale: int = 10 ** abs(shift)
    amount = digits * scale if shift >= 0 else -(-digits // scale)
    return -amount if sign == "-" else amount
