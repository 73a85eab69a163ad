# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say what has to be done with an object: proved here, or by a dry run, so that check mode may do all of it."""

from __future__ import annotations

from typing import Any

from ..cluster.client import Client
from ..resources.manifest import Manifest, reference_of
from .compare import cleaned, is_made_by_us, is_proved_equal, same
from .difference import Difference
from .errors import Refused

__all__ = ["completed", "proved_difference", "refuse_while_deleted", "tried_difference"]

_FIXED: dict[str, dict[tuple[str, ...], Any]] = {
    "RoleBinding": {("roleRef",): None},
    "ClusterRoleBinding": {("roleRef",): None},
    "ResourceQuota": {("spec", "scopes"): None, ("spec", "scopeSelector"): None},
    "Secret": {("type",): "Opaque"},
}
"""Fields that the API server never changes, with what it takes when one is left out: an object that differs there is
made anew."""
_NONE_WHEN_ABSENT = {"NetworkPolicy": ("ingress", "egress")}
"""Lists in ``spec`` that mean "none" when they are left out: a policy without rules denies, and rules that others add
open it. They are no fields of others to be left alone."""
_LOOKS = 3
"""How often an object is read again that others change meanwhile."""


def completed(manifest: Manifest, live: Manifest | None) -> Manifest:
    """The manifest with an empty list for each that is absent, means none, and was filled by others."""
    names, spec = _NONE_WHEN_ABSENT.get(manifest["kind"], ()), manifest.get("spec")
    there = None if live is None else live.get("spec")
    if not (names and isinstance(spec, dict) and isinstance(there, dict)):
        return manifest
    filled: dict[str, Any] = {name: [] for name in names if there.get(name) and name not in spec}
    return {**manifest, "spec": {**spec, **filled}} if filled else manifest


def proved_difference(manifest: Manifest, live: Manifest | None) -> Difference | None:
    """What has to be done, as far as it can be said without asking the server; None when only a dry run can tell."""
    if live is None:
        return Difference(manifest, "created", None, manifest)
    if is_proved_equal(manifest, live):
        return Difference(manifest, "unchanged", live, live)
    fixed = _FIXED.get(manifest["kind"], {})
    if any(not same(_value(manifest, path, default), _value(live, path, default)) for path, default in fixed.items()):
        return Difference(manifest, "replaced", live, manifest)
    return None


def tried_difference(client: Client, manifest: Manifest, live: Manifest, *, force: bool = False) -> Difference:
    """What a dry run says has to be done.

    Fields of an object that we made are put back, whoever changed them. Of one that we did not make, a field that
    another manager owns is taken only with ``force``.

    :raises Conflict: another manager owns fields that differ; its ``conflicts`` names both.
    :raises ApiError: the server refuses the object.
    """
    resource, reference = client.for_manifest(manifest), reference_of(manifest)
    applied = resource.apply(manifest, dry_run=True, force=force or is_made_by_us(live))
    for _look in range(_LOOKS):
        if _version(applied) == _version(live):
            break
        # Others wrote since it was read, as controllers do after a change: their fields are no difference of ours.
        found = resource.find(reference.name, reference.namespace or None)
        if found is None:
            return Difference(manifest, "created", None, manifest)
        live = found
        applied = resource.apply(manifest, dry_run=True, force=force or is_made_by_us(live))
    if same(cleaned(applied), cleaned(live)):
        return Difference(manifest, "unchanged", live, live)
    return Difference(manifest, "updated", live, applied)


def refuse_while_deleted(manifest: Manifest, live: Manifest | None) -> None:
    """Raise Refused when the object is being deleted."""
    if live is not None and (live.get("metadata") or {}).get("deletionTimestamp"):
        raise Refused(
            f"{reference_of(manifest)} is being deleted; wait until it is gone, or end what holds it, and run again"
        )


def _value(manifest: Manifest, path: tuple[str, ...], default: Any) -> Any:
    value: Any = manifest
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return default if value is None else value


def _version(manifest: Manifest) -> Any:
    return (manifest.get("metadata") or {}).get("resourceVersion")
