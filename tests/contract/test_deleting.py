"""delete and delete_collection: one object, or all that a selection names, and what becomes of what they own."""

from __future__ import annotations

import pytest

from slipway.cluster.api.watch import Watch
from slipway.cluster.client import Client
from slipway.errors import BadRequest, Conflict, Forbidden, InvalidInput
from tests.contract.conftest import AccountWith
from tests.contract.objects import Manifest, config_map, names, pod

MINE = "mine=yes"


def mine(name: str, namespace: str, **labels: str) -> Manifest:
    return config_map(name, namespace, labels={"mine": "yes", **labels})


def owned_by(owner: Manifest, name: str) -> Manifest:
    """A settings object that goes when its owner goes."""
    metadata = owner["metadata"]
    owned = mine(name, metadata["namespace"])
    reference = {"apiVersion": "v1", "kind": "ConfigMap", "blockOwnerDeletion": True}
    owned["metadata"]["ownerReferences"] = [{**reference, "name": metadata["name"], "uid": metadata["uid"]}]
    return owned


def test_delete_tells_that_it_deleted(client: Client, namespace: str) -> None:
    client.create_config_map(mine("s", namespace))
    assert client.delete_config_map("s", namespace) is True
    assert client.find_config_map("s", namespace) is None


def test_delete_tells_that_there_was_nothing_to_delete(client: Client, namespace: str) -> None:
    assert client.delete_config_map("missing", namespace) is False


def test_delete_insists_on_a_uid(client: Client, namespace: str) -> None:
    uid = client.create_config_map(mine("s", namespace))["metadata"]["uid"]
    with pytest.raises(Conflict) as caught:
        client.delete_config_map("s", namespace, uid="another")
    assert (caught.value.status, caught.value.reason, caught.value.attributes.verb) == (409, "Conflict", "delete")
    assert client.delete_config_map("s", namespace, uid=uid)


def test_delete_insists_on_a_resource_version(client: Client, namespace: str) -> None:
    seen = client.create_config_map(mine("s", namespace))["metadata"]["resourceVersion"]
    now = client.patch_config_map("s", {"data": {"a": "1"}}, namespace)["metadata"]["resourceVersion"]
    with pytest.raises(Conflict):
        client.delete_config_map("s", namespace, resource_version=seen)
    assert client.delete_config_map("s", namespace, resource_version=now)


def test_delete_in_the_background_takes_what_the_object_owns(client: Client, namespace: str) -> None:
    owner = client.create_config_map(mine("owner", namespace))
    client.create_config_map(owned_by(owner, "owned"))
    watch = Watch(client.core.config_maps, namespace, fields="metadata.name=owned")
    events = watch.events()
    assert next(events)[0] == "ADDED"
    client.delete_config_map("owner", namespace)
    assert client.find_config_map("owner", namespace) is None
    assert next(events)[0] == "DELETED"
    watch.close()


def test_delete_in_the_foreground_takes_what_the_object_owns_first(client: Client, namespace: str) -> None:
    owner = client.create_config_map(mine("owner", namespace))
    owned = owned_by(owner, "owned")
    owned["metadata"]["finalizers"] = ["slipway.dev/test"]
    client.create_config_map(owned)
    client.delete_config_map("owner", namespace, propagation="Foreground")
    assert client.get_config_map("owner", namespace)["metadata"]["finalizers"] == ["foregroundDeletion"]
    client.patch_config_map("owned", {"metadata": {"finalizers": None}}, namespace)


def test_delete_can_leave_what_the_object_owns(client: Client, namespace: str) -> None:
    owner = client.create_config_map(mine("owner", namespace))
    client.create_config_map(owned_by(owner, "owned"))
    watch = Watch(client.core.config_maps, namespace, fields="metadata.name=owned")
    events = watch.events()
    assert next(events)[0] == "ADDED"
    client.delete_config_map("owner", namespace, propagation="Orphan")
    kind, orphan = next(events)
    assert (kind, "ownerReferences" in orphan["metadata"]) == ("MODIFIED", False)
    watch.close()


def test_delete_gives_a_pod_the_time_that_it_is_told(client: Client, namespace: str) -> None:
    client.create_service_account({"metadata": {"name": "runner", "namespace": namespace}})
    # on a node that there is not, nobody ends its processes: it stays as it is being deleted
    client.create_pod(pod("p", namespace, serviceAccountName="runner", nodeName="no-such-node"))
    client.delete_pod("p", namespace, grace_seconds=77)
    assert client.get_pod("p", namespace)["metadata"]["deletionGracePeriodSeconds"] == 77
    client.delete_pod("p", namespace, grace_seconds=0)
    assert client.find_pod("p", namespace) is None


def test_a_dry_run_of_delete_deletes_nothing(client: Client, namespace: str) -> None:
    client.create_config_map(mine("s", namespace))
    assert client.delete_config_map("s", namespace, dry_run=True)
    assert client.find_config_map("s", namespace) is not None


def test_delete_without_the_right_is_forbidden_and_says_which_is_missing(
    account_with: AccountWith, namespace: str
) -> None:
    with pytest.raises(Forbidden, match="grant it the verb delete on configmaps") as caught:
        account_with("nobody").client.delete_config_map("s", namespace)
    assert caught.value.attributes.verb == "delete"


def test_delete_collection_takes_what_the_selector_names(client: Client, namespace: str) -> None:
    client.create_config_map(mine("red", namespace, colour="red"))
    client.create_config_map(mine("blue", namespace, colour="blue"))
    client.core.config_maps.delete_collection(namespace, labels="colour=red")
    assert names(client.list_config_maps(namespace, labels=MINE)) == ["blue"]


def test_delete_collection_takes_what_fields_name(client: Client, namespace: str) -> None:
    client.create_config_map(mine("one", namespace))
    client.create_config_map(mine("two", namespace))
    client.core.config_maps.delete_collection(namespace, fields="metadata.name=two")
    assert names(client.list_config_maps(namespace, labels=MINE)) == ["one"]


def test_delete_collection_of_everything_is_to_be_said(client: Client, namespace: str) -> None:
    client.create_secret({"metadata": {"name": "s", "namespace": namespace}})
    with pytest.raises(InvalidInput, match="everything=True"):
        client.core.secrets.delete_collection(namespace)
    assert names(client.list_secrets(namespace)) == ["s"]
    client.core.secrets.delete_collection(namespace, everything=True)
    assert client.list_secrets(namespace) == []


def test_delete_collection_stays_in_its_namespace(client: Client, namespace: str) -> None:
    with pytest.raises(InvalidInput, match="a ConfigMap needs a namespace"):
        client.core.config_maps.delete_collection(labels=MINE)


def test_a_dry_run_of_delete_collection_deletes_nothing(client: Client, namespace: str) -> None:
    client.create_config_map(mine("s", namespace))
    client.core.config_maps.delete_collection(namespace, labels=MINE, dry_run=True)
    assert names(client.list_config_maps(namespace, labels=MINE)) == ["s"]


def test_delete_collection_with_a_selector_that_the_server_does_not_take_deletes_nothing(
    client: Client, namespace: str
) -> None:
    client.create_config_map(mine("s", namespace))
    with pytest.raises(BadRequest) as caught:
        client.core.config_maps.delete_collection(namespace, labels="a in ((")
    assert caught.value.attributes.verb == "deletecollection"
    assert client.find_config_map("s", namespace) is not None


def test_delete_collection_without_the_right_says_which_is_missing(account_with: AccountWith, namespace: str) -> None:
    with pytest.raises(Forbidden, match="grant it the verb deletecollection on configmaps"):
        account_with("nobody").client.core.config_maps.delete_collection(namespace, labels=MINE)
