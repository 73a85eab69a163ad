# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the restricted account of every project is called, and the Secret with its long-lived token."""

from __future__ import annotations

__all__ = ["ACCOUNT", "TOKEN_SECRET"]

ACCOUNT = "project"
"""The service account of every project: one name, so that a runner's right to its tokens can be limited to it."""
TOKEN_SECRET = "project-token"  # noqa: S105  # the name of a Secret
