# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where to look: a namespace that exists, and labels that the API server understands."""

from __future__ import annotations

import re

from ..cluster.client import Client
from ..errors import Forbidden, InvalidInput
from ..resources.names import check_label, quoted

__all__ = ["check_namespace", "check_selector"]

_DOMAIN = r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?"
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
_KEY = rf"(?:{_DOMAIN}/)?{_NAME}"
_VALUE = rf"(?:{_NAME})?"
_SET = rf"\(\s*{_VALUE}(?:\s*,\s*{_VALUE})*\s*\)"
_CONDITION = rf"\s*(?:==?|!=)\s*{_VALUE}|\s*[<>]\s*\d+|\s+(?:in|notin)\s*{_SET}"
_REQUIREMENT = rf"\s*(?:!\s*{_KEY}|{_KEY}(?:{_CONDITION})?)\s*"
_SELECTOR = re.compile(rf"{_REQUIREMENT}(?:,{_REQUIREMENT})*\Z")


def check_namespace(client: Client, name: str) -> None:
    """Ask the cluster for the namespace: the list of what is in a missing one is empty, not an error.

    Who may not read namespaces is let through.

    :raises InvalidInput: it is no valid name, or there is no such namespace.
    :raises SlipwayError: the cluster could not be reached, or does not know us.
    """
    check_label(name, "namespace")
    try:
        found = client.find_namespace(name)
    except Forbidden:
        return
    if found is None:
        raise InvalidInput(f"namespace {name} does not exist; check the name, and the context that was chosen")


def check_selector(selector: str | None) -> None:
    """Raise InvalidInput for what is no label selector. The API server says only 400 to it."""
    if selector and not _SELECTOR.match(selector):
        raise InvalidInput(
            f"selector {quoted(selector)} is none that Kubernetes takes; write labels as for kubectl's -l: "
            "app=web,tier!=cache or 'tier in (web, api)'"
        )
