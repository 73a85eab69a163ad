"""patch: JSON merge patch, strategic merge patch and JSON patch."""

from __future__ import annotations

import pytest

from slipway.cluster.client import Client
from slipway.errors import Invalid, InvalidInput, NotFound
from tests.contract.objects import PAUSE, Manifest, config_map, deployment

SECOND_CONTAINER: Manifest = {"spec": {"template": {"spec": {"containers": [{"name": "second", "image": PAUSE}]}}}}


def containers(found: Manifest) -> list[str]:
    return [container["name"] for container in found["spec"]["template"]["spec"]["containers"]]


def test_a_merge_patch_changes_what_it_names_and_leaves_the_rest(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, a="1", b="2"))
    assert client.patch_config_map("s", {"data": {"a": "3"}}, namespace)["data"] == {"a": "3", "b": "2"}


def test_a_merge_patch_removes_with_null(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, a="1", b="2"))
    assert client.patch_config_map("s", {"data": {"a": None}}, namespace)["data"] == {"b": "2"}


def test_a_merge_patch_replaces_a_list(client: Client, namespace: str) -> None:
    client.create_deployment(deployment("d", namespace))
    assert containers(client.patch_deployment("d", SECOND_CONTAINER, namespace)) == ["second"]


def test_a_strategic_patch_merges_a_list_by_its_key(client: Client, namespace: str) -> None:
    client.create_deployment(deployment("d", namespace))
    patched = client.patch_deployment("d", SECOND_CONTAINER, namespace, kind="strategic")
    assert sorted(containers(patched)) == ["main", "second"]


def test_a_strategic_patch_removes_one_of_a_list_by_its_key(client: Client, namespace: str) -> None:
    client.create_deployment(deployment("d", namespace))
    client.patch_deployment("d", SECOND_CONTAINER, namespace, kind="strategic")
    removal = {"spec": {"template": {"spec": {"containers": [{"name": "main", "$patch": "delete"}]}}}}
    assert containers(client.patch_deployment("d", removal, namespace, kind="strategic")) == ["second"]


def test_a_json_patch_does_its_operations_in_order(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, a="1"))
    operations = [
        {"op": "test", "path": "/data/a", "value": "1"},
        {"op": "move", "from": "/data/a", "path": "/data/b"},
        {"op": "add", "path": "/data/c", "value": "3"},
    ]
    assert client.patch_config_map("s", operations, namespace, kind="json")["data"] == {"b": "1", "c": "3"}


def test_a_json_patch_whose_test_fails_changes_nothing(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, a="1"))
    operations = [
        {"op": "add", "path": "/data/b", "value": "2"},
        {"op": "test", "path": "/data/a", "value": "something else"},
    ]
    with pytest.raises(Invalid) as caught:
        client.patch_config_map("s", operations, namespace, kind="json")
    assert (caught.value.status, caught.value.attributes.verb) == (422, "patch")
    assert client.get_config_map("s", namespace)["data"] == {"a": "1"}


def test_a_patch_that_breaks_a_rule_names_the_field(client: Client, namespace: str) -> None:
    client.create_deployment(deployment("d", namespace))
    with pytest.raises(Invalid, match=r"check spec\.replicas") as caught:
        client.patch_deployment("d", {"spec": {"replicas": -1}}, namespace)
    assert caught.value.fields == ("spec.replicas",)


def test_a_patch_of_what_is_not_there_is_not_found(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound) as caught:
        client.patch_config_map("missing", {"data": {"a": "1"}}, namespace)
    assert (caught.value.attributes.verb, caught.value.attributes.name) == ("patch", "missing")


def test_a_dry_run_of_patch_changes_nothing(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, a="1"))
    assert client.patch_config_map("s", {"data": {"a": "2"}}, namespace, dry_run=True)["data"] == {"a": "2"}
    assert client.get_config_map("s", namespace)["data"] == {"a": "1"}


def test_a_kind_of_patch_that_there_is_not_is_refused_before_it_is_sent(client: Client, namespace: str) -> None:
    with pytest.raises(InvalidInput, match="merge, strategic, json"):
        client.patch_config_map("s", {}, namespace, kind="apply")  # type: ignore[arg-type]  # the point of it
