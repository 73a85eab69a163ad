# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where requests go: the API server's address, and the proxy on the way to it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .errors import ConfigurationError

__all__ = ["proxy_address", "server_address"]

_VISIBLE = re.compile(r"[!-~]+\Z")
_PLACE = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+(%25[A-Za-z0-9._-]+)?\])(:[0-9]{1,5})?\Z")
_PATH = re.compile(r"[A-Za-z0-9._~/%:@!$&'()*+,;=-]*\Z")


def server_address(host: Any) -> str:
    """The API server's address, checked, without a slash at its end. It may have a path, as Rancher's has.

    :raises ConfigurationError: there is none, or it is no http or https address.
    """
    if not isinstance(host, str) or not host:
        raise ConfigurationError("the API server's address is missing; give host or a kubeconfig with a server")
    scheme, place, path, more = _parts(host)
    if scheme not in ("http", "https") or not _is_place(place) or not _PATH.match(path) or more:
        raise ConfigurationError("host must look like https://address:port, without user name or password")
    return host.rstrip("/")


def proxy_address(host: str, given: str | None, environment: Mapping[str, str]) -> str | None:
    """The proxy to use for this server: the one given, else the environment's unless NO_PROXY names the server.

    :raises ConfigurationError: it is no http or https proxy.
    """
    proxy = given or _environment_proxy(host, environment)
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
    return bool(found) and int((found[3] or ":1")[1:]) < 65536 if found else False


def _environment_proxy(host: str, environment: Mapping[str, str]) -> str | None:
    variables = {name.lower(): value for name, value in environment.items()}
    parts = urlsplit(host)
    proxy = variables.get(f"{parts.scheme}_proxy")
    name = parts.hostname or ""
    if not proxy or any(_covers(entry.strip(), name, parts.port) for entry in variables.get("no_proxy", "").split(",")):
        return None
    # As in kubectl: this machine is never behind a proxy that the environment names for all.
    return None if name == "localhost" or _is_loopback(name) else proxy


def _covers(entry: str, name: str, port: int | None) -> bool:
    """Whether an entry of NO_PROXY means this server: a name, a domain, an address, a network, or all."""
    if entry == "*":
        return True
    try:
        return ipaddress.ip_address(name) in ipaddress.ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        domain = entry.lower().removesuffix(f":{port}").lstrip(".")
        return bool(domain) and (name == domain or name.endswith(f".{domain}"))


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
