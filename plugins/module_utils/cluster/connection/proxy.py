# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy on the way to an API server."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from ...errors import ConfigurationError
from ..guard.server_url import IPAddress, ServerUrl

__all__ = ["proxy_address"]

_VISIBLE = re.compile(r"[!-~]+\Z")
_PLACE = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?\Z")


def proxy_address(server: ServerUrl, given: str | None, environment: Mapping[str, str]) -> str | None:
    """The proxy to use for this server: the one given, else the environment's unless NO_PROXY names the server.

    :raises ConfigurationError: it is no http or https proxy.
    """
    proxy = given or _environment_proxy(server, environment)
    if not proxy:
        return None
    # The variables often hold address:port alone; every program takes that for HTTP.
    url = proxy if "://" in proxy else f"http://{proxy}"
    scheme, place, path, more = _parts(url)
    if scheme not in ("http", "https") or not _is_place(place.rpartition("@")[2]) or path not in ("", "/") or more:
        raise ConfigurationError("the proxy must look like http://address:port; check proxy and the *_proxy variables")
    return url


def _parts(url: str) -> tuple[str, str, str, bool]:
    """Scheme, place, path, and whether there is more; empty for what is no URL."""
    if not _VISIBLE.match(url):  # urlsplit leaves out line breaks, which then would be in the address
        return "", "", "", True
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", "", "", True
    return parts.scheme, parts.netloc, parts.path, bool(parts.query or parts.fragment)


def _is_place(place: str) -> bool:
    found = _PLACE.match(place)
    return found is not None and int(found[2] or 1) < 65536


def _environment_proxy(server: ServerUrl, environment: Mapping[str, str]) -> str | None:
    variables = {name.lower(): value for name, value in environment.items()}
    proxy = variables.get(f"{server.scheme}_proxy")
    entries = variables.get("no_proxy", "").split(",")
    if not proxy or any(_covers(entry.strip(), server) for entry in entries):
        return None
    # As in kubectl: this machine is never behind a proxy that the environment names for all.
    is_here = server.host == "localhost" or (server.address is not None and server.address.is_loopback)
    return None if is_here else proxy


def _covers(entry: str, server: ServerUrl) -> bool:
    """Whether an entry of NO_PROXY means this server: a name, a domain, an address, a network, or all."""
    if entry == "*":
        return True
    without_port = entry.lower().removesuffix(f":{server.port}")
    if server.address is not None:
        return any(_has(text, server.address) for text in (entry, without_port))
    domain = without_port.lstrip(".")
    return bool(domain) and (server.host == domain or server.host.endswith(f".{domain}"))


def _has(network: str, address: IPAddress) -> bool:
    try:
        return address in ipaddress.ip_network(network.strip("[]"), strict=False)
    except ValueError:
        return False
