# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operation behind the module and the action ``managed_app``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cluster.client import Client
from ..operation import Operation, TaskContext
from .app_spec import AppSpec, app_spec
from .install import Install
from .release import Release

__all__ = ["OPERATION"]

_ARGUMENTS: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present"], "default": "present"},
    "namespace": {"type": "str", "required": True},
    "create_namespace": {"type": "bool", "default": False},
    "release": {"type": "str"},
    "chart": {"type": "str", "required": True},
    "repository": {"type": "str"},
    "version": {"type": "str"},
    "plain_http": {"type": "bool", "default": False},
    "values": {"type": "dict"},
    "cluster_role": {"type": "str", "default": "admin"},
    "cluster_wide": {"type": "bool", "default": False},
    "image": {"type": "str", "default": "docker.io/alpine/helm:3.19.0"},
    "wait": {"type": "bool", "default": True},
    "timeout": {"type": "int", "default": 300},
}


def _run(client: Client, parameters: Mapping[str, Any], context: TaskContext) -> dict[str, Any]:
    spec = app_spec(parameters)
    install = Install(client, spec, context)
    changed = install.run()
    result: dict[str, Any] = {"changed": changed, "app": _app(spec, install.release)}
    if changed and context.diff_mode:
        result["diff"] = _diff(spec, install)
    return result


def _app(spec: AppSpec, release: Release | None) -> dict[str, Any]:
    return {
        "name": spec.name,
        "namespace": spec.namespace,
        "release": spec.release,
        "revision": release.revision if release else None,
        "status": release.status if release else None,
    }


def _diff(spec: AppSpec, install: Install) -> dict[str, Any]:
    """The values are secrets: it is only said that they are there, or that they are what changed."""
    before, after = install.before, spec.public()
    only_values_differ = install.options_changed and before == after
    return {
        "before_header": f"app {spec.name}, as last installed",
        "after_header": f"app {spec.name}",
        "before": {**before, "values": "[hidden]"} if before else {},
        "after": {**after, "values": "[hidden, changed]" if only_values_differ else "[hidden]"},
    }


OPERATION = Operation("managed_app", _ARGUMENTS, _run, hidden=frozenset({"values"}))
