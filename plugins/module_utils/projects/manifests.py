# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that make up one project namespace."""

from __future__ import annotations

from ..resources.labels import MANAGED_BY
from ..resources.manifest import Manifest
from ..resources.namespace import namespace
from ..resources.role_binding import role_binding
from ..resources.service_account import service_account
from .project import Project

__all__ = ["ROLE_BINDING", "SERVICE_ACCOUNT", "manifests_of"]

SERVICE_ACCOUNT = "project"
ROLE_BINDING = "slipway-project"


def manifests_of(project: Project) -> list[Manifest]:
    """The namespace, the project's service account, and the binding that lets it work there and nowhere else."""
    ours = {MANAGED_BY[0]: MANAGED_BY[1], **project.identity}
    return [
        namespace(project.namespace, {**project.labels, **ours}, project.annotations),
        service_account(SERVICE_ACCOUNT, project.namespace, ours),
        role_binding(
            ROLE_BINDING,
            project.namespace,
            project.cluster_role,
            SERVICE_ACCOUNT,
            project.namespace,
            labels=ours,
        ),
    ]
