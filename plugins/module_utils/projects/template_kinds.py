# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a template may make: looked at in what it rendered, so that no value that went into it can widen that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..errors import InvalidInput
from ..resources.labels import check_annotations, check_labels
from ..resources.manifest import Manifest
from ..resources.names import check_subdomain, quoted
from .fixed_names import is_own_object
from .namespaced_kinds import namespaced_kind
from .template_rights import check_rights

__all__ = ["ALLOWABLE_KINDS", "OTHER_TOKENS", "check_allowed_kinds", "extra_manifest"]

_RBAC = "rbac.authorization.k8s.io"
OTHER_TOKENS = "token Secret"
"""The word of allow_kinds for long-lived tokens of other accounts than the project's."""
ALLOWABLE_KINDS = ("Role", "RoleBinding", OTHER_TOKENS)
"""What templates make only where ``allow_kinds`` names it: it gives rights to others than the project's account."""
_TOKEN_TYPES = ("kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token")
_METADATA = ("name", "namespace", "labels", "annotations", "finalizers")
_KUBERNETES_OWN = ("ConfigMap", "kube-root-ca.crt")


def check_allowed_kinds(kinds: Collection[str]) -> None:
    """Raise InvalidInput for a word of ``allow_kinds`` that allows nothing."""
    for kind in kinds:
        if kind not in ALLOWABLE_KINDS:
            raise InvalidInput(
                f"allow_kinds: {quoted(kind)} cannot be allowed there; it may name {', '.join(ALLOWABLE_KINDS)}"
            )


def extra_manifest(document: Any, namespace: str, allowed: Collection[str]) -> Manifest:
    """One rendered document as a manifest of the project's namespace; it shares what is below metadata.

    :param allowed: of ALLOWABLE_KINDS.
    :raises InvalidInput: a project's template may not make it; one sentence that begins with the field.
    """
    if not isinstance(document, Mapping):
        raise InvalidInput("it is no mapping; an object has apiVersion, kind and metadata")
    kind = _checked_kind(document, allowed)
    metadata = _checked_metadata(document.get("metadata"), namespace)
    name = metadata["name"]
    owner = "Kubernetes" if (kind, name) == _KUBERNETES_OWN else "slipway"
    if owner == "Kubernetes" or is_own_object(kind, name):
        raise InvalidInput(f"metadata.name: {kind} {name} is made by {owner} itself; choose another name")
    if "status" in document:
        raise InvalidInput("status: the cluster writes it; leave it out")
    check_rights(document, kind)
    return {**document, "metadata": metadata}


def _checked_kind(document: Mapping[str, Any], allowed: Collection[str]) -> str:
    kind, api_version = document.get("kind"), document.get("apiVersion")
    for field, value in (("apiVersion", api_version), ("kind", kind)):
        if not isinstance(value, str) or not value:
            raise InvalidInput(f"{field}: an object needs it, as text")
    kind, api_version = str(kind), str(api_version)
    group = api_version.rpartition("/")[0]
    known = namespaced_kind(group, kind)
    if known is None:
        raise InvalidInput(
            f"kind: {quoted(kind)} of {quoted(api_version)} is none that a template may make; "
            "it must live in a namespace and be one that slipway knows"
        )
    if api_version not in known.api_versions:
        raise InvalidInput(
            f"apiVersion: slipway knows {kind} as {' and '.join(known.api_versions)}, not as {quoted(api_version)}"
        )
    _check_leave(document, group, kind, allowed)
    return kind


def _check_leave(document: Mapping[str, Any], group: str, kind: str, allowed: Collection[str]) -> None:
    if group == _RBAC and kind not in allowed:
        raise InvalidInput(f"kind: templates may make a {kind} only where allow_kinds names {kind}")
    if (group, kind) == ("", "Secret") and document.get("type") in _TOKEN_TYPES and OTHER_TOKENS not in allowed:
        raise InvalidInput(
            f"type: templates may make a Secret of this type only where allow_kinds names {OTHER_TOKENS}"
        )


def _checked_metadata(metadata: Any, namespace: str) -> dict[str, Any]:
    if not isinstance(metadata, Mapping):
        raise InvalidInput("metadata: an object needs it, with a name")
    for field in metadata:
        if field not in _METADATA:
            raise InvalidInput(
                f"metadata: {quoted(field)} is not a template's to set; it may say {', '.join(_METADATA)}"
            )
    made = {field: value for field, value in metadata.items() if value is not None}
    if not isinstance(made.get("name"), str):
        raise InvalidInput("metadata.name: an object needs it, as text")
    check_subdomain(made["name"], "metadata.name:")
    if made.setdefault("namespace", namespace) != namespace:
        raise InvalidInput(f"metadata.namespace: it must be the project's own, {namespace}; leave it out")
    for field, check in (("labels", check_labels), ("annotations", check_annotations)):
        value = made.get(field, {})
        if not isinstance(value, Mapping):
            raise InvalidInput(f"metadata.{field}: a mapping is needed")
        try:
            check(value)
        except InvalidInput as error:
            raise InvalidInput(f"metadata.{field}: {error}") from None
    return made
