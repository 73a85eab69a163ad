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
from .kubeconfig import KubeconfigPlan, plan_kubeconfig, remove_kubeconfig, write_kubeconfig
from .kubeconfig_target import KubeconfigTarget, kubeconfig_target
from .outcome import ProjectOutcome
from .project import Project

__all__ = ["checked_target", "converge_kubeconfigs", "remove_kubeconfigs"]

LEAST_WAIT = 1.0
"""Seconds that each project has for its token, also when others have used up the time of all: a cluster that is well
takes milliseconds."""


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
    """Bring each project's kubeconfig to what is wanted. An error is that project's alone.

    :param parameters: of them ``timeout``: seconds to wait for tokens, of all projects together.
    """
    now = time.time()
    give_up_at = time.monotonic() + float(parameters["timeout"])

    wanted = bool(parameters.get("return_kubeconfig"))

    def converge(outcome: ProjectOutcome) -> None:
        if outcome.error is None:
            try:
                plan = _planned(target, outcome, now, check_mode=check_mode)
                if plan is not None:
                    _converge(client, plan, outcome, give_up_at, wanted=wanted, check_mode=check_mode)
            except SlipwayError as error:
                outcome.error = error

    in_parallel(converge, outcomes)


def remove_kubeconfigs(folder: str, outcomes: Sequence[ProjectOutcome], *, check_mode: bool) -> None:
    """Remove the kubeconfigs of projects that are gone."""
    for outcome in outcomes:
        if outcome.error is None:
            _remove(folder, outcome, check_mode=check_mode)


def _planned(
    target: KubeconfigTarget, outcome: ProjectOutcome, now: float, *, check_mode: bool
) -> KubeconfigPlan | None:
    """What is to be done; None for a project without a token, whose file of before goes."""
    project = outcome.project
    if project.token == "none":  # noqa: S105  # a kind of token, not one
        if target.folder:
            _remove(target.folder, outcome, check_mode=check_mode)
        return None
    uid = _account_uid(outcome)
    return plan_kubeconfig(target, project.namespace, project.token, project.token_lifetime, now, account_uid=uid)


def _converge(
    client: Client,
    plan: KubeconfigPlan,
    outcome: ProjectOutcome,
    give_up_at: float,
    *,
    wanted: bool,
    check_mode: bool,
) -> None:
    """Told is only what was done: without a token there is neither an action nor a path."""
    if not check_mode and (plan.changed or wanted):
        seconds = max(give_up_at - time.monotonic(), LEAST_WAIT)
        written = write_kubeconfig(client, plan, account_uid=_account_uid(outcome), timeout=seconds)
        if wanted:
            outcome.returned["kubeconfig_content"] = written.content
            outcome.returned["token_expires"] = written.expires
    if plan.path:
        outcome.returned["kubeconfig"] = plan.path
    if plan.changed:
        outcome.more.append({"kind": "Kubeconfig", "name": plan.path, "action": plan.action})


def _remove(folder: str, outcome: ProjectOutcome, *, check_mode: bool) -> None:
    try:
        path = remove_kubeconfig(folder, outcome.project.namespace, check_mode=check_mode)
        if path is not None:
            outcome.more.append({"kind": "Kubeconfig", "name": path, "action": "removed"})
    except SlipwayError as error:
        outcome.error = error


def _account_uid(outcome: ProjectOutcome) -> str | None:
    """The live account's uid; None when it is new, so that any token from before is dead."""
    for difference in outcome.differences:
        if difference.reference.kind == "ServiceAccount" and difference.before is not None:
            return str(difference.before["metadata"].get("uid") or "") or None
    return None
