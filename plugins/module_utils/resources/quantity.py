# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quantities: amounts of CPU, memory and the like, which the API server writes in a form of its own."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal, localcontext
from functools import lru_cache
from typing import Any

from ..errors import InvalidInput
from .names import quoted

__all__ = ["canonical_quantity", "quantity_value", "same_quantity"]

_QUANTITY = re.compile(
    r"([+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30}))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]{1,2}))?\Z"
)
_DECIMAL = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}


_NANO = Decimal("1e-9")
_LARGEST = Decimal(2**63 - 1)
"""Beyond it the API server cuts amounts."""
_DECIMAL_SUFFIX = {exponent: suffix for suffix, exponent in _DECIMAL.items()} | {0: ""}
_BINARY_SUFFIX = {exponent: suffix for suffix, exponent in _BINARY.items()} | {0: ""}


def canonical_quantity(value: Any, what: str) -> str:
    """The quantity as the API server writes it: 0.5 as 500m, 1024Mi as 1Gi, 1e3 as 1e3.

    The rules are those of k8s.io/apimachinery's Quantity: no fraction, the largest suffix that leaves a whole number,
    and the family of suffixes that was given, but for binary ones that would need a fraction or are below 1024.

    :param what: for the message.
    :raises InvalidInput: it is no quantity, negative, or more than any cluster has.
    """
    text = str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None
    made = None if text is None else _canonical(text)
    if made is None:
        raise InvalidInput(f"{what}: {quoted(str(value))} is no quantity; write such as 500m, 2 or 4Gi, from 0 on")
    return made


def quantity_value(text: str) -> Decimal:
    """The amount that a quantity stands for; 0 for what is none."""
    return _amount(text) or Decimal(0)


@lru_cache(maxsize=4096)
def _canonical(text: str) -> str | None:
    amount, found = _amount(text), _QUANTITY.match(text)
    if amount is None or found is None or amount < 0 or amount > _LARGEST:
        return None
    with localcontext(prec=60):
        amount = amount.quantize(_NANO, rounding=ROUND_CEILING)
        suffix, exponent = found[2], found[3]
        if suffix in _BINARY and amount >= 1024 and amount == amount.to_integral_value():
            return _without_factors(int(amount), 1024, 1, _BINARY_SUFFIX)
        nanos = int(amount.scaleb(9))
        if exponent is None:
            return _without_factors(nanos, 1000, 3, _DECIMAL_SUFFIX, lowest=-9)
        return _without_factors(
            nanos, 1000, 3, {power: f"e{power}" if power else "" for power in range(-9, 30, 3)}, lowest=-9
        )


def _without_factors(number: int, base: int, step: int, suffixes: dict[int, str], *, lowest: int = 0) -> str:
    power = lowest
    if number == 0:
        return "0"
    while number % base == 0 and power + step in suffixes:
        number //= base
        power += step
    return f"{number}{suffixes[power]}"


def same_quantity(one: Any, other: Any) -> bool:
    """Whether two values are the same amount, however it is written: ``1000m`` and 1, ``1Gi`` and ``1024Mi``."""
    first, second = _amount(one), _amount(other)
    return first is not None and first == second


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    found = _QUANTITY.match(str(value))
    if not found:
        return None
    number, suffix, exponent = found.groups()
    if exponent:
        return Decimal(number).scaleb(int(exponent))
    if suffix in _BINARY:
        return Decimal(number) * Decimal(1024) ** _BINARY[suffix]
    return Decimal(number).scaleb(_DECIMAL.get(suffix, 0))
