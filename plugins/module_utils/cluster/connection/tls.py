# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The TLS settings of a connection: whom we trust, and the certificate that says who we are."""

from __future__ import annotations

import ssl

from ...errors import ConfigurationError

__all__ = ["tls_context"]


def tls_context(*, authority: str | None, certificate: str | None, key: str | None, verify: bool) -> ssl.SSLContext:
    """The settings, with everything loaded: the files may go afterwards.

    :param authority: PEM file of the only CAs to trust, as kubectl does; None for the system's.
    :param key: PEM file, without a pass phrase: nobody could be asked for it.
    :param verify: False accepts any certificate of the server.
    :raises ConfigurationError: a file is missing, is no PEM, or the key is another certificate's.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    _load(context, authority if verify else None, trust_system=verify)
    if certificate:
        _identify(context, certificate, key)
    return context


def _load(context: ssl.SSLContext, authority: str | None, *, trust_system: bool) -> None:
    if authority:
        try:
            context.load_verify_locations(cafile=authority)
        except OSError as error:
            raise ConfigurationError(
                f"the CA certificate cannot be loaded ({type(error).__name__}); check that ca_cert, "
                "or the kubeconfig's CA, exists and is PEM"
            ) from None
    elif trust_system:
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)


def _identify(context: ssl.SSLContext, certificate: str, key: str | None) -> None:
    try:
        # Without a function here OpenSSL asks on the terminal for a pass phrase, and the play stands still.
        context.load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"the client certificate or its key cannot be loaded ({type(error).__name__}); check that the files "
            "exist, are PEM without a pass phrase, and that the key belongs to the certificate"
        ) from None
