# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operator's own kubeconfig: what one context of it says, as kubectl understands it."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import ConfigurationError
from .auth_provider import authorization_of_auth_provider
from .credential_plugin import credentials_of_plugin
from .found import Found, private_file
from .kubeconfig_files import WrongKubeconfig, cluster_and_user, kubeconfig_problem, merged

__all__ = ["read_kubeconfig"]


def read_kubeconfig(files: Sequence[str], context: str | None, folder: str, seconds: float | None) -> Found:
    """What a context of the files says, read as one; None for the current context.

    :param folder: a private one, where embedded keys are written.
    :param seconds: how long a credential plugin may take; None when credentials would not be used and none is run.
    :raises ConfigurationError: with one sentence that quotes nothing of the files but names.
    """
    try:
        document = merged(files)
        cluster, user = cluster_and_user(document, context)
        if seconds is None:
            return _found(cluster, {}, None, folder)
        if user.get("auth-provider"):
            return _found(cluster, user, _of_provider(document, context, user, folder), folder)
        return _found(cluster, *_with_plugin(cluster, user, seconds), folder)
    except ConfigurationError:
        raise
    except WrongKubeconfig as wrong:
        raise ConfigurationError(f"the kubeconfig {os.pathsep.join(files)}: {wrong}") from None
    except Exception as error:  # noqa: BLE001  # any: a damaged file has anything anywhere
        raise ConfigurationError(kubeconfig_problem(error, files, context)) from None


def _of_provider(document: Mapping[str, Any], context: str | None, user: Mapping[str, Any], folder: str) -> str:
    """The header that the user's auth-provider gives. Beside a plugin it is refused, as by kubectl."""
    if user.get("exec"):
        # The official package would run it, with no end and its errors in the log.
        raise WrongKubeconfig("its user has an auth-provider and a plugin (exec); take one away")
    header = authorization_of_auth_provider(document, context, folder)
    if not header:
        raise WrongKubeconfig("its user's auth-provider gives no token; use a credential plugin (exec)")
    return header


def _with_plugin(
    cluster: Mapping[str, Any], user: Mapping[str, Any], seconds: float
) -> tuple[Mapping[str, Any], str | None]:
    """The user, with what a credential plugin gave, and the header that says who it is."""
    header, program = _bearer(user) or _name_and_password(user), user.get("exec")
    # As for kubectl, what is written goes before what would have to be run.
    if not program or header or user.get("client-certificate") or user.get("client-certificate-data"):
        return user, header
    if not isinstance(program, dict):
        raise WrongKubeconfig("exec is no mapping; correct it")
    user = {**user, **credentials_of_plugin(program, cluster, seconds)}
    return user, _bearer(user)


def _found(cluster: Mapping[str, Any], user: Mapping[str, Any], header: str | None, folder: str) -> Found:
    server, skip = _text(cluster, "server"), cluster.get("insecure-skip-tls-verify") or False
    if server is None:
        raise WrongKubeconfig("its cluster has no server; check it")
    if not isinstance(skip, bool):
        raise WrongKubeconfig("insecure-skip-tls-verify is neither true nor false; correct it")
    certificate, key = (_file(user, name, folder) for name in ("client-certificate", "client-key"))
    if key and not certificate:
        raise WrongKubeconfig("client-key is given without client-certificate; give both")
    for name in ("as-uid", "as-user-extra"):
        if user.get(name):
            raise WrongKubeconfig(f"its user has {name}, which slipway does not have; use another user")
    return Found(
        host=server.rstrip("/"),
        authorization=header,
        authority=_file(cluster, "certificate-authority", folder),
        certificate=certificate,
        key=key,
        server_name=_text(cluster, "tls-server-name"),
        proxy=_text(cluster, "proxy-url"),
        verify=not skip,
        user=_text(user, "as"),
        groups=_groups(user),
        token_file=_text(user, "tokenFile"),
    )


def _bearer(user: Mapping[str, Any]) -> str | None:
    """The header for the token of the file that is named, which may be renewed there, else for the one that is written.

    As client-go does it: a written token stands in for a file that cannot be read.
    """
    token, path = _text(user, "token"), _text(user, "tokenFile")
    if path and (not token or os.path.isfile(path)):
        with open(_existing(path, "tokenFile"), encoding="utf-8") as stream:
            token = stream.read().strip()
        if not token:
            raise WrongKubeconfig("the file that it names as tokenFile is empty; write the token into it")
    return f"Bearer {token}" if token else None


def _name_and_password(user: Mapping[str, Any]) -> str | None:
    """HTTP's Basic (RFC 7617), which some proxies before an API server still take."""
    name, password = _text(user, "username"), _text(user, "password")
    if not (name and password):
        return None
    return f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"


def _groups(user: Mapping[str, Any]) -> tuple[str, ...]:
    groups = user.get("as-groups") or []
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise WrongKubeconfig("as-groups is no list of texts; correct it")
    if groups and not _text(user, "as"):
        raise WrongKubeconfig("as-groups is given without as; give both")
    return tuple(groups)


def _file(entry: Mapping[str, Any], name: str, folder: str) -> str | None:
    """The file of this name; its embedded data goes before, as for kubectl."""
    if data := _text(entry, f"{name}-data"):
        try:
            return private_file(folder, name, base64.b64decode("".join(data.split()), validate=True))
        except ValueError:
            raise WrongKubeconfig(f"{name}-data is no base64; correct it") from None
    path = _text(entry, name)
    return _existing(path, name) if path else None


def _existing(path: str, name: str) -> str:
    if not os.path.isfile(path):
        raise WrongKubeconfig(f"the file that it names as {name} does not exist; check it")
    return path


def _text(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    if value is not None and not isinstance(value, str):
        raise WrongKubeconfig(f"{name} is no text; write it in quotes")
    return value or None
