# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that are the same in every project namespace, so that a runner's rights can be limited to them."""

from __future__ import annotations

__all__ = ["OBJECT_NAME", "ROLE_BINDING", "SERVICE_ACCOUNT", "TOKEN_SECRET"]

SERVICE_ACCOUNT = "project"
"""The account that works in the namespace."""
ROLE_BINDING = "slipway-project"
"""The binding of the account, and its Role where it has rules of its own."""
OBJECT_NAME = "slipway-project"
"""The quota and the limits of a project."""
TOKEN_SECRET = "project-token"  # noqa: S105  # the name of a Secret, not one
"""The Secret of a long-lived token."""
