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
from .cluster.connection.connection import connect
from .cluster.connection.options import CONNECTION_ARGUMENTS, connection_options
from .cluster.defect import defect
from .cluster.reporting.report import report_for
from .errors import SlipwayError

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
    :param show_sensitive: the same for what the debug switch lets through, which must not go into logs;
        None where there is no terminal of the operator's, and under no_log.
    :param controller_environment: the variables that the operator, and not the task, has set.
    """

    check_mode: bool = False
    diff_mode: bool = False
    no_log: bool = False
    show: Callable[[str], None] = show_nothing
    show_sensitive: Callable[[str], None] | None = None
    controller_environment: Mapping[str, str] = field(default_factory=dict)


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

    def connection(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Those of the parameters that say which cluster is meant."""
        return {name: parameters.get(name) for name in CONNECTION_ARGUMENTS}

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
    """Connect, do it, and return the task's result. Whatever goes wrong becomes a failed one that exposes nothing."""
    try:
        options = connection_options(operation.connection(parameters), environment)
        report = report_for(
            environment,
            slipway_debug=options["slipway_debug"],
            untrusted=bool(options["untrusted"]),
            controller_environment=context.controller_environment,
            show=context.show_sensitive,
            tell_problem=None,  # it is among the task's warnings
        )
    except SlipwayError as error:
        return _failed(error)
    warnings: list[str] = []
    try:
        result = _performed(
            operation, parameters, context, Client(connect(options, environment), report=report), warnings
        )
    except SlipwayError as error:
        report.event("task_failed", task=operation.name, severity="error", error=error)
        result = _failed(error)
    except Exception as error:  # noqa: BLE001  # any: its text may be the server's, so it goes to the debug switch alone
        failure = defect(error)
        report.event("task_failed", task=operation.name, severity="error", error=failure)
        report.debug.tell(str(failure), original=error)
        result = _failed(failure)
    if report.problem:
        warnings.append(report.problem)
    return {**result, "warnings": warnings} if warnings else result


def _performed(
    operation: Operation, parameters: Mapping[str, Any], context: TaskContext, client: Client, warnings: list[str]
) -> dict[str, Any]:
    try:
        return operation.run(client, parameters, context)
    finally:
        client.close()
        # The server may repeat in them what it was sent.
        if not context.no_log:
            warnings += [f"the API server warns: {text}" for text in client.warnings()]


def _failed(error: SlipwayError) -> dict[str, Any]:
    return {"changed": False, **error.result(), "failed": True, "msg": str(error), "failure": error.failure()}


def answer(operation: Operation, module: Any) -> None:
    """Perform the operation for an AnsibleModule and end it with the result."""
    context = TaskContext(
        check_mode=module.check_mode,
        diff_mode=module._diff,  # noqa: SLF001  # AnsibleModule has no public name for it
        no_log=module.no_log,
    )
    result = perform(operation, module.params, context, os.environ)
    for text in result.pop("warnings", ()):
        module.warn(text)
    result["invocation"] = operation.invocation(module.params)
    finish = module.fail_json if result.get("failed") else module.exit_json
    finish(**result)
