"""python -m benchmarks [case] [size]: measure slipway beside its peers. make bench makes what it needs first.

Exit codes: 0 measured, 1 could not be measured, 2 wrong case or size, 130 interrupted.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from .cases import CASES, Case, chosen_cases
from .clients_at_work import clients_at_work
from .errors import BenchError
from .loopback.place import loopback
from .measurement import Measurement, ratio_lines
from .plays import plays
from .projects.fleet import fleet_subjects
from .projects.inputs import LOOP, LOOP_SIZE
from .projects.subjects import project_subjects
from .real_cluster import RealCluster, cluster_target, create_pods, running_cluster
from .results import rows_of, write_rows
from .rounds import Subject, take_turns
from .table import write_table

ROOT = Path(__file__).resolve().parent.parent
CONCURRENCY = 16


def main(arguments: Sequence[str]) -> int:
    """Run the cases asked for, and return the exit code."""
    case_name, size = (*arguments, "", "")[:2]
    try:
        cases = chosen_cases(case_name, size)
    except BenchError as error:
        return _refuse(error, 2)
    lines: list[str] = []
    try:
        _run(cases, lines)
    except BenchError as error:
        return _refuse(error, 1)
    except KeyboardInterrupt:
        return _refuse(BenchError("interrupted; the cases that were finished have their results"), 130)
    finally:
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def _run(cases: Sequence[tuple[Case, int]], lines: list[str]) -> None:
    """Measure, keep and tabulate one case after another; ``lines`` grows by their ratios."""
    needs_cluster = any(case.place == "cluster" for case, _size in cases)
    cluster = running_cluster(ROOT) if needs_cluster else None
    for case, size in cases:
        print(f"bench: {case.name}, {case.rounds} rounds of {size} {case.unit}", file=sys.stderr)
        if LOOP in case.peers and size > LOOP_SIZE:
            print(f"bench: {LOOP} runs on {LOOP_SIZE} and is extrapolated", file=sys.stderr)
        measurements = _measure(case, size, cluster if case.place == "cluster" else None)
        write_rows(rows_of(case, size, measurements, ROOT), case, ROOT)
        write_table(ROOT)
        lines += ratio_lines(case.name, measurements, case.measure)


def _measure(case: Case, size: int, cluster: RealCluster | None) -> list[Measurement]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="slipway-bench-")))
        megabytes = size if case.work == "list" else CASES["list-decode"].size
        if cluster is None:
            target = stack.enter_context(loopback(folder, megabytes=megabytes, concurrency=CONCURRENCY))
        else:
            target = stack.enter_context(cluster_target(cluster, folder, concurrency=CONCURRENCY))
            if case.work == "list":
                target["pods"] = create_pods(cluster, target["namespace"], megabytes, folder)
        subjects: Sequence[Subject]
        if cluster and case.work.startswith("projects-"):
            subjects = stack.enter_context(project_subjects(case, size, cluster, target, folder, ROOT))
        elif cluster and case.work == "fleet":
            subjects = stack.enter_context(fleet_subjects(case.subjects, size, cluster, target, folder, ROOT))
        elif case.work == "play":
            subjects = plays(case.subjects, size, target, folder, ROOT)
        else:
            kubectl = cluster.kubectl_program if cluster else ""
            subjects = stack.enter_context(clients_at_work(case, size, target, folder, ROOT, kubectl))
        return take_turns(subjects, case.rounds)


def _refuse(error: BenchError, code: int) -> int:
    print(f"bench: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
