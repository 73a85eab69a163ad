"""The measured processes: what they take is counted, and how they fail is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.environment import clean_environment
from benchmarks.errors import BenchError
from benchmarks.processes import Command, Resident, run_to_end

WORKS = """
import json, sys
print("{}", flush=True)
for _ in sys.stdin:
    print(json.dumps({"seconds": 1, "cpu_seconds": 2, "peak_memory": 3}), flush=True)
"""
SPINS = "import time\nwhile time.process_time() < 0.2: pass"


def python(program: str, folder: Path) -> Command:
    return Command([sys.executable, "-c", program], folder, clean_environment(folder))


def test_a_resident_client_is_measured_as_often_as_it_is_asked(tmp_path: Path) -> None:
    client = Resident("fake", python(WORKS, tmp_path))
    turns = [client.measure(), client.measure()]
    client.close()
    assert [(turn.seconds, turn.cpu_seconds, turn.peak_memory) for turn in turns] == [(1, 2, 3)] * 2


def test_a_client_that_cannot_start_says_why_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"^fake ended before it had an answer: ModuleNotFoundError: .*absent") as told:
        Resident("fake", python("import absent_module", tmp_path))
    assert "\n" not in str(told.value)


def test_a_client_that_dies_in_its_turn_says_so(tmp_path: Path) -> None:
    client = Resident("fake", python("print('{}', flush=True); input(); raise SystemExit('gone')", tmp_path))
    with pytest.raises(BenchError, match="fake ended before it had an answer: gone"):
        client.measure()
    client.close()


def test_the_work_of_a_process_is_counted(tmp_path: Path) -> None:
    taken, _printed = run_to_end("fake", python(SPINS, tmp_path))
    assert taken.cpu_seconds >= 0.2
    assert taken.seconds > 0
    assert taken.peak_memory > 2**20


def test_the_work_of_its_children_is_counted_too(tmp_path: Path) -> None:
    program = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {SPINS!r}], check=True)"
    assert run_to_end("fake", python(program, tmp_path))[0].cpu_seconds >= 0.2


def test_a_process_that_fails_is_no_measure(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="fake failed: the reason"):
        run_to_end("fake", python("raise SystemExit('the first line\\nthe reason')", tmp_path))


def test_measured_processes_do_not_see_the_persons_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", "elsewhere")
    monkeypatch.setenv("HTTPS_PROXY", "http://elsewhere")
    _taken, printed = run_to_end("fake", python("import os; print(*os.environ)", tmp_path))
    assert {"KUBECONFIG", "HTTPS_PROXY"} & set(printed.split()) == set()
    assert "HTTPS_PROXY" in os.environ
