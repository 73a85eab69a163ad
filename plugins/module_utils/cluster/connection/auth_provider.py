# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of a kubeconfig whose token an ``auth-provider`` renews: the official package knows how.

Kubernetes has given them up for credential plugins (KEP-541) but for OpenID Connect. That package takes a quarter of a
second to import, so nobody else waits for it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from ...errors import ConfigurationError

__all__ = ["authorization_of_auth_provider"]

_LOADING = threading.Lock()
"""The official package remembers the files of keys for all threads: one would be given another's, soon gone."""


def authorization_of_auth_provider(document: Mapping[str, Any], context: str | None, folder: str) -> str | None:
    """The header's value for a context of the kubeconfig; None when the provider gives none.

    :param folder: where the package may write keys for the time being.
    :raises ConfigurationError: the package is missing.
    :raises Exception: whatever the package does with what is wrong.
    """
    try:
        from kubernetes.config import load_kube_config_from_dict
    except ImportError:
        raise ConfigurationError(
            "the kubeconfig's user has an auth-provider, which needs the Python package 'kubernetes' (31 or newer); "
            "install it: pip install 'kubernetes>=31', or use a credential plugin (exec)"
        ) from None
    found = SimpleNamespace(api_key={})
    with _LOADING:
        try:
            load_kube_config_from_dict(
                document,
                context=context or None,
                client_configuration=found,
                persist_config=False,
                temp_file_path=folder,
            )
        finally:
            _forget_files_in(folder)
    # The key's name is BearerToken from version 36 of the official package on, authorization before.
    value = found.api_key.get("BearerToken") or found.api_key.get("authorization")
    return str(value) if value else None


def _forget_files_in(folder: str) -> None:
    """The official package remembers keys and their files; older versions name the file again when it is gone."""
    from kubernetes.config import kube_config

    remembered: dict[Any, str] = getattr(kube_config, "_temp_files", {})
    for content in [content for content, path in remembered.items() if path.startswith(folder)]:
        del remembered[content]
