# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subresources of one kind: status and scale."""

from __future__ import annotations

from typing import Any

from ...resources.manifest import Manifest
from ...resources.scale import scale
from .kubernetes_object import kubernetes_object
from .write_options import FieldValidation, PatchKind, write_query
from .write_verbs import WriteVerbs

__all__ = ["SubresourceVerbs"]


class SubresourceVerbs(WriteVerbs):
    """Reads and changes parts of objects that have an address, and rights, of their own."""

    def update_status(
        self, manifest: Manifest, *, dry_run: bool = False, field_validation: FieldValidation = "Strict"
    ) -> Manifest:
        """Replace the status of an object (PUT), and nothing else of it. Raises as ``update`` does."""
        return self._updated(manifest, "status", dry_run=dry_run, field_validation=field_validation)

    def patch_status(
        self,
        name: str,
        change: Any,
        namespace: str | None = None,
        *,
        kind: PatchKind = "merge",
        dry_run: bool = False,
        field_validation: FieldValidation = "Strict",
    ) -> Manifest:
        """Change the status of an object: ``{"status": {…}}``. Raises as ``patch`` does."""
        query = write_query(dry_run=dry_run, field_validation=field_validation)
        return self._sent(self._patching(name, change, namespace, kind, query, "status"))

    def get_scale(self, name: str, namespace: str | None = None) -> Manifest:
        """The Scale of a workload (autoscaling/v1): wanted and actual replicas, and their selector."""
        return kubernetes_object(self._transport.send(self._one("get", name, namespace, subresource="scale")))

    def scale(self, name: str, replicas: int, namespace: str | None = None, *, dry_run: bool = False) -> Manifest:
        """Want so many replicas of a workload, whatever its kind. The Scale as changed."""
        query = write_query(dry_run=dry_run, field_validation="Strict")
        return self._sent(self._patching(name, scale(replicas), namespace, "merge", query, "scale"))
