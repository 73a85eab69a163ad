"""make bench as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.errors import BenchError
from benchmarks.plays import Play
from benchmarks.processes import Command
from benchmarks.real_cluster import running_cluster

ROOT = Path(__file__).resolve().parents[3]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(("arguments", "named"), [(("nope",), "'nope'"), (("get", "0"), "SIZE"), (("", "9"), "SIZE")])
def test_a_wrong_case_or_size_ends_in_one_clear_line(arguments: tuple[str, ...], named: str) -> None:
    ended = bench(*arguments)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("bench: ")
    assert named in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_case_on_the_cluster_says_how_to_start_one(tmp_path: Path) -> None:
    stopped = tmp_path / "tests" / "cluster"
    stopped.mkdir(parents=True)
    (stopped / "__main__.py").write_text("print('{\"running\": false}')", encoding="utf-8")
    with pytest.raises(BenchError, match="none is up: start it with make cluster"):
        running_cluster(tmp_path)


def test_a_launcher_that_fails_counts_as_no_cluster(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="none is up"):
        running_cluster(tmp_path)


@pytest.mark.parametrize(
    "recap",
    ["ok=1 changed=1 ", "ok=0 changed=0 ", ""],
    ids=["something-changed", "a-task-was-left-out", "no-recap"],
)
def test_a_play_that_was_not_unchanged_is_no_measure(recap: str, tmp_path: Path) -> None:
    said = tmp_path / "said"
    said.write_text("localhost : ok=1 changed=1 ", encoding="utf-8")
    play = Play(
        "fake", 0, {}, tmp_path, Command(["sh", "-c", 'cat "$0"', str(said)], tmp_path, {"PATH": "/usr/bin:/bin"})
    )
    said.write_text(f"localhost : {recap}", encoding="utf-8")
    with pytest.raises(BenchError, match="no measure"):
        play.measure()
