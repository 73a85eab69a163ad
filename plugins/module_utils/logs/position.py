# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kubelet's time stamp at the beginning of a log line, and how far a log was read by it."""

from __future__ import annotations

import re

__all__ = ["Position", "split_stamp"]

_STAMP = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?")


def split_stamp(line: bytes) -> tuple[str, bytes]:
    """The stamp and the rest. The kubelet mixes lines of its own in, without a stamp: then the stamp is empty."""
    found = _STAMP.match(line)
    return (found.group(1).decode(), line[found.end() :]) if found else ("", line)


class Position:
    """How far a log was read: the last line's stamp, and how many lines carried it.

    The server can only be asked for lines since a whole second, so what comes again is
    recognised by its stamp (fixed width, nanoseconds, compares as text).
    """

    def __init__(self) -> None:
        self.stamp = ""
        self._read_at_stamp = 0
        self._again_at_stamp = 0

    def reconnected(self) -> None:
        """From here on lines may come again."""
        self._again_at_stamp = 0

    def is_new(self, stamp: str) -> bool:
        """Whether the line with this stamp was not read yet; remembers it."""
        if stamp < self.stamp:
            return False
        if stamp == self.stamp:
            self._again_at_stamp += 1
            if self._again_at_stamp <= self._read_at_stamp:
                return False
            self._read_at_stamp = self._again_at_stamp
            return True
        self.stamp = stamp
        self._read_at_stamp = self._again_at_stamp = 1
        return True
