# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NetworkPolicy, networking.k8s.io v1: what a project's pods may talk to."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ..errors import InvalidInput
from .known_keys import check_keys
from .manifest import Manifest
from .names import check_label, quoted
from .selector import label_selector

__all__ = ["default_deny", "dns", "egress", "ingress_controller", "same_namespace"]

_NAMESPACE_NAME = "kubernetes.io/metadata.name"
_DNS_NAMESPACE = "kube-system"
_DNS_LABELS = {"k8s-app": "kube-dns"}
_PROTOCOLS = ("TCP", "UDP", "SCTP")
_RULE_KEYS = ("cidr", "except", "ports")
_PORT_KEYS = ("port", "end_port", "protocol")
_PORT_NAME = re.compile(r"(?=[0-9-]*[a-z])[a-z0-9]+(-[a-z0-9]+)*\Z")
_LONGEST_PORT_NAME = 15
_Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"


def default_deny(namespace: str, labels: Mapping[str, str]) -> Manifest:
    """No pod may be talked to, or talk to others, but for what other policies allow."""
    return _policy("slipway-default-deny", namespace, labels, {"policyTypes": ["Ingress", "Egress"]})


def same_namespace(namespace: str, labels: Mapping[str, str]) -> Manifest:
    """Pods of the namespace may talk to each other."""
    peers: list[Manifest] = [{"podSelector": {}}]
    spec = {"policyTypes": ["Ingress", "Egress"], "ingress": [{"from": peers}], "egress": [{"to": peers}]}
    return _policy("slipway-same-namespace", namespace, labels, spec)


def dns(namespace: str, labels: Mapping[str, str]) -> Manifest:
    """Pods may ask the cluster's DNS, the pods k8s-app=kube-dns of kube-system.

    A DNS cache on each node has an address of its own and needs a rule for ``egress``.
    """
    peer = {
        "namespaceSelector": {"matchLabels": {_NAMESPACE_NAME: _DNS_NAMESPACE}},
        "podSelector": {"matchLabels": dict(_DNS_LABELS)},
    }
    ports = [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]
    return _policy(
        "slipway-dns", namespace, labels, {"policyTypes": ["Egress"], "egress": [{"to": [peer], "ports": ports}]}
    )


def ingress_controller(
    namespace: str, labels: Mapping[str, str], controller_namespace: str, pod_labels: Mapping[str, str]
) -> Manifest:
    """The ingress controller may talk to the pods.

    :param controller_namespace: where it runs.
    :param pod_labels: of its pods; empty for all of that namespace.
    :raises InvalidInput: no such name or labels are possible.
    """
    place = "network.ingress_controller"
    check_label(controller_namespace, f"{place}.namespace:")
    selector = label_selector(pod_labels, f"{place}.pod_labels")
    peer: Manifest = {"namespaceSelector": {"matchLabels": {_NAMESPACE_NAME: controller_namespace}}}
    if selector:
        peer["podSelector"] = selector
    spec = {"policyTypes": ["Ingress"], "ingress": [{"from": [peer]}]}
    return _policy("slipway-ingress-controller", namespace, labels, spec)


def egress(namespace: str, labels: Mapping[str, str], rules: Sequence[Any]) -> Manifest:
    """Pods may talk to addresses outside of the cluster.

    :param rules: ``cidr``, ``except`` (networks within it) and ``ports`` (``port``, ``end_port``, ``protocol``) each.
    :raises InvalidInput: one of them cannot be right.
    """
    if not isinstance(rules, list):
        raise InvalidInput("network.egress: a list of rules is needed")
    made = [_egress_rule(rule, f"network.egress: rule {number}") for number, rule in enumerate(rules, start=1)]
    # The API server leaves an empty list out.
    spec: Manifest = {"policyTypes": ["Egress"], **({"egress": made} if made else {})}
    return _policy("slipway-egress", namespace, labels, spec)


def _policy(name: str, namespace: str, labels: Mapping[str, str], spec: Manifest) -> Manifest:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "spec": {"podSelector": {}, **spec},
    }


def _egress_rule(rule: Any, place: str) -> Manifest:
    check_keys(rule, _RULE_KEYS, place)
    network = _network(rule.get("cidr"), f"{place}: cidr")
    block: Manifest = {"cidr": str(network)}
    if left_out := _list(rule, "except", place):
        block["except"] = [str(_inside(item, network, f"{place}: except")) for item in left_out]
    made: Manifest = {"to": [{"ipBlock": block}]}
    if ports := _list(rule, "ports", place):
        made["ports"] = [_port(port, f"{place}: port {number}") for number, port in enumerate(ports, start=1)]
    return made


def _network(given: Any, place: str) -> _Network:
    none = InvalidInput(f"{place} {quoted(str(given))} is no network; write it as 10.0.0.0/8 or 2001:db8::/32")
    address, slash, length = given.partition("/") if isinstance(given, str) else ("", "", "")
    # Python also takes masks, and addresses of one network card (%eth0).
    if not slash or "%" in address or not (length.isascii() and length.isdigit()):
        raise none
    try:
        network = ipaddress.ip_network(given, strict=False)
        begin = ipaddress.ip_address(address)
    except ValueError:
        raise none from None
    if isinstance(begin, ipaddress.IPv6Address) and begin.ipv4_mapped:
        raise InvalidInput(f"{place} {quoted(given)} is IPv4 written as IPv6; write it as 10.0.0.0/8")
    if begin != network.network_address:
        raise InvalidInput(f"{place} {quoted(given)} names an address within its network; write {network}")
    return network


def _inside(given: Any, network: _Network, place: str) -> _Network:
    inner = _network(given, place)
    if inner.version != network.version or inner == network or not inner.subnet_of(network):  # type: ignore[arg-type]  # of one version
        raise InvalidInput(f"{place} {inner} is not inside {network}")
    return inner


def _port(given: Any, place: str) -> Manifest:
    check_keys(given, _PORT_KEYS, place)
    protocol = "TCP" if given.get("protocol") is None else given["protocol"]
    if protocol not in _PROTOCOLS:
        raise InvalidInput(f"{place}: protocol is one of {', '.join(_PROTOCOLS)}")
    made: Manifest = {"protocol": protocol}
    port, end = given.get("port"), given.get("end_port")
    if port is not None:
        made["port"] = _port_value(port, place)
    if end is not None:
        if not _is_number(port) or not _is_number(end) or end < port:
            raise InvalidInput(f"{place}: end_port is a number, and not below port, which is one too")
        made["endPort"] = end
    return made


def _port_value(port: Any, place: str) -> int | str:
    if _is_number(port):
        return int(port)
    if isinstance(port, str) and len(port) <= _LONGEST_PORT_NAME and _PORT_NAME.match(port):
        return port
    raise InvalidInput(
        f"{place}: port {quoted(str(port))} is none; give a number from 1 to 65535 without quotes, or the name that "
        f"containers give theirs: at most {_LONGEST_PORT_NAME} of a-z, 0-9 and -, with a letter"
    )


def _is_number(port: Any) -> bool:
    return isinstance(port, int) and not isinstance(port, bool) and 1 <= port <= 65535


def _list(given: Mapping[str, Any], key: str, place: str) -> list[Any]:
    value = [] if given.get(key) is None else given[key]
    if not isinstance(value, list):
        raise InvalidInput(f"{place}: {key} is a list")
    return value
