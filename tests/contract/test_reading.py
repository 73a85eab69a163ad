"""get, find and list: one object, or all that a selection names."""

from __future__ import annotations

import pytest

from slipway.cluster.client import Client
from slipway.errors import BadRequest, InvalidInput, NotFound
from tests.contract.objects import config_map, names

NOT_THE_CA = "metadata.name!=kube-root-ca.crt"
"""Each namespace has one settings object of its own, as soon as a controller has seen the namespace."""


def test_get_gives_the_object_with_its_api_version_and_kind(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, a="1"))
    found = client.get_config_map("s", namespace)
    assert (found["apiVersion"], found["kind"], found["data"]) == ("v1", "ConfigMap", {"a": "1"})


def test_get_reads_a_kind_that_lives_in_no_namespace(client: Client, namespace: str) -> None:
    assert client.get_namespace(namespace)["metadata"]["name"] == namespace


def test_get_of_what_is_not_there_tells_what_was_asked_for(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound) as caught:
        client.get_config_map("missing", namespace)
    error = caught.value
    assert (error.status, error.reason) == (404, "NotFound")
    asked = error.attributes
    assert (asked.verb, asked.group, asked.version, asked.resource) == ("get", "", "v1", "configmaps")
    assert (asked.name, asked.namespace, asked.kind) == ("missing", namespace, "ConfigMap")


def test_get_without_the_namespace_is_refused_before_it_is_sent(client: Client) -> None:
    with pytest.raises(InvalidInput, match="a ConfigMap needs a namespace"):
        client.get_config_map("s")


def test_a_name_stays_one_segment_of_the_path(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound) as caught:
        client.get_config_map("a?b=c#d", namespace)
    assert caught.value.attributes.resource == "configmaps"


@pytest.mark.parametrize("beyond", ["/configmaps/s", "%2Fconfigmaps%2Fs"], ids=["slash", "encoded slash"])
def test_a_name_never_leads_to_another_resource(client: Client, namespace: str, beyond: str) -> None:
    client.create_config_map(config_map("s", namespace))
    with pytest.raises(InvalidInput, match="is not a name of a Kubernetes object"):
        client.get_namespace(namespace + beyond)


def test_deleting_by_a_hostile_name_deletes_nothing(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace))
    with pytest.raises(InvalidInput):
        client.delete_namespace(f"{namespace}/configmaps")
    assert client.find_config_map("s", namespace) is not None


def test_find_gives_none_for_what_is_not_there(client: Client, namespace: str) -> None:
    assert client.find_config_map("missing", namespace) is None


def test_find_gives_what_is_there(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, a="1"))
    found = client.find_config_map("s", namespace)
    assert found is not None
    assert found["data"] == {"a": "1"}


def test_list_gives_each_object_its_api_version_and_kind(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace))
    (found,) = client.list_config_maps(namespace, fields=NOT_THE_CA)
    assert (found["apiVersion"], found["kind"]) == ("v1", "ConfigMap")


def test_a_list_of_nothing_is_empty(client: Client, namespace: str) -> None:
    assert client.list_pods(namespace) == []


def test_list_selects_by_labels(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("red", namespace, labels={"colour": "red"}))
    client.create_config_map(config_map("blue", namespace, labels={"colour": "blue"}))
    assert names(client.list_config_maps(namespace, labels="colour in (red, green)")) == ["red"]


def test_list_selects_by_fields(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("one", namespace))
    client.create_config_map(config_map("two", namespace))
    assert names(client.list_config_maps(namespace, fields="metadata.name=two")) == ["two"]


def test_list_without_a_namespace_is_one_of_all_namespaces(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, labels={"mine": namespace}))
    assert names(client.list_config_maps(labels=f"mine={namespace}")) == ["s"]


@pytest.mark.parametrize(("labels", "fields"), [("a in ((", None), (None, "data.a=1")], ids=["labels", "fields"])
def test_a_selector_that_the_server_does_not_take_is_a_bad_request(
    client: Client, namespace: str, labels: str | None, fields: str | None
) -> None:
    with pytest.raises(BadRequest) as caught:
        client.list_config_maps(namespace, labels, fields)
    assert (caught.value.status, caught.value.attributes.verb) == (400, "list")


def test_metadata_alone_brings_no_secret(client: Client, namespace: str) -> None:
    client.create_secret({"metadata": {"name": "s", "namespace": namespace}, "stringData": {"password": "planted"}})
    (found,) = client.list_secrets(namespace, metadata_only=True)
    assert (found["metadata"]["name"], "data" in found) == ("s", False)
