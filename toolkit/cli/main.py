# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ``slipway`` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from slipway.cluster.client import Client
from slipway.cluster.connection import connect
from slipway.cluster.errors import ConfigurationError, InvalidInput, SlipwayError
from slipway.cluster.options import connection_options
from slipway.logs.capture import LARGEST_LOG, capture
from slipway.logs.scope import check_namespace, check_selector
from slipway.resources.names import check_label

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    :returns: 0 when it was done, 1 when that failed (one line on stderr says why); argparse
        itself exits with 2 for a wrong command line.
    """
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
    except SlipwayError as error:
        print(f"slipway: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("slipway: interrupted", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slipway", description="See what an app on a cluster does, and what is wrong."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_capture(commands.add_parser("capture", help="take all logs of a namespace into a folder"))
    _add_notebook(commands.add_parser("notebook", help="run a notebook and make its HTML report"))
    return parser


def _add_capture(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Take the logs of all containers (init, main, ephemeral; current and previous run) into a new folder, "
        f"with an index.json. At most the last {LARGEST_LOG // 2**20} MiB of each; unprintable characters are escaped, "
        "secrets in the logs are not redacted."
    )
    parser.add_argument("--namespace", required=True, help="whose pods")
    parser.add_argument("--selector", metavar="LABELS", help="labels of the pods, as kubectl's -l; default: all pods")
    parser.add_argument("--output", required=True, metavar="FOLDER", help="new folder for the logs")
    _add_connection(parser)
    parser.set_defaults(run=_capture)


def _add_notebook(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Run a notebook in a kernel of this Python and write NAME.ipynb, NAME.html and the captured logs. "
        "What it found is printed."
    )
    parser.add_argument("name", metavar="NAME", help="the notebook: app_install_failed")
    parser.add_argument("--app", required=True, help="name of the app, as in managed_app")
    parser.add_argument("--namespace", required=True, help="where the app is installed")
    parser.add_argument(
        "--selector", metavar="LABELS", default="", help="labels of the app's pods; default: the whole namespace"
    )
    parser.add_argument("--output", metavar="FOLDER", help="folder for what is written; default: ./NAME-APP")
    _add_connection(parser)
    parser.set_defaults(run=_notebook)


def _add_connection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kubeconfig", metavar="FILE", help="default: K8S_AUTH_KUBECONFIG, KUBECONFIG, ~/.kube/config")
    parser.add_argument("--context", metavar="NAME", help="context in the kubeconfig; default: its current one")


def _capture(given: argparse.Namespace) -> None:
    made = capture(_client(given), given.output, given.namespace, selector=given.selector)
    for error in made.errors:
        print(f"not captured: {error}")
    print(f"captured logs: {len(made.logs)}, in {made.folder}")
    print("redaction: none, logs are as the pods wrote them; check before sharing")


def _notebook(given: argparse.Namespace) -> None:
    try:
        # Here, so that the other commands start fast and need none of the notebook packages.
        from slipway.notebook.report import write_report
        from slipway.notebook.run import notebook_path, run_notebook
        from slipway.notebook.views import FindingsView
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"the Python package {error.name!r} is missing; install it: pip install 'slipway[notebooks]'"
        ) from None
    source = notebook_path(given.name)
    # Before anything is written: a wrong context or namespace leaves nothing behind.
    check_label(given.app, "app")
    _client(given)
    folder = Path(given.output or f"{given.name}-{given.app}").absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(f"{folder} cannot be made: {error.strerror}; choose another folder") from None
    executed, report = folder / f"{given.name}.ipynb", folder / f"{given.name}.html"
    parameters = {
        "app": given.app,
        "namespace": given.namespace,
        "selector": given.selector,
        "kubeconfig": _absolute(given.kubeconfig or _environment_kubeconfig()),
        "context": given.context or "",
        "output": str(folder),
    }
    result = run_notebook(source, parameters, executed)
    write_report(executed, report)
    print(FindingsView(given.app, result.findings, result.other_findings))
    print(f"redaction: {result.redaction}")
    print(f"notebook: {executed}\nreport:   {report}")


def _client(given: argparse.Namespace) -> Client:
    """The cluster that was named, once it has the namespace that was."""
    check_selector(given.selector)
    options = connection_options({"kubeconfig": given.kubeconfig, "context": given.context}, os.environ)
    client = Client(connect(options, os.environ))
    check_namespace(client, given.namespace)
    return client


def _environment_kubeconfig() -> str:
    return os.environ.get("K8S_AUTH_KUBECONFIG") or os.environ.get("KUBECONFIG") or ""


def _absolute(files: str) -> str:
    """The same files from any folder: the notebook's kernel runs in one of its own."""
    paths = [Path(path).expanduser().absolute() for path in files.split(os.pathsep) if path]
    return os.pathsep.join(map(str, paths))
