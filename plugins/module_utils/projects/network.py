# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may talk to a project's pods, and to whom they may: the setting ``network`` as policies.

The policies are objects; that they are kept is the work of the cluster's network plugin.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import InvalidInput
from ..resources.known_keys import check_keys
from ..resources.manifest import Manifest
from ..resources.network_policy import default_deny, dns, egress, ingress_controller, same_namespace
from .project import Project

__all__ = ["network_manifests"]

_SWITCHES = {
    "default_deny": default_deny,
    "same_namespace": same_namespace,
    "dns": dns,
}
_KEYS = (*_SWITCHES, "ingress_controller", "egress")
_CONTROLLER_KEYS = ("namespace", "pod_labels")


def network_manifests(project: Project) -> Iterator[Manifest]:
    """A policy for each thing that ``network`` allows, and one that denies all else.

    :raises InvalidInput: it cannot be right.
    """
    network = project.settings.get("network") or {}
    check_keys(network, _KEYS, "network")
    place, labels = project.namespace, project.identity
    for name, policy in _SWITCHES.items():
        if _switch(network, name):
            yield policy(place, labels)
    if (controller := network.get("ingress_controller")) is not None:
        yield _ingress_controller(controller, project)
    if (rules := network.get("egress")) not in (None, []):
        yield egress(place, labels, rules)


def _switch(network: dict[str, Any], name: str) -> bool:
    value = network.get(name, False)
    if not isinstance(value, bool):
        raise InvalidInput(f"network.{name}: true or false is needed")
    return value


def _ingress_controller(controller: Any, project: Project) -> Manifest:
    if not isinstance(controller, dict) or not isinstance(controller.get("namespace"), str):
        raise InvalidInput("network.ingress_controller: a mapping with the controller's namespace is needed")
    check_keys(controller, _CONTROLLER_KEYS, "network.ingress_controller")
    pod_labels = controller.get("pod_labels") or {}
    if not isinstance(pod_labels, dict):
        raise InvalidInput("network.ingress_controller.pod_labels: a mapping is needed")
    return ingress_controller(project.namespace, project.identity, controller["namespace"], pod_labels)
