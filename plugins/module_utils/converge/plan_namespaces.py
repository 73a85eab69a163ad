# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say what has to be done in many namespaces, and what cannot be done in which. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ..cluster.client import Client
from ..errors import SlipwayError
from ..resources.manifest import Manifest, ObjectReference, reference_of
from .applied_kinds import with_entries
from .difference import Difference
from .observe_namespaces import LiveNamespaces, find_objects
from .parallel import in_parallel
from .plan import completed, proved_difference, refuse_while_deleted, tried_difference
from .wanted_namespace import WantedNamespace
from .write import stand_in_for

__all__ = ["PlannedNamespace", "plan_namespaces"]


@dataclass(frozen=True)
class PlannedNamespace:
    """What has to be done in one namespace.

    :param differences: the namespace's first, then its objects' in their order, then what is removed.
    :param interim: the namespace with a record of old and new kinds, to be applied before anything else, when
        the record shrinks at the end, after what it named is gone; None when it does not.
    :param local: whether the namespace does not exist yet, so that nothing could be tried on the server.
    :param error: what stands against it; the differences are then not all known, and nothing is to be written.
    """

    wanted: WantedNamespace
    differences: tuple[Difference, ...] = ()
    interim: Manifest | None = field(default=None, repr=False)
    local: bool = False
    error: SlipwayError | None = None

    @property
    def changed(self) -> bool:
        """Whether anything has to be done."""
        return any(difference.changed for difference in self.differences)


@dataclass(frozen=True)
class _Step:
    """One object; ``difference`` is None while only a dry run can tell."""

    manifest: Manifest
    live: Manifest | None
    difference: Difference | None


@dataclass(frozen=True)
class _Draft:
    """A namespace as far as it was compared here."""

    wanted: WantedNamespace
    live: Manifest | None
    steps: tuple[_Step, ...]

    def needs_server(self, *, check_mode: bool) -> bool:
        """Whether anything of it is to be asked: a doubt, or in check mode whether what is new would be taken."""
        return any(
            step.difference is None
            or (step.live is not None and "deletionTimestamp" in step.live["metadata"])
            or (check_mode and self.live is not None and step.difference.action in {"created", "replaced"})
            for step in self.steps
        )

    def planned(self, differences: Sequence[Difference | None], error: SlipwayError | None = None) -> PlannedNamespace:
        """The plan with these differences."""
        wanted = self.wanted
        known = tuple(difference for difference in differences if difference is not None)
        # As it was read last: another run may have shortened the record since the first look.
        live = known[0].before if known and known[0].changed else None
        recorded = wanted.recorded(live) if live else frozenset()
        shrinks = bool(recorded - wanted.entries) and any(difference.action == "removed" for difference in known)
        interim = with_entries(wanted.namespace, wanted.entries | recorded) if shrinks else None
        return PlannedNamespace(wanted, known, interim, local=self.live is None, error=error)


def plan_namespaces(
    client: Client, wanted: Sequence[WantedNamespace], live: LiveNamespaces, selector: str, *, check_mode: bool = False
) -> list[PlannedNamespace]:
    """Compare all, in as few requests as can be; in the order of ``wanted``.

    :param live: the namespaces as they are.
    :param selector: label selector of our objects.
    :param check_mode: also try what would be created in namespaces that exist, so that a refusal is known now.
    """
    found = find_objects(client, wanted, live, selector)
    known = [item for item in wanted if item.name not in found.errors]
    # What can be proved takes no request; threads would only wait for each other.
    drafts = [_draft(item, live.found.get(item.name), found.objects.get(item.name, {})) for item in known]
    asked = [draft for draft in drafts if draft.needs_server(check_mode=check_mode)]
    tried = in_parallel(lambda draft: _tried(client, draft, check_mode=check_mode), asked)
    planned = {draft.wanted.name: draft.planned([step.difference for step in draft.steps]) for draft in drafts}
    planned |= {item.wanted.name: item for item in tried}
    return [planned.get(item.name) or PlannedNamespace(item, error=found.errors[item.name]) for item in wanted]


def _draft(wanted: WantedNamespace, live: Manifest | None, objects: Mapping[ObjectReference, Manifest]) -> _Draft:
    steps = [_step(with_entries(wanted.namespace, wanted.entries), live)]
    needed = set()
    for manifest in wanted.objects:
        reference = reference_of(manifest)
        needed.add(reference)
        steps.append(_step(manifest, objects.get(reference)))
    for reference, found in sorted(objects.items(), key=lambda item: item[0]):
        if reference not in needed and wanted.owns(found) and "deletionTimestamp" not in found["metadata"]:
            steps.append(_Step(found, None, Difference(found, "removed", found, None)))
    return _Draft(wanted, live, tuple(steps))


def _step(manifest: Manifest, live: Manifest | None) -> _Step:
    manifest = completed(manifest, live)
    return _Step(manifest, live, proved_difference(manifest, live))


def _tried(client: Client, draft: _Draft, *, check_mode: bool) -> PlannedNamespace:
    differences: list[Difference | None] = []
    new_roles = {
        step.manifest["metadata"]["name"] for step in draft.steps if step.manifest["kind"] == "Role" and _is_new(step)
    }
    try:
        for step in draft.steps:
            refuse_while_deleted(step.manifest, step.live)
            difference = step.difference
            if difference is None and step.live is not None:
                difference = tried_difference(client, step.manifest, step.live, force=draft.wanted.take_over)
            elif check_mode and draft.live is not None and (trial := _trial(step, new_roles)) is not None:
                client.for_manifest(trial).apply(trial, dry_run=True)
            differences.append(difference)
    except SlipwayError as error:
        return draft.planned(differences, error)
    return draft.planned(differences)


def _is_new(step: _Step) -> bool:
    return step.difference is not None and step.difference.action == "created"


def _trial(step: _Step, new_roles: Collection[str]) -> Manifest | None:
    """What a dry run can be asked of a step that makes an object; None when nothing can.

    The API server looks for the role of a binding, and a dry run of a new role leaves none. A binding that is made anew
    is tried under the name of its stand-in.
    """
    reference = step.manifest.get("roleRef") or {}
    if step.difference is None or (reference.get("kind") == "Role" and reference.get("name") in new_roles):
        return None
    if step.difference.action == "replaced":
        return stand_in_for(step.manifest)
    return step.manifest if _is_new(step) else None
