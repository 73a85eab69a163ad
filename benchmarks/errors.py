"""What can go wrong with a benchmark, told in words for the person who runs it."""

from __future__ import annotations

__all__ = ["BenchError"]


class BenchError(Exception):
    """The benchmark cannot be run as asked for. The text is one line that says why and what to do."""
