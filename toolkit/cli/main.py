# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ``slipway`` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from slipway.cluster.defect import defect
from slipway.cluster.reporting.report import report_for
from slipway.errors import SlipwayError

from . import capture, events, guard, kubeconfig, notebook, rbac
from .cluster_options import show_on_terminal

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    :returns: 0 when it was done, 1 when that failed (one line on stderr says why), 3 when ``guard`` refuses;
        argparse itself exits with 2 for a wrong command line.
    """
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given) or 0)
    except SlipwayError as error:
        print(f"slipway: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("slipway: interrupted", file=sys.stderr)
        return 1
    except Exception as error:  # noqa: BLE001  # any: its text may be a server's, so it goes to the debug switch alone
        print(f"slipway: {defect(error)}", file=sys.stderr)
        report_for(os.environ, show=show_on_terminal).debug.tell("the original exception:", original=error)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slipway", description="See what an app on a cluster does, and what is wrong."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    capture.add_parser(commands.add_parser("capture", help="take all logs of a namespace into a folder"))
    events.add_parser(commands.add_parser("events", help="show what Slipway changed, and what failed"))
    guard.add_parser(commands.add_parser("guard", help="tell whether an API server's address may be dialled"))
    kubeconfig.add_parser(commands.add_parser("kubeconfig", help="make a kubeconfig of a project's restricted account"))
    notebook.add_parser(commands.add_parser("notebook", help="run a notebook and make its HTML report"))
    rbac.add_parser(commands.add_parser("rbac", help="print the rights that an account needs to make projects"))
    return parser
