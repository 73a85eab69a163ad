# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scale, autoscaling v1: the replicas of a workload, whatever its kind."""

from __future__ import annotations

from .manifest import Manifest

__all__ = ["scale"]


def scale(replicas: int) -> Manifest:
    """A merge patch of a scale subresource: so many replicas are wanted."""
    return {"apiVersion": "autoscaling/v1", "kind": "Scale", "spec": {"replicas": replicas}}
