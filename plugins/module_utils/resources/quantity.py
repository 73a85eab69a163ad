# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quantities: amounts of CPU, memory and the like, which the API server writes in a form of its own."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

__all__ = ["same_quantity"]

_QUANTITY = re.compile(
    r"([+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30}))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]{1,2}))?\Z"
)
_DECIMAL = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}


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
