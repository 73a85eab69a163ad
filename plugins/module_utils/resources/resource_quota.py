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
from .quantity import canonical_quantity

__all__ = ["resource_quota"]

_COUNTED = frozenset(
    {
        "configmaps",
        "cpu",
        "ephemeral-storage",
        "limits.cpu",
        "limits.ephemeral-storage",
        "limits.memory",
        "memory",
        "persistentvolumeclaims",
        "pods",
        "replicationcontrollers",
        "requests.cpu",
        "requests.ephemeral-storage",
        "requests.memory",
        "requests.storage",
        "resourcequotas",
        "secrets",
        "services",
        "services.loadbalancers",
        "services.nodeports",
    }
)
_DOMAIN = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
_PATTERNS = re.compile(
    rf"(count/[a-z0-9-]+(\.{_DOMAIN})?"
    r"|(requests\.|limits\.)?hugepages-[0-9]+[A-Za-z]*"
    rf"|requests\.{_DOMAIN}/[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"
    rf"|{_DOMAIN}\.(storageclass|volumeattributesclass)\.storage\.k8s\.io/(requests\.storage|persistentvolumeclaims))\Z"
)
_SCOPES = frozenset(
    {
        "BestEffort",
        "CrossNamespacePodAffinity",
        "NotBestEffort",
        "NotTerminating",
        "PriorityClass",
        "Terminating",
        "VolumeAttributesClass",
    }
)
_OPERATORS = frozenset({"In", "NotIn", "Exists", "DoesNotExist"})
_SELECTOR_KEYS = frozenset({"scope_name", "operator", "values"})


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
    :param scopes: only pods that match all of these.
    :param scope_selector: the same with values: ``scope_name``, ``operator``, ``values``.
    :raises InvalidInput: a resource that no quota counts, no quantity, or no scope.
    """
    spec: Manifest = {
        "hard": {_resource(key): canonical_quantity(value, f"quota: {key}") for key, value in hard.items()}
    }
    if scopes:
        spec["scopes"] = [_scope(scope) for scope in scopes]
    if scope_selector:
        spec["scopeSelector"] = {"matchExpressions": [_expression(entry) for entry in scope_selector]}
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "spec": spec,
    }


def _resource(name: str) -> str:
    if name in _COUNTED or _PATTERNS.match(name):
        return name
    raise InvalidInput(
        f"quota: {quoted(name)} is not a resource that a quota can count; it counts such as requests.cpu, "
        "limits.memory, pods, or count/deployments.apps"
    )


def _scope(name: Any) -> str:
    if name not in _SCOPES:
        raise InvalidInput(f"scopes: {quoted(str(name))} is no scope of a quota; there is {', '.join(sorted(_SCOPES))}")
    return str(name)


def _expression(entry: Mapping[str, Any]) -> Manifest:
    if unknown := [key for key in entry if key not in _SELECTOR_KEYS]:
        raise InvalidInput(
            f"scope_selector: {quoted(str(unknown[0]))} is not known; use scope_name, operator and values"
        )
    operator, values = entry.get("operator"), entry.get("values") or []
    if operator not in _OPERATORS:
        raise InvalidInput(f"scope_selector: operator is one of {', '.join(sorted(_OPERATORS))}")
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise InvalidInput("scope_selector: values is a list of texts")
    if bool(values) is (operator in {"Exists", "DoesNotExist"}):
        raise InvalidInput(f"scope_selector: the operator {operator} takes {'values' if not values else 'no values'}")
    made: Manifest = {"scopeName": _scope(entry.get("scope_name")), "operator": operator}
    return {**made, "values": list(values)} if values else made
