# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the kubeconfigs of restricted accounts lead to: the API server, as their users reach it."""

from __future__ import annotations

import base64
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from ..cluster.client import Client
from ..cluster.connection.connection import Connection
from ..cluster.connection.tls import LARGEST_AUTHORITY, certificates_in
from ..cluster.guard.server_url import parse_server_url
from ..cluster.guard.url_rules import HTTP_RULE
from ..errors import InvalidInput, TargetRefused

__all__ = ["SYSTEM_AUTHORITIES", "KubeconfigTarget", "kubeconfig_target", "wanted_target"]

SYSTEM_AUTHORITIES = "system"
"""Value of ``kubeconfig_ca`` for a server whose certificate every machine trusts: the file then names no CA."""
_SERVER, _CA = "kubeconfig_server", "kubeconfig_ca"


@dataclass(frozen=True)
class KubeconfigTarget:
    """What all kubeconfigs of one run have in common.

    :param folder: absolute; None when they are returned and not written.
    :param server: the API server's URL, in the one spelling that the guard gives it.
    :param authority: PEM of the CAs to trust; None for those of the user's machine.
    :param server_name: the name in the server's certificate, when it is not the URL's host.
    :param proxy: on the way to the server; without user name and password.
    """

    folder: str | None
    server: str
    authority: str | None = field(default=None, repr=False)
    server_name: str | None = None
    proxy: str | None = None

    @cached_property
    def cluster(self) -> str:
        """What the cluster is called in the file: its URL without the scheme."""
        return self.server.partition("://")[2]

    @cached_property
    def authority_data(self) -> str:
        """The CAs as the file has them; empty for none."""
        return base64.b64encode(self.authority.encode()).decode() if self.authority else ""


def kubeconfig_target(client: Client, parameters: Mapping[str, Any]) -> KubeconfigTarget | None:
    """Where the kubeconfigs lead to, and where they are written; None when none are wanted. Asks no server.

    :param parameters: of them ``kubeconfig_folder``, ``return_kubeconfig``, ``kubeconfig_server`` and ``kubeconfig_ca``
        (PEM text, or ``system``). Without a server ours is meant, with its name for TLS and the proxy to it; without
        a CA ours.
    :raises InvalidInput: a parameter cannot be right.
    """
    wanted = parameters.get("kubeconfig_folder") or parameters.get("return_kubeconfig")
    return wanted_target(client, parameters) if wanted else None


def wanted_target(
    client: Client, parameters: Mapping[str, Any], called: Mapping[str, str] = MappingProxyType({})
) -> KubeconfigTarget:
    """As ``kubeconfig_target``, for who wants one anyhow.

    :param called: what users call parameters, where it is not their name: of the server and the CA.
    """
    folder = parameters.get("kubeconfig_folder")
    connection, server = client.connection, parameters.get(_SERVER)
    place = os.path.abspath(os.path.expanduser(str(folder))) if folder else None
    authority = _authority(connection, parameters.get(_CA), called.get(_CA, _CA))
    if server:
        return KubeconfigTarget(place, _server(server, called.get(_SERVER, _SERVER)), authority)
    proxy = _without_account(connection.proxy)
    return KubeconfigTarget(place, connection.server.url, authority, connection.server_name, proxy)


def _server(given: Any, name: str) -> str:
    try:
        return parse_server_url(given).url
    except TargetRefused as refused:
        # Our own connection may be allowed to use http; a token of others is never sent in the clear.
        message = "it begins with http://; write https://" if refused.rule == HTTP_RULE else str(refused)
    raise InvalidInput(f"{name}: {message}")


def _authority(connection: Connection, given: Any, name: str) -> str | None:
    if not given:
        return _own_authority(connection, name)
    if given == SYSTEM_AUTHORITIES:
        return None
    text = str(given)
    if len(text) > LARGEST_AUTHORITY:
        raise InvalidInput(f"{name}: it is longer than {LARGEST_AUTHORITY} characters; give the CA alone")
    if "PRIVATE KEY" in text:
        raise InvalidInput(f"{name}: it has a private key, which would be given to all; give the CA alone")
    found = certificates_in(text)
    if not found or not _loads(found):
        raise InvalidInput(
            f"{name}: there is no certificate in it; give the CA as PEM text, from -----BEGIN CERTIFICATE----- on"
        )
    return found


def _own_authority(connection: Connection, name: str) -> str | None:
    remedy = f"give the CA as PEM text, or {SYSTEM_AUTHORITIES} for a certificate that every machine trusts"
    context = connection.ssl_context
    if context is not None and context.verify_mode == ssl.CERT_NONE and not connection.authority:
        raise InvalidInput(
            f"{name}: the CA is not known, since our own connection does not check the server's certificate; {remedy}"
        )
    if connection.authority == "":
        raise InvalidInput(
            f"{name}: the CA file of our own connection cannot be handed on: it has other certificates than those of "
            f"-----BEGIN CERTIFICATE-----, or more than {LARGEST_AUTHORITY} characters; {remedy}"
        )
    return connection.authority


def _loads(pem: str) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError):
        return False
    return True


def _without_account(proxy: str | None) -> str | None:
    """The proxy without the operator's name and password: the file is another one's."""
    if not proxy:
        return None
    scheme, separator, place = proxy.partition("://")
    return f"{scheme}{separator}{place.rpartition('@')[2]}"
