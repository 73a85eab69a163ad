# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action project_namespace: the operation inside the controller's process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from ansible_collections.slipway.kubernetes.plugins.module_utils.projects.operation import OPERATION
from ansible_collections.slipway.kubernetes.plugins.plugin_utils.in_process import InProcessAction


class ActionModule(InProcessAction):
    """See the module of the same name."""

    operation = OPERATION
    searched_files: ClassVar[Mapping[str, str]] = {"projects_file": "files", "templates": "templates"}
