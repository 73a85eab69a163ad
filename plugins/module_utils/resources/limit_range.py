# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LimitRange, core v1, as the API server completes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InvalidInput
from .known_keys import check_keys
from .manifest import Manifest
from .names import quoted
from .quantity import canonical_quantity, thousandths_of
from .selector import is_qualified_name

__all__ = ["limit_range"]

_Amounts = dict[str, dict[str, str]]
_OF_CONTAINERS = "cpu, memory, ephemeral-storage, hugepages-2Mi, or one with a domain"
_COUNTED = {"Container": _OF_CONTAINERS, "Pod": _OF_CONTAINERS, "PersistentVolumeClaim": "storage"}
_LISTS = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")
_KEYS = ("type", *_LISTS)
_ORDER = (
    ("min", "max"),
    ("min", "default"),
    ("default", "max"),
    ("min", "defaultRequest"),
    ("defaultRequest", "default"),
)
"""What may not be more than what. Of what is filled in, the user's own fields are named first."""
_HUGE_PAGES = re.compile(r"hugepages-[1-9][0-9]*([kMGTPE]|[KMGTPE]i)?\Z")
_OF_KUBERNETES = "kubernetes.io/"


def limit_range(name: str, namespace: str, items: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> Manifest:
    """What single containers, pods and volume claims of a namespace may use, and get when they say nothing.

    :param items: as ``spec.limits`` of the API: type, max, min, default, defaultRequest, maxLimitRequestRatio.
    :raises InvalidInput: one of them cannot be right.
    """
    made: list[Manifest] = []
    for number, item in enumerate(items, start=1):
        completed = _item(item, f"limits: item {number}")
        if any(other["type"] == completed["type"] for other in made):
            raise InvalidInput(
                f"limits: item {number}: there is one of type {completed['type']} already; make one of them"
            )
        made.append(completed)
    return {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "spec": {"limits": made},
    }


def _item(item: Any, place: str) -> Manifest:
    check_keys(item, _KEYS, place)
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in _COUNTED:
        raise InvalidInput(f"{place}: type is one of {', '.join(_COUNTED)}")
    amounts = {key: _amounts(item.get(key), kind, f"{place}: {key}") for key in _LISTS}
    if kind == "Container":
        _complete(amounts)
    elif amounts["default"] or amounts["defaultRequest"]:
        raise InvalidInput(f"{place}: only items of type Container have default and defaultRequest")
    elif kind == "PersistentVolumeClaim" and not amounts["min"] and not amounts["max"]:
        raise InvalidInput(f"{place}: an item of type {kind} needs min or max, with storage")
    _check_order(amounts, place)
    _check_ratios(amounts, place)
    _check_not_overcommitted(amounts, place)
    return {"type": kind, **{key: values for key, values in amounts.items() if values}}


def _amounts(given: Any, kind: str, place: str) -> dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise InvalidInput(f"{place}: a mapping of resources to quantities is needed")
    for resource in given:
        if not isinstance(resource, str) or not _is_counted(resource, kind):
            raise InvalidInput(f"{place}: {quoted(str(resource))} cannot be limited here; use {_COUNTED[kind]}")
    return {resource: canonical_quantity(value, f"{place}.{resource}") for resource, value in given.items()}


def _is_counted(resource: str, kind: str) -> bool:
    if kind == "PersistentVolumeClaim":
        return resource == "storage"
    if resource in ("cpu", "memory", "ephemeral-storage") or _HUGE_PAGES.match(resource):
        return True
    # A quota counts it with a prefix, and the API server wants room for that.
    has_domain = "/" in resource and _OF_KUBERNETES not in resource and not resource.startswith("requests.")
    return has_domain and is_qualified_name(resource) and is_qualified_name(f"requests.{resource}")


def _complete(amounts: _Amounts) -> None:
    """As the API server does it (SetDefaults_LimitRangeItem)."""
    amounts["default"] = {**amounts["max"], **amounts["default"]}
    amounts["defaultRequest"] = {**amounts["min"], **amounts["default"], **amounts["defaultRequest"]}


def _check_order(amounts: _Amounts, place: str) -> None:
    for lower, upper in _ORDER:
        for resource, quantity in amounts[lower].items():
            limit = amounts[upper].get(resource)
            if limit is not None and thousandths_of(quantity) > thousandths_of(limit):
                raise InvalidInput(f"{place}: {lower}.{resource} {quantity} is more than {upper}.{resource} {limit}")


def _check_ratios(amounts: _Amounts, place: str) -> None:
    for resource, quantity in amounts["maxLimitRequestRatio"].items():
        ratio, whole = thousandths_of(quantity), thousandths_of("1")
        if ratio < whole:
            raise InvalidInput(f"{place}: maxLimitRequestRatio.{resource} {quantity} is less than 1")
        low, high = (thousandths_of(amounts[key].get(resource, "")) for key in ("min", "max"))
        if low and high and ratio * low > high * whole:
            raise InvalidInput(f"{place}: maxLimitRequestRatio.{resource} {quantity} is more than max/min")


def _check_not_overcommitted(amounts: _Amounts, place: str) -> None:
    """Of huge pages and of what has a domain, a container gets exactly what it requests."""
    for resource, quantity in amounts["default"].items():
        single = "/" in resource or _HUGE_PAGES.match(resource)
        if single and thousandths_of(quantity) != thousandths_of(amounts["defaultRequest"][resource]):
            raise InvalidInput(f"{place}: default.{resource} and defaultRequest.{resource} must be the same")
