# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Eviction, policy v1: a delete of a pod that its disruption budgets may refuse."""

from __future__ import annotations

from .manifest import Manifest

__all__ = ["eviction"]


def eviction(name: str, namespace: str, options: Manifest) -> Manifest:
    """The eviction of one pod.

    :param options: as ``delete_options`` makes them.
    """
    return {
        "apiVersion": "policy/v1",
        "kind": "Eviction",
        "metadata": {"name": name, "namespace": namespace},
        "deleteOptions": options,
    }
