# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent to say who we are: checked, since a line break in a header would begin another header."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from ...errors import ConfigurationError

__all__ = ["account_name", "authorization_header", "impersonation"]

_TOKEN = re.compile(r"[!-~]+\Z")
_HEADER = re.compile(r"[ -~]+\Z")
_SERVICE_ACCOUNT = re.compile(r"system:serviceaccount:([a-z0-9.-]{1,63}):([a-z0-9.-]{1,253})\Z")
_USER = re.compile(r"[A-Za-z0-9.:@_-]{1,253}\Z")


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


def account_name(authorization: str | None, impersonated: str | None) -> str:
    """Who the requests are made as, in our own words; empty when only the server knows.

    Of a token just the subject (RFC 7519, ``sub``) is read. It is unverified, and good for hints alone.
    """
    subject = impersonated or _subject(authorization or "")
    account = _SERVICE_ACCOUNT.match(subject)
    if account:
        return f"service account {account[2]} in namespace {account[1]}"
    return f"user {subject}" if _USER.match(subject) else ""


def _subject(authorization: str) -> str:
    parts = authorization.removeprefix("Bearer ").split(".")
    if len(parts) != 3:
        return ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return ""
    subject = claims.get("sub") if isinstance(claims, dict) else None
    return subject if isinstance(subject, str) else ""
