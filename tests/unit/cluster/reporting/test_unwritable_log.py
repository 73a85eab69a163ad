"""A log that cannot be written: scripts, the command and notebooks tell so, once, and nothing stops."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.cluster.reporting.report import report_for

SCRIPT = """
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
for _client in range(2):
    client = Client(Connection("http://127.0.0.1:1", None))
    for _call in range(2):
        print(client.connection_status().state)
"""


@pytest.mark.parametrize("options", [[], ["-W", "error"]], ids=["as usual", "warnings are errors"])
def test_a_script_is_told_once_on_stderr_and_goes_on(tmp_path: Path, options: list[str]) -> None:
    ended = subprocess.run(
        [sys.executable, *options, "-c", SCRIPT],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "SLIPWAY_LOG": str(tmp_path)},
    )
    assert ended.stdout.splitlines() == ["unreachable"] * 4
    assert ended.stderr == (
        f"the log {tmp_path} cannot be written: Is a directory; "
        "set SLIPWAY_LOG to a file in a folder that you may write to, or to off\n"
    )


def test_a_program_with_logging_of_its_own_has_it_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    report = report_for({"SLIPWAY_LOG": str(tmp_path)})
    Client(Connection("http://127.0.0.1:1", None), report=report).connection_status()
    assert [(record.name, record.levelno) for record in caplog.records] == [("slipway", logging.WARNING)]
    assert caplog.messages == [report.problem]


def test_who_looks_at_the_problem_is_told_nothing_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    report = report_for({"SLIPWAY_LOG": str(tmp_path)}, tell_problem=None)
    Client(Connection("http://127.0.0.1:1", None), report=report).connection_status()
    assert "cannot be written" in report.problem
    assert caplog.records == []


def test_a_log_that_can_be_written_tells_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    report = report_for({"SLIPWAY_LOG": str(tmp_path / "log")})
    Client(Connection("http://127.0.0.1:1", None), report=report).connection_status()
    assert (report.problem, caplog.records) == ("", [])
