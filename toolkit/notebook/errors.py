# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with a notebook itself."""

from __future__ import annotations

from slipway.errors import SlipwayError

__all__ = ["NotebookFailed"]


class NotebookFailed(SlipwayError):
    """A notebook could not be found, run, read or rendered."""

    code = "notebook"
