# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The groups, versions and kinds that the client knows.

A group, a version or a kind is added in one line to one of the two tables; the client then has its
verbs, and ``scripts/generate_client_types.py`` tells editors. A kind that only one site has is
given to its client: ``Client(connection, api_groups=SUPPORTED_API_GROUPS | {"widgets": …})``.
"""

from __future__ import annotations

from .api_group import VERBS, ApiGroup, ApiResource
from .extension_api_groups import EXTENSION_API_GROUPS
from .kubernetes_api_groups import KUBERNETES_API_GROUPS

__all__ = ["SUPPORTED_API_GROUPS", "VERBS", "ApiGroup", "ApiResource"]

SUPPORTED_API_GROUPS: dict[str, ApiGroup] = KUBERNETES_API_GROUPS | EXTENSION_API_GROUPS
"""By the name that the group has as an attribute of the client: ``client.rbac``. Where two groups have
a kind of one name, the first one's has the short method names: ``get_event`` is core's."""
