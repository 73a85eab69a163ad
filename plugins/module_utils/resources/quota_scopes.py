# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pods or claims a quota is about: its scopes, and which of them fit together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import InvalidInput
from .known_keys import check_keys
from .manifest import Manifest
from .names import quoted

__all__ = ["quota_scopes", "quota_selector"]

_OF_PODS = frozenset({"pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"})
_OF_CLAIMS = frozenset({"persistentvolumeclaims", "requests.storage"})
_SCOPES: Mapping[str, frozenset[str]] = {
    "BestEffort": frozenset({"pods"}),
    "CrossNamespacePodAffinity": _OF_PODS,
    "NotBestEffort": _OF_PODS,
    "NotTerminating": _OF_PODS,
    "PriorityClass": _OF_PODS,
    "Terminating": _OF_PODS,
    "VolumeAttributesClass": _OF_CLAIMS,
}
"""What each counts, of the resources that are not named after others (the API server checks none of those)."""
_WITH_VALUES = frozenset({"PriorityClass", "VolumeAttributesClass"})
_OPPOSITES = (("BestEffort", "NotBestEffort"), ("NotTerminating", "Terminating"))
_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
_SELECTOR_KEYS = ("scope_name", "operator", "values")


def quota_scopes(scopes: Any, resources: Iterable[str]) -> list[str]:
    """``spec.scopes`` of a quota on these resources.

    :raises InvalidInput: there is no such scope, or it does not fit the resources or another scope.
    """
    if not isinstance(scopes, (list, tuple)):
        raise InvalidInput("scopes: a list of scopes is needed")
    made = [_scope(scope, "scopes") for scope in scopes]
    _check_together(made, resources, "scopes")
    return made


def quota_selector(expressions: Any, resources: Iterable[str]) -> Manifest:
    """``spec.scopeSelector`` of a quota on these resources.

    :raises InvalidInput: an expression cannot be right, or does not fit the resources or another expression.
    """
    if not isinstance(expressions, (list, tuple)):
        raise InvalidInput("scope_selector: a list of expressions is needed")
    made = [_expression(entry, f"scope_selector: item {number}") for number, entry in enumerate(expressions, start=1)]
    _check_together([expression["scopeName"] for expression in made], resources, "scope_selector")
    return {"matchExpressions": made}


def _expression(entry: Any, place: str) -> Manifest:
    check_keys(entry, _SELECTOR_KEYS, place)
    scope, operator = _scope(entry.get("scope_name"), place), entry.get("operator")
    values = [] if entry.get("values") is None else entry["values"]
    if operator not in _OPERATORS:
        raise InvalidInput(f"{place}: operator is one of {', '.join(_OPERATORS)}")
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        raise InvalidInput(f"{place}: values is a list of texts")
    if bool(values) is (operator in {"Exists", "DoesNotExist"}):
        raise InvalidInput(f"{place}: the operator {operator} takes {'no values' if values else 'values'}")
    if scope not in _WITH_VALUES and operator != "Exists":
        raise InvalidInput(f"{place}: the scope {scope} takes the operator Exists only")
    made: Manifest = {"scopeName": scope, "operator": operator}
    return {**made, "values": list(values)} if values else made


def _scope(scope: Any, place: str) -> str:
    if not isinstance(scope, str) or scope not in _SCOPES:
        raise InvalidInput(f"{place}: {quoted(str(scope))} is no scope of a quota; there is {', '.join(_SCOPES)}")
    return scope


def _check_together(scopes: list[str], resources: Iterable[str], place: str) -> None:
    for one, other in _OPPOSITES:
        if one in scopes and other in scopes:
            raise InvalidInput(f"{place}: nothing is both {one} and {other}; make two quotas")
    for scope in scopes:
        for resource in resources:
            if "/" not in resource and resource not in _SCOPES[scope]:
                counted = ", ".join(sorted(_SCOPES[scope]))
                raise InvalidInput(f"{place}: a quota for {scope} cannot count {resource}; it counts {counted}")
