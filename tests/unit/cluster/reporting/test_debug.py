"""The debug switch: off nothing is told, on the operator sees all there is, and only the operator."""

from __future__ import annotations

import json
import stat
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from slipway.cluster.reporting.debug import DEBUG_OFF, LONGEST_TOLD, PREFIX, Debug, debug_switch
from slipway.cluster.reporting.log_file import LogFile
from slipway.cluster.reporting.report import Report, report_for
from slipway.cluster.request import Request
from slipway.errors import ConfigurationError, Forbidden

MakeReport = Callable[..., Report]
MESSAGE = b"no \x1b]0;owned\x07 \x1b[31mred <script>alert(1)</script> \xff s3cret\r\nsecond line \xe2\x80\xae"


@pytest.fixture
def shown() -> list[str]:
    return []


@pytest.fixture
def switch(log: Path, shown: list[str]) -> Callable[..., Debug]:
    def make(
        *,
        option: bool | None = None,
        environment: Mapping[str, str] | None = None,
        controller: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Debug:
        given = {"untrusted": False, "show": shown.append, "log_path": str(log), **more}
        return debug_switch(
            option=option, environment=environment or {}, controller_environment=controller or {}, **given
        )

    return make


def original(text: str = "the original") -> ValueError:
    password = "local-value"
    try:
        json.loads(password)
    except ValueError as cause:
        error = ValueError(text)
        error.__cause__ = cause
    return error


def debug_records(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.with_name("kubernetes-debug.log").read_text().splitlines()]


ON = {"SLIPWAY_DEBUG": "1"}
SWITCHED = {
    "nothing": (None, {}, {}, False),
    "option": (True, {}, {}, True),
    "variable": (None, ON, {}, True),
    "variable as a word": (None, {"SLIPWAY_DEBUG": "Yes"}, {}, True),
    "variable off": (None, {"SLIPWAY_DEBUG": "0"}, {}, False),
    "option off over variable": (False, ON, ON, False),
}


@pytest.mark.parametrize(("option", "environment", "controller", "on"), SWITCHED.values(), ids=SWITCHED.keys())
def test_the_option_goes_before_the_variable(
    switch: Callable[..., Debug],
    *,
    option: bool | None,
    environment: Mapping[str, str],
    controller: Mapping[str, str],
    on: bool,
) -> None:
    assert switch(option=option, environment=environment, controller=controller).enabled is on


UNTRUSTED = {
    "option": (True, {}, {}, False),
    "the task's environment": (None, ON, {}, False),
    "option and the task's environment": (True, ON, {}, False),
    "the controller's environment": (None, {}, ON, True),
    "the controller's environment, whatever the task says": (False, {}, ON, True),
}


@pytest.mark.parametrize(("option", "environment", "controller", "on"), UNTRUSTED.values(), ids=UNTRUSTED.keys())
def test_for_an_untrusted_cluster_only_the_controllers_environment_switches(
    switch: Callable[..., Debug],
    *,
    option: bool | None,
    environment: Mapping[str, str],
    controller: Mapping[str, str],
    on: bool,
) -> None:
    assert switch(option=option, environment=environment, controller=controller, untrusted=True).enabled is on


@pytest.mark.parametrize("untrusted", [False, True], ids=["trusted", "untrusted"])
def test_where_there_is_no_task_the_environment_is_the_operators(
    log: Path, shown: list[str], *, untrusted: bool
) -> None:
    report = report_for({"SLIPWAY_LOG": str(log), **ON}, untrusted=untrusted, show=shown.append)
    report.debug.tell("what")
    assert shown == [f"{PREFIX}what"]
    assert len(debug_records(log)) == 1


def test_a_switch_that_is_neither_on_nor_off_is_told(switch: Callable[..., Debug]) -> None:
    with pytest.raises(ConfigurationError, match=r"SLIPWAY_DEBUG must be true or false\Z"):
        switch(environment={"SLIPWAY_DEBUG": "maybe"})


def test_off_nothing_is_shown_or_written(switch: Callable[..., Debug], shown: list[str], log: Path) -> None:
    switch().tell("what", original=original(), message=MESSAGE)
    DEBUG_OFF.tell("what", original=original(), message=MESSAGE)
    assert (shown, log.parent.exists()) == ([], False)


def test_on_the_terminal_gets_traceback_and_message(switch: Callable[..., Debug], shown: list[str]) -> None:
    switch(option=True).tell("Kubernetes error: 403 Forbidden", original=original(), message=MESSAGE)
    text = "\n".join(shown)
    assert shown[0] == f"{PREFIX}Kubernetes error: 403 Forbidden"
    assert "Traceback (most recent call last):" in text
    assert "JSONDecodeError: Expecting value" in text
    assert "ValueError: the original" in text
    assert "s3cret" in text


def test_on_the_terminal_each_line_is_marked_and_harmless(switch: Callable[..., Debug], shown: list[str]) -> None:
    switch(option=True).tell("what", original=original("two\nlines\x9b"), message=MESSAGE)
    assert all(line.startswith(PREFIX) for line in shown)
    assert all(line.isprintable() for line in shown)
    assert shown[-2:] == [
        PREFIX + r"no \x1b]0;owned\x07 \x1b[31mred <script>alert(1)</script> \xff s3cret",
        PREFIX + r"second line \u202e",
    ]


def test_on_the_debug_log_has_all_of_it_marked_as_sensitive(switch: Callable[..., Debug], log: Path) -> None:
    switch(option=True).tell("what", original=original(), message=MESSAGE)
    (record,) = debug_records(log)
    assert record["sensitive"] is True
    assert (record["severity"], record["event"], record["what"]) == ("debug", "debug", "what")
    assert "ValueError: the original" in record["traceback"]
    assert "s3cret" in record["message"]
    assert len(record["run_id"]) == 16


def test_the_debug_log_is_private_and_has_no_character_that_a_terminal_obeys(
    switch: Callable[..., Debug], log: Path
) -> None:
    switch(option=True).tell("what", message=MESSAGE)
    file = log.with_name("kubernetes-debug.log")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes().rstrip(b"\n").decode("ascii").isprintable()


def test_under_no_log_the_debug_log_alone_is_told(switch: Callable[..., Debug], shown: list[str], log: Path) -> None:
    switch(option=True, show=None).tell("what", message=MESSAGE)
    assert shown == []
    assert len(debug_records(log)) == 1


def test_with_logs_switched_off_the_terminal_alone_is_told(
    switch: Callable[..., Debug], shown: list[str], log: Path
) -> None:
    debug = switch(option=True, log_path="")
    debug.tell("what")
    assert shown == [f"{PREFIX}what"]
    assert (debug.problem, log.parent.exists()) == ("", False)


def test_values_of_variables_are_never_told(switch: Callable[..., Debug], shown: list[str], log: Path) -> None:
    switch(option=True).tell("what", original=original())
    assert "password = " not in str(debug_records(log))
    assert "local-value" not in "\n".join(shown)


CREDENTIALS = {
    "header that http.client refuses": "Invalid header value b'Bearer s3cret.to-ken\\n'",
    "header repeated by the server": '{"authorization": "bearer s3cret.to-ken"}',
    "basic": "Authorization: Basic s3cret==",
    "proxy": "cannot connect to http://jane:s3cret@proxy.example:3128",
}


@pytest.mark.parametrize("text", CREDENTIALS.values(), ids=CREDENTIALS.keys())
def test_our_own_credentials_are_never_told(
    switch: Callable[..., Debug], shown: list[str], log: Path, text: str
) -> None:
    switch(option=True).tell(text, original=ValueError(text), message=text)
    assert "[hidden]" in shown[0]
    assert "s3cret" not in "\n".join(shown) + str(debug_records(log))


def test_a_huge_message_is_cut_with_a_mark(switch: Callable[..., Debug], shown: list[str], log: Path) -> None:
    switch(option=True).tell("what", message=b"x" * 10_000_000)
    (record,) = debug_records(log)
    assert record["message"] == "x" * LONGEST_TOLD + " … [cut]"
    assert len("".join(shown)) < LONGEST_TOLD + 200


def test_of_a_huge_traceback_the_end_is_told(switch: Callable[..., Debug], log: Path) -> None:
    switch(option=True).tell("what", original=ValueError("x" * 1_000_000 + " the end"))
    (record,) = debug_records(log)
    assert record["traceback"].startswith("… [cut]")
    assert record["traceback"].endswith("the end\n")
    assert len(record["traceback"]) < LONGEST_TOLD + 20


def test_an_exception_that_cannot_say_what_it_is_does_no_harm(switch: Callable[..., Debug], shown: list[str]) -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    switch(option=True).tell("what", original=Mute())
    assert "Mute: <exception str() failed>" in shown[-1]


def test_a_debug_log_that_cannot_be_written_is_a_problem_and_no_error(log: Path) -> None:
    log.parent.write_text("a file where the folder should be")
    debug = Debug(enabled=True, file=LogFile(str(log.with_name("kubernetes-debug.log"))))
    debug.tell("what")
    assert "kubernetes-debug.log cannot be written" in debug.problem


def test_a_failed_call_is_told_to_the_switch_and_not_to_the_log(
    report_at: MakeReport, switch: Callable[..., Debug], shown: list[str], log: Path
) -> None:
    error = Forbidden(403, "Forbidden")
    call: dict[str, Any] = {"cluster": "https://host.example", "seconds": 0.1, "request_id": "a"}
    report = report_at("debug", switch(option=True))
    report.failed(Request("GET", "/x"), error, original=original(), body=MESSAGE, **call)
    assert "s3cret" in "\n".join(shown)
    assert "s3cret" not in log.read_text()
    assert "s3cret" not in "".join(traceback.format_exception(error))
