# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What went wrong below HTTP, said so that the user knows what to do."""

from __future__ import annotations

import re
import ssl
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

from ...errors import ConnectionFailed, ConnectionLost, NotKubernetes, TimedOut, TLSFailed, Unreachable

__all__ = ["ProxyFailed", "call_failure", "dial_failure"]

_SAFE_LOCATION = re.compile(r"[A-Za-z0-9.:\[\]_-]{1,255}\Z")
_X509_EXPIRED, _X509_NOT_YET_VALID = 10, 9
_X509_OTHER_NAME = (62, 64)
"""OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED, _CERT_NOT_YET_VALID, and _HOSTNAME_MISMATCH with _IP_ADDRESS_MISMATCH."""


class ProxyFailed(OSError):
    """The proxy cannot be reached, or does not connect us."""


def dial_failure(error: BaseException, where: str) -> ConnectionFailed:
    """The error for an exception while a connection was made: nothing has been sent yet.

    :param where: the server's host and port.
    """
    place = _place(where)
    if isinstance(error, ProxyFailed):
        return Unreachable(
            f"{place} is not reached through the proxy; check the option proxy and the *_proxy variables"
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return TLSFailed(_certificate_sentence(error, place))
    if isinstance(error, TimeoutError):
        return TimedOut(f"{place} does not answer in time; check the address, the port and the firewall")
    if isinstance(error, ConnectionRefusedError):
        return Unreachable(f"{place} refuses the connection; check the address and that the API server runs there")
    # Also what a server without TLS does that takes the connection and ends it.
    if isinstance(error, (ssl.SSLError, ConnectionResetError, BrokenPipeError)):
        return TLSFailed(_tls_sentence(place))
    return Unreachable(f"{place} cannot be reached; check the address and the network")


def call_failure(error: BaseException, where: str) -> ConnectionFailed:
    """The error for an exception while a request was sent or its answer read.

    :param where: the server's host and port.
    :returns: an error that is ``repeatable`` when the connection was lost.
    """
    place = _place(where)
    if isinstance(error, TimeoutError):
        return TimedOut(f"{place} does not answer in time; check the address, the port and the server's load")
    if isinstance(error, ssl.SSLError) and not isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        # From TLS 1.3 on, what the server holds against our certificate comes with its first answer.
        return TLSFailed(_tls_sentence(place))
    if isinstance(error, HTTPException) and not isinstance(error, (IncompleteRead, RemoteDisconnected)):
        return NotKubernetes(f"{place} does not answer as a Kubernetes API server does; check the server's address")
    return ConnectionLost(
        f"the connection to {place} was lost ({type(error).__name__}); "
        "check the network, the scheme and the port, and run again",
        repeatable=True,
    )


def _place(where: str) -> str:
    return where if _SAFE_LOCATION.match(where) else "the API server"


def _tls_sentence(place: str) -> str:
    return f"{place} does not speak TLS as expected; check the scheme, the port and the client certificate"


def _certificate_sentence(cause: ssl.SSLCertVerificationError, place: str) -> str:
    if cause.verify_code == _X509_EXPIRED:
        return f"the certificate of {place} has expired; renew it on the server"
    if cause.verify_code == _X509_NOT_YET_VALID:
        return f"the certificate of {place} is not valid yet; check the clocks of both machines"
    if cause.verify_code in _X509_OTHER_NAME:
        return f"the certificate of {place} is for another name or address; check the server's address"
    return f"the certificate of {place} is not signed by the CA given; check ca_cert or the kubeconfig's CA"
