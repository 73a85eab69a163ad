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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib import request as urllib_request
from urllib.parse import urlsplit

from .errors import ConfigurationError

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
    the pod's own service account; ~/.kube/config.

    :param options: connection options under their documented names, None where not given.
    :param environment: where KUBECONFIG and proxy variables are read from.
    :raises ConfigurationError: with one sentence that says what is missing.
    """
    with _private_folder() as folder:
        found = _load(options, environment, folder)
        host = _host(options.get("host") or getattr(found, "host", None))
        secure = host.startswith("https:")
        return Connection(
            host=host,
            ssl_context=_ssl_context(options, found) if secure else None,
            authorization=_authorization(options, found),
            server_name=getattr(found, "tls_server_name", None),
            proxy=options.get("proxy") or getattr(found, "proxy", None) or _environment_proxy(host, environment),
            impersonate_user=options.get("impersonate_user"),
            impersonate_groups=tuple(options.get("impersonate_groups") or ()),
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
    try:
        from kubernetes.config import load_incluster_config, load_kube_config
        from kubernetes.config.config_exception import ConfigException
    except ImportError:
        raise ConfigurationError(
            "the Python package 'kubernetes' (31 or newer) is missing; install it: pip install kubernetes"
        ) from None
    files = options.get("kubeconfig") or environment.get("KUBECONFIG")
    context = options.get("context")
    if not files and not context and environment.get(_SERVICE_HOST):
        try:
            load_incluster_config(client_configuration=found)
        except ConfigException:
            raise ConfigurationError(
                "this looks like a pod, but its service account's token or CA is not mounted; "
                "give a kubeconfig or mount the account"
            ) from None
        return found
    paths = _existing_files(files or "~/.kube/config", given=bool(files))
    try:
        load_kube_config(
            config_file=paths,
            context=context,
            client_configuration=found,
            persist_config=False,
            temp_file_path=folder,
        )
    except (ConfigException, OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ConfigurationError(_kubeconfig_problem(error, paths, context)) from None
    except Exception as error:  # noqa: BLE001  # the YAML parser's own classes; its text may quote a secret
        raise ConfigurationError(
            f"the kubeconfig {paths} cannot be read ({type(error).__name__}); check that it is valid YAML"
        ) from None
    return found


def _existing_files(files: str, *, given: bool) -> str:
    paths = [os.path.expanduser(path) for path in files.split(os.pathsep) if path]
    if any(os.path.exists(path) for path in paths):
        return os.pathsep.join(paths)
    if given:
        raise ConfigurationError(f"the kubeconfig {files} does not exist; check the path or the variable KUBECONFIG")
    raise ConfigurationError(
        "no cluster was named; give kubeconfig, or host with api_key, or set KUBECONFIG or K8S_AUTH_*"
    )


def _kubeconfig_problem(error: Exception, paths: str, context: str | None) -> str:
    import yaml

    names: list[str] = []
    for path in paths.split(os.pathsep):
        try:
            with open(path, encoding="utf-8") as stream:
                document = yaml.safe_load(stream)
            names += [str(entry["name"]) for entry in document.get("contexts") or []]
        except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError):
            return f"the kubeconfig {paths} cannot be read ({type(error).__name__}); check the file"
    if context and context not in names:
        known = ", ".join(sorted(names)[:10]) or "none"
        return f"context {context!r} is not in the kubeconfig {paths}; it has: {known}"
    if not context and not names:
        return f"the kubeconfig {paths} has no context; name one or check the file"
    return (
        f"the kubeconfig {paths} is incomplete ({type(error).__name__}); "
        "check its current context, cluster, user and the files that it names"
    )


def _host(host: Any) -> str:
    if not isinstance(host, str) or not host:
        raise ConfigurationError("the API server's address is missing; give host or a kubeconfig with a server")
    parts = urlsplit(host)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ConfigurationError("host must look like https://address:port, without user name or password")
    return host.rstrip("/")


def _authorization(options: Mapping[str, Any], found: SimpleNamespace) -> str | None:
    if options.get("api_key"):
        return f"Bearer {options['api_key']}"
    # The key's name is BearerToken from version 36 of the official package on, authorization before.
    value = found.api_key.get("BearerToken") or found.api_key.get("authorization")
    return str(value).strip() if value else None


def _ssl_context(options: Mapping[str, Any], found: SimpleNamespace) -> ssl.SSLContext:
    context = ssl.create_default_context()
    verify = options.get("validate_certs")
    if verify is None:
        verify = getattr(found, "verify_ssl", True)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    authority = options.get("ca_cert") or getattr(found, "ssl_ca_cert", None)
    certificate = options.get("client_cert") or getattr(found, "cert_file", None)
    key = options.get("client_key") or getattr(found, "key_file", None)
    try:
        if authority:
            context = _only_authority(context, authority)
        if certificate:
            context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            f"the CA, client certificate or client key cannot be loaded ({type(error).__name__}); "
            "check that the files exist, are PEM, and that the key belongs to the certificate"
        ) from None
    return context


def _only_authority(system: ssl.SSLContext, authority: str) -> ssl.SSLContext:
    """A context that trusts the CA given and none of the system's: as kubectl does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = system.check_hostname
    context.verify_mode = system.verify_mode
    context.load_verify_locations(cafile=authority)
    return context


def _environment_proxy(host: str, environment: Mapping[str, str]) -> str | None:
    variables = {name.lower(): value for name, value in environment.items() if name.lower().endswith("_proxy")}
    proxies = {name.removesuffix("_proxy"): value for name, value in variables.items() if value}
    parts = urlsplit(host)
    # In the standard library for long, but not in its type stubs.
    bypass: Callable[[str, dict[str, str]], bool] = vars(urllib_request)["proxy_bypass_environment"]
    if bypass(parts.hostname or "", proxies):
        return None
    return proxies.get(parts.scheme)
