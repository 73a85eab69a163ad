# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials that change while we run: rotated certificates, renewed tokens, an edited kubeconfig."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .connection import Connection

__all__ = ["Renewal"]

_Stamp = tuple[int, int, int]


class Renewal:
    """How to make a connection again, and when. ``repr()`` shows nothing of it.

    :param connect_again: reads all files anew and asks a credential plugin anew, within the seconds given.
    :param files: what the connection was made of; those that do not exist count too, once they do.
    """

    def __init__(self, connect_again: Callable[[float], Connection], files: Iterable[str]) -> None:
        self.connect_again = connect_again
        self._stamps = {path: _stamp(path) for path in files}

    def files_changed(self) -> bool:
        """Whether one of the files is another one than when the connection was made."""
        return any(_stamp(path) != stamp for path, stamp in self._stamps.items())


def _stamp(path: str) -> _Stamp | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
