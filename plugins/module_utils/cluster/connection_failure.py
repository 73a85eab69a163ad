# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What went wrong below HTTP, said so that the user knows what to do."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator

from .errors import ConnectionFailed, ConnectionLost, TimedOut, TLSFailed, Unreachable

__all__ = ["connection_failure"]

_SAFE_LOCATION = re.compile(r"[A-Za-z0-9.:\[\]_-]{1,255}\Z")


def connection_failure(error: BaseException, where: str) -> ConnectionFailed:
    """The error for an exception that urllib3 or a socket raised.

    :param where: the server's host and port.
    :returns: an error that is ``repeatable`` when the connection was lost after it was made.
    """
    place = where if _SAFE_LOCATION.match(where) else "the API server"
    causes = list(_chain(error))
    for kind, ours, sentence in _sentences():
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return TLSFailed(_certificate_sentence(cause, place))
            if isinstance(cause, kind):
                return ours(f"{place} {sentence}")
    return ConnectionLost(
        f"the connection to {place} was lost ({type(error).__name__}); "
        "check the network, the scheme and the port, and run again",
        repeatable=True,
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and what it wraps, at most ten deep."""
    current: BaseException | None = error
    for _depth in range(10):
        if current is None:
            return
        yield current
        reason = getattr(current, "reason", None)
        wrapped = [value for value in (reason, *current.args) if isinstance(value, BaseException)]
        current = next(iter(wrapped), None) or current.__cause__ or current.__context__


def _sentences() -> tuple[tuple[type[BaseException], type[ConnectionFailed], str], ...]:
    """The most telling class first: urllib3's own classes derive from each other and wrap the socket's."""
    import urllib3.exceptions as http

    return (
        (
            http.ProxyError,
            Unreachable,
            "is not reached through the proxy; check the option proxy and the *_proxy variables",
        ),
        (http.NameResolutionError, Unreachable, "cannot be resolved; check the server's address and the name service"),
        (
            ConnectionRefusedError,
            Unreachable,
            "refuses the connection; check the address and that the API server runs there",
        ),
        # Also what a server does that takes the connection and never begins to speak TLS.
        (
            http.ReadTimeoutError,
            TimedOut,
            "does not answer in time; check the address, the port and the server's load",
        ),
        (http.NewConnectionError, Unreachable, "cannot be reached; check the address and the network"),
        (
            http.ConnectTimeoutError,
            TimedOut,
            "cannot be reached: no answer in time; check the address, network and firewall",
        ),
        (
            ssl.SSLError,
            TLSFailed,
            "does not speak TLS as expected; check the scheme, the port and the client certificate",
        ),
    )


def _certificate_sentence(cause: ssl.SSLCertVerificationError, place: str) -> str:
    # OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED and X509_V_ERR_HOSTNAME_MISMATCH, _IP_ADDRESS_MISMATCH.
    if cause.verify_code == 10:
        return f"the certificate of {place} has expired; renew it on the server"
    if cause.verify_code in (62, 64):
        return f"the certificate of {place} is for another name or address; check the server's address"
    return f"the certificate of {place} is not signed by the CA given; check ca_cert or the kubeconfig's CA"
