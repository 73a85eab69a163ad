# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles and bindings of templates, looked at once: whoever reads them later relies on their shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import InvalidInput

__all__ = ["check_rights"]

_RULE_KEYS = ("apiGroups", "resources", "verbs")


def check_rights(document: Mapping[str, Any], kind: str) -> None:
    """Raise InvalidInput for a Role whose rules, or a RoleBinding whose role or subjects, the API would not take.

    :param kind: its kind; those that give no rights are not looked at.
    """
    if kind == "Role":
        for number, rule in enumerate(_list(document, "rules"), start=1):
            _check_rule(rule, f"rules: rule {number}")
    elif kind == "RoleBinding":
        _check_named(document.get("roleRef"), "roleRef")
        for number, subject in enumerate(_list(document, "subjects"), start=1):
            _check_named(subject, f"subjects: item {number}")


def _check_rule(rule: Any, place: str) -> None:
    if not isinstance(rule, Mapping):
        raise InvalidInput(f"{place}: a mapping with {', '.join(_RULE_KEYS)} is needed")
    for key in _RULE_KEYS:
        if not rule.get(key) or not _is_texts(rule[key]):
            raise InvalidInput(f"{place}: {key}: a list of texts is needed")
    if rule.get("resourceNames") is not None and not _is_texts(rule["resourceNames"]):
        raise InvalidInput(f"{place}: resourceNames: a list of texts is needed")


def _check_named(given: Any, place: str) -> None:
    if not isinstance(given, Mapping):
        raise InvalidInput(f"{place}: a mapping with kind and name is needed")
    for key in ("kind", "name"):
        if not isinstance(given.get(key), str) or not given[key]:
            raise InvalidInput(f"{place}: {key}: text is needed")
    if not isinstance(given.get("namespace", ""), str):
        raise InvalidInput(f"{place}: namespace: text is needed")


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    if value is not None and not isinstance(value, list):
        raise InvalidInput(f"{key}: a list is needed")
    return value or []


def _is_texts(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(value, str) for value in given)
