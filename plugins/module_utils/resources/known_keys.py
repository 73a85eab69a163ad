# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mappings that users write: with the keys that we know, and no others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..errors import InvalidInput
from .names import quoted

__all__ = ["check_keys"]


def check_keys(given: Any, known: Collection[str], place: str) -> None:
    """Raise InvalidInput for what is no mapping, or has a key that is not known: it would be without effect.

    :param place: where it stands, for the message; empty when the caller says it.
    """
    begin = f"{place}: " if place else ""
    if not isinstance(given, Mapping):
        raise InvalidInput(f"{begin}a mapping with {', '.join(known)} is needed")
    for key in given:
        if key not in known:
            raise InvalidInput(f"{begin}{quoted(str(key))} is not known; it has {', '.join(known)}")
