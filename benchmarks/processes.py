"""Run the measured processes: one that lives through all rounds, or a new one a round."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from .errors import BenchError
from .measurement import Round

__all__ = ["Command", "Resident", "Watch", "run_to_end"]

Watch = Callable[[int], AbstractContextManager[None]]
"""Looks at a running process, by its id, until it has ended."""


def _nobody(_pid: int) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True)
class Command:
    """A program, where and with what it runs."""

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str]


class Resident:
    """A client that stays connected. Ready when made: it has connected, worked once and found what it should."""

    def __init__(self, name: str, command: Command) -> None:
        self.name = name
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - lives as long as the process
        self._process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=dict(command.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        try:
            self._answer()
        except BaseException:
            self.close()
            raise

    def measure(self) -> Round:
        """Let it work once, warm."""
        asked = cast("IO[str]", self._process.stdin)
        asked.write("\n")
        asked.flush()
        return Round(**self._answer())

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def _answer(self) -> dict[str, Any]:
        line = cast("IO[str]", self._process.stdout).readline()
        if not line:
            self._process.wait()
            self._errors.seek(0)
            raise BenchError(f"{self.name} ended before it had an answer: {_last_line(self._errors.read())}")
        answer: dict[str, Any] = json.loads(line)
        return answer


def run_to_end(name: str, command: Command, watch: Watch = _nobody) -> tuple[Round, str]:
    """What one process took from its start to its end, with all that it started; and what it printed.

    :param watch: looks at it meanwhile.
    :raises BenchError: it failed.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        with watch(process.pid):
            _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read()
    if process.returncode:
        raise BenchError(f"{name} failed: {_telling_line(printed)}")
    # The kernel counts in KiB, and tells of the largest process.
    return Round(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024), printed


def _telling_line(text: str) -> str:
    """What went wrong: a play says it in its middle, other programs at their end."""
    fatal = next((line for line in text.splitlines() if line.startswith("fatal: ")), "")
    return fatal[:300] or _last_line(text)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1][:300] if lines else "it said nothing"
