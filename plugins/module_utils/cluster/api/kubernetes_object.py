# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an answer is what it should be: an object, or a list of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...errors import NotKubernetes
from ...resources.manifest import Manifest

__all__ = ["kubernetes_object", "listed_objects"]

_WRONG = "the server does not answer with Kubernetes objects; check the server's address"


def kubernetes_object(answer: Manifest) -> Manifest:
    """The answer, if it has what every Kubernetes object and list has.

    :raises NotKubernetes: it has not.
    """
    if not isinstance(answer.get("metadata"), dict):
        raise NotKubernetes(_WRONG)
    return answer


def listed_objects(page: Manifest) -> Sequence[Manifest]:
    """The objects of one page of a list.

    :raises NotKubernetes: there is something else in it.
    """
    items: Any = page.get("items") or ()
    if not isinstance(items, Sequence) or not all(isinstance(item, dict) for item in items):
        raise NotKubernetes(_WRONG)
    return [kubernetes_object(item) for item in items]
