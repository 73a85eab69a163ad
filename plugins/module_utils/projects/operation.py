# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task ``project_namespace``: one project namespace or a list of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cluster.client import Client
from ..errors import InvalidInput
from ..operation import Operation, TaskContext
from .absence import make_absent
from .kubeconfigs import checked_target, converge_kubeconfigs, remove_kubeconfigs
from .outcome import ProjectOutcome, task_result
from .paused_collection import paused_collection
from .presence import make_present
from .profiles import PROFILE_SETTINGS, PROJECT_ENTRY
from .requested import named_projects, requested_projects

__all__ = ["OPERATION"]

_ARGUMENTS: dict[str, dict[str, Any]] = {
    **{name: {**setting, "required": False} for name, setting in PROJECT_ENTRY.items()},
    **PROFILE_SETTINGS,
    "projects": {"type": "list", "elements": "dict"},
    "projects_file": {"type": "path"},
    "profiles": {"type": "dict"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "confirm_delete": {"type": "bool", "default": False},
    "timeout": {"type": "int", "default": 120},
    "reserved_namespaces": {"type": "list", "elements": "str"},
    "return_unchanged": {"type": "bool", "default": False},
    "kubeconfig_folder": {"type": "path"},
    "kubeconfig_server": {"type": "str"},
    "kubeconfig_ca": {"type": "str"},
    "return_kubeconfig": {"type": "bool", "default": False},
}


def _run(client: Client, parameters: Mapping[str, Any], context: TaskContext) -> dict[str, Any]:
    seconds = int(parameters["timeout"])
    if seconds < 1:
        raise InvalidInput("timeout: give a number of seconds above 0")
    run = _absent if parameters["state"] == "absent" else _present
    with paused_collection():
        return task_result(
            run(client, parameters, context, seconds),
            check_mode=context.check_mode,
            diff_mode=context.diff_mode,
            return_unchanged=bool(parameters["return_unchanged"]),
        )


def _present(client: Client, parameters: Mapping[str, Any], context: TaskContext, seconds: int) -> list[ProjectOutcome]:
    requested = requested_projects(parameters)
    target = checked_target(client, parameters, [item.project for item in requested], context)
    outcomes = make_present(client, requested, check_mode=context.check_mode, seconds=seconds)
    if target is not None:
        converge_kubeconfigs(client, target, outcomes, parameters, check_mode=context.check_mode)
    return outcomes


def _absent(client: Client, parameters: Mapping[str, Any], context: TaskContext, seconds: int) -> list[ProjectOutcome]:
    projects = named_projects(parameters)
    if len(projects) > 1 and not parameters["confirm_delete"]:
        raise InvalidInput(
            f"state: absent deletes {len(projects)} namespaces with all that is in them; "
            "set confirm_delete: true if that is meant"
        )
    outcomes = make_absent(client, projects, check_mode=context.check_mode, seconds=seconds)
    if parameters.get("kubeconfig_folder"):
        remove_kubeconfigs(str(parameters["kubeconfig_folder"]), outcomes, check_mode=context.check_mode)
    return outcomes


OPERATION = Operation(
    name="project_namespace",
    arguments=_ARGUMENTS,
    run=_run,
    rules={
        "required_one_of": [("name", "projects", "projects_file")],
        "mutually_exclusive": [("name", "projects", "projects_file"), ("cluster_role", "rules")],
    },
)
"""What the module and the action ``project_namespace`` do."""
