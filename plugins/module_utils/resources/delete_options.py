# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DeleteOptions, meta v1: how an object is to be deleted."""

from __future__ import annotations

from typing import Literal, TypeAlias

from .manifest import Manifest

__all__ = ["Propagation", "delete_options"]

Propagation: TypeAlias = Literal["Background", "Foreground", "Orphan"]
"""What becomes of the objects that it owns: deleted after it, deleted before it, or kept."""


def delete_options(
    propagation: Propagation = "Background",
    *,
    uid: str | None = None,
    resource_version: str | None = None,
    grace_seconds: int | None = None,
    dry_run: bool = False,
) -> Manifest:
    """What a DELETE says besides the name.

    :param propagation: always sent: without it the API server orphans the pods of a Job.
    :param uid: delete only if the object still is this one.
    :param resource_version: delete only if the object has not changed since.
    :param grace_seconds: seconds until its processes are killed; None leaves it to the object.
    :param dry_run: the server does all but delete. Said here: beside a body, it does not read the query.
    """
    options: Manifest = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": propagation}
    given = {"uid": uid, "resourceVersion": resource_version}
    if preconditions := {name: value for name, value in given.items() if value}:
        options["preconditions"] = preconditions
    if grace_seconds is not None:
        options["gracePeriodSeconds"] = grace_seconds
    if dry_run:
        options["dryRun"] = ["All"]
    return options
