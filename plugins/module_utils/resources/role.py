# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role, rbac.authorization.k8s.io v1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InvalidInput
from .known_keys import check_keys
from .manifest import Manifest
from .names import quoted

__all__ = ["policy_rules", "role"]

_KEYS = {"api_groups": "apiGroups", "resources": "resources", "verbs": "verbs", "resource_names": "resourceNames"}
_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_PATTERNS = {
    "api_groups": re.compile(rf"(\*|({_LABEL}(\.{_LABEL})*)?)\Z"),
    "resources": re.compile(rf"(\*|{_LABEL})(/(\*|{_LABEL}))?\Z"),
    "verbs": re.compile(r"(\*|[a-z]([a-z0-9:-]*[a-z0-9])?)\Z"),
    "resource_names": re.compile(r"(?!\.{1,2}\Z)[^/%]+\Z"),
}
_REMEDIES = {
    "api_groups": "write it without a version, such as apps; the core group is an empty text",
    "resources": "write the plural of URLs without its group, such as deployments or pods/log",
    "verbs": "write such as get, list, watch, create, update, patch, delete or *",
    "resource_names": "write names of objects",
}
"""The API server takes any text here, and a rule with a wrong one gives no rights."""
_LONGEST = 253


def role(name: str, namespace: str, rules: Sequence[Any], labels: Mapping[str, str]) -> Manifest:
    """What may be done in one namespace by whom it is bound to.

    :param rules: see ``policy_rules``.
    """
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "rules": policy_rules(rules),
    }


def policy_rules(rules: Any) -> list[Manifest]:
    """Rules as the API has them.

    :param rules: ``api_groups`` (the core group, an empty text, when left out), ``resources``, ``verbs`` and maybe
        ``resource_names`` each.
    :raises InvalidInput: one of them cannot be right.
    """
    if not isinstance(rules, (list, tuple)) or not rules:
        raise InvalidInput(f"rules: a list of rules is needed, each with {', '.join(_KEYS)}")
    return [_rule(rule, f"rules: rule {number}") for number, rule in enumerate(rules, start=1)]


def _rule(rule: Any, place: str) -> Manifest:
    check_keys(rule, _KEYS, place)
    made: Manifest = {}
    for key, api_name in _KEYS.items():
        values = _texts(rule.get(key), key, place)
        if not values and key != "resource_names":
            raise InvalidInput(f"{place}: {key} is empty; a rule says which {key.replace('_', ' ')} it is about")
        if values:
            made[api_name] = values
    return made


def _texts(given: Any, key: str, place: str) -> list[str]:
    if given is None:
        return [""] if key == "api_groups" else []
    if not isinstance(given, (list, tuple)) or not all(isinstance(value, str) for value in given):
        raise InvalidInput(f"{place}: {key} is a list of texts")
    for value in given:
        if len(value) > _LONGEST or not value.isprintable() or not _PATTERNS[key].match(value):
            raise InvalidInput(f"{place}: {quoted(value)} cannot be one of {key}; {_REMEDIES[key]}")
    return list(given)
