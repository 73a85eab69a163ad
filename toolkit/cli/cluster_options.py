# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cluster a command means."""

from __future__ import annotations

import argparse
import os
import sys

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.cluster.connection.options import connection_options
from slipway.cluster.reporting.report import report_for
from slipway.logs.scope import check_namespace, check_selector

__all__ = ["add_cluster_options", "client_for", "show_on_terminal"]


def add_cluster_options(parser: argparse.ArgumentParser) -> None:
    """The options of every command that talks to a cluster."""
    parser.add_argument("--kubeconfig", metavar="FILE", help="default: K8S_AUTH_KUBECONFIG, KUBECONFIG, ~/.kube/config")
    parser.add_argument("--context", metavar="NAME", help="context in the kubeconfig; default: its current one")


def client_for(given: argparse.Namespace) -> Client:
    """The cluster that was named, once it has the namespace that was. SLIPWAY_DEBUG is obeyed."""
    check_selector(given.selector)
    options = connection_options({"kubeconfig": given.kubeconfig, "context": given.context}, os.environ)
    client = Client(connect(options, os.environ), report=report_for(os.environ, show=show_on_terminal))
    check_namespace(client, given.namespace)
    return client


def show_on_terminal(line: str) -> None:
    """One line for the operator, apart from what the command puts out."""
    print(line, file=sys.stderr)
