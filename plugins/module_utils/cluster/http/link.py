# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A way to the API server, ready for use: the pool, and the credentials as headers."""

from __future__ import annotations

from ..connection.connection import Connection
from .dial import Dialler
from .pool import Pool

__all__ = ["Link"]

_USER_AGENT = "slipway/0.1.0"


class Link:
    """What is made of a Connection once, and made anew when credentials or certificates change."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.dialler = Dialler(connection)
        self.pool = Pool(self.dialler)
        server = connection.server
        self.place = _place(connection)
        self.origin = server.origin
        # Through a proxy without TLS the proxy is told the whole address.
        self.prefix = server.url if connection.proxy and server.scheme == "http" else server.path
        self.headers = _headers(connection)


def _headers(connection: Connection) -> tuple[tuple[str, str], ...]:
    # Given here, because the standard library would name the address that a proxy connects us with.
    headers = [("Host", _place(connection)), ("User-Agent", _USER_AGENT)]
    if connection.authorization:
        headers.append(("Authorization", connection.authorization))
    if connection.impersonate_user:
        headers.append(("Impersonate-User", connection.impersonate_user))
    headers += [("Impersonate-Group", group) for group in connection.impersonate_groups]
    return tuple(headers)


def _place(connection: Connection) -> str:
    """Host and port; the scheme's own port is left out."""
    return connection.server.origin.partition("://")[2]
