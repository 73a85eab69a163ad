# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task ``cluster_info``: whether a cluster can be talked to, as whom, and what project namespaces need besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cluster.client import Client
from ..errors import InternalError, SlipwayError
from ..operation import Operation, TaskContext
from .cluster_facts import cluster_facts, own_account
from .missing_rights import missing_rights
from .runner_request import requested_needs

__all__ = ["OPERATION", "NotConnected", "RightsMissing"]

_HINT = (
    "slipway rbac prints the manifests of an account that has all of these rights, for the same profiles and projects; "
    "apply them as an administrator"
)
_ARGUMENTS: dict[str, dict[str, Any]] = {
    "projects": {"type": "bool", "default": True},
    "profiles": {"type": "dict"},
    "projects_file": {"type": "path"},
    "extra_kinds": {"type": "list", "elements": "str"},
    "extra_secrets": {"type": "list", "elements": "str", "no_log": False},
    "required": {"type": "bool", "default": False},
}


class NotConnected(SlipwayError):
    """The cluster cannot be talked to.

    :param state: of a ``ConnectionStatus``.
    :param error: why.
    """

    def __init__(self, state: str, error: SlipwayError) -> None:
        super().__init__(state, error)
        self.state = state
        self.error = error

    def __str__(self) -> str:
        return str(self.error)

    def failure(self) -> dict[str, Any]:
        """That of the error itself."""
        return self.error.failure()

    def result(self) -> dict[str, Any]:
        """With ``connection_status``."""
        return {"connection_status": self.state}


class RightsMissing(SlipwayError):
    """The account lacks rights that are required.

    :param info: the whole result.
    """

    code = "rights_missing"

    def __init__(self, info: dict[str, Any]) -> None:
        super().__init__(info)
        self.info = info

    def __str__(self) -> str:
        missing = self.info["missing"]
        first = missing[0]
        name = f" {first['name']}" if "name" in first else ""
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        who = self.info["user"]["username"] or "this account"
        return f"{who} may not {first['verb']} {first['resource']}{name} ({first['why']}){more}; {_HINT}"

    def result(self) -> dict[str, Any]:
        """All that was found."""
        return self.info


def _run(client: Client, parameters: Mapping[str, Any], _context: TaskContext) -> dict[str, Any]:
    needs = None
    if parameters["projects"]:
        needs = requested_needs(
            parameters.get("profiles"),
            parameters.get("projects_file"),
            extra_kinds=parameters.get("extra_kinds") or (),
            extra_secrets=parameters.get("extra_secrets") or (),
        )
    status = client.connection_status()
    if not status.connected:
        raise NotConnected(status.state, status.error or InternalError("the connection failed, and nobody knows why"))
    info: dict[str, Any] = {
        "changed": False,
        "connection_status": status.state,
        "host": client.host,
        **cluster_facts(client),
        "user": own_account(client),
    }
    if needs is not None:
        info["missing"] = missing_rights(client, needs)
        if info["missing"]:
            info["hint"] = _HINT
            if parameters["required"]:
                raise RightsMissing(info)
    return info


OPERATION = Operation(name="cluster_info", arguments=_ARGUMENTS, run=_run)
"""What the module and the action ``cluster_info`` do."""
