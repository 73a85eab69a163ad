# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who we are and where the API server is: the one place that reads kubeconfigs.

The official ``kubernetes`` package understands kubeconfigs and in-cluster accounts. It is
asked for the answer only; all requests are ours.
"""

from __future__ import annotations

import os
import shutil
import ssl
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import SimpleNamespace
from typing import Any

from ...errors import ConfigurationError
from ..guard.allow_list import parse_allow_list
from ..guard.guard import Guard
from ..guard.server_url import ServerUrl, parse_server_url
from .credential_plugin import credentials_of_plugin
from .credentials import account_name, authorization_header, impersonation
from .kubeconfig_files import (
    DEFAULT_KUBECONFIG,
    cluster_and_user,
    existing_files,
    kubeconfig_problem,
    merged,
)
from .options import connection_options
from .proxy import proxy_address
from .renewal import Renewal
from .tls import authority_pem, tls_context
from .untrusted_kubeconfig import read_untrusted_kubeconfig

__all__ = ["Connection", "connect", "official_package_available"]

DEFAULT_TIMEOUT = 120.0
"""Seconds that a call may take in all: twice what the API server itself gives one, so that a repetition has time."""
LARGEST_ANSWER = 32 * 1024 * 1024
LARGEST_UNTRUSTED_ANSWER = 4 * 1024 * 1024
"""Smaller, since decoded JSON may take twenty times its size in memory, if somebody means it to."""
_LOADING = threading.Lock()
"""The official package remembers the files of keys for all threads: one would be given another's, soon gone."""
MEMORY = "/dev/shm"  # noqa: S108  # what is made in it is private, and has a name that nobody can foresee
"""Files here are never written to a disk. Where there is no such folder, the one for temporary files is used."""
_SERVICE_HOST = "KUBERNETES_SERVICE_HOST"


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


def official_package_available() -> bool:
    """Whether the ``kubernetes`` package can be imported by this interpreter.

    It is imported here, so that a controller pays for it once, before it forks.
    """
    try:
        import kubernetes.config  # noqa: F401  # imported for its effect: loaded once before a fork
    except ImportError:
        return False
    return True


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
        found = _load(options, environment, folder, seconds)
        server = parse_server_url(
            options.get("host") or getattr(found, "host", None), allow_http=bool(options.get("allow_http"))
        )
        user, groups = impersonation(options)
        own_identity = bool(options.get("api_key") or options.get("client_cert"))
        return Connection(
            host=server.url,
            ssl_context=_tls(options, found, own_identity=own_identity) if server.scheme == "https" else None,
            authorization=authorization_header(options.get("api_key"), None if own_identity else _found_token(found)),
            server_name=getattr(found, "tls_server_name", None),
            proxy=proxy_address(server, options.get("proxy") or getattr(found, "proxy", None), environment),
            impersonate_user=user,
            impersonate_groups=groups,
            guard=Guard(
                untrusted=bool(options.get("untrusted")), allowed=parse_allow_list(options.get("allowed_targets") or ())
            ),
            has_certificate=bool(options.get("client_cert") if own_identity else getattr(found, "cert_file", None)),
            authority=authority_pem(_authority_file(options, found)) if server.scheme == "https" else None,
            largest_answer=LARGEST_UNTRUSTED_ANSWER if options.get("untrusted") else LARGEST_ANSWER,
            timeout=float(options.get("request_timeout") or DEFAULT_TIMEOUT),
            renewal=Renewal(partial(_connected, options, environment), _files(options, environment, found, folder)),
        )


@contextmanager
def _private_folder() -> Iterator[str]:
    """The official package writes embedded keys to files; they live here, 0700, for milliseconds."""
    in_memory = os.path.isdir(MEMORY) and os.access(MEMORY, os.W_OK)
    folder = tempfile.mkdtemp(prefix="slipway-", dir=MEMORY if in_memory else None)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _load(options: Mapping[str, Any], environment: Mapping[str, str], folder: str, seconds: float) -> SimpleNamespace:
    found = SimpleNamespace(api_key={})
    if options.get("untrusted"):
        _load_untrusted(found, options, folder)
        return found
    if options.get("host") and (options.get("api_key") or options.get("client_cert")):
        return found
    if not official_package_available():
        raise ConfigurationError(
            "the Python package 'kubernetes' (31 or newer) is missing; install it: pip install kubernetes"
        )
    files = options.get("kubeconfig") or environment.get("KUBECONFIG")
    context = options.get("context")
    if not files and not context and environment.get(_SERVICE_HOST):
        _load_account_of_pod(found)
    else:
        own_identity = bool(options.get("api_key") or options.get("client_cert"))
        _load_kubeconfig(found, existing_files(files), context, folder, None if own_identity else seconds)
    return found


def _load_untrusted(found: SimpleNamespace, options: Mapping[str, Any], folder: str) -> None:
    """Of what somebody else wrote only data is taken; nothing of the operator's own is looked for."""
    path = options.get("kubeconfig")
    if not path:
        return
    cluster = read_untrusted_kubeconfig(path, options.get("context"))
    found.host, found.tls_server_name, found.verify_ssl = cluster.host, cluster.server_name, cluster.verify
    if cluster.token:
        found.api_key["authorization"] = f"Bearer {cluster.token}"
    for name, text in (
        ("ssl_ca_cert", cluster.authority_pem),
        ("cert_file", cluster.certificate_pem),
        ("key_file", cluster.key_pem),
    ):
        if text:
            setattr(found, name, os.path.join(folder, name))
            with open(os.open(getattr(found, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
                stream.write(text)


def _load_account_of_pod(found: SimpleNamespace) -> None:
    from kubernetes.config import ConfigException, load_incluster_config

    try:
        load_incluster_config(client_configuration=found)
    except (ConfigException, OSError, ValueError):
        raise ConfigurationError(
            "this looks like a pod, but its service account's token or CA is not mounted; "
            "give a kubeconfig or mount the account"
        ) from None


def _load_kubeconfig(
    found: SimpleNamespace, files: list[str], context: str | None, folder: str, seconds: float | None
) -> None:
    """Take over what a context of the files says.

    :param seconds: how long a credential plugin may take; None when its credentials would not be used.
    """
    from kubernetes.config import load_kube_config_from_dict

    try:
        document = merged(files)
        cluster, user = cluster_and_user(document, context)
        program = user.pop("exec", None)
        # As for the official package, which is not to run it, a token goes before a program.
        if program and seconds and not any(user.get(name) for name in ("token", "tokenFile", "auth-provider")):
            user.update(credentials_of_plugin(program, cluster, seconds))
        with _LOADING:
            try:
                load_kube_config_from_dict(
                    document, context=context, client_configuration=found, persist_config=False, temp_file_path=folder
                )
            finally:
                _forget_files_in(folder)
    except ConfigurationError:
        raise
    except Exception as error:  # noqa: BLE001  # any: of a damaged file the package raises what Python does with it
        raise ConfigurationError(kubeconfig_problem(error, files, context)) from None
    # Older versions of the official package leave it out.
    proxy = getattr(found, "proxy", None) or cluster.get("proxy-url")
    found.proxy = str(proxy) if proxy else None


def _forget_files_in(folder: str) -> None:
    """The official package remembers keys and their files; older versions name the file again when it is gone."""
    from kubernetes.config import kube_config

    remembered: dict[Any, str] = getattr(kube_config, "_temp_files", {})
    for content in [content for content, path in remembered.items() if path.startswith(folder)]:
        del remembered[content]


def _found_token(found: SimpleNamespace) -> str | None:
    # The key's name is BearerToken from version 36 of the official package on, authorization before.
    value = found.api_key.get("BearerToken") or found.api_key.get("authorization")
    return str(value) if value else None


def _tls(options: Mapping[str, Any], found: SimpleNamespace, *, own_identity: bool) -> ssl.SSLContext:
    verify = options.get("validate_certs")
    return tls_context(
        authority=_authority_file(options, found),
        certificate=options.get("client_cert") if own_identity else getattr(found, "cert_file", None),
        key=options.get("client_key") if own_identity else getattr(found, "key_file", None),
        verify=bool(getattr(found, "verify_ssl", True) if verify is None else verify),
    )


def _authority_file(options: Mapping[str, Any], found: SimpleNamespace) -> str | None:
    return options.get("ca_cert") or getattr(found, "ssl_ca_cert", None)


def _files(options: Mapping[str, Any], environment: Mapping[str, str], found: SimpleNamespace, folder: str) -> set[str]:
    """The files that the connection was made of and that may change."""
    named = [options.get(name) for name in ("ca_cert", "client_cert", "client_key")]
    named += [getattr(found, name, None) for name in ("ssl_ca_cert", "cert_file", "key_file")]
    if not (options.get("host") and (options.get("api_key") or options.get("client_cert"))):
        given = options.get("kubeconfig") or environment.get("KUBECONFIG") or DEFAULT_KUBECONFIG
        named += [os.path.expanduser(path) for path in str(given).split(os.pathsep)]
    return {str(path) for path in named if path and not str(path).startswith(folder)}
