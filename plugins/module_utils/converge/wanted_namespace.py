# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A namespace and all that is wanted in it: what converges, or fails, by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..resources.labels import labels_of
from ..resources.manifest import Manifest
from .applied_kinds import applied_entries, recorded_entries
from .compare import is_applied_by_us

__all__ = ["WantedNamespace"]


@dataclass(frozen=True)
class WantedNamespace:
    """One namespace as it should be.

    :param namespace: its manifest.
    :param objects: what is wanted in it, each object once.
    :param marks: labels that all of these objects carry, and that no others of ours do.
    :param lasting: keys of labels that the namespace has from its first moment to its last.
    :param usual: entries of what may have been made in it, for a namespace that has lost its record.
    :param take_over: fields that others own become ours, also in objects that we did not make.
    """

    namespace: Manifest = field(repr=False)
    objects: tuple[Manifest, ...] = field(repr=False)
    marks: Mapping[str, str]
    lasting: tuple[str, ...] = ()
    usual: frozenset[str] = frozenset()
    take_over: bool = False

    @cached_property
    def name(self) -> str:
        """Its name."""
        return str(self.namespace["metadata"]["name"])

    @cached_property
    def entries(self) -> frozenset[str]:
        """What the namespace records of it."""
        return applied_entries(self.objects)

    def recorded(self, live: Manifest) -> frozenset[str]:
        """What may be there from earlier runs: what the live namespace records, or the usual where it has no record."""
        return recorded_entries(live) or self.usual

    def owns(self, live: Manifest) -> bool:
        """Whether a live object was made for this namespace by us: it has the marks, and an apply of ours.

        The marks alone do not tell: others copy objects with their labels.
        """
        return self.marks_are_on(live) and is_applied_by_us(live)

    def marks_are_on(self, live: Manifest) -> bool:
        """Whether a live object carries the marks."""
        labels = labels_of(live)
        return all(labels.get(key) == value for key, value in self.marks.items())
