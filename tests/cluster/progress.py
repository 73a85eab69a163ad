"""Tell the person who waits what is being done."""

from __future__ import annotations

import sys

__all__ = ["say"]


def say(message: str) -> None:
    """Print to stderr: stdout belongs to the answer."""
    print(f"cluster: {message}", file=sys.stderr, flush=True)  # noqa: T201 - printing is its one job
