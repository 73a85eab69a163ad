# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a kubeconfig, or a pod, says of one server and of who we are there."""

from __future__ import annotations

import os
from dataclasses import dataclass

__all__ = ["Found", "private_file"]


@dataclass(frozen=True, repr=False)
class Found:
    """What was found; None for what nothing was said of. ``repr()`` shows none of it.

    :param host: the server's address as it is written; only ``parse_server_url`` may read it.
    :param authorization: the whole header, with its scheme.
    :param authority: PEM file of the CAs to trust.
    :param certificate: PEM file of the client's certificate.
    :param key: PEM file of its key.
    :param server_name: the name to expect in the server's certificate.
    :param proxy: the address of the one to go through.
    :param verify: whether the server's certificate is checked.
    :param user: as whom to act, with ``groups``.
    :param token_file: where the token was read, which may be another one later.
    """

    host: str | None = None
    authorization: str | None = None
    authority: str | None = None
    certificate: str | None = None
    key: str | None = None
    server_name: str | None = None
    proxy: str | None = None
    verify: bool = True
    user: str | None = None
    groups: tuple[str, ...] = ()
    token_file: str | None = None


def private_file(folder: str, name: str, content: bytes) -> str:
    """Write embedded data to a new file for our eyes, since Python's TLS reads keys from files alone; its path."""
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
    return path
