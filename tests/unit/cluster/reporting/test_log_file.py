"""The file under kubernetes.log: private, whole lines from many at once, rotated, and never an obstacle."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import resource
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from slipway.cluster.reporting.log_file import LogFile

PROCESSES = 6
LINES_EACH = 300


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "kubernetes.log"


@pytest.fixture
def held(path: Path) -> Iterator[Path]:
    """The file, locked by somebody who does not go on."""
    path.parent.mkdir()
    with path.open("ab") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        yield path


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _files(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def _write_many(path: Path, largest: int, writer: int) -> None:
    file = LogFile(str(path), largest=largest, kept=100)
    for number in range(LINES_EACH):
        file.append(f"{writer}:{number}:{'x' * (number % 90)}\n".encode())
    os._exit(1 if file.problem else 0)


def test_lines_are_appended_to_what_is_there(path: Path) -> None:
    LogFile(str(path)).append(b"one\n")
    LogFile(str(path)).append(b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=oct)
def test_only_its_owner_reads_file_and_folder_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        LogFile(str(path)).append(b"one\n")
    finally:
        os.umask(before)
    assert (_mode(path), _mode(path.parent)) == (0o600, 0o700)


def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("")
    path.chmod(0o666)
    LogFile(str(path)).append(b"one\n")
    assert _mode(path) == 0o600


def test_the_mode_of_a_folder_that_was_there_stays(path: Path) -> None:
    path.parent.mkdir(mode=0o755)
    path.parent.chmod(0o755)
    LogFile(str(path)).append(b"one\n")
    assert _mode(path.parent) == 0o755


def test_a_full_file_becomes_the_youngest_of_the_older_ones(path: Path) -> None:
    file = LogFile(str(path), largest=8, kept=2)
    for line in (b"aaa\n", b"bbb\n", b"ccc\n", b"ddd\n", b"eee\n"):
        file.append(line)
    assert path.read_bytes() == b"eee\n"
    assert path.with_name("kubernetes.log.1").read_bytes() == b"ccc\nddd\n"
    assert path.with_name("kubernetes.log.2").read_bytes() == b"aaa\nbbb\n"
    assert _mode(path) == 0o600


def test_more_than_the_older_files_to_keep_are_removed(path: Path) -> None:
    file = LogFile(str(path), largest=4, kept=2)
    for number in range(9):
        file.append(b"%03d\n" % number)
    assert _files(path) == ["kubernetes.log", "kubernetes.log.1", "kubernetes.log.2"]
    assert path.with_name("kubernetes.log.2").read_bytes() == b"006\n"


def test_a_line_longer_than_a_file_may_be_is_written_into_one_of_its_own(path: Path) -> None:
    file = LogFile(str(path), largest=8)
    file.append(b"first\n")
    file.append(b"a long line\n")
    assert path.read_bytes() == b"a long line\n"


def test_processes_that_write_and_rotate_at_once_tear_and_lose_nothing(path: Path) -> None:
    forked = multiprocessing.get_context("fork")
    started = [forked.Process(target=_write_many, args=(path, 8_000, number)) for number in range(PROCESSES)]
    for process in started:
        process.start()
    for process in started:
        process.join(60)
    assert [process.exitcode for process in started] == [0] * PROCESSES
    lines = [line for name in _files(path) for line in (path.parent / name).read_text().splitlines()]
    wanted = [f"{writer}:{number}:{'x' * (number % 90)}" for writer in range(PROCESSES) for number in range(LINES_EACH)]
    assert sorted(lines) == sorted(wanted)
    assert len(_files(path)) > 3


def test_threads_that_share_a_file_tear_and_lose_nothing(path: Path) -> None:
    file = LogFile(str(path), largest=2_000, kept=100)

    def write(name: str) -> None:
        for number in range(100):
            file.append(f"{name}:{number}\n".encode())

    threads = [threading.Thread(target=write, args=[name]) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = [line for name in _files(path) for line in (path.parent / name).read_text().splitlines()]
    assert sorted(lines) == sorted(f"{name}:{number}" for name in "abcdef" for number in range(100))


def test_a_file_that_an_operators_logrotate_moved_is_made_anew(path: Path) -> None:
    file = LogFile(str(path))
    file.append(b"one\n")
    path.rename(path.with_name("moved"))
    file.append(b"two\n")
    assert path.read_bytes() == b"two\n"


def test_a_file_that_was_moved_while_we_waited_for_it_is_not_written_to(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = fcntl.flock

    def moved_before_it_is_locked(handle: int, how: int) -> None:
        if path.read_bytes() == b"one\n":
            path.rename(path.with_name("kubernetes.log.1"))
        locked(handle, how)

    file = LogFile(str(path))
    file.append(b"one\n")
    monkeypatch.setattr(fcntl, "flock", moved_before_it_is_locked)
    file.append(b"two\n")
    assert path.read_bytes() == b"two\n"
    assert path.with_name("kubernetes.log.1").read_bytes() == b"one\n"


def test_a_lock_that_nobody_gives_back_holds_up_no_line(held: Path) -> None:
    file = LogFile(str(held), largest=4)
    file.append(b"one\n")
    file.append(b"two\n")
    assert held.read_bytes() == b"one\ntwo\n"
    assert file.problem == ""


def test_a_file_system_without_locks_is_written_to_but_not_rotated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(_handle: int, _how: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    file = LogFile(str(path), largest=4)
    file.append(b"one\n")
    file.append(b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"


def test_a_planted_symbolic_link_is_not_followed(path: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("")
    path.parent.mkdir()
    path.symlink_to(victim)
    file = LogFile(str(path))
    file.append(b"one\n")
    assert victim.read_text() == ""
    assert file.problem.startswith(f"the log {path} cannot be written: it is a symbolic link; set SLIPWAY_LOG to")


def test_a_planted_hard_link_is_not_written_to(path: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("")
    path.parent.mkdir()
    path.hardlink_to(victim)
    file = LogFile(str(path))
    file.append(b"one\n")
    assert victim.read_text() == ""
    assert "it has another name too (hard link)" in file.problem


def test_a_planted_pipe_holds_nobody_up(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    file = LogFile(str(path))
    file.append(b"one\n")
    assert "it is no regular file" in file.problem


def test_a_device_is_not_written_to() -> None:
    file = LogFile("/dev/full")
    file.append(b"one\n")
    assert "it is no regular file" in file.problem


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_another_account_is_not_written_to(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("")
    os.chown(path, 12345, 12345)
    file = LogFile(str(path))
    file.append(b"one\n")
    assert path.read_text() == ""
    assert "it belongs to another account" in file.problem


def test_a_link_planted_as_an_older_file_is_replaced_not_followed(path: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    file = LogFile(str(path), largest=4)
    file.append(b"one\n")
    path.with_name("kubernetes.log.1").symlink_to(victim)
    file.append(b"two\n")
    assert victim.read_text() == "untouched"
    assert path.with_name("kubernetes.log.1").read_bytes() == b"one\n"


def test_a_file_that_cannot_be_rotated_is_still_written_to(path: Path) -> None:
    file = LogFile(str(path), largest=4, kept=1)
    file.append(b"one\n")
    (path.with_name("kubernetes.log.1") / "planted").mkdir(parents=True)
    file.append(b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"
    assert f"the log {path} cannot be rotated: " in file.problem


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    file = LogFile(str(tmp_path / "file" / "kubernetes.log"))
    file.append(b"one\n")
    assert file.problem == (
        f"the log {tmp_path}/file/kubernetes.log cannot be written: Not a directory; "
        "set SLIPWAY_LOG to a file in a folder that you may write to, or to off"
    )


def _fill_the_disk(path: Path) -> None:
    """In a process of its own, which may not write files of more than 10 bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
    file = LogFile(str(path))
    file.append(b"one\n")
    file.append(b"too long\n")
    file.append(b"two\n")
    os._exit(0 if "No space left on device" in file.problem else 1)


def test_a_full_disk_leaves_no_torn_line(path: Path) -> None:
    process = multiprocessing.get_context("fork").Process(target=_fill_the_disk, args=(path,))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert path.read_bytes() == b"one\ntwo\n"
