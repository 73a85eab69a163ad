"""Limits of single containers, pods and volume claims, completed as the API server does it."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.resources.limit_range import limit_range


def made(*items: Any) -> Any:
    return limit_range("x", "shop-1", items, {})["spec"]["limits"]


def refusal(*items: Any) -> str:
    with pytest.raises(InvalidInput) as refused:
        made(*items)
    return str(refused.value)


def container(**given: Any) -> dict[str, Any]:
    return {"type": "Container", **given}


def test_a_limit_range_has_its_amounts_in_the_form_of_the_server() -> None:
    items = [{"type": "Pod", "max": {"cpu": 0.5, "memory": "1024Mi"}}]
    assert limit_range("slipway-project", "shop-1", items, {"a": "b"}) == {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": {"name": "slipway-project", "namespace": "shop-1", "labels": {"a": "b"}},
        "spec": {"limits": [{"type": "Pod", "max": {"cpu": "500m", "memory": "1Gi"}}]},
    }


@pytest.mark.parametrize(
    ("given", "completed"),
    [
        ({}, {}),
        ({"max": {"cpu": 2}}, {"max": "2", "default": "2", "defaultRequest": "2"}),
        ({"min": {"cpu": 1}}, {"min": "1", "defaultRequest": "1"}),
        ({"default": {"cpu": 1}}, {"default": "1", "defaultRequest": "1"}),
        ({"defaultRequest": {"cpu": 1}}, {"defaultRequest": "1"}),
        ({"min": {"cpu": 1}, "max": {"cpu": 3}}, {"min": "1", "max": "3", "default": "3", "defaultRequest": "3"}),
        (
            {"min": {"cpu": 1}, "default": {"cpu": 2}, "max": {"cpu": 3}},
            {"min": "1", "max": "3", "default": "2", "defaultRequest": "2"},
        ),
        (
            {"min": {"cpu": 1}, "defaultRequest": {"cpu": 2}, "max": {"cpu": 3}},
            {"min": "1", "max": "3", "default": "3", "defaultRequest": "2"},
        ),
        ({"maxLimitRequestRatio": {"cpu": "1.5"}}, {"maxLimitRequestRatio": "1500m"}),
        ({"max": None, "min": {}}, {}),
    ],
    ids=repr,
)
def test_a_container_gets_its_defaults(given: dict[str, Any], completed: dict[str, str]) -> None:
    assert made(container(**given)) == [container(**{key: {"cpu": value} for key, value in completed.items()})]


def test_defaults_are_completed_for_each_resource_alone() -> None:
    (item,) = made(container(max={"cpu": 2}, min={"memory": "1Gi"}, default={"example.com/gpu": 1}))
    assert item["default"] == {"cpu": "2", "example.com/gpu": "1"}
    assert item["defaultRequest"] == {"memory": "1Gi", "cpu": "2", "example.com/gpu": "1"}


def test_pods_and_claims_get_none() -> None:
    pod = {"type": "Pod", "min": {"cpu": "1"}, "max": {"cpu": "2"}}
    claim = {"type": "PersistentVolumeClaim", "max": {"storage": "1Gi"}}
    assert made(pod, claim) == [pod, claim]


@pytest.mark.parametrize("resource", ["cpu", "memory", "ephemeral-storage", "hugepages-2Mi", "example.com/gpu"])
@pytest.mark.parametrize("kind", ["Container", "Pod"])
def test_what_containers_use_is_limited(kind: str, resource: str) -> None:
    assert made({"type": kind, "max": {resource: 1}})[0]["max"] == {resource: "1"}


@pytest.mark.parametrize(
    ("kind", "resource"),
    [
        ("Container", "storage"),
        ("Container", "pods"),
        ("Container", "requests.cpu"),
        ("Container", "CPU"),
        ("Container", ""),
        ("Pod", "hugepages-"),
        ("Pod", "kubernetes.io/x"),
        ("Pod", "requests.example.com/gpu"),
        ("Pod", "example.com/a/b"),
        ("Pod", f"{'x.' * 122}io/y"),
        ("Pod", 1),
        ("PersistentVolumeClaim", "cpu"),
    ],
    ids=lambda name: repr(name)[:30],
)
def test_what_they_do_not_use_is_not(kind: str, resource: Any) -> None:
    message = refusal(container(), {"type": kind, "min": {resource: 1}})
    assert message.startswith("limits: item 2: min: ")
    assert "cannot be limited here; use " in message


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("Container", "limits: item 1: a mapping with type, max, min, default, defaultRequest, maxLimit"),
        ({}, "limits: item 1: type is one of Container, Pod, PersistentVolumeClaim"),
        ({"type": "container"}, "limits: item 1: type is one of"),
        ({"type": ["Pod"]}, "limits: item 1: type is one of"),
        (container(default_request={"cpu": 1}), "limits: item 1: 'default_request' is not known; it has type, max"),
        (container(max=["cpu"]), "limits: item 1: max: a mapping of resources to quantities is needed"),
        (container(max={"cpu": "much"}), "limits: item 1: max.cpu: 'much' is no quantity"),
        (container(max={"cpu": -1}), "limits: item 1: max.cpu: '-1' is no quantity"),
        (container(max={"cpu": True}), "limits: item 1: max.cpu: 'True' is no quantity"),
        ({"type": "Pod", "default": {"cpu": 1}}, "limits: item 1: only items of type Container have default"),
        (
            {"type": "PersistentVolumeClaim", "max": {"storage": 1}, "defaultRequest": {"storage": 1}},
            "limits: item 1: only items of type Container have default",
        ),
        ({"type": "PersistentVolumeClaim"}, "limits: item 1: an item of type PersistentVolumeClaim needs min or max"),
    ],
    ids=repr,
)
def test_an_item_in_another_form_is_refused(item: Any, message: str) -> None:
    assert refusal(item).startswith(message)


def test_one_type_stands_in_one_item() -> None:
    assert refusal(container(), {"type": "Pod"}, container()) == (
        "limits: item 3: there is one of type Container already; make one of them"
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"min": {"cpu": 2}, "max": {"cpu": "1999m"}}, "min.cpu 2 is more than max.cpu 1999m"),
        ({"min": {"cpu": 2}, "default": {"cpu": 1}}, "min.cpu 2 is more than default.cpu 1"),
        ({"default": {"cpu": 3}, "max": {"cpu": 2}}, "default.cpu 3 is more than max.cpu 2"),
        ({"min": {"cpu": 2}, "defaultRequest": {"cpu": 1}}, "min.cpu 2 is more than defaultRequest.cpu 1"),
        ({"defaultRequest": {"cpu": 2}, "default": {"cpu": 1}}, "defaultRequest.cpu 2 is more than default.cpu 1"),
        ({"defaultRequest": {"cpu": 2}, "max": {"cpu": 1}}, "defaultRequest.cpu 2 is more than default.cpu 1"),
        ({"maxLimitRequestRatio": {"cpu": "0.9"}}, "maxLimitRequestRatio.cpu 900m is less than 1"),
        (
            {"min": {"cpu": 1}, "max": {"cpu": 2}, "maxLimitRequestRatio": {"cpu": 3}},
            "maxLimitRequestRatio.cpu 3 is more than max/min",
        ),
        (
            {"default": {"example.com/gpu": 2}, "defaultRequest": {"example.com/gpu": 1}},
            "default.example.com/gpu and defaultRequest.example.com/gpu must be the same",
        ),
        (
            {"max": {"hugepages-2Mi": "4Mi"}, "defaultRequest": {"hugepages-2Mi": "2Mi"}},
            "default.hugepages-2Mi and defaultRequest.hugepages-2Mi must be the same",
        ),
    ],
    ids=repr,
)
def test_amounts_that_contradict_each_other_are_refused(given: dict[str, Any], message: str) -> None:
    assert refusal({"type": "Pod"}, container(**given)) == f"limits: item 2: {message}"


def test_a_ratio_that_fits_between_min_and_max_is_taken() -> None:
    item = {"type": "Pod", "min": {"cpu": "1"}, "max": {"cpu": "2"}, "maxLimitRequestRatio": {"cpu": "2"}}
    assert made(item) == [item]
