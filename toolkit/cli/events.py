# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``slipway events``: kubernetes.log readably, and only what is asked for."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from slipway.cli.event_text import event_text
from slipway.cli.log_lines import log_lines
from slipway.cluster.reporting.kubernetes_log import EVENTS, SEVERITIES
from slipway.cluster.reporting.log_place import log_path
from slipway.errors import InvalidInput

__all__ = ["add_parser"]

_LINES = 50
_AGE = re.compile(r"([0-9]{1,9})([smhd])\Z")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
Record = dict[str, Any]


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Make this parser the command's."""
    parser.description = "Show kubernetes.log, what Slipway changed and what failed, the older files included."
    parser.add_argument("--follow", action="store_true", help="go on with what is written from now on, until Ctrl-C")
    parser.add_argument(
        "--since", type=_moment, metavar="AGE", help="nothing older: 30s, 15m, 1h, 2d, or a time as in the log"
    )
    parser.add_argument("--severity", choices=SEVERITIES, help="nothing less severe")
    parser.add_argument("--event", choices=EVENTS, help="of this kind alone")
    parser.add_argument("--namespace", metavar="NAME", help="of this namespace alone")
    parser.add_argument("--cluster", metavar="TEXT", help="of clusters with this text in their address")
    parser.add_argument("--object", metavar="TEXT", help="of objects with this text in kind/name")
    parser.add_argument("--run", dest="run_id", metavar="ID", help="of this run alone")
    parser.add_argument("--output", choices=("text", "json"), default="text", help="json: the records as they are")
    parser.add_argument("--file", metavar="PATH", help="the log; default: the one that Slipway writes here")
    parser.add_argument("--lines", type=_count, default=_LINES, metavar="N", help=f"the last N; default: {_LINES}")
    parser.set_defaults(run=_events)


def _events(given: argparse.Namespace) -> None:
    path = _path(given)
    if path is None:
        return
    try:
        _print_events(given, path)
    except KeyboardInterrupt:
        if not given.follow:
            raise
    except BrokenPipeError:
        # The reader has seen enough; Python must not complain about it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _path(given: argparse.Namespace) -> str | None:
    path = given.file or log_path(os.environ)
    if not path:
        raise InvalidInput("the log is switched off (SLIPWAY_LOG=off); name a file with --file")
    if os.path.exists(path) and not os.path.isfile(path):
        raise InvalidInput(f"{path} is no log; name a file with --file")
    if not os.path.exists(path) and not os.path.exists(f"{path}.1"):
        if given.file:
            raise InvalidInput(f"{path} does not exist; name the log that you want to see")
        print(f"slipway: there is no log yet: nothing was written to {path}", file=sys.stderr)
        if not given.follow:
            return None
    return str(path)


def _print_events(given: argparse.Namespace, path: str) -> None:
    wanted = _wanted(given)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    latest: deque[Record] = deque(maxlen=given.lines)
    take: Callable[[Record], None] = latest.append

    def show(record: Record) -> None:
        text = json.dumps(record) if given.output == "json" else event_text(record, colour=colour)
        print(text, flush=given.follow)

    damaged = 0
    for line in log_lines(path, follow=given.follow):
        record = _record(line) if line is not None else None
        if record is not None and wanted(record):
            take(record)
        elif line is None:
            take = show
            for earlier in latest:
                show(earlier)
            _tell_damaged(damaged)
        elif record is None:
            damaged += 1
            _tell_damaged(1 if take is show else 0)


def _tell_damaged(count: int) -> None:
    if count:
        print(f"slipway: left out {count} damaged line{'s' if count > 1 else ''}", file=sys.stderr)


def _record(line: bytes) -> Record | None:
    """The record of the line; None when the line is damaged, or none of ours."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or not isinstance(record.get("time"), str):
        return None
    return None if any(isinstance(value, (dict, list)) for value in record.values()) else record


def _wanted(given: argparse.Namespace) -> Callable[[Record], bool]:
    severities = frozenset(SEVERITIES[SEVERITIES.index(given.severity) :] if given.severity else ())
    exactly = {"event": given.event, "namespace": given.namespace, "run_id": given.run_id}
    containing = {"cluster": given.cluster, "object": given.object}

    def conditions(record: Record) -> Iterator[bool]:
        # All times have the same form, so that their order is that of their letters.
        yield not given.since or record["time"] >= given.since
        yield not severities or record.get("severity") in severities
        yield from (record.get(name) == value for name, value in exactly.items() if value)
        yield from (value in str(record.get(name, "")) for name, value in containing.items() if value)

    return lambda record: all(conditions(record))


def _moment(text: str) -> str:
    """An age or a time, as the log writes times."""
    try:
        moment = _ago(text) or datetime.fromisoformat(text)
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(f"{text!r} is neither an age such as 15m nor a time") from None


def _ago(text: str) -> datetime | None:
    age = _AGE.match(text)
    return datetime.now(UTC) - timedelta(**{_UNITS[age[2]]: int(age[1])}) if age else None


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of lines")
    return int(text)
