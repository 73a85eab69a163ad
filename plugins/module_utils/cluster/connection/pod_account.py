# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service account of the pod that we run in."""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import ConfigurationError
from .found import Found

__all__ = ["account_of_pod", "is_in_pod"]

FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"
"""Where the kubelet mounts the account (Kubernetes documentation, "Accessing the Kubernetes API from a Pod")."""
_HOST, _PORT = "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"


def is_in_pod(environment: Mapping[str, str]) -> bool:
    """Whether the kubelet has told us of an API server."""
    return bool(environment.get(_HOST))


def account_of_pod(environment: Mapping[str, str]) -> Found:
    """Where the API server is, and the account's token and CA.

    :raises ConfigurationError: they are not mounted.
    """
    authority, token_file = f"{FOLDER}/ca.crt", f"{FOLDER}/token"
    try:
        with open(token_file, encoding="ascii") as stream:
            token = stream.read().strip()
        with open(authority, "rb") as stream:
            trusted = stream.read(1)
    except (OSError, ValueError):
        token, trusted = "", b""
    if not (token and trusted):
        raise ConfigurationError(
            "this looks like a pod, but its service account's token or CA is not mounted; "
            "give a kubeconfig or mount the account"
        )
    host, port = environment[_HOST], environment.get(_PORT) or "443"
    address = f"[{host}]" if ":" in host else host
    return Found(
        host=f"https://{address}:{port}",
        authorization=f"Bearer {token}",
        authority=authority,
        token_file=token_file,
    )
