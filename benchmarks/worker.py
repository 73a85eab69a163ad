"""One client's process: python -m benchmarks.worker <once|turns> <client> <work> <size> <target file>.

It runs in the peers' environment. ``once`` is a program as a user writes it: start, work, end; so nothing is
imported here that a client could do without. ``turns`` works once to warm up, says so, and then once for each
line that it reads, answering with what that took.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # its import would be part of each client's start
    from .target import Target

NAMESPACE = "default"
"""The object that is read: every cluster has it, and it is small, so that what the client adds is seen."""


def main(mode: str, client_name: str, work: str, size: int, target_path: str) -> None:
    """Connect, work, and report as ``mode`` asks for."""
    with open(target_path, encoding="utf-8") as file:
        target: Target = json.load(file)
    client = import_module(f"benchmarks.clients.{client_name.replace('-', '_')}").Client(target)
    _work(client, work, size, target)
    if mode == "turns":
        _say({"ready": True})
        for _line in sys.stdin:
            _say(_turn(client, work, size, target))
    else:
        _say({"peak_memory": _peak_memory()})


def _work(client: Any, work: str, size: int, target: Target) -> None:
    if work == "get":
        for _ in range(size):
            _check(client.get(NAMESPACE), NAMESPACE)
    elif work == "get-many":
        for name in _get_many(client, size, target["concurrency"]):
            _check(name, NAMESPACE)
    else:
        _check(client.count_pods(target["namespace"]), target["pods"])


def _get_many(client: Any, count: int, concurrency: int) -> list[str]:
    names = [NAMESPACE] * count
    if hasattr(client, "get_many"):
        found: list[str] = client.get_many(names, concurrency)
        return found
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(concurrency) as threads:
        return list(threads.map(client.get, names))


def _check(found: object, wanted: object) -> None:
    if found != wanted:
        raise SystemExit(f"the client found {found!r}, not {wanted!r}")


def _turn(client: Any, work: str, size: int, target: Target) -> dict[str, float]:
    cpu, start = time.process_time(), time.perf_counter()
    _work(client, work, size, target)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    return {"seconds": seconds, "cpu_seconds": cpu_seconds, "peak_memory": _peak_memory()}


def _peak_memory() -> int:
    """Bytes. Not getrusage: what it tells of a process includes what its parent held when it forked."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
