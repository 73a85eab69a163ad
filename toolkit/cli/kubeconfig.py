# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``slipway kubeconfig``: a kubeconfig of a project's restricted account, with a new token."""

from __future__ import annotations

import argparse
import os
import re
import sys

from slipway.cluster.client import Client
from slipway.cluster.connection.tls import LARGEST_AUTHORITY
from slipway.errors import InvalidInput
from slipway.projects.fixed_names import SERVICE_ACCOUNT
from slipway.projects.kubeconfig import new_kubeconfig, write_kubeconfig
from slipway.projects.kubeconfig_target import SYSTEM_AUTHORITIES, KubeconfigTarget, wanted_target
from slipway.projects.kubeconfig_text import file_name
from slipway.projects.project import IDENTITY_LABELS
from slipway.projects.tokens import DEFAULT_LIFETIME, SHORTEST_LIFETIME
from slipway.resources.labels import is_managed, labels_of

from .cluster_options import add_cluster_options, client_for

__all__ = ["add_parser", "run"]

_STDOUT = "-"
_PROJECT = IDENTITY_LABELS[0]
_SECONDS = re.compile(r"[0-9]{1,9}\Z")
_OPTIONS = {"kubeconfig_server": "--server", "kubeconfig_ca": "--certificate-authority"}
"""What the task's parameters are called here."""


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.description = (
        f"Make a kubeconfig of the account '{SERVICE_ACCOUNT}' of a project namespace, with a new token that expires. "
        "A file has mode 0600 and replaces an earlier one as a whole; its folder must be your own, and nobody else may "
        "write into it. A token cannot be taken back before it expires, but by deleting the account."
    )
    parser.add_argument("--namespace", required=True, help="a namespace that slipway made for a project")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--output", metavar="FILE", help=f"where to write it; {_STDOUT} for stdout, token and all")
    place.add_argument(
        "--folder", metavar="DIR", help="write NAMESPACE.kubeconfig there; made with mode 0700 if missing"
    )
    parser.add_argument(
        "--lifetime",
        metavar="SECONDS",
        type=_seconds,
        default=DEFAULT_LIFETIME,
        help=f"of the token; {SHORTEST_LIFETIME} at least, default: {DEFAULT_LIFETIME}; the cluster may grant less",
    )
    parser.add_argument(
        "--server", metavar="URL", help="the API server as the account's user reaches it; default: as this command does"
    )
    parser.add_argument(
        "--certificate-authority",
        metavar="FILE",
        help="PEM of its CA, or 'system' for those that every machine trusts; default: the one of this command",
    )
    add_cluster_options(parser)
    parser.set_defaults(run=run, selector=None)


def run(given: argparse.Namespace) -> int:
    """Make it, and tell where it is and how long it is good."""
    client = client_for(given)
    try:
        _refuse_unless_projects(client, given.namespace)
        path = _path(given)
        plan = new_kubeconfig(_target(client, given), given.namespace, given.lifetime, path)
        made = write_kubeconfig(client, plan)
    finally:
        client.close()
    if path is None:
        sys.stdout.write(made.content)
        return 0
    print(f"kubeconfig: {path}")
    print(f"expires:    {made.expires or 'the token does not say'}")
    return 0


def _refuse_unless_projects(client: Client, namespace: str) -> None:
    found = client.get_namespace(namespace)
    if not is_managed(found) or _PROJECT not in labels_of(found):
        raise InvalidInput(
            f"namespace {namespace} is not one that slipway made for a project (no label {_PROJECT}); "
            "name another, or make it with the module project_namespace"
        )


def _path(given: argparse.Namespace) -> str | None:
    if given.output == _STDOUT:
        return None
    path = given.output or os.path.join(given.folder, file_name(given.namespace))
    return os.path.abspath(os.path.expanduser(path))


def _target(client: Client, given: argparse.Namespace) -> KubeconfigTarget:
    authority = _authority(given.certificate_authority) if given.certificate_authority else None
    wanted = {"kubeconfig_server": given.server, "kubeconfig_ca": authority}
    return wanted_target(client, wanted, _OPTIONS)


def _authority(path: str) -> str:
    if path == SYSTEM_AUTHORITIES:
        return path
    try:
        with open(os.path.expanduser(path), encoding="ascii", errors="replace") as stream:
            return stream.read(LARGEST_AUTHORITY + 1) or "(empty)"
    except OSError as error:
        reason = error.strerror
    raise InvalidInput(f"--certificate-authority {path} cannot be read: {reason}; name the PEM file of the server's CA")


def _seconds(text: str) -> int:
    if not _SECONDS.match(text) or int(text) < SHORTEST_LIFETIME:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from {SHORTEST_LIFETIME} on")
    return int(text)
