# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of converging. Data that is safe to show, as all of the library's errors are.

SlipwayError
+- Refused          the cluster's state stands against it; nothing was written
+- PartlyWritten    a write failed after others had succeeded
"""

from __future__ import annotations

from typing import Any

from ..errors import SlipwayError

__all__ = ["PartlyWritten", "Refused"]


class Refused(SlipwayError):
    """What is on the cluster stands against what was asked for. Nothing was written."""

    code = "refused"


class PartlyWritten(SlipwayError):
    """A write failed after others had succeeded. Running again goes on from there.

    :param cause: the error of the write that failed.
    :param written: objects written before.
    :param wanted: objects that were to be written.
    """

    def __init__(self, cause: SlipwayError, written: int, wanted: int) -> None:
        super().__init__(cause, written, wanted)
        self.cause = cause
        self.written = written
        self.wanted = wanted

    def __str__(self) -> str:
        return f"{self.cause} ({self.written} of {self.wanted} objects were written before; run again to go on)"

    def failure(self) -> dict[str, Any]:
        """That of the write."""
        return self.cause.failure()

    def result(self) -> dict[str, Any]:
        """The task changed something although it failed."""
        return {**self.cause.result(), "changed": True}
