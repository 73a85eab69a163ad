"""How often a test of chance tries: few times in the suite, many in `make soak`, always from the same seeds."""

from __future__ import annotations

import os
import random
import sys

from hypothesis import HealthCheck, Phase, settings

__all__ = ["SOAK", "count", "dice", "examples", "tell"]

SOAK = os.environ.get("SLIPWAY_SOAK") == "1"
"""Whether this is `make soak`."""


def count(suite: int, soak: int) -> int:
    """How many of something."""
    return soak if SOAK else suite


def dice(name: str) -> random.Random:
    """Chance that falls the same way in each run."""
    return random.Random(name)


def examples(suite: int, soak: int) -> settings:
    """Settings for a property on the real cluster: no search for smaller examples, which would cost minutes."""
    return settings(
        max_examples=count(suite, soak),
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def tell(text: str) -> None:
    """Print what a soak found; the suite says nothing."""
    if SOAK:
        sys.stdout.write(f"\nsoak: {text}\n")
        sys.stdout.flush()
