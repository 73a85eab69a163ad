# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a few objects be as wanted: read each, plan, write. Whole namespaces have ``namespaces.py``."""

from __future__ import annotations

from collections.abc import Sequence

from ..cluster.client import Client
from ..errors import SlipwayError
from ..resources.manifest import Manifest, ObjectReference, reference_of
from .difference import Difference
from .errors import PartlyWritten
from .observe import observe
from .parallel import in_parallel
from .plan import completed, proved_difference, refuse_while_deleted, tried_difference
from .write import stage_of, write_difference

__all__ = ["converge"]


def converge(client: Client, manifests: Sequence[Manifest], *, check_mode: bool = False) -> list[Difference]:
    """Make the cluster hold what the manifests say, by server-side apply; what is equal is not written.

    :param manifests: each object at most once, in any order. Fields that others own become ours.
    :param check_mode: write nothing; the differences are those of a real run.
    :returns: one difference a manifest, in the manifests' order.
    :raises Refused: an object is being deleted; nothing was written.
    :raises PartlyWritten: a write failed after others had succeeded; later ones were not begun.
    """
    observed = observe(client, manifests)
    for manifest in manifests:
        refuse_while_deleted(manifest, observed[reference_of(manifest)])
    differences = in_parallel(
        lambda manifest: _difference(client, manifest, observed[reference_of(manifest)]), manifests
    )
    if not check_mode:
        _write(client, [difference for difference in differences if difference.changed])
    return differences


def _difference(client: Client, manifest: Manifest, live: Manifest | None) -> Difference:
    manifest = completed(manifest, live)
    proved = proved_difference(manifest, live)
    if proved is None and live is not None:
        return tried_difference(client, manifest, live, force=True)
    return proved or Difference(manifest, "created", None, manifest)


def _write(client: Client, changes: Sequence[Difference]) -> None:
    written: set[ObjectReference] = set()

    def write(difference: Difference) -> None:
        write_difference(client, difference)
        written.add(difference.reference)

    try:
        for stage in sorted(set(map(stage_of, changes))):
            in_parallel(write, [change for change in changes if stage_of(change) == stage])
    except SlipwayError as error:
        if not written:
            raise
        raise PartlyWritten(error, len(written), len(changes)) from None
