# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the places that may tell of a server is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .found import Found, private_file
from .kubeconfig import read_kubeconfig
from .kubeconfig_files import existing_files
from .pod_account import account_of_pod, is_in_pod
from .untrusted_kubeconfig import read_untrusted_kubeconfig

__all__ = ["find", "has_own_identity", "is_complete"]


def has_own_identity(options: Mapping[str, Any]) -> bool:
    """Whether the options say who we are, so that nobody else's word counts."""
    return bool(options.get("api_key") or options.get("client_cert"))


def is_complete(options: Mapping[str, Any]) -> bool:
    """Whether the options say where and who, so that nothing else is looked for."""
    return bool(options.get("host")) and has_own_identity(options)


def find(options: Mapping[str, Any], environment: Mapping[str, str], folder: str, seconds: float) -> Found:
    """What is said besides the options, by a kubeconfig or by the pod that we run in.

    A kubeconfig that was named, or a context, goes before the pod's own account, and that before ~/.kube/config.

    :param folder: a private one, where embedded keys are written.
    :param seconds: how long a credential plugin may take.
    :raises ConfigurationError: there is nothing, or it cannot be used.
    """
    files = options.get("kubeconfig") or environment.get("KUBECONFIG")
    context = options.get("context")
    if options.get("untrusted"):
        # Of what somebody else wrote only data is taken; nothing of the operator's own is looked for.
        path = options.get("kubeconfig")
        return _untrusted(path, context, folder) if path else Found()
    if is_complete(options):
        return Found()
    if not files and not context and is_in_pod(environment):
        return account_of_pod(environment)
    return read_kubeconfig(existing_files(files), context, folder, None if has_own_identity(options) else seconds)


def _untrusted(path: str, context: str | None, folder: str) -> Found:
    cluster = read_untrusted_kubeconfig(path, context)

    def file(name: str, pem: str | None) -> str | None:
        return private_file(folder, name, pem.encode()) if pem else None

    return Found(
        host=cluster.host,
        authorization=f"Bearer {cluster.token}" if cluster.token else None,
        authority=file("authority", cluster.authority_pem),
        certificate=file("certificate", cluster.certificate_pem),
        key=file("key", cluster.key_pem),
        server_name=cluster.server_name,
        verify=cluster.verify,
    )
