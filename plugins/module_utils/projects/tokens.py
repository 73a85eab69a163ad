# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens of a project's service account: asked for, or waited for in its Secret. No token is in any error."""

from __future__ import annotations

import re

from ..cluster.api.watch import Watch, ended_after
from ..cluster.client import Client
from ..errors import NotKubernetes, SlipwayError
from ..resources.manifest import Manifest
from ..resources.secret import secret_value
from .fixed_names import SERVICE_ACCOUNT, TOKEN_SECRET
from .token_claims import LONGEST_TOKEN, token_claims

__all__ = ["DEFAULT_LIFETIME", "LONGEST_LIFETIME", "SHORTEST_LIFETIME", "NoToken", "bound_token", "secret_token"]

DEFAULT_LIFETIME = 7 * 24 * 3600
"""Seconds of a bound token: a run a day renews it in time, and a weekend without one does no harm."""
LONGEST_LIFETIME = 2**32
"""Seconds; the API server takes no more, and may grant less."""
SHORTEST_LIFETIME = 600
"""Seconds; the API server takes no fewer."""
_MADE_A_YEAR = 3607
"""Seconds that the API server takes for those of an old pod, and makes a year of
(--service-account-extend-token-expiration)."""
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+\Z")


class NoToken(SlipwayError):
    """The Secret of a long-lived token has none, and will not get one without somebody's help."""

    code = "no_token"


def bound_token(client: Client, namespace: str, lifetime: int) -> str:
    """A new token of the project's account (TokenRequest). Nothing is stored on the server.

    :param lifetime: seconds; the server may grant fewer.
    :raises NotFound: the namespace has no such account.
    """
    seconds = lifetime - 1 if lifetime == _MADE_A_YEAR else lifetime
    return _checked(client.create_token(SERVICE_ACCOUNT, namespace, expiration_seconds=seconds).token)


def secret_token(client: Client, namespace: str, seconds: float, account_uid: str | None = None) -> str:
    """The long-lived token, once the cluster's token controller has put it into its Secret. Watched, not polled.

    :param seconds: how long to wait for it.
    :param account_uid: the live account's: a token of one before it is dead, and is not taken. None for any.
    :raises NoToken: it did not come, or the Secret was deleted; says what to look at.
    :raises NotFound: there is no such Secret.
    """
    found = client.get_secret(TOKEN_SECRET, namespace)
    token = _token_of(found, account_uid)
    return _checked(token or _watched_token(client, namespace, found, seconds, account_uid))


def _watched_token(client: Client, namespace: str, found: Manifest, seconds: float, account_uid: str | None) -> str:
    watch = Watch(client.core.secrets, namespace, fields=f"metadata.name={TOKEN_SECRET}", known=[found])
    with ended_after(watch, seconds):
        for kind, seen in watch.events():
            if kind == "DELETED":
                raise NoToken(
                    f"the Secret {namespace}/{TOKEN_SECRET} was deleted while its token was waited for: the cluster "
                    f"does that when its service account {SERVICE_ACCOUNT} is another one by now; run again"
                )
            if token := _token_of(seen, account_uid):
                return token
    raise NoToken(
        f"the Secret {namespace}/{TOKEN_SECRET} got no token within {round(seconds, 1):g} seconds; see whether the "
        f"service account {SERVICE_ACCOUNT} exists (kubectl describe secret {TOKEN_SECRET} --namespace {namespace}), "
        "and whether kube-controller-manager runs with --service-account-private-key-file; or use token: bound"
    )


def _token_of(secret: Manifest, account_uid: str | None) -> str:
    data = secret.get("data")
    token = secret_value(secret, "token").decode("ascii", "replace") if isinstance(data, dict) else ""
    claims = token_claims(token)
    of_another = claims is not None and account_uid not in (None, claims.account_uid)
    return "" if of_another else token


def _checked(token: str) -> str:
    """The token itself, when it may stand in a header and in a file."""
    if len(token) <= LONGEST_TOKEN and _TOKEN.match(token):
        return token
    raise NotKubernetes("the server gave a token that is none; check the server's address")
