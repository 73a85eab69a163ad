"""Quotas: what they count, in which amounts, and of which pods."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.resources.resource_quota import resource_quota


def spec_of(hard: Any, **given: Any) -> Any:
    return resource_quota("x", "shop-1", hard, {}, **given)["spec"]


def refusal(hard: Any, **given: Any) -> str:
    with pytest.raises(InvalidInput) as refused:
        spec_of(hard, **given)
    return str(refused.value)


def test_a_quota_has_its_amounts_in_the_form_of_the_server() -> None:
    assert resource_quota("slipway-project", "shop-1", {"requests.cpu": 0.5, "pods": "1000"}, {"a": "b"}) == {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "slipway-project", "namespace": "shop-1", "labels": {"a": "b"}},
        "spec": {"hard": {"requests.cpu": "500m", "pods": "1k"}},
    }


@pytest.mark.parametrize(
    "resource",
    [
        *("cpu", "memory", "ephemeral-storage", "requests.cpu", "limits.memory", "requests.storage", "pods"),
        *("services.loadbalancers", "persistentvolumeclaims", "count/pods", "count/deployments.apps"),
        *("count/widgets.example.com", "hugepages-2Mi", "requests.hugepages-1Gi", "requests.nvidia.com/gpu"),
        "requests.deviceclass.resource.kubernetes.io/gold",
        "gold.storageclass.storage.k8s.io/requests.storage",
        "fast.ssd.storageclass.storage.k8s.io/persistentvolumeclaims",
        "gpu.deviceclass.resource.k8s.io/devices",
        f"count/{'x' * 63}",
    ],
)
def test_what_a_quota_counts_is_taken(resource: str) -> None:
    assert spec_of({resource: 1}) == {"hard": {resource: "1"}}


@pytest.mark.parametrize(
    "resource",
    [
        *("", "cpuu", "CPU", "storage", "limits.storage", "deployments", "count/", "count/Pods", "count/apps/x"),
        *("count/x-", "count/pods.", "/pods", "hugepages-", "hugepages-0Mi", "hugepages-big", "limits.hugepages-2Mi"),
        *("pods\n", "requests.example.com/", "requests.example.com/a b", "requests.Example.com/x"),
        "gold.storageclass.storage.k8s.io/limits.storage",
        "storageclass.storage.k8s.io/requests.storage",
        f"count/{'x' * 64}",
        f"requests.{'a.' * 130}com/x",
    ],
    ids=lambda name: repr(name)[:40],
)
def test_what_no_quota_counts_is_refused(resource: str) -> None:
    message = refusal({"pods": 1, resource: 1})
    assert message.startswith("quota: '")
    assert "is not a resource that a quota can count; it counts such as requests.cpu" in message


@pytest.mark.parametrize("resource", ["nvidia.com/gpu", "limits.nvidia.com/gpu"])
def test_a_resource_with_a_domain_is_counted_by_its_requests(resource: str) -> None:
    assert refusal({resource: 1}).endswith("can count; write requests.nvidia.com/gpu")


@pytest.mark.parametrize("resource", [7, None, ("pods",)], ids=repr)
def test_a_resource_that_is_no_text_is_refused(resource: Any) -> None:
    assert refusal({resource: 1}).startswith("quota: ")


@pytest.mark.parametrize("hard", [{}, None], ids=repr)
def test_a_quota_without_amounts_is_refused(hard: Any) -> None:
    assert refusal(hard) == "quota: a mapping of resources to quantities is needed, such as pods: 20"


@pytest.mark.parametrize("value", ["lots", -1, True, None, "1 Gi", {"a": 1}], ids=repr)
def test_what_is_no_amount_is_refused_naming_the_resource(value: Any) -> None:
    assert refusal({"limits.memory": value}).startswith("quota: limits.memory: ")


@pytest.mark.parametrize(
    "resource",
    ["pods", "services.nodeports", "count/deployments.apps", "gold.storageclass.storage.k8s.io/requests.storage"],
)
def test_what_is_counted_takes_whole_numbers_that_the_server_can_read(resource: str) -> None:
    assert spec_of({resource: "8Pi"}) == {"hard": {resource: "8Pi"}}
    assert refusal({resource: "500m"}) == (
        f"quota: {resource}: '500m' is not whole; what is counted takes a whole number"
    )
    assert refusal({resource: "9Pi"}) == f"quota: {resource}: '9Pi' is too much; it takes at most 8Pi"


def test_scopes_and_selectors_are_in_the_words_of_the_api() -> None:
    selector = [
        {"scope_name": "PriorityClass", "operator": "In", "values": ["high", "low"]},
        {"scope_name": "NotBestEffort", "operator": "Exists"},
        {"scope_name": "PriorityClass", "operator": "DoesNotExist", "values": []},
    ]
    assert spec_of({"pods": 1}, scopes=["Terminating", "BestEffort"], scope_selector=selector) == {
        "hard": {"pods": "1"},
        "scopes": ["Terminating", "BestEffort"],
        "scopeSelector": {
            "matchExpressions": [
                {"scopeName": "PriorityClass", "operator": "In", "values": ["high", "low"]},
                {"scopeName": "NotBestEffort", "operator": "Exists"},
                {"scopeName": "PriorityClass", "operator": "DoesNotExist"},
            ]
        },
    }


def test_a_scope_does_not_limit_what_is_counted_by_a_name_of_its_own() -> None:
    assert spec_of({"count/deployments.apps": 1}, scopes=["BestEffort"])["scopes"] == ["BestEffort"]


@pytest.mark.parametrize(
    ("scopes", "message"),
    [
        ("BestEffort", "scopes: a list of scopes is needed"),
        (["Best"], "scopes: 'Best' is no scope of a quota; there is BestEffort, "),
        ([["BestEffort"]], "scopes: \"['BestEffort']\" is no scope"),
        (["BestEffort", "NotBestEffort"], "scopes: nothing is both BestEffort and NotBestEffort; make two quotas"),
        (["Terminating", "NotTerminating"], "scopes: nothing is both NotTerminating and Terminating; make two"),
        (["VolumeAttributesClass"], "scopes: a quota for VolumeAttributesClass cannot count pods; it counts pers"),
    ],
    ids=repr,
)
def test_scopes_that_cannot_be_are_refused(scopes: Any, message: str) -> None:
    assert refusal({"pods": 1}, scopes=scopes).startswith(message)


def test_the_pods_without_requests_can_only_be_counted() -> None:
    assert refusal({"pods": 1, "requests.cpu": 1}, scopes=["BestEffort"]) == (
        "scopes: a quota for BestEffort cannot count requests.cpu; it counts pods"
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("PriorityClass", "a mapping with scope_name, operator, values is needed"),
        ({"scopeName": "PriorityClass"}, "'scopeName' is not known; it has scope_name, operator, values"),
        ({"operator": "In"}, "'None' is no scope of a quota"),
        ({"scope_name": "PriorityClass"}, "operator is one of In, NotIn, Exists, DoesNotExist"),
        ({"scope_name": "PriorityClass", "operator": ["In"]}, "operator is one of"),
        ({"scope_name": "PriorityClass", "operator": "In"}, "the operator In takes values"),
        ({"scope_name": "PriorityClass", "operator": "In", "values": "high"}, "values is a list of texts"),
        ({"scope_name": "PriorityClass", "operator": "In", "values": [1]}, "values is a list of texts"),
        ({"scope_name": "PriorityClass", "operator": "In", "values": [""]}, "values is a list of texts"),
        ({"scope_name": "PriorityClass", "operator": "Exists", "values": ["a"]}, "the operator Exists takes no values"),
        (
            {"scope_name": "Terminating", "operator": "In", "values": ["a"]},
            "the scope Terminating takes the operator Exists only",
        ),
        ({"scope_name": "VolumeAttributesClass", "operator": "Exists"}, None),
    ],
    ids=repr,
)
def test_expressions_that_cannot_be_are_refused(entry: Any, message: str | None) -> None:
    good = {"scope_name": "PriorityClass", "operator": "Exists"}
    expected = "a quota for VolumeAttributesClass cannot count pods" if message is None else f"item 2: {message}"
    assert refusal({"pods": 1}, scope_selector=[good, entry]).startswith(f"scope_selector: {expected}")


def test_a_selector_that_is_no_list_is_refused() -> None:
    assert refusal({"pods": 1}, scope_selector={"operator": "In"}) == "scope_selector: a list of expressions is needed"
