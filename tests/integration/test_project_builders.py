"""What the builders make comes back from the real API server as it was sent: a comparison needs no further request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as some

from slipway.cluster.client import Client
from slipway.converge.compare import cleaned, is_proved_equal, same
from slipway.errors import ApiError, InvalidInput
from slipway.resources import network_policy
from slipway.resources.limit_range import limit_range
from slipway.resources.manifest import Manifest
from slipway.resources.namespace import namespace as namespace_of
from slipway.resources.pod_security import pod_security_labels
from slipway.resources.quantity import canonical_quantity, thousandths_of
from slipway.resources.resource_quota import resource_quota
from slipway.resources.role import role
from slipway.resources.role_binding import account_subject, group_subject, role_binding_for, user_subject
from slipway.resources.secret import token_secret
from slipway.resources.service_account import service_account
from tests.fixtures.quantities import quantity_texts

LABELS = {"app.kubernetes.io/managed-by": "slipway", "slipway.dev/project": "shop"}


def quota(place: str, hard: dict[str, Any], **given: Any) -> Manifest:
    return resource_quota("slipway-project", place, hard, LABELS, **given)


def limits(place: str, *items: dict[str, Any]) -> Manifest:
    return limit_range("slipway-project", place, items, LABELS)


def egress(place: str, **rule: Any) -> Manifest:
    return network_policy.egress(place, LABELS, [{"cidr": "10.0.0.0/8", **rule}])


def own_role(place: str, **rule: Any) -> Manifest:
    return role("slipway-project", place, [{"resources": ["pods"], "verbs": ["get"], **rule}], LABELS)


SELECTOR = [
    {"scope_name": "PriorityClass", "operator": "NotIn", "values": ["low", "high"]},
    {"scope_name": "NotBestEffort", "operator": "Exists"},
    {"scope_name": "PriorityClass", "operator": "DoesNotExist"},
]
SUBJECTS = [
    user_subject("CN=Jane Doe,O=x/y"),
    user_subject("系統"),
    group_subject("oidc:team one"),
    account_subject("bot", "ci"),
]
QUOTAS: dict[str, Callable[[str], Manifest]] = {
    "quota of computing": lambda place: quota(
        place, {"requests.cpu": 0.5, "limits.cpu": "1e3", "memory": "1.5Gi", "ephemeral-storage": "1024Mi"}
    ),
    "quota of counts": lambda place: quota(
        place,
        {"pods": 1000, "services.nodeports": 0, "count/deployments.apps": "2e1", "count/widgets.example.com": "8Pi"},
    ),
    "quota of storage classes": lambda place: quota(
        place,
        {
            "requests.storage": "0.5Ti",
            "gold.storageclass.storage.k8s.io/requests.storage": "8Pi",
            "fast.ssd.storageclass.storage.k8s.io/persistentvolumeclaims": 3,
        },
    ),
    "quota of devices": lambda place: quota(
        place,
        {
            "hugepages-2Mi": "64Mi",
            "requests.hugepages-1Gi": "0",
            "requests.nvidia.com/gpu": 2,
            "requests.deviceclass.resource.kubernetes.io/gold": 1,
            "gpu.deviceclass.resource.k8s.io/devices": 1,
        },
    ),
    "quota with scopes": lambda place: quota(place, {"pods": 1}, scopes=["Terminating", "BestEffort"]),
    "quota of cross-namespace pods": lambda place: quota(
        place, {"pods": 1, "cpu": 1}, scopes=["CrossNamespacePodAffinity"]
    ),
    "quota with a selector": lambda place: quota(place, {"pods": 1, "limits.cpu": 2}, scope_selector=SELECTOR),
    "quota of volume classes": lambda place: quota(
        place,
        {"persistentvolumeclaims": 1, "requests.storage": "1Gi"},
        scope_selector=[{"scope_name": "VolumeAttributesClass", "operator": "In", "values": ["gold"]}],
    ),
}
LIMITS: dict[str, Callable[[str], Manifest]] = {
    "limits with nothing": lambda place: limits(place, {"type": "Container"}),
    "limits with max": lambda place: limits(place, {"type": "Container", "max": {"cpu": 2, "memory": "1024Mi"}}),
    "limits with min": lambda place: limits(place, {"type": "Container", "min": {"cpu": "0.1"}}),
    "limits with default": lambda place: limits(place, {"type": "Container", "default": {"cpu": "1E0"}}),
    "limits with defaultRequest": lambda place: limits(place, {"type": "Container", "defaultRequest": {"cpu": 0.25}}),
    "limits with all": lambda place: limits(
        place,
        {
            "type": "Container",
            "min": {"cpu": "50m", "ephemeral-storage": "1Mi"},
            "defaultRequest": {"cpu": "0.1"},
            "default": {"cpu": "500m", "memory": "0.5Gi", "example.com/gpu": 1},
            "max": {"cpu": 2, "hugepages-2Mi": "4Mi"},
            "maxLimitRequestRatio": {"cpu": "1.5"},
        },
        {"type": "Pod", "min": {"cpu": 1}, "max": {"cpu": 4, "example.com/gpu": 2}, "maxLimitRequestRatio": {"cpu": 4}},
        {"type": "PersistentVolumeClaim", "min": {"storage": "0.5Gi"}, "max": {"storage": "1e12"}},
    ),
}
POLICIES: dict[str, Callable[[str], Manifest]] = {
    "default deny": lambda place: network_policy.default_deny(place, LABELS),
    "same namespace": lambda place: network_policy.same_namespace(place, LABELS),
    "dns": lambda place: network_policy.dns(place, LABELS),
    "ingress controller": lambda place: network_policy.ingress_controller(place, LABELS, "ingress-nginx", {}),
    "ingress controller by labels": lambda place: network_policy.ingress_controller(
        place, LABELS, "ingress-nginx", {"app.kubernetes.io/managed-by": "Helm", "app": ""}
    ),
    "egress with all": lambda place: egress(
        place,
        **{"except": ["10.1.0.0/16", "10.2.3.4/32"]},
        ports=[
            {"port": 443},
            {"port": "dns-tcp", "protocol": "SCTP"},
            {"port": "8080-web"},
            {"port": 1, "end_port": 65535, "protocol": "UDP"},
            {"protocol": "TCP"},
        ],
    ),
    "egress to IPv6": lambda place: egress(place, cidr="2001:DB8:0:0::/32", **{"except": ["2001:db8:0::/64"]}),
    "egress to the world": lambda place: egress(place, cidr="0.0.0.0/0"),
    "egress to IPv6's world": lambda place: egress(place, cidr="::/0"),
    "egress to translated IPv4": lambda place: egress(place, cidr="64:ff9b::/96"),
    "egress to nothing": lambda place: network_policy.egress(place, LABELS, []),
}
ACCESS: dict[str, Callable[[str], Manifest]] = {
    "role": own_role,
    "role with all": lambda place: own_role(
        place,
        api_groups=["", "apps", "*"],
        resources=["pods/log", "*/scale", "pods/*", "*"],
        verbs=["*", "deletecollection", "impersonate:user-info"],
        resource_names=["web", "system:x", "Ä"],
    ),
    "binding": lambda place: role_binding_for("x", place, "ClusterRole", "system:X y", SUBJECTS, labels=LABELS),
    "binding of nobody": lambda place: role_binding_for("x", place, "Role", "own", [SUBJECTS[0]], labels=LABELS),
    "account": lambda place: service_account("project", place, LABELS),
    "account with pull secrets": lambda place: service_account(
        "project", place, LABELS, image_pull_secrets=["b.registry", "a", "a"]
    ),
}
MADE = {**QUOTAS, **LIMITS, **POLICIES, **ACCESS}
# Each example writes the whole quota anew. None is made smaller: what differs is listed one by one.
BATCHES = settings(
    derandomize=True,
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
EDGES = [
    "0.9765625Ki",
    "1023.9999999Ki",
    "1024Ki",
    "1.0001Ki",
    "7Ei",
    "1e18",
    "1E3",
    "0.0005",
    "0.5m",
    "007",
    "-0",
    "0Gi",
]
KEYS = "requests.example.com/q"  # of any amount: the server counts no objects for it


@pytest.fixture
def place(client: Client, reserve_namespace: Callable[[], str]) -> str:
    """Give a new namespace. No pod is to run in it, so nothing in it is waited for."""
    wanted = namespace_of(reserve_namespace(), LABELS)
    client.for_manifest(wanted).apply(wanted)
    return str(wanted["metadata"]["name"])


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_what_is_made_comes_back_as_it_was_sent(client: Client, place: str, make: Callable[[str], Manifest]) -> None:
    wanted = make(place)
    client.for_manifest(wanted).apply(wanted)
    found = client.for_manifest(wanted).get(wanted["metadata"]["name"], namespace=place)
    assert cleaned(found) == wanted
    assert same(cleaned(found), wanted)
    assert is_proved_equal(wanted, found)


def test_a_token_secret_keeps_what_was_sent_beside_the_token(client: Client, place: str) -> None:
    account = service_account("project", place, LABELS)
    wanted = token_secret("project-token", place, "project", LABELS)
    client.for_manifest(account).apply(account)
    found = client.for_manifest(wanted).apply(wanted)
    assert is_proved_equal(wanted, found)


@pytest.mark.parametrize("level", ["privileged", "baseline", "restricted"])
def test_a_namespace_keeps_its_pod_security(client: Client, reserve_namespace: Callable[[], str], level: str) -> None:
    wanted = namespace_of(reserve_namespace(), {**LABELS, **pod_security_labels(level, "v1.30")})
    assert is_proved_equal(wanted, client.for_manifest(wanted).apply(wanted))


@pytest.mark.parametrize(("level", "version"), [("strict", "latest"), ("baseline", "1.30"), ("baseline", "v1.01")])
def test_the_server_refuses_the_pod_security_that_we_refuse(
    client: Client, reserve_namespace: Callable[[], str], level: str, version: str
) -> None:
    key = "pod-security.kubernetes.io/enforce"
    wanted = namespace_of(reserve_namespace(), {key: level, f"{key}-version": version})
    with pytest.raises(InvalidInput):
        pod_security_labels(level, version)
    with pytest.raises(ApiError):
        client.for_manifest(wanted).apply(wanted, dry_run=True)


def amounts(place: str, values: list[Any]) -> Manifest:
    """A quota with these amounts, as they are."""
    hard = {f"{KEYS}{number}": value for number, value in enumerate(values)}
    return {**quota(place, {"pods": 1}), "spec": {"hard": hard}}


def returned(client: Client, manifest: Manifest) -> list[str]:
    hard = client.for_manifest(manifest).apply(manifest)["spec"]["hard"]
    return [hard[f"{KEYS}{number}"] for number in range(len(hard))]


@settings(
    derandomize=True, max_examples=6, suppress_health_check=list(HealthCheck)
)  # the quota is always written whole
@given(texts=some.lists(quantity_texts(), min_size=60, max_size=120, unique=True))
def test_the_server_keeps_every_quantity_in_our_form(client: Client, place: str, texts: list[str]) -> None:
    ours = [canonical_quantity(text, "x") for text in texts]
    theirs = returned(client, amounts(place, ours))
    assert [pair for pair in zip(ours, theirs, strict=True) if len(set(pair)) > 1] == []


def same_amount(one: Any, other: Any) -> bool:
    return thousandths_of(canonical_quantity(one, "x")) == thousandths_of(canonical_quantity(other, "x"))


@BATCHES
@example(texts=EDGES)
@given(texts=some.lists(quantity_texts(), min_size=60, max_size=120, unique=True))
def test_the_server_makes_the_same_of_a_quantity_or_keeps_its_text(
    client: Client, place: str, texts: list[str]
) -> None:
    theirs = returned(client, amounts(place, texts))
    assert [
        (text, their, our)
        for text, their in zip(texts, theirs, strict=True)
        if their != (our := canonical_quantity(text, "x")) and not (their == text and same_amount(text, our))
    ] == []


def test_numbers_of_yaml_are_what_the_server_reads(client: Client, place: str) -> None:
    numbers: list[Any] = [0, 1, 1000, 1024, 2**63 - 1, 0.0, 0.1, 0.5, 1.0, 1e-05, 1.5e9, 1e16, 123456.789]
    theirs = returned(client, amounts(place, numbers))
    assert all(same_amount(their, number) for their, number in zip(theirs, numbers, strict=True))


@pytest.mark.parametrize(
    "text", ["", "-1", "-1n", "1 Gi", "1K", "1KiB", "web", "1e", "1.2.3", "--1", "0x10", "1_0", "1,5"]
)
def test_the_server_refuses_the_quantities_that_we_refuse(client: Client, place: str, text: str) -> None:
    with pytest.raises(InvalidInput):
        canonical_quantity(text, "x")
    wanted = amounts(place, [text])
    with pytest.raises(ApiError):
        client.for_manifest(wanted).apply(wanted, dry_run=True)


def test_amounts_that_we_refuse_are_cut_or_garbled_by_the_server(client: Client, place: str) -> None:
    too_much = ["8Ei", "1000E"]
    for text in too_much:
        with pytest.raises(InvalidInput):
            canonical_quantity(text, "x")
    assert returned(client, amounts(place, too_much)) == [str(2**63 - 1), "1"]
