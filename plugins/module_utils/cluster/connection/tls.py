# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The TLS settings of a connection: whom we trust, and the certificate that says who we are."""

from __future__ import annotations

import re
import ssl

from ...errors import ConfigurationError

__all__ = ["LARGEST_AUTHORITY", "authority_pem", "certificates_in", "tls_context"]

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")
LARGEST_AUTHORITY = 1024 * 1024
"""Characters of the PEM of CAs that are handed on."""
_OTHER_KINDS = re.compile(r"-----BEGIN (TRUSTED|X509) CERTIFICATE-----")


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


def authority_pem(path: str | None) -> str | None:
    """The certificates of a CA file as text, to be handed on; None without a file.

    Nothing but certificates: a private key may stand in the same file. Empty for a file of which nothing can be handed
    on, though a connection may work with it: it is too large, or has certificates of OpenSSL's own kinds.
    """
    if not path:
        return None
    try:
        with open(path, encoding="ascii", errors="replace") as stream:
            text = stream.read(LARGEST_AUTHORITY + 1)
    except OSError:
        return ""
    # Of a text that is cut, or has other kinds too, some of the CAs would be missing.
    whole = len(text) <= LARGEST_AUTHORITY and not _OTHER_KINDS.search(text)
    return certificates_in(text) if whole else ""


def certificates_in(text: str) -> str:
    """The certificates in a PEM text, one after the other, without whatever else is in it; empty for none."""
    blocks = (block.split() for block in _CERTIFICATE.findall(text))
    # "-----BEGIN", "CERTIFICATE-----", lines, "-----END", "CERTIFICATE-----"
    return "".join("\n".join([" ".join(words[:2]), *words[2:-2], " ".join(words[-2:])]) + "\n" for words in blocks)


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
