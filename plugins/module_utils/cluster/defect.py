# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fault of Slipway itself, as an error that exposes nothing."""

from __future__ import annotations

import os
import traceback

from ..errors import InternalError

__all__ = ["defect"]


def defect(error: Exception) -> InternalError:
    """The error to show for an exception that nobody thought of.

    Where it happened is told, what was said is not: an unexpected answer of a server may be in it.
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {os.path.basename(frames[-1].filename)}, line {frames[-1].lineno}" if frames else ""
    return InternalError(
        f"slipway failed unexpectedly ({type(error).__name__}{where}); please report it; "
        "slipway_debug, or SLIPWAY_DEBUG=1, shows the whole of it"
    )
