# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task ``project_namespace``: one project namespace or a list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..cluster.client import Client
from ..converge.difference import Difference
from ..converge.observe import observe
from ..converge.plan import plan
from ..converge.write import write
from ..operation import Operation, TaskContext
from .manifests import ROLE_BINDING, SERVICE_ACCOUNT, manifests_of
from .project import DEFAULT_CLUSTER_ROLE, Project, projects_of
from .refusals import refuse_foreign_namespaces, refuse_unknown_cluster_roles

__all__ = ["OPERATION"]

_PROJECT: dict[str, dict[str, Any]] = {
    "name": {"type": "str"},
    "id": {"type": "str"},
    "environment": {"type": "str"},
    "namespace": {"type": "str"},
    "labels": {"type": "dict"},
    "annotations": {"type": "dict"},
    "cluster_role": {"type": "str", "default": DEFAULT_CLUSTER_ROLE},
    "adopt": {"type": "bool", "default": False},
}
_ARGUMENTS: dict[str, dict[str, Any]] = {
    **_PROJECT,
    "projects": {
        "type": "list",
        "elements": "dict",
        "options": {**_PROJECT, "name": {"type": "str", "required": True}},
    },
}


def _run(client: Client, parameters: Mapping[str, Any], context: TaskContext) -> dict[str, Any]:
    projects = projects_of(parameters)
    manifests = [manifest for project in projects for manifest in manifests_of(project)]
    observed = observe(client, manifests)
    refuse_foreign_namespaces(projects, observed)
    differences = plan(client, manifests, observed)
    refuse_unknown_cluster_roles(client, differences)
    write(client, differences, check_mode=context.check_mode)
    return _result(projects, differences, diff_mode=context.diff_mode)


def _result(projects: Sequence[Project], differences: Sequence[Difference], *, diff_mode: bool) -> dict[str, Any]:
    by_namespace: dict[str, list[Difference]] = {project.namespace: [] for project in projects}
    for difference in differences:
        by_namespace[difference.reference.namespace or difference.reference.name].append(difference)
    changed = [difference for difference in differences if difference.changed]
    result: dict[str, Any] = {
        "changed": bool(changed),
        "projects": [_project_result(project, by_namespace[project.namespace]) for project in projects],
    }
    if diff_mode:
        result["diff"] = [difference.diff_entry() for difference in changed]
    return result


def _project_result(project: Project, differences: Sequence[Difference]) -> dict[str, Any]:
    return {
        "name": project.name,
        "namespace": project.namespace,
        "service_account": SERVICE_ACCOUNT,
        "role_binding": ROLE_BINDING,
        "changed": any(difference.changed for difference in differences),
        "objects": [difference.summary() for difference in differences],
    }


OPERATION = Operation(
    name="project_namespace",
    arguments=_ARGUMENTS,
    run=_run,
    rules={
        "required_one_of": [("name", "projects")],
        "mutually_exclusive": [("projects", name) for name in _PROJECT],
    },
)
"""What the module and the action ``project_namespace`` do."""
