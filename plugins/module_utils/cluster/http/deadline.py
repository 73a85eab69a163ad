# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a call may take: in all, and without a byte from the other side."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Deadline"]


class Deadline:
    """The time that is left for one call. Every wait on a socket asks it first.

    :param seconds: in all, from now on.
    :param silence: seconds without a byte, at most.
    :param clock: monotonic seconds.
    """

    def __init__(self, seconds: float, silence: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end: float | None = clock() + seconds
        self._silence = silence

    def left(self, at_most: float | None = None) -> float:
        """Seconds that the next wait may take.

        :raises TimeoutError: none are left.
        """
        longest = self._silence if at_most is None else at_most
        if self._end is None:
            return longest
        left = self._end - self._clock()
        if left <= 0:
            raise TimeoutError("the time for the call is over")
        return min(left, longest)

    def allows(self, seconds: float) -> bool:
        """Whether there is time for a pause of so many seconds, and for something after it."""
        return self._end is None or self._clock() + seconds < self._end

    def only_silence(self, silence: float) -> None:
        """From now on there is no end but silence: for watches and followed logs."""
        self._end = None
        self._silence = silence
