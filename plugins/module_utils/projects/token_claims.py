# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the token of a service account says of itself, and whether it is still good.

Nothing here proves who signed it: it is read to find out whether another one is needed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["TokenClaims", "is_good", "token_claims"]

LONGEST_TOKEN = 16 * 1024
"""Characters; the API server's own have about a thousand."""
_LATEST = 1 << 40
"""Seconds since 1970 beyond which no time is one."""
_LONG_LIVED = "kubernetes.io/serviceaccount/"
"""What the claims of a long-lived token begin with."""


@dataclass(frozen=True)
class TokenClaims:
    """Whose a token is and how long it lasts.

    :param secret: the Secret that a long-lived token stands in; empty for one that was requested.
    :param issued: seconds since 1970; 0 when it does not say.
    :param expires: seconds since 1970; 0 for never.
    """

    namespace: str
    account: str
    account_uid: str
    secret: str = ""
    issued: int = 0
    expires: int = 0


def token_claims(token: str) -> TokenClaims | None:
    """What a service account's token says; None for what is none."""
    claims = _payload(token)
    subject = str(claims.get("sub", "")).split(":")
    if subject[:2] != ["system", "serviceaccount"] or len(subject) != 4:
        return None
    own = _mapping(_mapping(claims.get("kubernetes.io")).get("serviceaccount"))
    return TokenClaims(
        namespace=subject[2],
        account=subject[3],
        account_uid=_text(own.get("uid") or claims.get(f"{_LONG_LIVED}service-account.uid")),
        secret=_text(claims.get(f"{_LONG_LIVED}secret.name")),
        issued=_time(claims.get("iat")),
        expires=_time(claims.get("exp")),
    )


def is_good(claims: TokenClaims, *, kind: str, lifetime: int, now: float) -> bool:
    """Whether a token of this kind may stay as it is.

    :param kind: ``bound`` or ``secret``.
    :param lifetime: seconds for which a bound one is asked for. One that lasts longer is not good:
        somebody has shortened the time since. One that lasts less may be all that the server grants.
    :param now: seconds since 1970.
    """
    if kind != "bound":
        return bool(claims.secret) and not claims.expires
    lasts = claims.expires - claims.issued
    left = claims.expires - now
    # Its first second lies ahead when the server's clock is ahead of ours; that is no reason to ask again.
    return bool(claims.issued and claims.expires) and 0 < lasts <= lifetime and left * 3 >= lasts


def _payload(token: str) -> Mapping[str, Any]:
    parts = token.split(".") if len(token) <= LONGEST_TOKEN else ()
    if len(parts) != 3:
        return {}
    try:
        middle = parts[1].encode("ascii")
        return _mapping(json.loads(base64.urlsafe_b64decode(middle + b"=" * (-len(middle) % 4))))
    except (ValueError, RecursionError):
        return {}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _time(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LATEST else 0
