# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what is there, in as few requests as what is asked for allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from ..cluster.client import Client
from ..errors import Forbidden
from ..resources.labels import MANAGED_SELECTOR, is_managed
from ..resources.manifest import Manifest, ObjectReference, reference_of
from .parallel import in_parallel

__all__ = ["Observed", "observe"]

Observed: TypeAlias = "dict[ObjectReference, Manifest | None]"
"""The live object of each reference asked for, None where there is none."""

FEW = 10
"""Objects of a kind up to which each is read by a GET; more are looked up in one LIST of ours.
A LIST of 1,000 objects takes the server as long as a dozen GETs."""


def observe(client: Client, manifests: Sequence[Manifest]) -> Observed:
    """The live objects that the manifests are about.

    Namespaces come first: what lives in one that does not exist is known to be absent.
    """
    namespaces = [manifest for manifest in manifests if manifest["kind"] == "Namespace"]
    observed = _read(client, namespaces)
    absent = {reference.name for reference, live in observed.items() if live is None}
    to_read: list[Manifest] = []
    for manifest in manifests:
        if manifest["kind"] == "Namespace":
            continue
        if manifest["metadata"].get("namespace") in absent:
            observed[reference_of(manifest)] = None
        else:
            to_read.append(manifest)
    return observed | _read(client, to_read)


def _read(client: Client, manifests: Sequence[Manifest]) -> Observed:
    kinds: dict[tuple[str, str], list[Manifest]] = {}
    for manifest in manifests:
        kinds.setdefault((manifest["apiVersion"], manifest["kind"]), []).append(manifest)
    listings = in_parallel(lambda some: _listed(client, some), [some for some in kinds.values() if _worth_a_list(some)])
    listed = {reference: live for listing in listings for reference, live in listing.items()}
    wanted = [reference_of(manifest) for manifest in manifests]
    observed: Observed = {reference: listed[reference] for reference in wanted if reference in listed}
    observed |= _absent_namespaces(client, [reference for reference in wanted if reference not in observed])
    unknown = [manifest for manifest in manifests if reference_of(manifest) not in observed]
    return observed | dict(in_parallel(lambda manifest: _found(client, manifest), unknown))


def _worth_a_list(manifests: Sequence[Manifest]) -> bool:
    # A cluster-wide LIST of Secrets would read everybody's; they are read by name alone.
    return manifests[0]["kind"] != "Secret" and sum(map(is_managed, manifests)) > FEW


def _listed(client: Client, manifests: Sequence[Manifest]) -> Observed:
    try:
        found = client.for_manifest(manifests[0]).list(labels=MANAGED_SELECTOR)
    except Forbidden:
        return {}  # An account that may read single objects only has them read one by one.
    return {reference_of(live): live for live in found}


def _absent_namespaces(client: Client, references: Sequence[ObjectReference]) -> Observed:
    """Of many namespaces that are not ours, those that do not exist: by one LIST of all names."""
    unknown = [reference for reference in references if reference.kind == "Namespace"]
    if len(unknown) <= FEW:
        return {}
    try:
        names = {item["metadata"]["name"] for item in client.list_namespaces(metadata_only=True)}
    except Forbidden:
        return {}
    return {reference: None for reference in unknown if reference.name not in names}


def _found(client: Client, manifest: Manifest) -> tuple[ObjectReference, Manifest | None]:
    reference = reference_of(manifest)
    return reference, client.for_manifest(manifest).find(reference.name, reference.namespace or None)
