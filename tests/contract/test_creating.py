"""create and update: a whole object at once."""

from __future__ import annotations

from contextlib import closing

import pytest

from slipway.cluster.api.watch import Watch
from slipway.cluster.api.write_options import FIELD_MANAGER
from slipway.cluster.client import Client
from slipway.errors import Conflict, Forbidden, Invalid, InvalidInput, NotFound
from tests.contract.objects import config_map, deployment, pod


def test_create_gives_the_object_as_it_is_stored(client: Client, namespace: str) -> None:
    created = client.create_config_map(config_map("s", namespace, a="1"))
    assert created == client.get_config_map("s", namespace)


def test_what_is_created_is_ours_by_field_manager(client: Client, namespace: str) -> None:
    created = client.create_config_map(config_map("s", namespace, a="1"))
    (entry,) = created["metadata"]["managedFields"]
    assert (entry["manager"], entry["operation"]) == (FIELD_MANAGER, "Update")


def test_create_takes_a_name_that_the_server_makes(client: Client, namespace: str) -> None:
    created = client.create_config_map({"metadata": {"generateName": "s-", "namespace": namespace}})
    assert created["metadata"]["name"].startswith("s-")
    assert client.find_config_map(created["metadata"]["name"], namespace) == created


def test_create_of_a_name_that_is_taken_is_a_conflict(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, a="1"))
    with pytest.raises(Conflict) as caught:
        client.create_config_map(config_map("s", namespace, a="2"))
    assert (caught.value.status, caught.value.reason) == (409, "AlreadyExists")
    assert (caught.value.attributes.verb, caught.value.attributes.name) == ("create", "s")
    assert client.get_config_map("s", namespace)["data"] == {"a": "1"}


def test_a_bad_name_is_invalid_and_the_error_names_the_field(client: Client, namespace: str) -> None:
    with pytest.raises(Invalid, match=r"check metadata\.name") as caught:
        client.create_config_map(config_map("Not A Name", namespace))
    assert (caught.value.status, caught.value.reason, caught.value.fields) == (422, "Invalid", ("metadata.name",))


def test_each_field_that_breaks_a_rule_is_named(client: Client, namespace: str) -> None:
    broken = pod("p", namespace)
    broken["spec"]["containers"][0].update(name="Not A Name", imagePullPolicy="Sometimes")
    with pytest.raises(Invalid) as caught:
        client.create_pod(broken)
    assert set(caught.value.fields) == {"spec.containers[0].name", "spec.containers[0].imagePullPolicy"}


def test_create_in_a_namespace_that_does_not_exist_is_not_found(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound) as caught:
        client.create_config_map(config_map("s", f"{namespace}-gone"))
    assert (caught.value.attributes.verb, caught.value.attributes.namespace) == ("create", f"{namespace}-gone")


def test_a_dry_run_of_create_says_what_would_be_and_stores_nothing(client: Client, namespace: str) -> None:
    assert client.create_config_map(config_map("s", namespace, a="1"), dry_run=True)["data"] == {"a": "1"}
    assert client.find_config_map("s", namespace) is None


def test_a_dry_run_of_create_is_refused_as_the_real_one_is(client: Client, namespace: str) -> None:
    with pytest.raises(Invalid):
        client.create_config_map(config_map("Not A Name", namespace), dry_run=True)


def test_a_quota_that_is_used_up_is_told(client: Client, namespace: str) -> None:
    quota = {"metadata": {"name": "none", "namespace": namespace}, "spec": {"hard": {"count/deployments.apps": "0"}}}
    client.create_resource_quota(quota)
    # it holds once a controller has counted what there is
    with closing(Watch(client.core.resource_quotas, namespace)) as watch:
        next(item for _kind, item in watch.events() if item["status"].get("hard"))
    with pytest.raises(Forbidden, match="a resource quota of the namespace is used up") as caught:
        client.create_deployment(deployment("d", namespace))
    assert caught.value.reason == "Forbidden"


def test_pod_security_that_refuses_is_told(client: Client, namespace: str) -> None:
    level = {"pod-security.kubernetes.io/enforce": "restricted"}
    client.patch_namespace(namespace, {"metadata": {"labels": level}})
    client.create_service_account({"metadata": {"name": "runner", "namespace": namespace}})
    with pytest.raises(Forbidden, match="the namespace's pod security level refuses the pod"):
        client.create_pod(pod("p", namespace, serviceAccountName="runner"))


def test_a_namespace_that_is_being_deleted_is_told(client: Client, namespace: str) -> None:
    held = config_map("held", namespace)
    held["metadata"]["finalizers"] = ["slipway.dev/test"]
    client.create_config_map(held)
    client.delete_namespace(namespace)
    with pytest.raises(Forbidden, match="the namespace is being deleted; wait until it is gone and run again"):
        client.create_config_map(config_map("s", namespace))
    client.patch_config_map("held", {"metadata": {"finalizers": None}}, namespace)


def test_update_leaves_nothing_of_what_was_there(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, a="1", b="2"))
    assert client.update_config_map(config_map("s", namespace, c="3"))["data"] == {"c": "3"}
    assert client.get_config_map("s", namespace)["data"] == {"c": "3"}


def test_update_of_a_version_that_changed_meanwhile_is_a_conflict(client: Client, namespace: str) -> None:
    read = client.create_config_map(config_map("s", namespace, a="1"))
    client.patch_config_map("s", {"data": {"a": "theirs"}}, namespace)
    with pytest.raises(Conflict) as caught:
        client.update_config_map({**read, "data": {"a": "ours"}})
    assert (caught.value.reason, caught.value.attributes.verb) == ("Conflict", "update")
    assert client.get_config_map("s", namespace)["data"] == {"a": "theirs"}


def test_update_of_what_is_not_there_is_not_found(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound):
        client.update_deployment(deployment("missing", namespace))


def test_update_of_a_field_that_never_changes_is_invalid(client: Client, namespace: str) -> None:
    made = client.create_deployment(deployment("d", namespace))
    del made["metadata"]["resourceVersion"]  # the controller changes its status meanwhile
    made["spec"]["selector"] = {"matchLabels": {"app": "other"}}
    made["spec"]["template"]["metadata"]["labels"] = {"app": "other"}
    with pytest.raises(Invalid) as caught:
        client.update_deployment(made)
    assert caught.value.fields == ("spec.selector",)


def test_a_dry_run_of_update_changes_nothing(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, a="1"))
    assert client.update_config_map(config_map("s", namespace, a="2"), dry_run=True)["data"] == {"a": "2"}
    assert client.get_config_map("s", namespace)["data"] == {"a": "1"}


@pytest.mark.parametrize("verb", ["create", "update"])
def test_an_object_without_its_namespace_is_refused_before_it_is_sent(client: Client, verb: str) -> None:
    with pytest.raises(InvalidInput, match="a ConfigMap needs a namespace"):
        getattr(client.core.config_maps, verb)({"metadata": {"name": "s"}})
