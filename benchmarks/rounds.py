"""Take turns: ours, peer, peer … and again, so that what else the machine does meets all alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .measurement import Measurement, Round

__all__ = ["Subject", "take_turns"]


class Subject(Protocol):
    """One side of a comparison, ready to be measured: connected, warmed up and checked to answer rightly."""

    @property
    def name(self) -> str:
        """As it stands in results."""

    def measure(self) -> Round:
        """Do the work once."""


def take_turns(subjects: Sequence[Subject], rounds: int) -> list[Measurement]:
    """Measure all subjects in each round; no two work at the same time."""
    taken: dict[str, list[Round]] = {subject.name: [] for subject in subjects}
    for _ in range(rounds):
        for subject in subjects:
            taken[subject.name].append(subject.measure())
    return [Measurement(name, tuple(turns)) for name, turns in taken.items()]
