# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a project's name, id and environment become the name of its namespace and its labels."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence

from ..errors import InvalidInput
from ..resources.labels import is_label_value
from ..resources.names import LONGEST_LABEL, plain, quoted, shortened, slug

__all__ = ["RESERVED_NAMESPACES", "check_not_reserved", "derived_namespace", "identity_digest", "label_value"]

LONGEST_PART = 24
"""Characters of the id and of the environment in a derived name. With both at their longest,
13 of the 63 are left for the project's name."""
_RESERVED = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\*?\Z")
RESERVED_NAMESPACES = ("kube-*", "default", "gitlab-managed-apps")
"""Namespaces that are never a project's; a star at the end stands for any ending."""


def derived_namespace(name: str, identifier: str | None, environment: str | None) -> str:
    """``<name>-<id>[-<environment>]``, at most 63 characters.

    Each part becomes lower case, with a single dash for whatever is not a-z or 0-9. An
    environment over 24 characters, and then a name that leaves the whole too long, is cut
    and ends in six hex digits of its SHA-256. The same parts always give the same name.

    :raises InvalidInput: a part has no letter or digit, or the id is too long.
    """
    parts: list[str] = []
    if identifier is not None:
        parts.append(slug(identifier, "id"))
        if len(parts[0]) > LONGEST_PART:
            raise InvalidInput(
                f"id {quoted(identifier)} has more than {LONGEST_PART} characters; give a shorter one, or namespace"
            )
    if environment is not None:
        parts.append(shortened(slug(environment, "environment"), LONGEST_PART))
    room = LONGEST_LABEL - sum(1 + len(part) for part in parts)
    return "-".join([shortened(slug(name, "name"), room), *parts])


def check_not_reserved(namespace: str, reserved: Sequence[str] = ()) -> None:
    """Raise InvalidInput when the namespace is the cluster's or slipway's own.

    :param reserved: more names that are not to be a project's.
    :raises InvalidInput: also when one of these can be no name, and so would reserve nothing.
    """
    for name in (*RESERVED_NAMESPACES, *reserved):
        if not _RESERVED.match(name):
            raise InvalidInput(f"reserved_namespaces: {quoted(name)} is no name, nor the beginning of one and a star")
        if namespace == name or (name.endswith("*") and namespace.startswith(name[:-1])):
            raise InvalidInput(f"namespace {namespace} is reserved; give the project another name or namespace")


def identity_digest(name: str, identifier: str | None, environment: str | None) -> str:
    """Forty hex digits that tell a project from all others: labels alone cannot hold every name as it is."""
    identity = json.dumps([name, identifier, environment])
    return hashlib.sha256(identity.encode()).hexdigest()[:40]


def label_value(text: str) -> str:
    """The text itself where a label may hold it, else its slug, if it has one, and six hex digits of its SHA-256."""
    if is_label_value(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{plain(text)[: LONGEST_LABEL - 7].rstrip('-')}-{digest}".lstrip("-")
