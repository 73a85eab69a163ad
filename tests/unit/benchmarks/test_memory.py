"""What a tree of processes holds: shared pages count once, and all descendants are among it."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from benchmarks.memory import HeldMemory, held_by, process_tree

MEBIBYTE = 2**20
FORKS = """
import os, sys, time
kept = bytearray(b"x") * (64 * 2**20)
for _ in range(3):
    if not os.fork():
        os.read(0, 1)  # until the test lets go
        os._exit(0)
print("ready", flush=True)
os.read(0, 1)
"""
GRANDCHILD = """
import subprocess, sys
grandchild = "kept = bytearray(b'x') * (64 * 2**20); print('ready', flush=True); input()"
child = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
subprocess.run([sys.executable, "-c", child, grandchild])
"""
OF_A_THREAD = """
import subprocess, sys, threading
started = [sys.executable, "-c", "print('ready', flush=True); input()"]
thread = threading.Thread(target=subprocess.run, args=(started,))
thread.start()
thread.join()
"""
Start = Callable[[str], "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a program that says when it is ready, and that ends when its input does."""
    started: list[subprocess.Popen[bytes]] = []

    def program(text: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        return process

    yield program
    for process in started:
        process.communicate()


def test_what_a_process_shares_with_its_forks_counts_once(start: Start) -> None:
    held = HeldMemory()
    held.look(start(FORKS).pid)
    assert 64 * MEBIBYTE <= held.peak < 128 * MEBIBYTE


def test_all_forks_are_in_the_tree(start: Start) -> None:
    tree = process_tree(start(FORKS).pid)
    assert len(set(tree)) == len(tree) == 4


def test_a_fork_of_many_holds_its_share(start: Start) -> None:
    shared = [held_by(pid) for pid in process_tree(start(FORKS).pid)]
    assert all(16 * MEBIBYTE <= share < 48 * MEBIBYTE for share in shared)


def test_a_child_of_a_child_counts(start: Start) -> None:
    process = start(GRANDCHILD)
    held = HeldMemory()
    held.look(process.pid)
    assert len(process_tree(process.pid)) == 3
    assert held_by(process.pid) < 64 * MEBIBYTE <= held.peak


def test_what_another_thread_started_counts(start: Start) -> None:
    assert len(process_tree(start(OF_A_THREAD).pid)) == 2


def test_the_peak_stays_when_less_is_held() -> None:
    held = HeldMemory()
    with mmap.mmap(-1, 64 * MEBIBYTE) as much:
        much.write(b"x" * len(much))
        held.look(os.getpid())
    peak = held.peak
    held.look(os.getpid())
    assert held_by(os.getpid()) < peak == held.peak


def test_a_process_that_has_ended_holds_nothing(start: Start) -> None:
    process = start(FORKS)
    process.communicate()
    held = HeldMemory()
    held.look(process.pid)
    assert process_tree(process.pid) == [process.pid]
    assert held.peak == 0


def test_a_process_that_nobody_has_waited_for_holds_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert held_by(process.pid) == 0
    process.wait()


def test_however_short_it_is_watched_it_is_seen() -> None:
    held = HeldMemory()
    with held.watch(os.getpid()):
        pass
    assert held.peak > MEBIBYTE


def test_watching_ends_with_the_process_also_when_something_goes_wrong() -> None:
    with pytest.raises(KeyboardInterrupt), HeldMemory().watch(os.getpid()):
        raise KeyboardInterrupt


def test_what_cannot_be_looked_at_is_no_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_pid: int) -> list[int]:
        raise PermissionError

    monkeypatch.setattr("benchmarks.memory.process_tree", refused)
    with pytest.raises(PermissionError), HeldMemory().watch(os.getpid()):
        pass
