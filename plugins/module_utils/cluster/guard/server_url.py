# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of an API server: read strictly, so that everybody after us reads the same."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Union

from ...errors import ConfigurationError, TargetRefused
from .url_parts import UrlParts, split_url
from .url_rules import HTTP_RULE, URL_RULES

__all__ = ["IPAddress", "ServerUrl", "literal_address", "parse_server_url"]

IPAddress = Union[IPv4Address, IPv6Address]  # noqa: UP007  # ansible-test takes the other spelling for an operation
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class ServerUrl:
    """Where an API server is. ``str()`` is its ``origin``, which is safe to show.

    :param scheme: ``https``, or ``http`` where that was allowed.
    :param host: a name in lower case, or an address in its canonical spelling, without brackets.
    :param port: 1 to 65535; the scheme's own where none was written.
    :param path: where the API begins, as Rancher's ``/k8s/clusters/c-abc``; empty, or without a slash at its end.
    """

    scheme: str
    host: str
    port: int
    path: str = ""

    def __str__(self) -> str:
        return self.origin

    @property
    def origin(self) -> str:
        """Scheme, host and port; the scheme's own port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS.get(self.scheme) else f":{self.port}")

    @property
    def url(self) -> str:
        """Origin and path: an equal ServerUrl is read from it."""
        return self.origin + self.path

    @property
    def address(self) -> IPAddress | None:
        """The host when it is an address, None when it is a name."""
        return literal_address(self.host)


def parse_server_url(text: Any, *, allow_http: bool = False) -> ServerUrl:
    """The address of an API server, checked.

    :param allow_http: whether ``http`` is taken too. Credentials then travel in the clear.
    :raises ConfigurationError: there is no text.
    :raises TargetRefused: it can be read in more than one way, or has what a server's address
        has not; ``rule`` says which. The text itself is never in the message.
    """
    if not isinstance(text, str) or not text:
        raise ConfigurationError("the API server's address is missing; give host or a kubeconfig with a server")
    parts = split_url(text)
    for rule in URL_RULES:
        if rule.refuses(parts) and not (allow_http and rule.name == HTTP_RULE):
            raise TargetRefused(f"the API server's address is refused ({rule.name}): {rule.reason}", rule=rule.name)
    return _server_url(parts)


def literal_address(host: str) -> IPAddress | None:
    """The address that a host without brackets spells out; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _server_url(parts: UrlParts) -> ServerUrl:
    host = parts.host.removeprefix("[").removesuffix("]")
    port = parts.port[1:]
    return ServerUrl(
        scheme=parts.scheme,
        host=str(literal_address(host) or host),
        port=int(port) if port.isdecimal() else _PORTS.get(parts.scheme, 443),
        path=parts.path.removesuffix("/"),
    )
