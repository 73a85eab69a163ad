"""Policies of a project's network: what each allows, and addresses and ports that cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.resources import network_policy

LABELS = {"a": "b"}
RULE = {"cidr": "10.0.0.0/8"}


def spec_of(policy: Any) -> Any:
    return policy["spec"]


def egress(*rules: Any) -> Any:
    return network_policy.egress("shop-1", LABELS, list(rules))["spec"]


def port(**given: Any) -> Any:
    return egress({**RULE, "ports": [given]})["egress"][0]["ports"][0]


def refusal(*rules: Any) -> str:
    with pytest.raises(InvalidInput) as refused:
        egress(*rules)
    return str(refused.value)


def test_nothing_goes_in_or_out_by_default() -> None:
    assert network_policy.default_deny("shop-1", LABELS) == {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "slipway-default-deny", "namespace": "shop-1", "labels": {"a": "b"}},
        "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
    }


def test_pods_of_the_namespace_talk_to_each_other() -> None:
    policy = network_policy.same_namespace("shop-1", LABELS)
    assert policy["metadata"]["name"] == "slipway-same-namespace"
    assert spec_of(policy) == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"from": [{"podSelector": {}}]}],
        "egress": [{"to": [{"podSelector": {}}]}],
    }


def test_pods_ask_the_clusters_dns_and_nobody_else() -> None:
    policy = network_policy.dns("shop-1", LABELS)
    assert policy["metadata"]["name"] == "slipway-dns"
    peer = {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
    }
    ports = [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]
    assert spec_of(policy) == {
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [{"to": [peer], "ports": ports}],
    }


def test_the_ingress_controller_reaches_the_pods_by_its_namespace() -> None:
    policy = network_policy.ingress_controller("shop-1", LABELS, "ingress-nginx", {})
    assert policy["metadata"]["name"] == "slipway-ingress-controller"
    peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-nginx"}}}
    assert spec_of(policy) == {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from": [peer]}]}


def test_its_pods_may_be_named_by_any_label_also_one_that_we_set_on_ours() -> None:
    pod_labels = {"app.kubernetes.io/managed-by": "Helm", "app": ""}
    policy = network_policy.ingress_controller("shop-1", LABELS, "ingress", pod_labels)
    assert spec_of(policy)["ingress"][0]["from"] == [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress"}},
            "podSelector": {"matchLabels": pod_labels},
        }
    ]


@pytest.mark.parametrize("namespace", ["", "Ingress", "a.b", "x" * 64])
def test_a_namespace_that_cannot_be_is_refused(namespace: str) -> None:
    with pytest.raises(InvalidInput, match=r"^network\.ingress_controller\.namespace: '"):
        network_policy.ingress_controller("shop-1", LABELS, namespace, {})


@pytest.mark.parametrize(
    "labels",
    [{"": "x"}, {"a/b/c": "x"}, {"-a": "x"}, {"A.io/x": "x"}, {1: "x"}, {"a": 1}, {"a": "-"}, {"a": "x" * 64}, ["a"]],
    ids=repr,
)
def test_labels_that_cannot_be_are_refused(labels: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^network\.ingress_controller\.pod_labels: "):
        network_policy.ingress_controller("shop-1", LABELS, "ingress", labels)


def test_addresses_are_reached_with_their_exceptions_and_ports() -> None:
    rules = [
        {
            "cidr": "10.0.0.0/8",
            "except": ["10.1.0.0/16", "10.2.3.4/32"],
            "ports": [{"port": 443}, {"port": "dns-tcp", "protocol": "UDP"}, {"port": 8000, "end_port": 8010}],
        },
        {"cidr": "2001:DB8:0::/32", "except": None, "ports": []},
    ]
    assert egress(*rules) == {
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [
            {
                "to": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16", "10.2.3.4/32"]}}],
                "ports": [
                    {"protocol": "TCP", "port": 443},
                    {"protocol": "UDP", "port": "dns-tcp"},
                    {"protocol": "TCP", "port": 8000, "endPort": 8010},
                ],
            },
            {"to": [{"ipBlock": {"cidr": "2001:db8::/32"}}]},
        ],
    }


def test_no_rules_leave_the_list_out_as_the_server_does_it() -> None:
    assert egress() == {"podSelector": {}, "policyTypes": ["Egress"]}


@pytest.mark.parametrize("cidr", ["0.0.0.0/0", "::/0", "1.2.3.4/32", "::1/128", "fe80::/10", "::ffff:0:0:0/96"])
def test_networks_of_any_size_are_taken(cidr: str) -> None:
    assert egress({"cidr": cidr})["egress"] == [{"to": [{"ipBlock": {"cidr": cidr}}]}]


@pytest.mark.parametrize(
    ("cidr", "right"),
    [("10.1.2.3/8", "10.0.0.0/8"), ("2001:db8::1/64", "2001:db8::/64"), ("1.2.3.4/0", "0.0.0.0/0")],
)
def test_an_address_within_a_network_is_refused_with_the_right_network(cidr: str, right: str) -> None:
    assert refusal(RULE, {"cidr": cidr}) == (
        f"network.egress: rule 2: cidr '{cidr}' names an address within its network; write {right}"
    )


@pytest.mark.parametrize(
    "cidr",
    [
        *("", "10.0.0.0", "10.0.0.0/", "/8", "10.0.0.0/33", "10.0.0/8", "010.0.0.0/8", "10.0.0.0/-1", "10.0.0.0/8 "),
        *("10.0.0.0/255.0.0.0", "10.0.0.0/0.255.255.255", "10.0.0.0/8/8", "example.com/8", "10.0.0.0/٨", "::/129"),
        *("fe80::%eth0/64", "[::]/0", "*", None, 10, ["10.0.0.0/8"], True),
    ],
    ids=repr,
)
def test_what_is_no_network_is_refused(cidr: Any) -> None:
    assert refusal({"cidr": cidr}).startswith("network.egress: rule 1: cidr ")
    assert "is no network; write it as 10.0.0.0/8 or 2001:db8::/32" in refusal({"cidr": cidr})


@pytest.mark.parametrize("cidr", ["::ffff:10.0.0.0/104", "::ffff:a00:0/104"])
def test_ipv4_in_the_form_of_ipv6_is_refused(cidr: str) -> None:
    assert refusal({"cidr": cidr}) == (
        f"network.egress: rule 1: cidr '{cidr}' is IPv4 written as IPv6; write it as 10.0.0.0/8"
    )


@pytest.mark.parametrize("left_out", ["10.0.0.0/8", "11.0.0.0/16", "0.0.0.0/0", "10.0.0.0/7", "2001:db8::/32"])
def test_an_exception_lies_inside_of_its_network(left_out: str) -> None:
    assert refusal({**RULE, "except": [left_out]}) == (
        f"network.egress: rule 1: except {left_out} is not inside 10.0.0.0/8"
    )


def test_an_exception_with_host_bits_is_refused() -> None:
    assert refusal({**RULE, "except": ["10.1.1.1/16"]}) == (
        "network.egress: rule 1: except '10.1.1.1/16' names an address within its network; write 10.1.0.0/16"
    )


@pytest.mark.parametrize("number", [1, 80, 65535])
def test_a_port_has_a_number(number: int) -> None:
    assert port(port=number) == {"protocol": "TCP", "port": number}


@pytest.mark.parametrize("name", ["http", "a", "8080-web", "x" * 15, "0a"])
def test_a_port_has_a_name(name: str) -> None:
    assert port(port=name, protocol="SCTP") == {"protocol": "SCTP", "port": name}


def test_a_protocol_alone_is_all_of_its_ports() -> None:
    assert port(protocol="UDP") == {"protocol": "UDP"}
    assert port() == {"protocol": "TCP"}
    assert port(protocol=None, port=None, end_port=None) == {"protocol": "TCP"}


def test_a_range_may_be_a_single_port() -> None:
    assert port(port=80, end_port=80) == {"protocol": "TCP", "port": 80, "endPort": 80}


@pytest.mark.parametrize(
    "value",
    [0, -1, 65536, True, 80.0, "80", "12-34", "", "-a", "a-", "a--b", "HTTP", "x" * 16, "a\n", "a_b", [80], {}],
    ids=repr,
)
def test_what_is_no_port_is_refused(value: Any) -> None:
    message = refusal({**RULE, "ports": [{"port": 1}, {"port": value}]})
    assert message.startswith("network.egress: rule 1: port 2: port ")
    assert "is none; give a number from 1 to 65535 without quotes, or the name" in message


@pytest.mark.parametrize("protocol", ["tcp", "ICMP", "", ["TCP"], 6], ids=repr)
def test_another_protocol_is_refused(protocol: Any) -> None:
    assert refusal({**RULE, "ports": [{"protocol": protocol}]}) == (
        "network.egress: rule 1: port 1: protocol is one of TCP, UDP, SCTP"
    )


@pytest.mark.parametrize(
    "given",
    [
        {"end_port": 80},
        {"port": "http", "end_port": 80},
        {"port": 80, "end_port": 79},
        {"port": 80, "end_port": 65536},
        {"port": 80, "end_port": "90"},
        {"port": 80, "end_port": True},
    ],
    ids=repr,
)
def test_a_range_that_cannot_be_is_refused(given: Any) -> None:
    assert refusal({**RULE, "ports": [given]}) == (
        "network.egress: rule 1: port 1: end_port is a number, and not below port, which is one too"
    )


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("10.0.0.0/8", "network.egress: rule 1: a mapping with cidr, except, ports is needed"),
        ({"to": []}, "network.egress: rule 1: 'to' is not known; it has cidr, except, ports"),
        ({**RULE, "except": "10.1.0.0/16"}, "network.egress: rule 1: except is a list"),
        ({**RULE, "except": False}, "network.egress: rule 1: except is a list"),
        ({**RULE, "ports": {"port": 1}}, "network.egress: rule 1: ports is a list"),
        ({**RULE, "ports": [80]}, "network.egress: rule 1: port 1: a mapping with port, end_port, protocol is needed"),
        ({**RULE, "ports": [{"endPort": 1}]}, "network.egress: rule 1: port 1: 'endPort' is not known; it has port"),
    ],
    ids=repr,
)
def test_a_rule_in_another_form_is_refused(rule: Any, message: str) -> None:
    assert refusal(rule).startswith(message)


@pytest.mark.parametrize("rules", [None, {}, "10.0.0.0/8", 1], ids=repr)
def test_rules_that_are_no_list_are_refused(rules: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^network\.egress: a list of rules is needed$"):
        network_policy.egress("shop-1", LABELS, rules)
