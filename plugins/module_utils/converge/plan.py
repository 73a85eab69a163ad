# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say what has to be done. Sends dry runs only, so that check mode may do all of it."""

from __future__ import annotations

from collections.abc import Sequence

from ..cluster.client import Client
from ..resources.manifest import Manifest, reference_of
from .compare import cleaned, is_proved_equal, same
from .difference import Difference
from .errors import Refused
from .observe import Observed
from .parallel import in_parallel

__all__ = ["plan"]

_BINDINGS = frozenset({"RoleBinding", "ClusterRoleBinding"})


def plan(client: Client, manifests: Sequence[Manifest], observed: Observed) -> list[Difference]:
    """The difference of each manifest, in the manifests' order.

    :param observed: what ``observe`` found for these manifests.
    :raises Refused: one of the objects is being deleted.
    """
    for manifest in manifests:
        _refuse_while_deleted(manifest, observed[reference_of(manifest)])
    return in_parallel(lambda manifest: _difference(client, manifest, observed[reference_of(manifest)]), manifests)


def _refuse_while_deleted(manifest: Manifest, live: Manifest | None) -> None:
    if live is not None and (live.get("metadata") or {}).get("deletionTimestamp"):
        raise Refused(
            f"{reference_of(manifest)} is being deleted; wait until it is gone, or end what holds it, and run again"
        )


def _difference(client: Client, manifest: Manifest, live: Manifest | None) -> Difference:
    if live is None:
        return Difference(manifest, "created", None, manifest)
    if is_proved_equal(manifest, live):
        return Difference(manifest, "unchanged", live, live)
    # The API server takes a role binding with another role only as a new object.
    if manifest["kind"] in _BINDINGS and not same(manifest["roleRef"], live.get("roleRef")):
        return Difference(manifest, "replaced", live, manifest)
    applied = client.for_manifest(manifest).apply(manifest, dry_run=True)
    if same(cleaned(applied), cleaned(live)):
        return Difference(manifest, "unchanged", live, live)
    return Difference(manifest, "updated", live, applied)
