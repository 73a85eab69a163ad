# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do what was planned: concurrently, but nothing before what it depends on."""

from __future__ import annotations

from collections.abc import Sequence

from ..cluster.client import Client
from ..errors import SlipwayError
from ..resources.manifest import ObjectReference
from .difference import Difference
from .errors import PartlyWritten
from .parallel import in_parallel

__all__ = ["write"]

_ORDER = {"Namespace": 0, "Role": 2, "ClusterRole": 2, "RoleBinding": 3, "ClusterRoleBinding": 3}
"""What is written before what; a kind that is not named comes right after the namespaces."""


def write(client: Client, differences: Sequence[Difference], *, check_mode: bool = False) -> None:
    """Write the objects that differ; in check mode none.

    :raises PartlyWritten: one failed after others had been written; later ones were not begun.
    :raises SlipwayError: the first one failed.
    """
    changes = [] if check_mode else [difference for difference in differences if difference.changed]
    written: set[ObjectReference] = set()

    def write_one(difference: Difference) -> None:
        if difference.action == "replaced":
            _delete(client, difference)
            written.add(difference.reference)
        client.for_manifest(difference.manifest).apply(difference.manifest)
        written.add(difference.reference)

    try:
        for stage in sorted({_stage(change) for change in changes}):
            in_parallel(write_one, [change for change in changes if _stage(change) == stage])
    except SlipwayError as error:
        if not written:
            raise
        raise PartlyWritten(error, len(written), len(changes)) from None


def _stage(difference: Difference) -> int:
    return _ORDER.get(difference.reference.kind, 1)


def _delete(client: Client, difference: Difference) -> None:
    reference = difference.reference
    uid = (difference.before or difference.manifest)["metadata"].get("uid")
    client.for_manifest(difference.manifest).delete(reference.name, reference.namespace or None, uid=uid)
