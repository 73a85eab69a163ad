# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operator allows untrusted targets on top: names, networks and ports."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from ...errors import ConfigurationError
from .server_url import IPAddress
from .url_rules import is_host_name, looks_like_ipv4

__all__ = ["AllowEntry", "parse_allow_list"]

_ENTRY = re.compile(r"(?:\[(?P<bracketed>[0-9a-f:./]+)\]|(?P<place>[a-z0-9._*/-]+))(?::(?P<port>[1-9][0-9]{0,4}))?")
# Two colons at least: "cafe:443" is a name and a port.
_IPV6 = re.compile(r"[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*(?:/[0-9]+)?")
_HTTPS = 443
_FIRST_FREE_PORT = 1024


@dataclass(frozen=True)
class AllowEntry:
    """One entry: a name, all names below a name, or a network; and one port, or the usual ones.

    :param name: a host name in lower case; empty for a network.
    :param below: whether the entry means the names below ``name``, at any depth, and not ``name`` itself.
    :param network: the addresses meant; None for a name.
    :param port: the only port meant, which may be any; None for 443 and all from 1024 on.
    """

    name: str = ""
    below: bool = False
    network: IPv4Network | IPv6Network | None = None
    port: int | None = None

    def covers(self, host: str, port: int, address: IPAddress | None) -> bool:
        """Whether the entry means this host at this address and port.

        A name means the host whatever its address; a network means the address whatever its host.

        :param address: None while it is not known; any network then may mean it, and each address is asked for later.
        """
        usual = port == _HTTPS or port >= _FIRST_FREE_PORT
        if not (usual if self.port is None else port == self.port):
            return False
        if self.network is not None:
            return address is None or address in self.network
        return host.endswith(f".{self.name}") if self.below else host == self.name


def parse_allow_list(entries: Iterable[str]) -> tuple[AllowEntry, ...]:
    """The entries of an allow list: ``NAME``, ``*.NAME``, ``ADDRESS``, ``NETWORK/BITS``, each also with ``:PORT``.

    With a port, IPv6 is written in brackets: ``[2001:db8::/32]:6443``.

    :raises ConfigurationError: an entry is none of these; it is named by its place in the list.
    """
    return tuple(_entry(str(text), place) for place, text in enumerate(entries, 1))


def _entry(text: str, place: int) -> AllowEntry:
    lower = text.lower()
    if _IPV6.fullmatch(lower):
        lower = f"[{lower}]"
    found = _ENTRY.fullmatch(lower)
    port = int(found["port"]) if found and found["port"] else None
    entry = _network(found["bracketed"] or found["place"], port) or _name(found["place"], port) if found else None
    if entry is None or (port or 1) > 65535:
        shown = repr(text) if text.isascii() and text.isprintable() and len(text) < 100 else f"number {place}"
        raise ConfigurationError(
            f"the allow list's entry {shown} cannot be read; write NAME, *.NAME, an address or a network such as "
            "10.0.0.0/8, each with :PORT where one port is meant, IPv6 then in brackets"
        )
    return entry


def _network(text: str, port: int | None) -> AllowEntry | None:
    try:
        return AllowEntry(network=ip_network(text), port=port)
    except ValueError:
        return None


def _name(text: str | None, port: int | None) -> AllowEntry | None:
    name = (text or "").removeprefix("*.")
    if not name or looks_like_ipv4(name) or not is_host_name(name):
        return None
    return AllowEntry(name=name, below=name != text, port=port)
