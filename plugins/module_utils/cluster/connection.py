# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who we are and where the API server is: the one place that reads kubeconfigs.

The official ``kubernetes`` package reads kubeconfig files, in-cluster accounts and
credential plugins. It is asked for the answer only; all requests are ours.
"""

from __future__ import annotations

import os
import shutil
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from .address import proxy_address, server_address
from .credential_plugin import watch_credential_plugin
from .credentials import authorization_header, impersonation
from .errors import ConfigurationError
from .kubeconfig_files import current_context, existing_files, kubeconfig_problem, proxy_of_context
from .tls import tls_context

__all__ = ["Connection", "connect", "official_package_available"]

_SERVICE_HOST = "KUBERNETES_SERVICE_HOST"


@dataclass(frozen=True)
class Connection:
    """Where one API server is and who we are there. Holds no file and no path of one.

    ``repr()`` shows the host alone.
    """

    host: str
    ssl_context: ssl.SSLContext | None = field(repr=False)
    authorization: str | None = field(default=None, repr=False)
    server_name: str | None = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)
    impersonate_user: str | None = field(default=None, repr=False)
    impersonate_groups: tuple[str, ...] = field(default=(), repr=False)


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

    :param options: connection options under their documented names, None where not given.
    :param environment: where KUBECONFIG and proxy variables are read from.
    :raises ConfigurationError: with one sentence that says what is missing.
    """
    with _private_folder() as folder:
        found = _load(options, environment, folder)
        host = server_address(options.get("host") or getattr(found, "host", None))
        user, groups = impersonation(options)
        own_identity = bool(options.get("api_key") or options.get("client_cert"))
        return Connection(
            host=host,
            ssl_context=_tls(options, found, own_identity=own_identity) if host.startswith("https:") else None,
            authorization=authorization_header(options.get("api_key"), None if own_identity else _found_token(found)),
            server_name=getattr(found, "tls_server_name", None),
            proxy=proxy_address(host, options.get("proxy") or getattr(found, "proxy", None), environment),
            impersonate_user=user,
            impersonate_groups=groups,
        )


@contextmanager
def _private_folder() -> Iterator[str]:
    """The official package writes embedded keys to files; they live here, 0700, for milliseconds."""
    folder = tempfile.mkdtemp(prefix="slipway-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _load(options: Mapping[str, Any], environment: Mapping[str, str], folder: str) -> SimpleNamespace:
    found = SimpleNamespace(api_key={})
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
        _load_kubeconfig(found, existing_files(files), context, folder)
    return found


def _load_account_of_pod(found: SimpleNamespace) -> None:
    from kubernetes.config import ConfigException, load_incluster_config

    try:
        load_incluster_config(client_configuration=found)
    except (ConfigException, OSError, ValueError):
        raise ConfigurationError(
            "this looks like a pod, but its service account's token or CA is not mounted; "
            "give a kubeconfig or mount the account"
        ) from None


def _load_kubeconfig(found: SimpleNamespace, files: list[str], context: str | None, folder: str) -> None:
    from kubernetes.config import load_kube_config

    if len(files) > 1 and not context:
        context = current_context(files)
    try:
        with watch_credential_plugin():
            load_kube_config(
                config_file=os.pathsep.join(files),
                context=context,
                client_configuration=found,
                persist_config=False,
                temp_file_path=folder,
            )
    except ConfigurationError:
        raise
    except Exception as error:  # noqa: BLE001  # any: of a damaged file the package raises what Python does with it
        raise ConfigurationError(kubeconfig_problem(error, files, context)) from None
    finally:
        _forget_files_in(folder)
    if not hasattr(found, "proxy"):
        found.proxy = proxy_of_context(files, context)


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
        authority=options.get("ca_cert") or getattr(found, "ssl_ca_cert", None),
        certificate=options.get("client_cert") if own_identity else getattr(found, "cert_file", None),
        key=options.get("client_key") if own_identity else getattr(found, "key_file", None),
        verify=bool(getattr(found, "verify_ssl", True) if verify is None else verify),
    )
