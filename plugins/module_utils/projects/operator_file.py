# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text files that the operator names: read whole, bounded, and only what is a file."""

from __future__ import annotations

import os
import stat

from ..errors import InvalidInput

__all__ = ["read_operator_file"]

_MEBIBYTE = 1024 * 1024
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC  # a FIFO must not make us wait
_VAULT = b"$ANSIBLE_VAULT;"


def read_operator_file(path: str, largest: int) -> str:
    """The text of a UTF-8 file.

    :param path: a leading ~ is the home folder.
    :param largest: bytes that are taken; whole MiB.
    :raises InvalidInput: it cannot be read; it is no regular file, too long, no UTF-8 or encrypted. The file is named.
    """
    try:
        content = _content(os.path.expanduser(path), largest)
    except InvalidInput as error:
        raise InvalidInput(f"{path!r} {error}") from None
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) and error.strerror else "no path holds a NUL"
        raise InvalidInput(f"{path!r} cannot be read ({problem}); check the path and its mode") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidInput(f"{path!r}, line {line}: this is not UTF-8; save the file in that encoding") from None


def _content(path: str, largest: int) -> bytes:
    handle = os.open(path, _FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise InvalidInput("is no regular file; name one")
        with open(handle, "rb", closefd=False) as stream:
            content = stream.read(largest + 1)
    finally:
        os.close(handle)
    if len(content) > largest:
        raise InvalidInput(f"is longer than {largest // _MEBIBYTE} MiB; split it")
    if content.startswith(_VAULT):
        raise InvalidInput(
            "is encrypted by ansible-vault, and is read without Ansible; decrypt it, and keep secrets elsewhere"
        )
    return content
