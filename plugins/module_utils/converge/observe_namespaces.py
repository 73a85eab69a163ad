# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what is in many namespaces, in as few requests as what is asked for allows.

Measured on a real API server: an object costs 0.03 ms in a LIST and 0.7 ms in a GET of its own, eight at a time. So a
LIST of the whole cluster is right while it brings at most twenty times what is wanted; else each namespace has a LIST
of its own. Both find what is ours and no longer wanted. Secrets are read by name alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..cluster.client import Client
from ..errors import Forbidden, InvalidInput, NotFound
from ..resources.manifest import Manifest, ObjectReference, reference_of
from .applied_kinds import kind_of, recorded_entries
from .parallel import in_parallel
from .wanted_namespace import WantedNamespace

__all__ = ["LiveNamespaces", "find_namespaces", "find_objects"]

FEW = 10
"""Namespaces up to which each is read by itself."""
_LIST_TO_WANTED = 20
"""How much more than what is wanted a LIST of the whole cluster may bring."""


@dataclass(frozen=True)
class LiveNamespaces:
    """The namespaces asked for.

    :param found: by name; None for one that does not exist.
    :param managed: how many namespaces on the cluster carry our labels; None when it was not asked.
    """

    found: Mapping[str, Manifest | None]
    managed: int | None


def find_namespaces(client: Client, names: Sequence[str], selector: str) -> LiveNamespaces:
    """Read namespaces by name.

    :param selector: label selector of ours.
    """
    if len(names) <= FEW:
        return LiveNamespaces(dict(zip(names, in_parallel(client.find_namespace, names), strict=True)), None)
    try:
        ours = {item["metadata"]["name"]: item for item in client.list_namespaces(labels=selector)}
        found: dict[str, Manifest | None] = {name: ours[name] for name in names if name in ours}
        others = [name for name in names if name not in found]
        if len(others) > FEW:
            taken = {item["metadata"]["name"] for item in client.list_namespaces(metadata_only=True)}
            found |= {name: None for name in others if name not in taken}
    except Forbidden:
        ours, found = {}, {}  # An account that may read single namespaces only has them read one by one.
    unknown = [name for name in names if name not in found]
    found |= zip(unknown, in_parallel(client.find_namespace, unknown), strict=True)
    return LiveNamespaces(found, len(ours) if ours else None)


def find_objects(
    client: Client, wanted: Sequence[WantedNamespace], live: LiveNamespaces, selector: str
) -> dict[str, dict[ObjectReference, Manifest]]:
    """The live objects of each namespace: those that are wanted, and all that carry our labels.

    :param wanted: namespaces that exist are looked into; of others nothing is asked.
    :param selector: label selector of ours.
    """
    existing = [item for item in wanted if live.found.get(item.name)]
    kinds, secrets = _to_read(existing, live)
    objects: dict[str, dict[ObjectReference, Manifest]] = {item.name: {} for item in existing}
    jobs = [
        (kind, place)
        for kind, places in kinds.items()
        for place in ([None] if _whole_cluster(len(places), live.managed) else places)
    ]
    for _kind, listed in in_parallel(lambda job: (job[0], _list(client, job[0], job[1], selector, kinds)), jobs):
        for item in listed:
            if (place := item["metadata"].get("namespace")) in objects:
                objects[place][reference_of(item)] = item
    # Secrets, and what has lost our labels or was made by others, by name.
    wanted_references = [reference_of(manifest) for item in existing for manifest in item.objects]
    missing = [reference for reference in wanted_references if reference not in objects[reference.namespace]]
    for found in _find_by_name(client, [*missing, *secrets], live.managed):
        objects[found["metadata"]["namespace"]][reference_of(found)] = found
    return objects


def _to_read(
    existing: Sequence[WantedNamespace], live: LiveNamespaces
) -> tuple[dict[tuple[str, str], list[str]], list[ObjectReference]]:
    """In which namespaces each kind is looked for, and the Secrets that were recorded and are not wanted."""
    kinds: dict[tuple[str, str], list[str]] = {}
    secrets: list[ObjectReference] = []
    for item in existing:
        for entry in sorted(item.entries | recorded_entries(live.found[item.name] or {})):
            api_version, kind, secret = kind_of(entry) or ("", "", "")
            if not secret:
                kinds.setdefault((api_version, kind), []).append(item.name)
            elif entry not in item.entries:
                secrets.append(ObjectReference(api_version, kind, item.name, secret))
    return kinds, secrets


def _whole_cluster(wanted: int, managed: int | None) -> bool:
    return wanted > FEW and managed is not None and managed <= wanted * _LIST_TO_WANTED


def _list(
    client: Client,
    kind: tuple[str, str],
    namespace: str | None,
    selector: str,
    kinds: Mapping[tuple[str, str], Iterable[str]],
) -> list[Manifest]:
    """All of ours of one kind. What is recorded may name kinds that the client or the cluster no longer has: none."""
    try:
        resource = client.for_manifest({"apiVersion": kind[0], "kind": kind[1]})
        if not resource.resource.namespaced:
            return []
        return resource.list(namespace, labels=selector)
    except (InvalidInput, NotFound):
        return []
    except Forbidden:
        if namespace is not None:
            return []  # What is wanted is read by name; without the right to list, nothing is found that is not.
    listings = in_parallel(lambda place: _list(client, kind, place, selector, kinds), kinds[kind])
    return [item for listing in listings for item in listing]


def _find_by_name(client: Client, references: Sequence[ObjectReference], managed: int | None) -> Iterator[Manifest]:
    """Objects by their names; many of one name, as a new setting of a profile brings them, by one LIST of that name."""
    named: dict[tuple[str, str, str], list[ObjectReference]] = {}
    for reference in references:
        named.setdefault((reference.api_version, reference.kind, reference.name), []).append(reference)
    single: list[ObjectReference] = []
    for (api_version, kind, name), wanted in named.items():
        if kind != "Secret" and _whole_cluster(len(wanted), managed):
            try:
                resource = client.for_manifest({"apiVersion": api_version, "kind": kind})
                places = {reference.namespace for reference in wanted}
                found = resource.list(fields=f"metadata.name={name}")
                yield from (item for item in found if item["metadata"].get("namespace") in places)
            except Forbidden:
                single += wanted
        else:
            single += wanted
    yield from (found for found in in_parallel(lambda one: _find(client, one), single) if found is not None)


def _find(client: Client, reference: ObjectReference) -> Manifest | None:
    resource = client.for_manifest({"apiVersion": reference.api_version, "kind": reference.kind})
    return resource.find(reference.name, reference.namespace)
