# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do what was planned with one object, and in which order objects come."""

from __future__ import annotations

from ..cluster.api.resource_client import ResourceClient
from ..cluster.client import Client
from ..errors import Conflict
from ..resources.manifest import Manifest
from .compare import same
from .difference import Difference

__all__ = ["STAND_IN", "TRIES", "stage_of", "stand_in_for", "write_difference"]

_FIRST, _ACCOUNTS, _OTHERS, _ROLES, _BINDINGS, _REMOVALS = range(6)
_ORDER = {
    "Namespace": _FIRST,
    "ServiceAccount": _ACCOUNTS,  # Kubernetes removes the token Secret of an account that is not there yet.
    "Role": _ROLES,
    "ClusterRole": _ROLES,
    "RoleBinding": _BINDINGS,
    "ClusterRoleBinding": _BINDINGS,
}
STAND_IN = "-next"
"""What the name of a binding ends in that holds an account's new rights while the binding itself is made anew."""
TRIES = 4
"""How often a write that met another one at the same moment is sent."""


def stage_of(difference: Difference) -> int:
    """What is written before what: namespaces, accounts, objects, roles, bindings; what is removed goes last.

    So an account never lacks rights that it had and is to keep.
    """
    return _REMOVALS if difference.action == "removed" else _ORDER.get(difference.reference.kind, _OTHERS)


def write_difference(client: Client, difference: Difference) -> None:
    """Make one object as planned.

    :raises SlipwayError: the server refuses it, or cannot be reached.
    """
    for left in reversed(range(TRIES)):
        try:
            return _write(client, difference)
        except Conflict as error:
            # Fields of another manager stay in conflict; two writes at one moment do not.
            if error.conflicts or not left:
                raise
    return None


def _write(client: Client, difference: Difference) -> None:
    if difference.action == "removed":
        _delete(client, difference)
    elif difference.action == "replaced":
        _replace(client, difference)
    elif difference.changed:
        # What is new is ours alone: where another one made it since, its fields are not taken.
        is_there = difference.before is not None
        client.for_manifest(difference.manifest).apply(difference.manifest, force=is_there)


def _replace(client: Client, difference: Difference) -> None:
    """Remove and create. Of a binding, a stand-in holds the new rights meanwhile, so that there is no gap."""
    resource = client.for_manifest(difference.manifest)
    stand_in = stand_in_for(difference.manifest)
    if stand_in is not None:
        _remove_other_stand_in(resource, stand_in)
        resource.apply(stand_in)
    # If one of these fails the stand-in stays. It carries our labels, so that a later run removes it.
    _delete(client, difference)
    resource.apply(difference.manifest)
    if stand_in is not None:
        resource.delete(stand_in["metadata"]["name"], difference.reference.namespace or None)


def _remove_other_stand_in(resource: ResourceClient, stand_in: Manifest) -> None:
    """One that a killed run left for another role: the binding itself still is there, so nothing is lost with it."""
    name, namespace = stand_in["metadata"]["name"], stand_in["metadata"]["namespace"]
    found = resource.find(name, namespace)
    if found is not None and not same(found.get("roleRef"), stand_in["roleRef"]):
        resource.delete(name, namespace, uid=found["metadata"].get("uid"))


def stand_in_for(manifest: Manifest) -> Manifest | None:
    """What holds the rights of a binding while it is made anew; None for other kinds."""
    if manifest["kind"] != "RoleBinding":
        return None
    metadata = manifest["metadata"]
    return {**manifest, "metadata": {**metadata, "name": f"{metadata['name']}{STAND_IN}"}}


def _delete(client: Client, difference: Difference) -> None:
    """Remove the object that was found. One of its name that another run made since is not what was to go."""
    reference, resource = difference.reference, client.for_manifest(difference.manifest)
    name, namespace = reference.name, reference.namespace or None
    uid = (difference.before or difference.manifest)["metadata"].get("uid")
    try:
        resource.delete(name, namespace, uid=uid)
    except Conflict:
        found = resource.find(name, namespace)
        if found is not None and found["metadata"].get("uid") == uid:
            raise
