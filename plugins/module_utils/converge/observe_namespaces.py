# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what is in many namespaces, in as few requests as what is asked for allows.

Measured on a real API server: an object costs 0.03 ms in a LIST and 0.7 ms in a GET of its own, eight at a time. So a
LIST of the whole cluster is right while it brings at most twenty times what is wanted; else each namespace has a LIST
of its own. Both find what is ours and no longer wanted. Secrets are read by name alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from ..cluster.client import Client
from ..errors import Forbidden, InvalidInput, NotFound, SlipwayError
from ..resources.manifest import Manifest, ObjectReference, reference_of
from .applied_kinds import kind_of
from .parallel import in_parallel
from .wanted_namespace import WantedNamespace

__all__ = ["FoundObjects", "LiveNamespaces", "find_namespaces", "find_objects"]

FEW = 10
"""Namespaces up to which each is read by itself."""
Kind: TypeAlias = "tuple[str, str]"
"""apiVersion and kind."""
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


@dataclass(frozen=True)
class FoundObjects:
    """What is in the namespaces that were looked into, by name.

    :param objects: the live objects.
    :param errors: of namespaces that could not be looked into. What is there may be more than what was found: nothing
        can be said of them, and least of all that an object is gone.
    """

    objects: dict[str, dict[ObjectReference, Manifest]]
    errors: dict[str, SlipwayError]

    def take(self, namespace: str, answer: list[Manifest] | SlipwayError) -> None:
        """Keep what was found in one namespace, or why nothing was."""
        if isinstance(answer, SlipwayError):
            self.errors.setdefault(namespace, answer)
        else:
            self.spread(answer)

    def spread(self, listed: Iterable[Manifest]) -> None:
        """Keep what lies in the namespaces that are looked into."""
        for item in listed:
            objects = self.objects.get(str(item["metadata"].get("namespace")))
            if objects is not None:
                objects[reference_of(item)] = item


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
) -> FoundObjects:
    """The live objects of each namespace: those that are wanted, and all that carry our labels.

    :param wanted: namespaces that exist are looked into; of others nothing is asked.
    :param selector: label selector of ours.
    :raises SlipwayError: the server cannot be asked at all.
    """
    existing = [item for item in wanted if live.found.get(item.name)]
    found = FoundObjects({item.name: {} for item in existing}, {})
    kinds, secrets = _to_read(existing, live)
    single = _listed_at_once(client, kinds, live.managed, selector, found)
    for namespace, listed in in_parallel(lambda job: _tried(job[1], lambda: _list(client, *job, selector)), single):
        found.take(namespace, listed)
    # Secrets, and what has lost our labels or was made by others, by name.
    named = [
        reference
        for item in existing
        for reference in map(reference_of, item.objects)
        if item.name not in found.errors and reference not in found.objects[item.name]
    ]
    single_names = _listed_by_name(client, named, live.managed, found)
    for namespace, one in in_parallel(
        lambda reference: _tried(reference.namespace, lambda: _find(client, reference)), [*single_names, *secrets]
    ):
        found.take(namespace, one)
    return found


def _to_read(
    existing: Sequence[WantedNamespace], live: LiveNamespaces
) -> tuple[dict[Kind, list[str]], list[ObjectReference]]:
    """In which namespaces each kind is looked for, and the Secrets that were recorded and are not wanted."""
    kinds: dict[Kind, list[str]] = {}
    secrets: list[ObjectReference] = []
    for item in existing:
        for entry in sorted(item.entries | item.recorded(live.found[item.name] or {})):
            api_version, kind, secret = kind_of(entry) or ("", "", "")
            if not secret:
                kinds.setdefault((api_version, kind), []).append(item.name)
            elif entry not in item.entries:
                secrets.append(ObjectReference(api_version, kind, item.name, secret))
    return kinds, secrets


def _whole_cluster(wanted: int, managed: int | None) -> bool:
    return wanted > FEW and managed is not None and managed <= wanted * _LIST_TO_WANTED


def _listed_at_once(
    client: Client, kinds: Mapping[Kind, Sequence[str]], managed: int | None, selector: str, found: FoundObjects
) -> list[tuple[Kind, str]]:
    """List the kinds of which so much is wanted; the kinds and namespaces that are left to be listed one by one."""
    whole = [kind for kind, places in kinds.items() if _whole_cluster(len(places), managed)]
    listings = dict(
        zip(whole, in_parallel(lambda kind: _allowed(lambda: _list(client, kind, None, selector)), whole), strict=True)
    )
    for listed in listings.values():
        found.spread(listed or ())
    return [(kind, place) for kind, places in kinds.items() if listings.get(kind) is None for place in places]


def _listed_by_name(
    client: Client, references: Sequence[ObjectReference], managed: int | None, found: FoundObjects
) -> list[ObjectReference]:
    """List those of which many have one name, as a new setting of a profile brings them; the others are left."""
    named: dict[tuple[str, str, str], list[ObjectReference]] = {}
    for reference in references:
        named.setdefault((reference.api_version, reference.kind, reference.name), []).append(reference)
    left: list[ObjectReference] = []
    for (api_version, kind, name), wanted in named.items():
        listed = None
        if kind != "Secret" and _whole_cluster(len(wanted), managed):
            listed = _allowed(partial(_list_of_name, client, (api_version, kind), name))
        if listed is None:
            left += wanted
        else:
            places = {reference.namespace for reference in wanted}
            found.spread(item for item in listed if item["metadata"].get("namespace") in places)
    return left


def _allowed(ask: Callable[[], list[Manifest]]) -> list[Manifest] | None:
    """The answer; None where it may not be asked in the whole cluster."""
    try:
        return ask()
    except Forbidden:
        return None


def _tried(namespace: str, ask: Callable[[], list[Manifest]]) -> tuple[str, list[Manifest] | SlipwayError]:
    """The answer, or the error, which is this namespace's alone."""
    try:
        return namespace, ask()
    except SlipwayError as error:
        return namespace, error


def _list(client: Client, kind: Kind, namespace: str | None, selector: str) -> list[Manifest]:
    """All of ours of one kind. What is recorded may name kinds that the client or the cluster no longer has: none."""
    try:
        resource = client.for_manifest({"apiVersion": kind[0], "kind": kind[1]})
        return resource.list(namespace, labels=selector) if resource.resource.namespaced else []
    except (InvalidInput, NotFound):
        return []


def _list_of_name(client: Client, kind: Kind, name: str) -> list[Manifest]:
    return client.for_manifest({"apiVersion": kind[0], "kind": kind[1]}).list(fields=f"metadata.name={name}")


def _find(client: Client, reference: ObjectReference) -> list[Manifest]:
    resource = client.for_manifest({"apiVersion": reference.api_version, "kind": reference.kind})
    found = resource.find(reference.name, reference.namespace)
    return [] if found is None else [found]
