# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent to say who we are: checked, since a line break in a header would begin another header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .errors import ConfigurationError

__all__ = ["authorization_header", "impersonation"]

_TOKEN = re.compile(r"[!-~]+\Z")
_HEADER = re.compile(r"[ -~]+\Z")


def authorization_header(api_key: str | None, found: str | None) -> str | None:
    """The header's value: the token given, else what the kubeconfig or the pod's account has, else None.

    :param found: the whole value, with its scheme.
    :raises ConfigurationError: there is a line break or another character in it that no token has.
    """
    if api_key:
        if not _TOKEN.match(api_key):
            raise ConfigurationError(
                "api_key has a space, a line break or another character that no token has; "
                "check how it was read, for example with the filter trim"
            )
        return f"Bearer {api_key}"
    value = (found or "").strip()
    if value and not _HEADER.match(value):
        raise ConfigurationError(
            "the token has a line break or another character that no token has; check the kubeconfig's user"
        )
    return value or None


def impersonation(options: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """The user and the groups to act as.

    :raises ConfigurationError: groups without a user, which the API server refuses, or a name that no header can hold.
    """
    user = options.get("impersonate_user") or None
    groups = tuple(options.get("impersonate_groups") or ())
    if groups and not user:
        raise ConfigurationError("impersonate_groups needs impersonate_user; give the user too")
    if any(not _HEADER.match(name) for name in (user, *groups) if name is not None):
        raise ConfigurationError("impersonate_user and impersonate_groups may have printable ASCII characters only")
    return user, groups
