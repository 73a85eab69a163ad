"""Who is measured when."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.measurement import Round
from benchmarks.rounds import take_turns


@dataclass
class Recorded:
    """A subject that writes down when it was its turn."""

    name: str
    turns: list[str]

    def measure(self) -> Round:
        self.turns.append(self.name)
        return Round(len(self.turns), 0, 0)


def test_subjects_take_turns_in_each_round() -> None:
    turns: list[str] = []
    take_turns([Recorded("slipway", turns), Recorded("raw", turns)], 3)
    assert turns == ["slipway", "raw"] * 3


def test_each_subject_gets_its_own_rounds() -> None:
    turns: list[str] = []
    ours, peer = take_turns([Recorded("slipway", turns), Recorded("raw", turns)], 2)
    assert (ours.subject, [turn.seconds for turn in ours.rounds]) == ("slipway", [1, 3])
    assert (peer.subject, [turn.seconds for turn in peer.rounds]) == ("raw", [2, 4])
