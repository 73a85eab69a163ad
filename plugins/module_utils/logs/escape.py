# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text from a cluster, made safe for a terminal, a file and a JSON result.

Whoever writes a log or an event chooses its bytes: escape sequences that rewrite
the screen, carriage returns that hide the line before, bidirectional overrides
that turn a word around. They are shown, not obeyed.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["CUT_MARK", "LONGEST_LINE", "escape"]

LONGEST_LINE = 4096
"""Characters kept of one line unless the caller says otherwise: more than a stack frame or a
JSON log record needs, and a screen or two at most."""
CUT_MARK = " … [cut]"
"""Stands at the end of a line that was longer than allowed."""

_SUSPICIOUS = re.compile(r"[^\t\x20-\x7e]+")


def escape(text: str | bytes, longest: int | None = LONGEST_LINE) -> str:
    r"""One line in, one line out: what is not printable is written as ``\x1b``, ``\u202e``.

    Tabs and all kinds of spaces stay. Control characters, line breaks, format characters
    (bidirectional overrides, zero-width characters), private and unassigned ones, lone
    surrogates and bytes that are not UTF-8 are written visibly. A backslash stays as it is, so
    that paths and JSON stay readable; the result is for reading, not for decoding.

    :param text: one line of whatever the cluster returned.
    :param longest: characters of the result, CUT_MARK not counted; None for no limit.
    """
    if longest is not None:
        # No character shrinks and none has more than four bytes, so the rest cannot be shown anyway.
        text = text[: longest + 1] if isinstance(text, str) else text[: 4 * (longest + 1)]
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace")
    if not text.isprintable():
        text = _SUSPICIOUS.sub(lambda found: "".join(map(_visible, found.group())), text)
    if longest is not None and len(text) > longest:
        return text[:longest] + CUT_MARK
    return text


def _visible(character: str) -> str:
    if character == "\t" or character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
