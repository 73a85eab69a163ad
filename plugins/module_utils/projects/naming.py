# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a project's name, id and environment become the name of its namespace and its labels."""

from __future__ import annotations

import hashlib

from ..errors import InvalidInput
from ..resources.labels import is_label_value
from ..resources.names import LONGEST_LABEL, check_label, quoted, shortened, slug

__all__ = ["checked_namespace", "derived_namespace", "label_value"]

LONGEST_PART = 24
"""Characters of the id and of the environment in a derived name. With both at their longest,
13 of the 63 are left for the project's name."""
_RESERVED = frozenset({"default", "gitlab-managed-apps"})
_RESERVED_PREFIX = "kube-"


def derived_namespace(name: str, identifier: str | None, environment: str | None) -> str:
    """``<name>-<id>[-<environment>]``, at most 63 characters.

    Each part becomes lower case, with a single dash for whatever is not a-z or 0-9. An
    environment over 24 characters, and then a name that leaves the whole too long, is cut
    and ends in six hex digits of its SHA-256. The same parts always give the same name.

    :raises InvalidInput: a part has no letter or digit, the id is too long, or the name is reserved.
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
    return checked_namespace("-".join([shortened(slug(name, "name"), room), *parts]))


def checked_namespace(namespace: str) -> str:
    """The namespace itself, when it may be a project's.

    :raises InvalidInput: it is no DNS label, or the cluster's or slipway's own.
    """
    check_label(namespace, "namespace")
    if namespace in _RESERVED or namespace.startswith(_RESERVED_PREFIX):
        raise InvalidInput(f"namespace {namespace} is reserved; give the project another name or namespace")
    return namespace


def label_value(text: str) -> str:
    """The text itself where a label may hold it, else its slug and six hex digits of its SHA-256."""
    if is_label_value(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{slug(text, 'name')[: LONGEST_LABEL - 7].rstrip('-')}-{digest}"
