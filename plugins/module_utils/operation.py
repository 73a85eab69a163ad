# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One Ansible task as a value: what it takes, and the function that does it.

The module and the in-process action of the same name are doors to one Operation,
so that both do and return the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .cluster.client import Client
from .cluster.connection import connect
from .cluster.errors import SlipwayError
from .cluster.options import CONNECTION_ARGUMENTS, connection_options

__all__ = ["Operation", "TaskContext", "answer", "perform", "show_nothing"]

_ACCOUNT_IN_URL = re.compile(r"//[^/]*@")


def show_nothing(_line: str) -> None:
    """For tasks that run away from the terminal, and under no_log: nothing is shown while they run."""


@dataclass(frozen=True)
class TaskContext:
    """How the task runs.

    :param check_mode: say what would change, write nothing.
    :param diff_mode: return the differences in Ansible's ``diff`` form.
    :param no_log: nothing of the pods' output may leave the operation.
    :param show: prints one line on the controller's terminal, now.
    """

    check_mode: bool = False
    diff_mode: bool = False
    no_log: bool = False
    show: Callable[[str], None] = show_nothing


@dataclass(frozen=True)
class Operation:
    """A kind of task.

    :param arguments: Ansible argument spec without the connection options.
    :param run: does it; returns the task's result; raises SlipwayError.
    :param rules: mutually_exclusive, required_one_of, required_if … for the argument spec.
    :param hidden: arguments that may carry secrets anywhere in them: never in ``invocation``.
    """

    name: str
    arguments: Mapping[str, Any]
    run: Callable[[Client, Mapping[str, Any], TaskContext], dict[str, Any]]
    rules: Mapping[str, Any] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def argument_spec(self) -> dict[str, Any]:
        """All arguments, those of the connection included."""
        return {**CONNECTION_ARGUMENTS, **self.arguments}

    def invocation(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """What the task was asked, for ``invocation`` in its result."""
        shown = {name: value for name, value in parameters.items() if name not in self.hidden}
        if isinstance(shown.get("proxy"), str):
            shown["proxy"] = _ACCOUNT_IN_URL.sub("//[hidden]@", shown["proxy"])
        omitted = {name: "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" for name in self.hidden if parameters.get(name)}
        return {"module_args": {**shown, **omitted}}


def perform(
    operation: Operation, parameters: Mapping[str, Any], context: TaskContext, environment: Mapping[str, str]
) -> dict[str, Any]:
    """Connect, do it, and return the task's result. A SlipwayError becomes a failed one."""
    try:
        client = Client(connect(connection_options(parameters, environment), environment))
        try:
            return operation.run(client, parameters, context)
        finally:
            client.close()
    except SlipwayError as error:
        return {"changed": False, **error.result(), "failed": True, "msg": str(error), "failure": error.failure()}


def answer(operation: Operation, module: Any) -> None:
    """Perform the operation for an AnsibleModule and end it with the result."""
    context = TaskContext(
        check_mode=module.check_mode,
        diff_mode=module._diff,  # noqa: SLF001  # AnsibleModule has no public name for it
        no_log=module.no_log,
    )
    result = perform(operation, module.params, context, os.environ)
    result["invocation"] = operation.invocation(module.params)
    finish = module.fail_json if result.get("failed") else module.exit_json
    finish(**result)
