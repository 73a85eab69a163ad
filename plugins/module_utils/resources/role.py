# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role, rbac.authorization.k8s.io v1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InvalidInput
from .manifest import Manifest
from .names import quoted

__all__ = ["policy_rules", "role"]

_KEYS = {"api_groups": "apiGroups", "resources": "resources", "verbs": "verbs", "resource_names": "resourceNames"}


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


def policy_rules(rules: Sequence[Any]) -> list[Manifest]:
    """Rules as the API has them.

    :param rules: ``api_groups`` (the core group, an empty text, when left out), ``resources``, ``verbs`` and maybe
        ``resource_names`` each.
    :raises InvalidInput: one of them cannot be right.
    """
    return [_rule(rule, f"rules: rule {number}") for number, rule in enumerate(rules, start=1)]


def _rule(rule: Any, place: str) -> Manifest:
    if not isinstance(rule, Mapping):
        raise InvalidInput(f"{place}: a mapping with {', '.join(_KEYS)} is needed")
    if unknown := [key for key in rule if key not in _KEYS]:
        raise InvalidInput(f"{place}: {quoted(str(unknown[0]))} is not known; it has {', '.join(_KEYS)}")
    made: Manifest = {}
    for key, api_name in _KEYS.items():
        values = rule.get(key)
        if values is None:
            values = [""] if key == "api_groups" else []
        if not isinstance(values, list) or not all(isinstance(value, str) and value.isprintable() for value in values):
            raise InvalidInput(f"{place}: {key} is a list of texts")
        if not values and key != "resource_names":
            raise InvalidInput(f"{place}: {key} is empty; a rule says which {key.replace('_', ' ')} it is about")
        if values:
            made[api_name] = list(values)
    return made
