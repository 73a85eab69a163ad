"""What a tree of processes holds while it runs, as the kernel shares it out among them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

__all__ = ["HeldMemory", "held_by", "process_tree"]

_PROPORTIONAL = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)
_PAUSE_SECONDS = 0.02
_GONE = (FileNotFoundError, ProcessLookupError)
"""A process may end between two looks. Anything else that hides one from us would be a wrong measure."""


class HeldMemory:
    """The most that a process and all that it started have held at once."""

    def __init__(self) -> None:
        self.peak = 0

    @contextmanager
    def watch(self, pid: int) -> Iterator[None]:
        """Look at it again and again, from a thread of ours, at least once."""
        ended = threading.Event()
        with ThreadPoolExecutor(1) as thread:
            looking = thread.submit(self._look_until, ended, pid)
            try:
                yield
            finally:
                ended.set()
            looking.result()

    def look(self, pid: int) -> None:
        """Add up what they hold now."""
        self.peak = max(self.peak, sum(map(held_by, process_tree(pid))))

    def _look_until(self, ended: threading.Event, pid: int) -> None:
        self.look(pid)
        while not ended.wait(_PAUSE_SECONDS):
            self.look(pid)


def held_by(pid: int) -> int:
    """Bytes: the proportional set size, in which a page that n processes share counts one nth for each.

    Forks share most of what their parent had, so the sum of what is resident would count that again and again.
    """
    try:
        mapped = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except _GONE:
        return 0
    found = _PROPORTIONAL.search(mapped)
    return int(found[1]) * 1024 if found else 0


def process_tree(pid: int) -> list[int]:
    """A process and all its descendants that live now."""
    found = [pid]
    for parent in found:  # grows by the children, whose turn comes
        found += _children(parent)
    return found


def _children(pid: int) -> list[int]:
    """Of all its threads: each may have started some."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except _GONE:
        return []
    started: list[int] = []
    for thread in threads:
        try:
            started += map(int, (thread / "children").read_text(encoding="ascii").split())
        except _GONE:
            continue
    return started
