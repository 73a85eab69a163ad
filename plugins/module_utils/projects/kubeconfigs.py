# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kubeconfigs of all projects of a task: written, returned, or removed when they are no longer wanted."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from ..cluster.client import Client
from ..converge.parallel import in_parallel
from ..errors import InvalidInput, SlipwayError
from ..operation import TaskContext
from .kubeconfig import plan_kubeconfig, remove_kubeconfig, write_kubeconfig
from .kubeconfig_target import KubeconfigTarget, kubeconfig_target
from .outcome import ProjectOutcome
from .project import Project

__all__ = ["checked_target", "converge_kubeconfigs", "remove_kubeconfigs"]


def checked_target(
    client: Client, parameters: Mapping[str, Any], projects: Sequence[Project], context: TaskContext
) -> KubeconfigTarget | None:
    """Where kubeconfigs go; None when none are wanted.

    :raises InvalidInput: tokens would be shown, or none of the projects has one.
    """
    if parameters.get("return_kubeconfig") and not context.no_log:
        raise InvalidInput("return_kubeconfig: the result would show tokens; set no_log: true on the task")
    target = kubeconfig_target(client, parameters)
    if target is not None and parameters.get("return_kubeconfig") and all(item.token == "none" for item in projects):  # noqa: S105
        raise InvalidInput("return_kubeconfig: no project has a token; give token: bound, in a profile for all")
    return target


def converge_kubeconfigs(
    client: Client,
    target: KubeconfigTarget,
    outcomes: Sequence[ProjectOutcome],
    parameters: Mapping[str, Any],
    *,
    check_mode: bool,
) -> None:
    """Bring each project's kubeconfig to what is wanted. An error is that project's alone."""
    now = time.time()

    def converge(outcome: ProjectOutcome) -> None:
        if outcome.error is None:
            try:
                _converge(client, target, outcome, now, parameters, check_mode=check_mode)
            except SlipwayError as error:
                outcome.error = error

    in_parallel(converge, outcomes)


def remove_kubeconfigs(folder: str, outcomes: Sequence[ProjectOutcome], *, check_mode: bool) -> None:
    """Remove the kubeconfigs of projects that are gone."""
    for outcome in outcomes:
        if outcome.error is None:
            _remove(folder, outcome, check_mode=check_mode)


def _converge(
    client: Client,
    target: KubeconfigTarget,
    outcome: ProjectOutcome,
    now: float,
    parameters: Mapping[str, Any],
    *,
    check_mode: bool,
) -> None:
    project = outcome.project
    if project.token == "none":  # noqa: S105  # a kind of token, not one
        if target.folder:
            _remove(target.folder, outcome, check_mode=check_mode)
        return
    account_uid = _account_uid(outcome)
    plan = plan_kubeconfig(
        target, project.namespace, project.token, project.token_lifetime, now, account_uid=account_uid
    )
    if plan.path:
        outcome.returned["kubeconfig"] = plan.path
    if plan.changed:
        outcome.more.append({"kind": "Kubeconfig", "name": plan.path, "action": plan.action})
    wanted = bool(parameters.get("return_kubeconfig"))
    if check_mode or not (plan.changed or wanted):
        return
    written = write_kubeconfig(client, plan, account_uid=account_uid, timeout=float(parameters["timeout"]))
    if wanted:
        outcome.returned["kubeconfig_content"] = written.content
        outcome.returned["token_expires"] = written.expires


def _remove(folder: str, outcome: ProjectOutcome, *, check_mode: bool) -> None:
    try:
        if remove_kubeconfig(folder, outcome.project.namespace, check_mode=check_mode):
            outcome.more.append({"kind": "Kubeconfig", "name": folder, "action": "removed"})
    except SlipwayError as error:
        outcome.error = error


def _account_uid(outcome: ProjectOutcome) -> str | None:
    """The live account's uid; None when it is new, so that any token from before is dead."""
    for difference in outcome.differences:
        if difference.reference.kind == "ServiceAccount" and difference.before is not None:
            return str(difference.before["metadata"].get("uid") or "") or None
    return None
