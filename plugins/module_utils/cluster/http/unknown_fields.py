# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that were sent and that the kind does not have, as the server names them: in a sentence, not as causes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .sent_fields import sent_field

__all__ = ["unknown_fields"]

_LOOKED_AT = 65536
_MOST = 20
_UNKNOWN = re.compile(
    r'(?:unknown|duplicate) field "([^"]{1,1024})"'  # strict decoding (KEP-2885)
    r"|(?<=\s)(\.[^\s:]{1,1024}): field not declared in schema"  # server-side apply
)


def unknown_fields(told: Mapping[Any, Any], sent: Any) -> Iterator[str]:
    """The paths of such fields; only what was sent is told, nothing of the sentence.

    :param told: the Status object.
    :param sent: the body of the request.
    """
    message = told.get("message")
    if not isinstance(message, str):
        return
    for found, _number in zip(_UNKNOWN.finditer(message[:_LOOKED_AT]), range(_MOST), strict=False):
        if field := sent_field(found[1] or found[2], sent):
            yield field
