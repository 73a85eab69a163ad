# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ServiceAccount, core v1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .manifest import Manifest
from .names import check_subdomain

__all__ = ["service_account"]


def service_account(
    name: str, namespace: str, labels: Mapping[str, str], *, image_pull_secrets: Sequence[str] = ()
) -> Manifest:
    """A service account. Who it is for says so by its role bindings.

    :param image_pull_secrets: names of Secrets that pods of the account pull their images with.
    :raises InvalidInput: one of these cannot be a name.
    """
    manifest: Manifest = {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
    }
    if image_pull_secrets:
        names = [check_subdomain(secret, "image_pull_secrets: name") for secret in image_pull_secrets]
        manifest["imagePullSecrets"] = [{"name": secret} for secret in names]
    return manifest
