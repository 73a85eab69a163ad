# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action cluster_info: the operation inside the controller's process."""

from __future__ import annotations

from ansible_collections.slipway.kubernetes.plugins.module_utils.projects.cluster_info import OPERATION
from ansible_collections.slipway.kubernetes.plugins.plugin_utils.in_process import InProcessAction


class ActionModule(InProcessAction):
    """See the module of the same name."""

    operation = OPERATION
