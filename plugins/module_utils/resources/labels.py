# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels and annotations: those that mark our objects, and checks of those that users add."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import InvalidInput
from .manifest import Manifest
from .names import LONGEST_LABEL, check_subdomain, quoted

__all__ = [
    "HOOK",
    "MANAGED_BY",
    "MANAGED_SELECTOR",
    "check_annotations",
    "check_labels",
    "is_label_value",
    "is_managed",
    "labels_of",
]

MANAGED_BY = ("app.kubernetes.io/managed-by", "slipway")
"""The label that every object of ours carries, as key and value."""
MANAGED_SELECTOR = "=".join(MANAGED_BY)
HOOK = "helm.sh/hook"
"""Helm's annotation of the objects that are hooks; the pods of a hook's Job do not carry it."""
_OURS = "slipway.dev"
_SERVERS_OWN = "kubernetes.io/metadata.name"
_WORD = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\Z")
LONGEST_ANNOTATIONS = 256 * 1024
"""Bytes of all annotations of one object, keys included (the API server's limit)."""


def labels_of(manifest: Manifest) -> Mapping[str, Any]:
    """The labels of an object, ours or a server's; empty when it has none."""
    labels = (manifest.get("metadata") or {}).get("labels")
    return labels if isinstance(labels, Mapping) else {}


def is_managed(manifest: Manifest) -> bool:
    """Whether the object carries our managed-by label."""
    key, value = MANAGED_BY
    return labels_of(manifest).get(key) == value


def is_label_value(text: str) -> bool:
    """Whether the text may be the value of a label."""
    return not text or (len(text) <= LONGEST_LABEL and bool(_WORD.match(text)))


def check_labels(labels: Mapping[Any, Any]) -> None:
    """Raise InvalidInput for a label that Kubernetes does not take or that is not the user's to set."""
    for key, value in labels.items():
        _check_key(key, "label")
        if not isinstance(value, str):
            raise InvalidInput(f"the value of the label {quoted(key)} is not a string; put it in quotes")
        if not is_label_value(value):
            raise InvalidInput(
                f"the value {quoted(value)} of the label {quoted(key)} is not a label value; use at most "
                f"{LONGEST_LABEL} letters, digits, -, _ and ., with a letter or digit at both ends"
            )


def check_annotations(annotations: Mapping[Any, Any]) -> None:
    """Raise InvalidInput for an annotation that Kubernetes does not take or that is not the user's to set."""
    size = 0
    for key, value in annotations.items():
        _check_key(key, "annotation")
        if not isinstance(value, str):
            raise InvalidInput(f"the value of the annotation {quoted(key)} is not a string; put it in quotes")
        size += len(key.encode()) + len(value.encode("utf-8", "surrogatepass"))
    if size > LONGEST_ANNOTATIONS:
        raise InvalidInput(
            f"the annotations have {size} bytes together; Kubernetes takes at most {LONGEST_ANNOTATIONS}"
        )


def _check_key(key: Any, what: str) -> None:
    if not isinstance(key, str):
        raise InvalidInput(f"the {what} key {quoted(str(key))} is not a string; put it in quotes")
    prefix, slash, name = key.rpartition("/")
    if slash:
        check_subdomain(prefix, f"the domain of the {what} key {quoted(key)},")
    if len(name) > LONGEST_LABEL or not _WORD.match(name):
        raise InvalidInput(
            f"the {what} key {quoted(key)} is not valid; its name is at most {LONGEST_LABEL} letters, digits, -, _ "
            "and ., with a letter or digit at both ends"
        )
    if key in (MANAGED_BY[0], _SERVERS_OWN) or prefix == _OURS or prefix.endswith(f".{_OURS}"):
        raise InvalidInput(f"the {what} {key} is set by slipway or by the API server; leave it out")
