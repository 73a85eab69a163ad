# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ResourceQuota, core v1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InvalidInput
from .manifest import Manifest
from .names import quoted
from .quantity import canonical_quantity, thousandths_of
from .quota_scopes import quota_scopes, quota_selector
from .selector import is_qualified_name

__all__ = ["resource_quota"]

_OBJECTS = frozenset(
    {
        "configmaps",
        "persistentvolumeclaims",
        "pods",
        "replicationcontrollers",
        "resourcequotas",
        "secrets",
        "services",
        "services.loadbalancers",
        "services.nodeports",
    }
)
_AMOUNTS = frozenset(
    {
        "cpu",
        "ephemeral-storage",
        "limits.cpu",
        "limits.ephemeral-storage",
        "limits.memory",
        "memory",
        "requests.cpu",
        "requests.ephemeral-storage",
        "requests.memory",
        "requests.storage",
    }
)
_DOMAIN = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
_WHOLE = re.compile(rf"(count/{_DOMAIN}|{_DOMAIN}\.deviceclass\.resource\.k8s\.io/devices)\Z")
_OF_STORAGE_CLASS = re.compile(
    rf"{_DOMAIN}\.storageclass\.storage\.k8s\.io/(requests\.storage|persistentvolumeclaims)\Z"
)
_HUGE_PAGES = re.compile(r"(requests\.)?hugepages-[1-9][0-9]*([kMGTPE]|[KMGTPE]i)?\Z")
_EXTENDED = re.compile(rf"requests\.{_DOMAIN}/[^/]+\Z")
_WITHOUT_PREFIX = re.compile(rf"(limits\.)?(?P<resource>(?![^/]*k8s\.io/)[^/]+\.{_DOMAIN}/[^/]+)\Z")
_UNIT = thousandths_of("1")
_MOST_WHOLE = thousandths_of("8Pi")
"""Above 2^63 thousandths, the API server calls whole numbers fractions."""


def resource_quota(
    name: str,
    namespace: str,
    hard: Mapping[str, Any],
    labels: Mapping[str, str],
    *,
    scopes: Sequence[str] = (),
    scope_selector: Sequence[Mapping[str, Any]] = (),
) -> Manifest:
    """What all objects of a namespace may use together.

    :param hard: resource to quantity.
    :param scopes: only pods, or claims, that match all of these.
    :param scope_selector: the same with values: ``scope_name``, ``operator``, ``values``.
    :raises InvalidInput: a resource that no quota counts, no quantity, or no scope for these resources.
    """
    if not hard:
        raise InvalidInput("quota: a mapping of resources to quantities is needed, such as pods: 20")
    spec: Manifest = {"hard": {_resource(key): _limit(key, value) for key, value in hard.items()}}
    if scopes:
        spec["scopes"] = quota_scopes(scopes, spec["hard"])
    if scope_selector:
        spec["scopeSelector"] = quota_selector(scope_selector, spec["hard"])
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "spec": spec,
    }


def _resource(name: Any) -> str:
    if isinstance(name, str) and (name in _OBJECTS or name in _AMOUNTS or _is_other_resource(name)):
        return name
    remedy = "it counts such as requests.cpu, limits.memory, pods, or count/deployments.apps"
    if (
        isinstance(name, str)
        and (bare := _WITHOUT_PREFIX.match(name))
        and _is_other_resource(f"requests.{bare['resource']}")
    ):
        remedy = f"write requests.{bare['resource']}"
    raise InvalidInput(f"quota: {quoted(str(name))} is not a resource that a quota can count; {remedy}")


def _is_other_resource(name: str) -> bool:
    """Whether it is none of the fixed ones, but one of those that are made of other names."""
    patterns = (_WHOLE, _OF_STORAGE_CLASS, _HUGE_PAGES, _EXTENDED)
    return is_qualified_name(name) and any(pattern.match(name) for pattern in patterns)


def _limit(name: str, value: Any) -> str:
    quantity = canonical_quantity(value, f"quota: {name}")
    # Of a storage class too, the API server takes whole numbers only.
    if name in _OBJECTS or _WHOLE.match(name) or _OF_STORAGE_CLASS.match(name):
        if thousandths_of(quantity) % _UNIT:
            raise InvalidInput(
                f"quota: {name}: {quoted(str(value))} is not whole; what is counted takes a whole number"
            )
        if thousandths_of(quantity) > _MOST_WHOLE:
            raise InvalidInput(f"quota: {name}: {quoted(str(value))} is too much; it takes at most 8Pi")
    return quantity
