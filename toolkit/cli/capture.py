# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``slipway capture``: all logs of a namespace."""

from __future__ import annotations

import argparse

from slipway.logs.capture import LARGEST_LOG, capture

from .cluster_options import add_cluster_options, client_for

__all__ = ["add_parser", "run"]


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Its description and options."""
    parser.description = (
        "Take the logs of all containers (init, main, ephemeral; current and previous run) into a new folder, "
        f"with an index.json. At most the last {LARGEST_LOG // 2**20} MiB of each; unprintable characters are escaped, "
        "secrets in the logs are not redacted."
    )
    parser.add_argument("--namespace", required=True, help="whose pods")
    parser.add_argument("--selector", metavar="LABELS", help="labels of the pods, as kubectl's -l; default: all pods")
    parser.add_argument("--output", required=True, metavar="FOLDER", help="new folder for the logs")
    add_cluster_options(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Take the logs and tell what could not be taken."""
    made = capture(client_for(given), given.output, given.namespace, selector=given.selector)
    for error in made.errors:
        print(f"not captured: {error}")
    print(f"captured logs: {len(made.logs)}, in {made.folder}")
    print("redaction: none, logs are as the pods wrote them; check before sharing")
    return 0
