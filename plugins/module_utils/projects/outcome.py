# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of each project, and the task's result of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..converge.difference import Difference
from ..errors import SlipwayError
from .fixed_names import SERVICE_ACCOUNT
from .project import Project

__all__ = ["ProjectOutcome", "ProjectsFailed", "task_result"]

FEW = 20
"""Projects up to which each is in the result. Of more, only those that changed or failed: a large result costs
Ansible more time than the projects cost the cluster."""
_NAMED = 5


@dataclass
class ProjectOutcome:
    """One project's share of a run, completed step by step.

    :param differences: what was done, or in check mode would be; of one that failed, what was done until then.
    :param local: whether its namespace does not exist, so that check mode could try nothing on the server.
    :param more: what was done besides, outside of the cluster, in the form of the result's ``actions``.
    :param returned: more of the project's result.
    """

    project: Project
    differences: Sequence[Difference] = ()
    local: bool = False
    error: SlipwayError | None = None
    more: list[dict[str, Any]] = field(default_factory=list)
    returned: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def changed(self) -> bool:
        """Whether anything was done."""
        return bool(self.more) or any(difference.changed for difference in self.differences)

    def result(self, *, check_mode: bool) -> dict[str, Any]:
        """The project's entry in the task's result."""
        result: dict[str, Any] = {
            "name": self.project.name,
            "namespace": self.project.namespace,
            "service_account": SERVICE_ACCOUNT,
            "changed": self.changed,
            "actions": [*(item.summary() for item in self.differences if item.changed), *self.more],
            **self.returned,
        }
        if check_mode:
            result["prediction"] = "local" if self.local else "server"
        if self.error is not None:
            result |= {"failed": True, "msg": str(self.error), "failure": self.error.failure()}
        return result


class ProjectsFailed(SlipwayError):
    """One or more projects failed; the others were done.

    :param errors: by namespace.
    :param total: how many projects there are.
    :param task: the task's result apart from the failure.
    """

    def __init__(self, errors: dict[str, SlipwayError], total: int, task: dict[str, Any]) -> None:
        super().__init__(errors, total, task)
        self.errors = errors
        self.total = total
        self.task = task

    def __str__(self) -> str:
        first = str(next(iter(self.errors.values())))
        if self.total == 1:
            return first
        named = list(self.errors)
        more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        others = "; nothing stands against the others" if len(named) < self.total else ""
        return f"{first} ({len(named)} of {self.total} projects failed: {', '.join(named[:_NAMED])}{more}{others})"

    def failure(self) -> dict[str, Any]:
        """That of the only project, or of the first with the namespaces of all that failed."""
        failure = next(iter(self.errors.values())).failure()
        return failure if self.total == 1 else {**failure, "namespaces": list(self.errors)}

    def result(self) -> dict[str, Any]:
        """All that was done."""
        return self.task


def task_result(
    outcomes: Sequence[ProjectOutcome], *, check_mode: bool, diff_mode: bool, return_unchanged: bool
) -> dict[str, Any]:
    """The result of a task in which nothing failed.

    :param return_unchanged: each project is in it, however many there are.
    :raises ProjectsFailed: something did; it carries the result.
    """
    shown = [
        outcome
        for outcome in outcomes
        if return_unchanged or len(outcomes) <= FEW or outcome.changed or outcome.error is not None
    ]
    errors = {outcome.project.namespace: outcome.error for outcome in outcomes if outcome.error is not None}
    changed = sum(outcome.changed for outcome in outcomes)
    result: dict[str, Any] = {
        "changed": changed > 0,
        "projects": [outcome.result(check_mode=check_mode) for outcome in shown],
        "counts": {"projects": len(outcomes), "changed": changed, "failed": len(errors)},
    }
    if diff_mode:
        result["diff"] = [
            difference.diff_entry() for outcome in outcomes for difference in outcome.differences if difference.changed
        ]
    if errors:
        raise ProjectsFailed(errors, len(outcomes), result)
    return result
