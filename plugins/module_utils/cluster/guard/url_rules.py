# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no server's address may look like: one row a rule.

Programs on the way to a server read odd spellings differently, and what one of them
checks another one dials. So whatever could be read in two ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from .url_parts import UrlParts

__all__ = ["HTTP_RULE", "LONGEST_URL", "URL_RULES", "UrlRule", "is_host_name", "looks_like_ipv4"]

# More than any address of an API server has, and less than any program cuts off.
LONGEST_URL = 2048
_LONGEST_NAME = 253  # RFC 1035, without the dot at the end
HTTP_RULE = "http"

# RFC 1123, and the underscore: kubectl takes it, some networks use it, and nobody reads it as something else.
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# A last label like this makes resolvers and browsers take the whole name for an IPv4 address.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PORT = re.compile(r":[1-9][0-9]{0,4}")
_NOT_PRINTED = re.compile(r"[\x00-\x20\x7f]")
# An encoded slash or dot, and parameters ("..;"), are taken apart by some gateways and not by others.
_NOT_IN_PATHS = re.compile(r"[%;<>\"{}|^`\[\]]")


@dataclass(frozen=True)
class UrlRule:
    """One thing that a server's address may not have.

    :param name: what the rule is called in messages, logs and tests.
    :param reason: what is wrong and what to do, as the end of a sentence.
    :param refuses: whether the parts have it.
    """

    name: str
    reason: str
    refuses: Callable[[UrlParts], bool]


def is_host_name(host: str) -> bool:
    """Whether a host, in lower case, is a name of labels as RFC 1123 has them. ``1.2.3.4`` is one too."""
    return len(host) <= _LONGEST_NAME and all(_LABEL.fullmatch(label) for label in host.split("."))


def looks_like_ipv4(host: str) -> bool:
    """Whether some program takes this host for an IPv4 address, in whatever spelling."""
    return bool(_NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]))


def _is_odd_ipv4(parts: UrlParts) -> bool:
    if not looks_like_ipv4(parts.host):
        return False
    try:
        IPv4Address(parts.host)  # takes four decimal numbers without leading zeros, nothing else
    except AddressValueError:
        return True
    return False


def _is_odd_ipv6(parts: UrlParts) -> bool:
    if not parts.host.startswith("["):
        return False
    try:
        IPv6Address(parts.host[1:-1])
    except AddressValueError:
        return True
    return not parts.host.endswith("]")


def _is_no_name(parts: UrlParts) -> bool:
    return bool(parts.host) and not parts.host.startswith("[") and not is_host_name(parts.host)


def _is_bad_port(parts: UrlParts) -> bool:
    return bool(parts.port) and not (_PORT.fullmatch(parts.port) and int(parts.port[1:]) < 65536)


def _is_ambiguous_path(parts: UrlParts) -> bool:
    segments = parts.path.removesuffix("/").split("/")[1:]
    return bool(_NOT_IN_PATHS.search(parts.path)) or any(segment in ("", ".", "..") for segment in segments)


# The first that refuses is named. Those on characters come first: they make the reading of the others safe.
URL_RULES = (
    UrlRule(
        "length", f"it is longer than {LONGEST_URL} characters; shorten it", lambda parts: len(parts.text) > LONGEST_URL
    ),
    UrlRule(
        "control_character",
        "it has a space, a line break or a control character; remove it",
        lambda parts: bool(_NOT_PRINTED.search(parts.text)),
    ),
    UrlRule(
        "not_ascii",
        "it has a character outside of ASCII; write an international name in its xn-- form",
        lambda parts: not parts.text.isascii(),
    ),
    UrlRule("backslash", "it has a backslash; write slashes", lambda parts: "\\" in parts.text),
    UrlRule(
        "scheme",
        "it does not begin with https://; write https://address:port",
        lambda parts: parts.scheme not in ("https", "http"),
    ),
    UrlRule(
        HTTP_RULE,
        "http sends credentials in the clear; write https://, or set allow_http (SLIPWAY_ALLOW_HTTP=1)",
        lambda parts: parts.scheme == "http",
    ),
    UrlRule(
        "userinfo",
        "it has a user name or a password before an @; give credentials by their own options",
        lambda parts: bool(parts.userinfo),
    ),
    UrlRule("no_host", "it names no host; write https://address:port", lambda parts: not parts.host),
    UrlRule(
        "zone",
        "it has a zone id (%), which means another interface on each machine; write an address without one",
        lambda parts: parts.host.startswith("[") and "%" in parts.host,
    ),
    UrlRule("ipv6_spelling", "what stands in brackets is no IPv6 address; write [2001:db8::1]", _is_odd_ipv6),
    UrlRule(
        "ipv4_spelling",
        "its host is a number or ends in one, which programs read as different IPv4 addresses; "
        "write four decimal numbers, as 192.0.2.1",
        _is_odd_ipv4,
    ),
    UrlRule(
        "host_name",
        "its host is no host name; write letters, digits and hyphens between dots, no dot at the end, "
        "and an IPv6 address in brackets",
        _is_no_name,
    ),
    UrlRule("port", "its port is no number from 1 to 65535; write it in plain digits", _is_bad_port),
    UrlRule(
        "path",
        "its path has an empty, . or .. segment, an encoded character or a semicolon, which gateways read differently; "
        "write the plain path",
        _is_ambiguous_path,
    ),
    UrlRule("query", "it has a query (?); remove it", lambda parts: bool(parts.query)),
    UrlRule("fragment", "it has a fragment (#); remove it", lambda parts: bool(parts.fragment)),
)
