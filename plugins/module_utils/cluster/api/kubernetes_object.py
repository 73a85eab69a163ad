# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an answer is what it should be: an object, or a list of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...errors import NotKubernetes
from ...resources.manifest import Manifest

__all__ = ["kubernetes_object", "listed_objects", "named_object"]

_WRONG = "the server does not answer with Kubernetes objects; check the server's address"
_MAPPING_OR_NONE = frozenset({dict, type(None)})


def kubernetes_object(answer: Manifest) -> Manifest:
    """The answer, if it has what every Kubernetes object and list has.

    :raises NotKubernetes: it has not.
    """
    if not isinstance(answer.get("metadata"), dict):
        raise NotKubernetes(_WRONG)
    return answer


def named_object(answer: Any) -> Manifest:
    """The answer, if it is an object that was stored: it has a name, and labels and annotations are mappings or none.

    :raises NotKubernetes: it is not.
    """
    if not _is_named(answer):
        raise NotKubernetes(_WRONG)
    named: Manifest = answer
    return named


def listed_objects(page: Manifest) -> Sequence[Manifest]:
    """The objects of one page of a list, each as ``named_object`` wants it.

    :raises NotKubernetes: there is something else in it.
    """
    items: Any = page.get("items") or ()
    if not isinstance(items, Sequence) or not all(map(_is_named, items)):
        raise NotKubernetes(_WRONG)
    return items


def _is_named(item: Any) -> bool:
    if not isinstance(item, dict):
        return False
    metadata = item.get("metadata")
    if not isinstance(metadata, dict):
        return False
    name = metadata.get("name")
    return (
        isinstance(name, str)
        and name != ""
        and type(metadata.get("labels")) in _MAPPING_OR_NONE
        and type(metadata.get("annotations")) in _MAPPING_OR_NONE
    )
