# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs an Operation inside the controller's worker instead of starting a Python process for a module.

ansible-core loads an action class once, before it forks its workers, so what is imported
at the top here is paid once for all tasks.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.slipway.kubernetes.plugins.module_utils.cluster.http.dial import is_http_available
from ansible_collections.slipway.kubernetes.plugins.module_utils.operation import (
    Operation,
    TaskContext,
    perform,
    show_nothing,
)

__all__ = ["InProcessAction"]

display = Display()
_HTTP_HERE = is_http_available()
_SWITCH = "slipway_debug"
_LOCAL_TRANSPORTS = ("local", "ansible.builtin.local")


class InProcessAction(ActionBase):
    """Base of all actions of this collection. A subclass names its operation, nothing else.

    The task is handed over to the module of the same name when it must run elsewhere:
    with become, async, on a connection that is not local, or when the controller's
    Python lacks ``urllib3``. ``-v`` says which way was taken and why.
    """

    operation: ClassVar[Operation]
    searched_files: ClassVar[Mapping[str, str]] = {}
    """Arguments that name files of the controller, with the folder of role or play where they may lie."""
    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The task's result, the same whichever way it ran but for ``invocation`` and interpreter facts."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        reason = self._reason_for_module()
        host = (task_vars or {}).get("inventory_hostname")
        if reason:
            display.v(f"{self.operation.name}: runs as a module, because {reason}", host=host)
            result.update(self._run_module(task_vars))
        else:
            display.v(f"{self.operation.name}: runs inside the controller's process", host=host)
            result.update(self._run_here(task_vars))
        return result

    def _reason_for_module(self) -> str:
        if self._play_context.become:
            return "the task uses become"
        if self._task.async_val:
            return "the task is asynchronous"
        if self._connection.transport not in _LOCAL_TRANSPORTS:
            return f"the connection is {self._connection.transport}, not local"
        if not _HTTP_HERE:
            return "the controller's Python has no urllib3"
        return ""

    def _run_module(self, task_vars: dict[str, Any] | None) -> dict[str, Any]:
        wrap_async = bool(self._task.async_val) and not self._connection.has_native_async
        try:
            answer: dict[str, Any] = self._execute_module(
                module_args=self._arguments(task_vars), task_vars=task_vars, wrap_async=wrap_async
            )
            return answer
        finally:
            if not wrap_async:
                self._remove_tmp_path(self._connection._shell.tmpdir)  # noqa: SLF001  # as ansible-core's own actions do

    def _arguments(self, task_vars: dict[str, Any] | None) -> dict[str, Any]:
        """The task's own, and what the variable slipway_debug says for all tasks."""
        arguments: dict[str, Any] = dict(self._task.args)
        if _SWITCH in (task_vars or {}) and arguments.get(_SWITCH) is None:
            arguments[_SWITCH] = self._templar.template((task_vars or {})[_SWITCH])
        for name, folder in self.searched_files.items():
            value = arguments.get(name)
            if isinstance(value, str):
                arguments[name] = self._found(folder, value)
            elif isinstance(value, list):
                arguments[name] = [self._found(folder, item) if isinstance(item, str) else item for item in value]
        return arguments

    def _found(self, folder: str, file: str) -> str:
        """Where the file is, as for ``copy`` and ``template``: in the role or beside the play; else as it was named."""
        try:
            return str(self._find_needle(folder, file))
        except AnsibleError:
            return file

    def _run_here(self, task_vars: dict[str, Any] | None) -> dict[str, Any]:
        environment: dict[str, str] = {}
        self._compute_environment_string(raw_environment_out=environment)
        validation = ArgumentSpecValidator(self.operation.argument_spec(), **self.operation.rules).validate(
            _plain(self._arguments(task_vars))
        )
        secrets = validation._no_log_values  # noqa: SLF001  # has no public name
        if validation.error_messages:
            return {"failed": True, "changed": False, "msg": remove_values(self._wrong(validation), secrets)}
        context = TaskContext(
            check_mode=bool(self._task.check_mode),
            diff_mode=bool(self._task.diff),
            no_log=bool(self._task.no_log),
            show=show_nothing if self._task.no_log else display.display,
            # On the screen alone: ansible's own log file is none for secrets.
            show_sensitive=None if self._task.no_log else partial(display.display, screen_only=True),
            controller_environment=dict(os.environ),
        )
        parameters = validation.validated_parameters
        with _task_environment(environment):
            result = perform(self.operation, parameters, context, os.environ)
        result["invocation"] = self.operation.invocation(parameters)
        masked: dict[str, Any] = remove_values(result, secrets)
        # Masking turns booleans and None into text when a secret is spelled like them; keep those as they are.
        kept = {name: value for name, value in result.items() if value is None or isinstance(value, bool)}
        return {**masked, **kept}

    def _wrong(self, validation: ValidationResult) -> str:
        """What AnsibleModule says of wrong arguments: the first thing that is wrong."""
        message = str(validation.errors.msg)
        if isinstance(validation.errors[0], UnsupportedError):
            return f"Unsupported parameters for (slipway.kubernetes.{self.operation.name}) module: {message}"
        return message


@contextmanager
def _task_environment(given: Mapping[str, Any]) -> Iterator[None]:
    """The task's ``environment:`` as a module has it, credential plugins too. A worker runs one task at a time."""
    before = dict(os.environ)
    os.environ.update({str(name): str(value) for name, value in given.items()})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _plain(value: Any) -> Any:
    """Ansible's tagged, lazy and vaulted values as the plain JSON types that a module is given."""
    if isinstance(value, Mapping):
        return {_key(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(entry) for entry in value]
    if isinstance(value, bool) or value is None:
        return value
    for kind in (int, float, str):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def _key(key: Any) -> str:
    plain = _plain(key)
    return plain if isinstance(plain, str) else json.dumps(plain)
