# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``slipway notebook``: run one and make its HTML report."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from slipway.errors import ConfigurationError, InvalidInput
from slipway.resources.names import check_label

from .cluster_options import add_cluster_options, client_for

__all__ = ["add_parser", "run"]


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Its description and options."""
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
    add_cluster_options(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Run the notebook, write its report, and tell what it found."""
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
    client_for(given)
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
    return 0


def _environment_kubeconfig() -> str:
    return os.environ.get("K8S_AUTH_KUBECONFIG") or os.environ.get("KUBECONFIG") or ""


def _absolute(files: str) -> str:
    """The same files from any folder: the notebook's kernel runs in one of its own."""
    paths = [Path(path).expanduser().absolute() for path in files.split(os.pathsep) if path]
    return os.pathsep.join(map(str, paths))
