# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that Kubernetes takes: checked, or made of free text."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from ..errors import InvalidInput

__all__ = [
    "LONGEST_LABEL",
    "LONGEST_SUBDOMAIN",
    "check_label",
    "check_subdomain",
    "plain",
    "quoted",
    "shortened",
    "slug",
]

LONGEST_LABEL = 63
"""Characters of a DNS label (RFC 1123): namespaces, service accounts' labels, values of labels."""
LONGEST_SUBDOMAIN = 253
"""Characters of a DNS subdomain (RFC 1123): most object names."""
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?\Z")
_SUBDOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z")
_HASH_LENGTH = 6
_SHOWN = 80


def check_label(name: str, what: str, longest: int = LONGEST_LABEL) -> str:
    """The name itself, when it is a DNS label.

    :param what: what is named, for the message: ``namespace``.
    :param longest: characters, where less than a DNS label's are taken.
    :raises InvalidInput: it is not.
    """
    return _checked(name, what, longest, _LABEL, "lower-case letters a-z, digits and -")


def check_subdomain(name: str, what: str) -> str:
    """The name itself, when it is a DNS subdomain: labels with dots between them.

    :raises InvalidInput: it is not.
    """
    return _checked(name, what, LONGEST_SUBDOMAIN, _SUBDOMAIN, "lower-case letters a-z, digits, - and .")


def _checked(name: str, what: str, longest: int, pattern: re.Pattern[str], characters: str) -> str:
    if len(name) > longest:
        raise InvalidInput(f"{what} {quoted(name)} has {len(name)} characters; Kubernetes takes at most {longest}")
    if not pattern.match(name):
        raise InvalidInput(
            f"{what} {quoted(name)} is not a name that Kubernetes takes; "
            f"use {characters}, with a letter or digit at both ends"
        )
    return name


def quoted(text: str) -> str:
    """A user's text for a message: quoted, control characters escaped, cut when long."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def slug(text: str, what: str) -> str:
    """Free text as a DNS label of any length: lower case (ß is ss), accents dropped, all else to single dashes.

    :param what: what is named, for the message.
    :raises InvalidInput: nothing is left.
    """
    made = plain(text)
    if not made:
        raise InvalidInput(f"{what} {quoted(text)} has no letter a-z or digit; give one that has")
    return made


def plain(text: str) -> str:
    """As ``slug``; empty when nothing is left."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def shortened(name: str, limit: int) -> str:
    """The name itself, or, when longer than the limit, its beginning and six hex digits of its SHA-256.

    Two long names with one beginning stay two, and one name is always shortened the same way.

    :param limit: characters; eight at least.
    """
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:_HASH_LENGTH]
    return f"{name[: limit - _HASH_LENGTH - 1].rstrip('-.')}-{digest}"
