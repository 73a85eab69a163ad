# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pod Security Standards as labels of a namespace (KEP-2579)."""

from __future__ import annotations

__all__ = ["ENFORCE_LABEL", "pod_security_labels"]

ENFORCE_LABEL = "pod-security.kubernetes.io/enforce"
"""The label by which pods that do not meet the standard are refused."""


def pod_security_labels(level: str, version: str) -> dict[str, str]:
    """The labels that enforce a standard.

    :param level: ``privileged``, ``baseline`` or ``restricted``.
    :param version: whose wording counts: ``latest`` or ``v1.30``.
    """
    return {ENFORCE_LABEL: level, f"{ENFORCE_LABEL}-version": version}
