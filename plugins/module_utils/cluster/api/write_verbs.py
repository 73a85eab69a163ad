# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes objects of one kind: create, update, patch, apply and delete."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from ...errors import ConnectionLost, InvalidInput, NotFound
from ...resources.delete_options import Propagation, delete_options
from ...resources.manifest import Manifest
from ..request import Request
from .create_once import create_once
from .kubernetes_object import kubernetes_object
from .read_verbs import ReadVerbs
from .write_options import PATCH_TYPES, FieldValidation, PatchKind, write_query

__all__ = ["WriteVerbs"]


class WriteVerbs(ReadVerbs):
    """Changes objects of one kind. The namespace of a manifest is the one in its metadata."""

    def create(
        self, manifest: Manifest, *, dry_run: bool = False, field_validation: FieldValidation = "Strict"
    ) -> Manifest:
        """The object as created.

        Created once, also when the connection breaks before the answer: then it is looked for, and sent
        again only if it is not there. An object of ours that holds all that was sent is the one.

        :param manifest: may leave out apiVersion and kind.
        :param dry_run: the server checks, completes and answers it, and stores nothing.
        :raises Conflict: the name is taken.
        :raises Invalid: the object breaks a rule of its kind.
        :raises ConnectionLost: it may have been created, and that could not be found out.
        """
        metadata = _metadata(manifest)
        name, namespace = metadata.get("name") or "", metadata.get("namespace")
        query = write_query(dry_run=dry_run, field_validation=field_validation)
        body = self._complete(manifest)
        if dry_run:
            return self._sent(self._all("create", namespace, query=query, body=body, about=name, harmless_twice=True))
        request = self._all("create", namespace, query=query, body=body, about=name)
        return create_once(self._sent, (lambda: self.find(name, namespace)) if name else None, request)

    def update(
        self, manifest: Manifest, *, dry_run: bool = False, field_validation: FieldValidation = "Strict"
    ) -> Manifest:
        """Replace the object of this name by the manifest (PUT): what is not in it is gone.

        Named as RBAC, the audit log and the API reference name the verb; kubectl says ``replace``.

        :param manifest: with ``metadata.resourceVersion``, it is replaced only if it has not changed since.
        :raises Conflict: it has changed since.
        :raises NotFound: there is none.
        """
        return self._updated(manifest, "", dry_run=dry_run, field_validation=field_validation)

    def patch(
        self,
        name: str,
        change: Any,
        namespace: str | None = None,
        *,
        kind: PatchKind = "merge",
        dry_run: bool = False,
        field_validation: FieldValidation = "Strict",
    ) -> Manifest:
        """The object as changed. Raises NotFound when there is none.

        :param change: a mapping, or for a JSON patch the list of its operations.
        :param kind: JSON merge patch: null removes a field, lists are replaced as a whole.
        """
        query = write_query(dry_run=dry_run, field_validation=field_validation)
        return self._sent(self._patching(name, change, namespace, kind, query))

    def apply(
        self,
        manifest: Manifest,
        *,
        force: bool = True,
        dry_run: bool = False,
        field_validation: FieldValidation = "Strict",
    ) -> Manifest:
        """Server-side apply: the object has the fields given; fields we gave earlier and give no more are removed.

        :param force: a field given here becomes ours, whoever had it. Without, one that another manager set to
            something else is a Conflict that names fields and managers in ``conflicts``.
        """
        metadata = _metadata(manifest)
        query = {**write_query(dry_run=dry_run, field_validation=field_validation), "force": force}
        request = self._one(
            "patch",
            metadata.get("name", ""),
            metadata.get("namespace"),
            query=query,
            body=self._complete(manifest),
            content_type="application/apply-patch+yaml",
            harmless_twice=_harmless_twice(manifest),
        )
        return self._sent(request)

    def delete(  # each is a field of DeleteOptions
        self,
        name: str,
        namespace: str | None = None,
        uid: str | None = None,
        grace_seconds: int | None = None,
        *,
        resource_version: str | None = None,
        propagation: Propagation = "Background",
        dry_run: bool = False,
    ) -> bool:
        """Delete one object and, in the background, what it owns.

        :param uid: delete only if the object still is this one; Conflict otherwise.
        :param grace_seconds: seconds until its processes are killed; None leaves it to the object.
        :param resource_version: delete only if the object has not changed since; Conflict otherwise.
        :param propagation: what becomes of the objects that it owns.
        :returns: False when there was nothing to delete. When the connection broke before the answer it is sent
            again, and True if the object is gone by then.
        """
        options = delete_options(
            propagation, uid=uid, resource_version=resource_version, grace_seconds=grace_seconds, dry_run=dry_run
        )
        try:
            self._transport.send(self._one("delete", name, namespace, body=options, harmless_twice=False))
        except NotFound:
            return False
        except ConnectionLost:
            # Gone when it is asked for again: most likely it was the first request that deleted it.
            with suppress(NotFound):
                self._transport.send(self._one("delete", name, namespace, body=options))
        return True

    def delete_collection(
        self,
        namespace: str | None = None,
        labels: str | None = None,
        fields: str | None = None,
        *,
        everything: bool = False,
        propagation: Propagation = "Background",
        grace_seconds: int | None = None,
        dry_run: bool = False,
    ) -> None:
        """Delete all objects that the selectors match, of one namespace.

        :param everything: needed when no selector is given: all objects of the kind are deleted.
        :raises InvalidInput: neither a selector nor everything is given, or both.
        """
        if bool(labels or fields) is everything:
            raise InvalidInput(
                f"give labels or fields to say which {self.resource.plural} are deleted, or everything=True for all"
            )
        query = {"labelSelector": labels, "fieldSelector": fields}
        options = delete_options(propagation, grace_seconds=grace_seconds, dry_run=dry_run)
        self._transport.send(self._all("deletecollection", namespace, query=query, body=options))

    def _updated(
        self, manifest: Manifest, subresource: str, *, dry_run: bool, field_validation: FieldValidation
    ) -> Manifest:
        metadata = _metadata(manifest)
        query = write_query(dry_run=dry_run, field_validation=field_validation)
        name, namespace = metadata.get("name", ""), metadata.get("namespace")
        body = self._complete(manifest)
        request = self._one(
            "update",
            name,
            namespace,
            query=query,
            body=body,
            subresource=subresource,
            harmless_twice=_harmless_twice(manifest),
        )
        return self._sent(request)

    def _patching(
        self,
        name: str,
        change: Any,
        namespace: str | None,
        kind: PatchKind,
        query: dict[str, Any],
        subresource: str = "",
    ) -> Request:
        if kind not in PATCH_TYPES:
            raise InvalidInput(f"{kind!r} is not a kind of patch; use {', '.join(PATCH_TYPES)}")
        return self._one(
            "patch",
            name,
            namespace,
            query=query,
            body=change,
            content_type=PATCH_TYPES[kind],
            subresource=subresource,
            # An operation of a JSON patch may add to a list, and would add twice.
            harmless_twice=False if kind == "json" else _harmless_twice(change),
        )

    def _sent(self, request: Request) -> Manifest:
        return kubernetes_object(self._transport.send(request))

    def _complete(self, manifest: Manifest) -> Manifest:
        """The manifest with apiVersion and kind; they stand first, as everywhere."""
        return {"apiVersion": self.api_version, "kind": self.resource.kind, **manifest}


def _harmless_twice(change: Any) -> bool | None:
    """Not with a resource version: the second one would be told that the first one has changed the object."""
    metadata = change.get("metadata") if isinstance(change, dict) else None
    return False if isinstance(metadata, dict) and metadata.get("resourceVersion") else None


def _metadata(manifest: Manifest) -> Manifest:
    metadata = manifest.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise InvalidInput("the metadata of a manifest is a mapping with name and, where kinds have one, namespace")
    return metadata
