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
from .kubeconfig_files import cluster_and_user, kubeconfig_problem, merged

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
            return _found(cluster, user, authorization_of_auth_provider(document, context, folder), folder)
        header = _said(user)
        if not header and user.get("exec"):
            user = {**user, **credentials_of_plugin(user["exec"], cluster, seconds)}
            header = _said(user)
        return _found(cluster, user, header or _name_and_password(user), folder)
    except ConfigurationError:
        raise
    except Exception as error:  # noqa: BLE001  # any: a damaged file has anything anywhere
        raise ConfigurationError(kubeconfig_problem(error, files, context)) from None


def _found(cluster: Mapping[str, Any], user: Mapping[str, Any], header: str | None, folder: str) -> Found:
    server = cluster["server"]
    skip = cluster.get("insecure-skip-tls-verify") or False
    if not isinstance(server, str) or not isinstance(skip, bool):
        raise TypeError
    secure = server.startswith("https")
    return Found(
        host=server.rstrip("/"),
        authorization=header,
        authority=_file(cluster, "certificate-authority", folder) if secure else None,
        certificate=_file(user, "client-certificate", folder) if secure else None,
        key=_file(user, "client-key", folder) if secure else None,
        server_name=_text(cluster, "tls-server-name"),
        proxy=_text(cluster, "proxy-url"),
        verify=not skip,
    )


def _said(user: Mapping[str, Any]) -> str | None:
    """The token that is written there, or in the file that is named there."""
    token = _text(user, "token")
    if not token and (path := _text(user, "tokenFile")):
        with open(path, encoding="utf-8") as stream:
            token = stream.read()
    return f"Bearer {token}" if token else None


def _name_and_password(user: Mapping[str, Any]) -> str | None:
    """HTTP's Basic (RFC 7617), which some proxies before an API server still take."""
    name, password = _text(user, "username"), _text(user, "password")
    if not (name and password):
        return None
    return f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"


def _file(entry: Mapping[str, Any], name: str, folder: str) -> str | None:
    """The file of this name; its embedded data goes before, as for kubectl."""
    if data := _text(entry, f"{name}-data"):
        return private_file(folder, name, base64.b64decode(data))
    path = _text(entry, name)
    if path and not os.path.isfile(path):
        raise FileNotFoundError
    return path


def _text(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    if value is not None and not isinstance(value, str):
        raise TypeError
    return value or None
