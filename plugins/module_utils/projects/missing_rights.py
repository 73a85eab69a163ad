# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the rights that a runner needs an account lacks: each is asked for, so that every authorizer counts."""

from __future__ import annotations

from collections.abc import Iterator

from ..cluster.client import Client
from ..converge.parallel import in_parallel
from .runner_needs import RunnerNeeds
from .runner_rights import Right, runner_rights

__all__ = ["missing_rights"]

_HANDED_OUT = "own rules: who hands them out must hold them"


def missing_rights(client: Client, needs: RunnerNeeds) -> list[dict[str, str]]:
    """The rights that we lack, as data: verb, group, resource, why, and where it is for one object alone, name."""
    wanted = list(_each(needs))
    allowed = in_parallel(lambda right: _allowed(client, right), wanted)
    return [_shown(right) for right, has in zip(wanted, allowed, strict=True) if not has]


def _each(needs: RunnerNeeds) -> Iterator[Right]:
    """Each with one verb and at most one name."""
    for right in [*runner_rights(needs), *_held(needs)]:
        for verb in right.verbs:
            for name in right.names or ("",):
                yield Right(right.group, right.resource, (verb,), (name,), right.why)


def _held(needs: RunnerNeeds) -> Iterator[Right]:
    for rule in needs.rules:
        for group in rule["apiGroups"]:
            for resource in rule["resources"]:
                names = tuple(rule.get("resourceNames") or ())
                yield Right(group, resource, tuple(rule["verbs"]), names, _HANDED_OUT)


def _allowed(client: Client, right: Right) -> bool:
    resource, _slash, subresource = right.resource.partition("/")
    return client.can_i(right.verbs[0], resource, group=right.group, subresource=subresource, name=right.names[0])


def _shown(right: Right) -> dict[str, str]:
    shown = {"verb": right.verbs[0], "group": right.group, "resource": right.resource, "why": right.why}
    return {**shown, "name": right.names[0]} if right.names[0] else shown
