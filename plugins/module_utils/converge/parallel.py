# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several requests at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["in_parallel"]

THREADS = 8
"""Requests under way at once: more gained nothing against a real API server, and its
priority and fairness makes one user with many wait."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """The results, in the items' order.

    The first error is raised when the calls under way have ended; no further one is begun.
    """
    todo = list(items)
    if len(todo) <= 1:
        return [work(item) for item in todo]
    pool = ThreadPoolExecutor(min(THREADS, len(todo)), thread_name_prefix="slipway-converge")
    try:
        return list(pool.map(work, todo))
    finally:
        pool.shutdown(cancel_futures=True)
