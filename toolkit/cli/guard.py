# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``slipway guard``: whether a server's address may be dialled, and why not. Nothing is dialled."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from ipaddress import ip_address

from slipway.cluster.guard.allow_list import AllowEntry, parse_allow_list
from slipway.cluster.guard.guard import Guard
from slipway.cluster.guard.resolver import system_resolver
from slipway.cluster.guard.server_url import IPAddress, parse_server_url
from slipway.cluster.guard.url_rules import is_host_name
from slipway.errors import ConfigurationError, TargetRefused

__all__ = ["add_parser", "run"]

_REFUSED = 3
_SECONDS_TO_RESOLVE = 5.0
_REASONS = {
    False: "a cluster of your own may be anywhere but at metadata services, multicast and reserved addresses",
    True: "port and addresses are public, or on the allow list",
}


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.description = (
        "Tell whether the guard would let a connection go to URL, and to which addresses. The name is resolved, "
        "nothing is dialled. Exit code: 0 it may be dialled, 3 it is refused, 1 the name cannot be resolved."
    )
    parser.add_argument("url", metavar="URL", type=_written, help="address of an API server: https://address:port")
    parser.add_argument(
        "--untrusted", action="store_true", help="judge it as an address that somebody else gave: it must be public"
    )
    parser.add_argument(
        "--allow",
        metavar="ENTRY",
        type=_allowed,
        action="append",
        default=[],
        help="what untrusted ones may be on top: NAME, *.NAME, IP or NETWORK/BITS, each also with :PORT; repeatable",
    )
    parser.add_argument(
        "--resolve",
        metavar="HOST=IP,IP",
        type=_resolved,
        action="append",
        default=[],
        help="addresses to take for HOST instead of asking the name service; repeatable",
    )
    parser.add_argument("--allow-http", action="store_true", help="take http too")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Show the verdict.

    :returns: 0 when it may be dialled, 3 when it is refused.
    :raises SlipwayError: the name cannot be resolved.
    """
    known = dict(given.resolve)
    try:
        server = parse_server_url(given.url, allow_http=given.allow_http)
        guard = Guard(given.untrusted, tuple(given.allow), lambda *asked: _resolve(known, *asked))
        addresses = guard.addresses(server.host, server.port, _SECONDS_TO_RESOLVE)
    except TargetRefused as refused:
        print(f"verdict:   refused\nrule:      {refused.rule}\nreason:    {refused}")
        return _REFUSED
    print("verdict:   may be dialled")
    print(f"target:    {server.url} ({'untrusted' if given.untrusted else 'trusted'})")
    print(f"addresses: {', '.join(map(str, addresses))}")
    print(f"reason:    {_REASONS[given.untrusted]}")
    return 0


def _resolve(known: Mapping[str, list[IPAddress]], host: str, port: int, seconds: float) -> list[IPAddress]:
    return known[host] if host in known else system_resolver(host, port, seconds)


def _written(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("it is empty; write https://address:port")
    return text


def _allowed(text: str) -> AllowEntry:
    try:
        return parse_allow_list([text])[0]
    except ConfigurationError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _resolved(text: str) -> tuple[str, list[IPAddress]]:
    host, _equals, addresses = text.lower().partition("=")
    try:
        found = [ip_address(address) for address in addresses.split(",")]
    except ValueError:
        found = []
    if not found or not is_host_name(host):
        raise argparse.ArgumentTypeError("write HOST=IP,IP, as api.example.com=192.0.2.1,2001:db8::1")
    return host, found
