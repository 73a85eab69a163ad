"""A followed log is read over as many connections as it takes, each line once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from slipway.logs.position import Position, split_stamp


def stamp(second: int, nanosecond: int = 0) -> str:
    return f"2026-01-01T00:00:{second:02d}.{nanosecond:09d}Z"


def read(position: Position, stamps: list[str]) -> list[str]:
    return [each for each in stamps if position.is_new(each)]


def test_lines_in_order_are_all_new() -> None:
    stamps = [stamp(1), stamp(1, 5), stamp(2)]
    assert read(Position(), stamps) == stamps


def test_lines_with_the_same_stamp_are_all_new() -> None:
    assert read(Position(), [stamp(1)] * 3) == [stamp(1)] * 3


def test_after_a_reconnect_nothing_is_repeated_and_nothing_lost() -> None:
    position = Position()
    read(position, [stamp(1), stamp(2), stamp(2)])
    position.reconnected()
    assert read(position, [stamp(2), stamp(2), stamp(2), stamp(3)]) == [stamp(2), stamp(3)]


@given(
    st.lists(st.integers(0, 59), min_size=1, max_size=40).map(sorted),
    st.lists(st.integers(0, 40), max_size=5),
)
def test_any_reconnects_yield_each_line_once(seconds: list[int], breaks: list[int]) -> None:
    log = [stamp(second) for second in seconds]
    position, seen = Position(), []
    for length in [*breaks, len(log)]:
        position.reconnected()
        since = position.stamp
        # The server sends again whatever is as new as the second that it was asked for.
        seen += read(position, [line for line in log if line >= since][:length])
    assert seen == log


def test_a_stamp_is_told_from_the_line() -> None:
    assert split_stamp(b"2026-01-01T00:00:00.000000001Z hello  world") == (stamp(0, 1), b"hello  world")


def test_a_line_of_the_kubelets_own_has_no_stamp() -> None:
    assert split_stamp(b"failed to watch file") == ("", b"failed to watch file")
