# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a URL as they are written: nothing is decoded, made good or thrown away."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["UrlParts", "split_url"]


@dataclass(frozen=True)
class UrlParts:
    """One URL, split as RFC 3986 says. A part that is missing is empty.

    :param scheme: in lower case.
    :param userinfo: all before the last ``@``, with it.
    :param host: in lower case; an IPv6 address has its brackets.
    :param port: with its colon.
    :param query: with its question mark.
    :param fragment: with its number sign.
    """

    text: str
    scheme: str
    userinfo: str
    host: str
    port: str
    path: str
    query: str
    fragment: str


def split_url(text: str) -> UrlParts:
    """The parts of any text: what is wrong with them is for the rules to say."""
    rest, number_sign, fragment = text.partition("#")
    rest, question_mark, query = rest.partition("?")
    scheme, slashes, rest = rest.partition("://")
    if not slashes:
        scheme, rest = "", f"/{text}"
    authority, slash, path = rest.partition("/")
    account, at, place = authority.rpartition("@")
    host, port = _host_and_port(place)
    return UrlParts(
        text=text,
        scheme=scheme.lower(),
        userinfo=account + at,
        host=host.lower(),
        port=port,
        path=slash + path,
        query=question_mark + query,
        fragment=number_sign + fragment,
    )


def _host_and_port(place: str) -> tuple[str, str]:
    if not place.startswith("["):
        host, colon, port = place.rpartition(":")
        return (host, colon + port) if colon else (place, "")
    host, bracket, port = place.rpartition("]")
    # What follows the bracket without a colon belongs to no port; the rule for hosts sees it.
    return (host + bracket, port) if port.startswith(":") or not port else (place, "")
