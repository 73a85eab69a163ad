# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a few objects, each by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from ..cluster.client import Client
from ..resources.manifest import Manifest, ObjectReference, reference_of
from .parallel import in_parallel

__all__ = ["Observed", "observe"]

Observed: TypeAlias = "dict[ObjectReference, Manifest | None]"
"""The live object of each reference asked for, None where there is none."""


def observe(client: Client, manifests: Sequence[Manifest]) -> Observed:
    """The live objects that the manifests are about, by a GET each."""

    def found(manifest: Manifest) -> tuple[ObjectReference, Manifest | None]:
        reference = reference_of(manifest)
        return reference, client.for_manifest(manifest).find(reference.name, reference.namespace or None)

    return dict(in_parallel(found, manifests))
