# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ServiceAccount, core v1."""

from __future__ import annotations

from collections.abc import Mapping

from .manifest import Manifest

__all__ = ["service_account"]


def service_account(name: str, namespace: str, labels: Mapping[str, str]) -> Manifest:
    """A service account. Who it is for says so by its role bindings."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
    }
