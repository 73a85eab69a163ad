"""The order of the log's lines while they are written, rotated and truncated. The pauses are where things happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from slipway.cli.log_lines import log_lines
from slipway.cluster.reporting.log_file import LogFile

Step = Callable[[], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kubernetes.log"


def _followed(path: Path, *steps: Step) -> list[bytes | None]:
    """The lines that a follow gives when these steps happen one by one, a pause each; it ends after them."""
    waiting: Iterator[Step] = iter(steps)

    def pause(_seconds: float) -> None:
        step = next(waiting, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    lines: list[bytes | None] = []
    following = log_lines(str(path), follow=True, pause=pause)
    with suppress(KeyboardInterrupt):
        while True:
            lines.append(next(following))
    return lines


def test_what_was_there_ends_with_none(path: Path) -> None:
    path.write_bytes(b"a\nb\n")
    assert list(log_lines(str(path))) == [b"a", b"b", None]


def test_what_comes_later_follows(path: Path) -> None:
    file = LogFile(str(path))
    file.append(b"a\n")
    assert _followed(path, lambda: file.append(b"b\n"), lambda: file.append(b"c\n")) == [b"a", None, b"b", b"c"]


def test_a_line_is_given_once_it_is_complete(path: Path) -> None:
    path.write_bytes(b"a\nb")

    def complete() -> None:
        with path.open("ab") as file:
            file.write(b"c\n")

    assert _followed(path, complete) == [b"a", None, b"bc"]


def test_a_torn_line_at_the_end_of_an_older_file_is_given_as_it_is(path: Path) -> None:
    path.with_name("kubernetes.log.1").write_bytes(b"a\nto")
    path.write_bytes(b"b\n")
    assert _followed(path) == [b"a", b"to", b"b", None]


def test_lines_written_just_before_a_rotation_are_not_lost(path: Path) -> None:
    file = LogFile(str(path), largest=4)
    file.append(b"a\n")

    def fill_and_rotate() -> None:
        for line in (b"b\n", b"c\n", b"d\n", b"e\n", b"f\n"):
            file.append(line)

    assert _followed(path, fill_and_rotate) == [b"a", None, b"b", b"c", b"d", b"e", b"f"]
    assert path.with_name("kubernetes.log.2").exists()


def test_a_follow_goes_on_for_more_rotations_than_files_are_kept(path: Path) -> None:
    file = LogFile(str(path), largest=4)
    numbers = [b"%03d" % number for number in range(40)]
    steps = [partial(file.append, number + b"\n") for number in numbers]
    assert _followed(path, *steps) == [None, *numbers]


def test_a_pause_in_which_all_files_were_replaced_is_survived(path: Path) -> None:
    file = LogFile(str(path), largest=4)
    file.append(b"old\n")

    def replace_all() -> None:
        for number in range(10):
            file.append(b"%03d\n" % number)

    lines = _followed(path, replace_all, lambda: file.append(b"new\n"))
    assert lines == [b"old", None, b"004", b"005", b"006", b"007", b"008", b"009", b"new"]


def test_a_file_that_was_copied_and_truncated_is_read_from_its_begin(path: Path) -> None:
    path.write_bytes(b"first\nsecond\n")
    assert _followed(path, lambda: path.write_bytes(b"a\n")) == [b"first", b"second", None, b"a"]


def test_a_line_without_end_comes_in_pieces(path: Path) -> None:
    path.write_bytes(b"x" * 200_000)
    lines = list(log_lines(str(path)))
    assert b"".join(line or b"" for line in lines) == b"x" * 200_000
    assert max(len(line or b"") for line in lines) <= 64 * 1024
