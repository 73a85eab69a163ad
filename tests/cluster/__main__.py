"""python -m tests.cluster: the real Kubernetes that the tests run on."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from .errors import ClusterError, PrerequisiteMissing
from .place import Place
from .prerequisites import check, check_root
from .progress import say

_EPILOG = """\
up ends with a line KUBECONFIG=<path> on stdout; all else it tells goes to stderr. status prints JSON.
Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 the machine lacks something,
130 interrupted.
"""


def main() -> int:
    """Run one command and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__, epilog=_EPILOG)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="build what is missing and start the cluster of this checkout, unless it runs")
    commands.add_parser("down", help="remove the cluster of this checkout and all it made")
    commands.add_parser("status", help="tell where the cluster is and whether it runs")
    command = parser.parse_args().command
    # A user who became root by `su` has no administrator's folders in PATH, where Debian keeps ip, nft and runc.
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    try:
        _run(command, Place(Path(__file__).resolve().parents[2]))
    except ClusterError as error:
        for line in error.evidence:
            print(f"  {line}", file=sys.stderr)  # noqa: T201 - the end of a log, as it is
        say(str(error))
        return 3 if isinstance(error, PrerequisiteMissing) else 1
    except KeyboardInterrupt:
        say("interrupted: `make cluster` starts afresh, `make cluster-down` removes what there is")
        return 130
    return 0


def _run(command: str, place: Place) -> None:
    if command == "up":
        check()
    else:
        check_root()
    # Not before the check: it tells of a missing Python package in a better way than a traceback does.
    from . import lifecycle

    if command == "up":
        print(f"KUBECONFIG={lifecycle.up(place)}")  # noqa: T201 - the answer
    elif command == "down":
        lifecycle.down(place)
    else:
        print(json.dumps(lifecycle.status(place), indent=2))  # noqa: T201 - the answer


if __name__ == "__main__":
    sys.exit(main())
