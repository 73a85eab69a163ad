"""What was measured, and how subjects compare: numbers only, no clock and no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

__all__ = ["OURS", "Measure", "Measurement", "Round", "ratio_lines", "ratios"]

OURS = "slipway"
"""The subject that all others are compared with."""

Measure = Literal["seconds", "cpu_seconds", "peak_memory"]
"""A field of Round."""


@dataclass(frozen=True)
class Round:
    """One subject's turn.

    :param seconds: by the wall clock.
    :param cpu_seconds: of the client, user and system, all its threads and processes.
    :param peak_memory: bytes that the client, or the largest of its processes, has held at most until now;
        in the case ``fleet``, what each further cluster added to what all processes of the play held at once.
    :param requests: how many the API server counted, in the cases that ask it.
    """

    seconds: float
    cpu_seconds: float
    peak_memory: int
    requests: int | None = None


@dataclass(frozen=True)
class Measurement:
    """All rounds of one subject in one run of a case."""

    subject: str
    rounds: tuple[Round, ...]

    def median(self, measure: Measure) -> float:
        """The middle round: a neighbour who is busy for a moment does not count."""
        return float(median(getattr(turn, measure) for turn in self.rounds))

    @property
    def requests(self) -> float | None:
        """The middle round's, where they were counted."""
        counted = [turn.requests for turn in self.rounds if turn.requests is not None]
        return median(counted) if counted else None

    @property
    def peak_memory(self) -> int:
        """Bytes, of the whole run."""
        return max(turn.peak_memory for turn in self.rounds)


def ratios(measurements: Sequence[Measurement], measure: Measure) -> dict[str, float]:
    """Each peer's median divided by ours: 2 means that we need half of what the peer needs."""
    ours = next(measurement for measurement in measurements if measurement.subject == OURS).median(measure)
    return {
        measurement.subject: measurement.median(measure) / ours
        for measurement in measurements
        if measurement.subject != OURS
    }


def ratio_lines(case: str, measurements: Sequence[Measurement], measure: Measure) -> list[str]:
    """``<case> <peer> <ratio>x``, a line for each peer, in the order in which they were measured."""
    return [f"{case} {peer} {ratio:.2f}x" for peer, ratio in ratios(measurements, measure).items()]
