"""An operation's way from parameters to a task result, whichever door it is called by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.errors import NotFound, SlipwayError
from slipway.operation import Operation, TaskContext, answer, perform
from slipway.resource_attributes import ResourceAttributes

REACHABLE = {"host": "http://127.0.0.1:1", "api_key": "the-token", "allow_http": True}


class Broken(SlipwayError):
    code = "broken"

    def result(self) -> dict[str, Any]:
        return {"changed": True, "done": ["first"]}


class Ended(Exception):  # stands for the exit of a module's process
    pass


class Module(SimpleNamespace):
    """What an AnsibleModule is to us."""

    def __init__(self, **params: Any) -> None:
        super().__init__(params=params, check_mode=True, _diff=True, no_log=True, ended=(), warned=[])

    def warn(self, text: str) -> None:
        self.warned.append(text)

    def exit_json(self, **result: Any) -> None:
        self.ended = ("exit", result)
        raise Ended

    def fail_json(self, **result: Any) -> None:
        self.ended = ("fail", result)
        raise Ended


def operation(run: Any, **more: Any) -> Operation:
    return Operation("test", {"name": {"type": "str"}, "values": {"type": "dict"}}, run, **more)


def fails_with(error: Exception) -> Operation:
    def run(_client: Client, _parameters: Mapping[str, Any], _context: TaskContext) -> dict[str, Any]:
        raise error

    return operation(run)


def succeed(client: Client, parameters: Mapping[str, Any], context: TaskContext) -> dict[str, Any]:
    return {"changed": False, "host": client.host, "name": parameters.get("name"), "check": context.check_mode}


def ended(operation_: Operation, module: Module) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Ended):
        answer(operation_, module)
    how, result = module.ended
    return how, result


def test_the_arguments_have_the_connections_options_too() -> None:
    assert {"name", "values", "kubeconfig", "context", "api_key"} <= set(operation(succeed).argument_spec())


def test_the_result_is_what_the_operation_returned() -> None:
    result = perform(operation(succeed), {**REACHABLE, "name": "a"}, TaskContext(check_mode=True), {})
    assert result == {"changed": False, "host": "http://127.0.0.1:1", "name": "a", "check": True}


def test_the_cluster_may_come_from_the_environment_given() -> None:
    environment = {"K8S_AUTH_HOST": "https://127.0.0.1:2", "K8S_AUTH_API_KEY": "x"}
    assert perform(operation(succeed), {}, TaskContext(), environment)["host"] == "https://127.0.0.1:2"


def test_an_error_is_a_failed_result_with_its_code() -> None:
    error = NotFound(404, "NotFound", attributes=ResourceAttributes(verb="get", resource="pods", name="a"))
    assert perform(fails_with(error), REACHABLE, TaskContext(), {}) == {
        "changed": False,
        "failed": True,
        "msg": "Kubernetes error: 404 NotFound on get pods/a",
        "failure": {"code": "not_found", "status": 404, "reason": "NotFound", "verb": "get", "name": "a"},
    }


def test_what_was_done_before_an_error_is_in_the_result() -> None:
    result = perform(fails_with(Broken("it broke")), REACHABLE, TaskContext(), {})
    assert result == {
        "changed": True,
        "done": ["first"],
        "failed": True,
        "msg": "it broke",
        "failure": {"code": "broken"},
    }


def test_a_connection_that_cannot_be_made_is_a_failed_result() -> None:
    result = perform(operation(succeed), {"host": "ftp://a", "api_key": "x"}, TaskContext(), {})
    assert (result["failed"], result["failure"]) == (True, {"code": "target_refused", "rule": "scheme"})


def test_a_defect_of_ours_is_told_by_its_class_and_place_without_a_word_of_its_text() -> None:
    result = perform(fails_with(ZeroDivisionError("of the server")), REACHABLE, TaskContext(), {})
    assert (result["failed"], result["failure"]) == (True, {"code": "internal"})
    assert re.match(r"slipway failed unexpectedly \(ZeroDivisionError in test_operation.py, line \d+\)", result["msg"])
    assert "of the server" not in str(result)


def test_what_may_hold_secrets_is_not_in_the_invocation() -> None:
    shown = operation(succeed, hidden=frozenset({"values"})).invocation({"name": "a", "values": {"password": "x"}})
    assert shown == {"module_args": {"name": "a", "values": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}}


def test_what_was_not_given_is_not_said_to_be_hidden() -> None:
    shown = operation(succeed, hidden=frozenset({"values"})).invocation({"name": "a", "values": None})
    assert shown == {"module_args": {"name": "a"}}


def test_a_module_ends_with_the_result_and_its_invocation() -> None:
    how, result = ended(operation(succeed), Module(**REACHABLE, name="a"))
    assert how == "exit"
    assert result["check"] is True
    assert result["invocation"]["module_args"]["name"] == "a"


def test_a_module_that_failed_says_so() -> None:
    how, result = ended(fails_with(Broken("it broke")), Module(**REACHABLE))
    assert (how, result["msg"]) == ("fail", "it broke")


@pytest.mark.parametrize("fails", [False, True])
def test_a_module_warns_by_the_means_of_ansible_and_not_in_its_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    """From ansible-core 2.23 on a result may not have warnings of its own."""
    monkeypatch.setenv("SLIPWAY_LOG", str(tmp_path))

    def run(client: Client, _parameters: Mapping[str, Any], _context: TaskContext) -> dict[str, Any]:
        client.connection_status()
        if fails:
            raise Broken("it broke")
        return {"changed": False}

    module = Module(**REACHABLE)
    how, result = ended(operation(run), module)
    assert how == ("fail" if fails else "exit")
    assert "warnings" not in result
    assert [text.partition(":")[0] for text in module.warned] == [f"the log {tmp_path} cannot be written"]


def test_a_module_shows_nothing_while_it_runs_and_tells_how_it_runs(capsys: pytest.CaptureFixture[str]) -> None:
    contexts: list[TaskContext] = []

    def run(_client: Client, _parameters: Mapping[str, Any], context: TaskContext) -> dict[str, Any]:
        context.show("a line")
        contexts.append(context)
        return {}

    ended(operation(run), Module(**REACHABLE))
    assert [(context.check_mode, context.diff_mode, context.no_log) for context in contexts] == [(True, True, True)]
    assert capsys.readouterr() == ("", "")
