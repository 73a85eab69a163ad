# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What converging does to one object: the one source of ``changed``, diff and check mode."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from ..cluster.api.write_options import FIELD_MANAGER
from ..resources.manifest import Manifest, ObjectReference, reference_of
from .compare import cleaned, same
from .fields import changed_fields, other_managers

__all__ = ["Action", "Difference"]

Action = Literal["created", "updated", "replaced", "removed", "unchanged"]
"""What is done with an object. Replaced: removed and created, where Kubernetes does not change a field."""

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_SECRET = "[secret]"  # noqa: S105  # what stands for a secret, not one
_OTHER_SECRET = "[secret, changed]"  # noqa: S105  # same


@dataclass(frozen=True)
class Difference:
    """One object: what is wanted, what is there, and what has to be done.

    :param manifest: the object as wanted; of one that is removed, as found.
    :param before: the object as found, None when there is none.
    :param after: the object as it will be, None when it will be gone; the same in check mode and in a real run.
    """

    manifest: Manifest = field(repr=False)
    action: Action
    before: Manifest | None = field(repr=False)
    after: Manifest | None = field(repr=False)

    @property
    def reference(self) -> ObjectReference:
        """Which object it is about."""
        return reference_of(self.manifest)

    @property
    def changed(self) -> bool:
        """Whether anything has to be done."""
        return self.action != "unchanged"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that differ, where the object is there before and after."""
        if self.before is None or self.after is None or not self.changed:
            return ()
        return changed_fields(self.before, self.after)

    def summary(self) -> dict[str, Any]:
        """``kind``, ``name`` and ``action``, for a task's result.

        Of an update also ``fields``, and ``managers``: who else has set fields of the object, and so may have
        changed these.
        """
        summary: dict[str, Any] = {"kind": self.reference.kind, "name": self.reference.name, "action": self.action}
        if self.before is not None and self.action in {"updated", "replaced"}:
            summary["fields"] = list(self.fields)
            if managers := other_managers(self.before, FIELD_MANAGER):
                summary["managers"] = list(managers)
        return summary

    def diff_entry(self) -> dict[str, Any]:
        """The entry for Ansible's ``diff``. Values of a Secret are never in it, only that they differ."""
        before = None if self.before is None else _shown(self.before)
        after = None if self.after is None else _shown(self.after)
        if self.reference.kind == "Secret" and self.before is not None and self.after is not None and after is not None:
            after = _with_changes_marked(after, self.before, self.after)
        header = str(self.reference)
        return {"before": before, "after": after, "before_header": header, "after_header": header}


def _shown(manifest: Manifest) -> Manifest:
    shown = cleaned(manifest)
    if manifest.get("kind") == "Namespace":
        return {key: value for key, value in shown.items() if key != "spec"}  # its finalizers, which are the server's
    if manifest.get("kind") != "Secret":
        return shown
    masked = {key: dict.fromkeys(shown[key], _SECRET) for key in ("data", "stringData") if shown.get(key)}
    metadata = shown["metadata"]
    # kubectl writes the whole Secret, data included, into this annotation.
    if _LAST_APPLIED in (metadata.get("annotations") or {}):
        metadata = {**metadata, "annotations": {**metadata["annotations"], _LAST_APPLIED: _SECRET}}
    return {**shown, **masked, "metadata": metadata}


def _with_changes_marked(shown: Manifest, before: Manifest, after: Manifest) -> Manifest:
    marked = dict(shown)
    for part in ("data", "stringData"):
        old, new = before.get(part) or {}, after.get(part) or {}
        if new:
            marked[part] = {
                key: _SECRET if key not in old or same(old[key], value) else _OTHER_SECRET for key, value in new.items()
            }
    return marked
