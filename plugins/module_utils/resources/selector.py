# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels by which objects are chosen, and the form that their keys share with names of resources."""

from __future__ import annotations

import re
from typing import Any

from ..errors import InvalidInput
from .labels import is_label_value
from .manifest import Manifest
from .names import LONGEST_LABEL, LONGEST_SUBDOMAIN, quoted

__all__ = ["is_qualified_name", "label_selector"]

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\Z")
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z")


def is_qualified_name(text: str) -> bool:
    """Whether the text is what Kubernetes calls a qualified name: a word, with or without a domain before it."""
    domain, slash, name = text.rpartition("/")
    if slash and (len(domain) > LONGEST_SUBDOMAIN or not _DOMAIN.match(domain)):
        return False
    return len(name) <= LONGEST_LABEL and bool(_NAME.match(name))


def label_selector(labels: Any, what: str) -> Manifest:
    """The selector of the objects that have all of these labels, whoever set them; of every object when there are none.

    :param what: the field, for the message.
    :raises InvalidInput: no object can have one of them.
    """
    if not isinstance(labels, dict):
        raise InvalidInput(f"{what}: a mapping of labels to their values is needed")
    for key, value in labels.items():
        if not isinstance(key, str) or not is_qualified_name(key):
            raise InvalidInput(
                f"{what}: {quoted(str(key))} is not the key of a label; write such as app or example.com/app"
            )
        if not isinstance(value, str):
            raise InvalidInput(f"{what}: the value of {quoted(key)} is not text; put it in quotes")
        if not is_label_value(value):
            raise InvalidInput(
                f"{what}: {quoted(value)} is not the value of a label; use at most {LONGEST_LABEL} letters, digits, "
                "-, _ and ., with a letter or digit at both ends"
            )
    return {"matchLabels": dict(labels)} if labels else {}
