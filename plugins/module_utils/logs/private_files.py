# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and folders that only their owner can read, and that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ..errors import InvalidInput

__all__ = ["folder_when_complete", "write_private"]


@contextmanager
def folder_when_complete(folder: str) -> Iterator[str]:
    """A folder to fill, mode 0700, that gets its name when the block ends without an error.

    :param folder: absolute; must not exist yet, or be empty.
    :raises InvalidInput: it has content, or cannot be made.
    """
    if os.path.lexists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        raise InvalidInput(f"{folder} exists already; name a new folder")
    try:
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        building = tempfile.mkdtemp(prefix=f".{os.path.basename(folder)}.", dir=os.path.dirname(folder))
    except OSError as error:
        raise InvalidInput(f"{folder} cannot be made: {error.strerror}; name another folder") from None
    try:
        yield building
        os.rename(building, folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def write_private(path: str, content: str) -> None:
    """Write a text file with mode 0600; an earlier one of that name is replaced as a whole.

    :raises InvalidInput: the file cannot be written.
    """
    building = ""
    try:
        handle, building = tempfile.mkstemp(prefix=f".{os.path.basename(path)}.", dir=os.path.dirname(path) or ".")
        with open(handle, "w", encoding="utf-8") as stream:
            stream.write(content)
        os.replace(building, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(building)
        raise InvalidInput(f"{path} cannot be written: {error.strerror}; choose another place") from None
