# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LimitRange, core v1, as the API server completes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InvalidInput
from .manifest import Manifest
from .names import quoted
from .quantity import canonical_quantity, quantity_value

__all__ = ["limit_range"]

_TYPES = ("Container", "Pod", "PersistentVolumeClaim")
_LISTS = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")
_ORDER = (("min", "defaultRequest"), ("defaultRequest", "default"), ("default", "max"), ("min", "max"))


def limit_range(name: str, namespace: str, items: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> Manifest:
    """What single containers, pods and volume claims of a namespace may use, and get when they say nothing.

    :param items: as ``spec.limits`` of the API: type, max, min, default, defaultRequest, maxLimitRequestRatio.
    :raises InvalidInput: one of them cannot be right.
    """
    return {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "spec": {"limits": [_item(item, number) for number, item in enumerate(items, start=1)]},
    }


def _item(item: Mapping[str, Any], number: int) -> Manifest:
    place = f"limits: item {number}"
    if unknown := [key for key in item if key not in {"type", *_LISTS}]:
        raise InvalidInput(f"{place}: {quoted(str(unknown[0]))} is not known; it has type, {', '.join(_LISTS)}")
    kind = item.get("type")
    if kind not in _TYPES:
        raise InvalidInput(f"{place}: type is one of {', '.join(_TYPES)}")
    made: dict[str, dict[str, str]] = {}
    for key in _LISTS:
        given = item.get(key) or {}
        if not isinstance(given, Mapping):
            raise InvalidInput(f"{place}: {key}: a mapping of resources to quantities is needed")
        made[key] = {str(name): canonical_quantity(value, f"{place}: {key}.{name}") for name, value in given.items()}
    if kind == "Container":
        _complete(made)
    elif made["default"] or made["defaultRequest"]:
        raise InvalidInput(f"{place}: only items of type Container have default and defaultRequest")
    _check_order(made, place)
    return {"type": kind, **{key: values for key, values in made.items() if values}}


def _complete(made: dict[str, dict[str, str]]) -> None:
    """As the API server does it (SetDefaults_LimitRangeItem)."""
    made["default"] = {**made["max"], **made["default"]}
    made["defaultRequest"] = {**made["min"], **made["default"], **made["defaultRequest"]}


def _check_order(made: Mapping[str, Mapping[str, str]], place: str) -> None:
    for lower, upper in _ORDER:
        for resource in made[lower].keys() & made[upper].keys():
            if quantity_value(made[lower][resource]) > quantity_value(made[upper][resource]):
                raise InvalidInput(f"{place}: {lower}.{resource} is more than {upper}.{resource}")
