"""The cases: what is done, by whom, how often. A case is added here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .errors import BenchError
from .measurement import OURS, Measure

__all__ = ["CASES", "Case", "Work", "chosen_cases"]

_SIZE = re.compile(r"[1-9][0-9]{0,6}")
_BARE = ("raw", "urllib3")
_CLIENTS = ("kubernetes-typed", "kubernetes-dynamic", "lightkube", "kr8s")


Work = Literal["get", "get-many", "list", "start", "play", "projects-first", "projects-noop", "projects-drift", "fleet"]
_APPLYING = ("kubectl", "kubernetes.core", "kubernetes.core-loop", "raw")


@dataclass(frozen=True)
class Case:
    """One comparison.

    :param does: what each subject does in a round, for the documentation.
    :param work: the same for the program that measures.
    :param also: another size whose results are kept beside those of ``size``.
    :param size: how much of ``unit`` a round has, unless the person who runs it says otherwise.
    :param rounds: turns of each subject; more where a turn is short and so the machine's noise is large.
    :param smallest: the least that can be measured.
    :param measure: what ratios are made of. On the real cluster, the client's CPU time: by the clock
        the server's work, which is the same for all, would hide what a client costs.
    """

    name: str
    does: str
    work: Work
    size: int
    unit: str
    rounds: int
    place: Literal["loopback", "cluster"] = "loopback"
    measure: Measure = "seconds"
    peers: tuple[str, ...] = _BARE + _CLIENTS
    also: int | None = None
    smallest: int = 1

    @property
    def subjects(self) -> tuple[str, ...]:
        """Ours first, then each peer."""
        return (OURS, *self.peers)


def _on_projects(work: Work, does: str, *more_peers: str) -> Case:
    peers = (*_APPLYING, *more_peers)
    return Case(work, does, work, 1000, "projects", 5, place="cluster", peers=peers, also=100)


_ALL = (
    Case(
        name="noop-task",
        does="a play of n + 1 unchanged tasks less a play of one: what each further task costs",
        work="play",
        size=20,
        unit="tasks",
        rounds=5,
        place="cluster",
        peers=("kubernetes.core",),
    ),
    Case("get", "n GETs of one Namespace, one after another", "get", 500, "GETs", 15),
    Case("get-many", "n GETs of one Namespace, 16 at a time", "get-many", 1000, "GETs", 7),
    Case("list-decode", "a list of n million bytes of pods, decoded", "list", 5, "MB", 7),
    Case("cold-start", "a new process that starts, reads n times and ends", "start", 1, "GETs", 9),
    Case("get-cluster", "as get", "get", 200, "GETs", 9, place="cluster", measure="cpu_seconds"),
    Case("get-many-cluster", "as get-many", "get-many", 1000, "GETs", 5, place="cluster", measure="cpu_seconds"),
    Case("list-decode-cluster", "as list-decode", "list", 5, "MB", 5, place="cluster", measure="cpu_seconds"),
    Case(
        name="cold-start-cluster",
        does="as cold-start",
        work="start",
        size=1,
        unit="GETs",
        rounds=7,
        place="cluster",
        measure="cpu_seconds",
        peers=(*_BARE, *_CLIENTS, "kubectl"),
    ),
    _on_projects("projects-first", "n projects of six objects each, of which nothing is there"),
    _on_projects("projects-noop", "the same, of which all is there", "empty-play"),
    _on_projects("projects-drift", "the same, one field of one object changed by somebody else"),
    Case(
        name="fleet",
        does="a play over n clusters in n forks less a play over one: the memory that each further cluster takes",
        work="fleet",
        size=10,
        unit="clusters",
        rounds=5,
        place="cluster",
        measure="peak_memory",
        peers=("kubernetes.core",),
        smallest=2,
    ),
)
CASES = {case.name: case for case in _ALL}


def chosen_cases(name: str, size: str) -> list[tuple[Case, int]]:
    """The cases to run and how large; an empty ``name`` is all of them, an empty ``size`` is each case's own.

    :raises BenchError: there is no such case, or the size is no number that a case can have.
    """
    if name and name not in CASES:
        raise BenchError(f"there is no case {name[:60]!r}; choose one: make bench CASE={'|'.join(CASES)}")
    if size and not name:
        raise BenchError("SIZE counts other things in each case; name one: make bench CASE=get SIZE=1000")
    if size and not _SIZE.fullmatch(size):
        raise BenchError(f"SIZE is a whole number from 1 on, not {size[:60]!r}: make bench CASE={name} SIZE=1000")
    cases = [CASES[name]] if name else list(CASES.values())
    if size and int(size) < cases[0].smallest:
        raise BenchError(f"the case {name} compares with one: make bench CASE={name} SIZE={cases[0].smallest}")
    return [(case, int(size) if size else case.size) for case in cases]
