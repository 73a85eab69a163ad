# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who we are and where the API server is: one connection, made of options and of what else there is."""

from __future__ import annotations

import os
import shutil
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from ..guard.allow_list import parse_allow_list
from ..guard.guard import Guard
from ..guard.server_url import ServerUrl, parse_server_url
from .credentials import account_name, authorization_header, impersonation
from .found import Found
from .kubeconfig_files import DEFAULT_KUBECONFIG
from .options import connection_options
from .proxy import proxy_address
from .renewal import Renewal
from .sources import find, has_own_identity, is_complete
from .tls import authority_pem, tls_context

__all__ = ["Connection", "connect"]

DEFAULT_TIMEOUT = 120.0
"""Seconds that a call may take in all: twice what the API server itself gives one, so that a repetition has time."""
LARGEST_ANSWER = 32 * 1024 * 1024
LARGEST_UNTRUSTED_ANSWER = 4 * 1024 * 1024
"""Smaller, since decoded JSON may take twenty times its size in memory, if somebody means it to."""
MEMORY = "/dev/shm"  # noqa: S108  # what is made in it is private, and has a name that nobody can foresee
"""Files here are never written to a disk. Where there is no such folder, the one for temporary files is used."""


@dataclass(frozen=True)
class Connection:
    """Where one API server is and who we are there. ``repr()`` shows the host alone.

    :param guard: where we may dial.
    :param timeout: seconds that a call may take in all, repetitions included; watches and
        followed logs are bounded by silence alone.
    :param largest_answer: bytes of an answer that are held at most. etcd holds objects of
        1.5 MiB; a page of a list that is longer is asked for again in smaller ones.
    :param renewal: how to make it again when credentials have expired or files have changed.
    :param has_certificate: whether a client certificate says who we are.
    :param authority: PEM of the CAs that the server was said to have; None for the system's.
    """

    host: str
    ssl_context: ssl.SSLContext | None = field(repr=False)
    authorization: str | None = field(default=None, repr=False)
    server_name: str | None = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)
    impersonate_user: str | None = field(default=None, repr=False)
    impersonate_groups: tuple[str, ...] = field(default=(), repr=False)
    guard: Guard = field(default=Guard(), repr=False)
    timeout: float = field(default=DEFAULT_TIMEOUT, repr=False)
    largest_answer: int = field(default=LARGEST_ANSWER, repr=False)
    renewal: Renewal | None = field(default=None, repr=False, compare=False)
    has_certificate: bool = field(default=False, repr=False)
    authority: str | None = field(default=None, repr=False)

    @cached_property
    def server(self) -> ServerUrl:
        """The parts of the host. Whether http is allowed was decided when the connection was made."""
        return parse_server_url(self.host, allow_http=True)

    @property
    def has_credentials(self) -> bool:
        """Whether we say who we are at all."""
        return bool(self.authorization) or self.has_certificate

    @cached_property
    def account(self) -> str:
        """Who we are in our own words, for hints; empty when only the server knows."""
        return account_name(self.authorization, self.impersonate_user)


def connect(options: Mapping[str, Any], environment: Mapping[str, str]) -> Connection:
    """The connection that the options ask for.

    Order: options over their K8S_AUTH_* variables; a complete ``host`` with
    credentials; a kubeconfig (option, KUBECONFIG with one or more files) or context;
    the pod's own service account; ~/.kube/config. An ``api_key`` or ``client_cert``
    given replaces all credentials of a kubeconfig.

    :param options: connection options under their documented names or aliases, None where not given. They are
        checked here, whoever has checked them before: see ``connection_options``.
    :param environment: where K8S_AUTH_*, KUBECONFIG and proxy variables are read from.
    :raises ConfigurationError: with one sentence that says what is missing or wrong.
    :raises TargetRefused: the server's address is one that the guard never lets us dial.
    """
    read = connection_options(options, environment)
    return _connected(read, dict(environment), read["request_timeout"] or DEFAULT_TIMEOUT)


def _connected(options: Mapping[str, Any], environment: Mapping[str, str], seconds: float) -> Connection:
    """The connection, made within so many seconds, of which a credential plugin may take all."""
    with _private_folder() as folder:
        found = find(options, environment, folder, seconds)
        server = parse_server_url(options.get("host") or found.host, allow_http=bool(options.get("allow_http")))
        user, groups = impersonation(options)
        if not user:
            user, groups = impersonation({"impersonate_user": found.user, "impersonate_groups": found.groups})
        own_identity = has_own_identity(options)
        authority = options.get("ca_cert") or found.authority
        untrusted = bool(options.get("untrusted"))
        return Connection(
            host=server.url,
            ssl_context=_tls(options, found, authority) if server.scheme == "https" else None,
            authorization=authorization_header(options.get("api_key"), None if own_identity else found.authorization),
            # A name that belongs to the kubeconfig's server, not to another one that was given.
            server_name=None if options.get("host") else found.server_name,
            proxy=proxy_address(server, options.get("proxy") or found.proxy, environment),
            impersonate_user=user,
            impersonate_groups=groups,
            guard=Guard(untrusted=untrusted, allowed=parse_allow_list(options.get("allowed_targets") or ())),
            has_certificate=bool(options.get("client_cert") if own_identity else found.certificate),
            authority=authority_pem(authority) if server.scheme == "https" else None,
            largest_answer=LARGEST_UNTRUSTED_ANSWER if untrusted else LARGEST_ANSWER,
            timeout=float(options.get("request_timeout") or DEFAULT_TIMEOUT),
            renewal=Renewal(partial(_connected, options, environment), _files(options, environment, found, folder)),
        )


@contextmanager
def _private_folder() -> Iterator[str]:
    """Python's TLS reads keys from files; embedded ones live here, 0700, for milliseconds."""
    in_memory = os.path.isdir(MEMORY) and os.access(MEMORY, os.W_OK)
    folder = tempfile.mkdtemp(prefix="slipway-", dir=MEMORY if in_memory else None)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tls(options: Mapping[str, Any], found: Found, authority: str | None) -> ssl.SSLContext:
    verify, own_identity = options.get("validate_certs"), has_own_identity(options)
    return tls_context(
        authority=authority,
        certificate=options.get("client_cert") if own_identity else found.certificate,
        key=options.get("client_key") if own_identity else found.key,
        verify=bool(found.verify if verify is None else verify),
    )


def _files(options: Mapping[str, Any], environment: Mapping[str, str], found: Found, folder: str) -> set[str]:
    """The files that the connection was made of and that may change."""
    named = [options.get(name) for name in ("ca_cert", "client_cert", "client_key")]
    named += [found.authority, found.certificate, found.key, found.token_file]
    if not is_complete(options):
        given = options.get("kubeconfig") or environment.get("KUBECONFIG") or DEFAULT_KUBECONFIG
        named += [os.path.expanduser(path) for path in str(given).split(os.pathsep)]
    return {str(path) for path in named if path and not str(path).startswith(folder)}
