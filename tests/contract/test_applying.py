"""apply: server-side apply, with our own field manager and with others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from slipway.cluster.api.write_options import FIELD_MANAGER
from slipway.cluster.client import Client
from slipway.errors import Conflict, FieldConflict, Invalid, NotFound
from tests.contract.objects import Manifest, config_map, deployment, names
from tests.fixtures.real_cluster import RealCluster


@pytest.fixture
def theirs(cluster: RealCluster, namespace: str) -> str:
    """The name of a settings object whose data.a belongs to another manager."""
    cluster.kubectl("create", "configmap", "s", "--from-literal=a=theirs", "--field-manager=others", "-n", namespace)
    return "s"


def managers(found: Manifest) -> set[tuple[str, str]]:
    return {(entry["manager"], entry["operation"]) for entry in found["metadata"]["managedFields"]}


def test_apply_creates_what_is_not_there(client: Client, namespace: str) -> None:
    applied = client.apply_config_map(config_map("s", namespace, a="1"))
    assert applied["data"] == {"a": "1"}
    assert managers(applied) == {(FIELD_MANAGER, "Apply")}


CHARACTERS = {
    "beyond 16 bits": "\U0001f600",
    "letters": "\u65e5\u672c",
    "controls": "\u0000\u001f\u007f\u0085\u009f",
    "separators": "\u2028\ufeff",
    "none": "\ufffe\uffff",
    "of JSON": '"\\',
}


@pytest.mark.parametrize("text", CHARACTERS.values(), ids=CHARACTERS)
def test_apply_brings_every_character_as_it_is(client: Client, namespace: str, text: str) -> None:
    assert client.apply_config_map(config_map("s", namespace, a=text))["data"] == {"a": text}


def test_apply_of_the_same_again_changes_nothing(client: Client, namespace: str) -> None:
    first = client.apply_config_map(config_map("s", namespace, a="1"))
    assert client.apply_config_map(config_map("s", namespace, a="1")) == first


def test_apply_removes_what_we_gave_and_give_no_more(client: Client, namespace: str) -> None:
    client.apply_config_map(config_map("s", namespace, a="1", b="2"))
    assert client.apply_config_map(config_map("s", namespace, a="1"))["data"] == {"a": "1"}


def test_apply_leaves_what_another_manager_gave(client: Client, namespace: str, theirs: str) -> None:
    assert client.apply_config_map(config_map(theirs, namespace, b="ours"))["data"] == {"a": "theirs", "b": "ours"}


def test_apply_takes_a_field_from_another_manager(client: Client, namespace: str, theirs: str) -> None:
    assert client.apply_config_map(config_map(theirs, namespace, a="ours"))["data"] == {"a": "ours"}


def test_apply_without_force_tells_which_manager_owns_which_field(client: Client, namespace: str, theirs: str) -> None:
    with pytest.raises(Conflict, match=r"another manager has set data\.a") as caught:
        client.apply_config_map(config_map(theirs, namespace, a="ours"), force=False)
    assert (caught.value.status, caught.value.reason) == (409, "Conflict")
    assert caught.value.conflicts == (FieldConflict("data.a", "others"),)
    assert client.get_config_map(theirs, namespace)["data"] == {"a": "theirs"}


def test_a_conflict_is_data_in_a_tasks_result(client: Client, namespace: str, theirs: str) -> None:
    with pytest.raises(Conflict) as caught:
        client.apply_config_map(config_map(theirs, namespace, a="ours"), force=False)
    assert caught.value.failure()["conflicts"] == [{"field": "data.a", "manager": "others"}]


def test_apply_without_force_shares_a_field_that_has_the_value_already(
    client: Client, namespace: str, theirs: str
) -> None:
    applied = client.apply_config_map(config_map(theirs, namespace, a="theirs"), force=False)
    assert {manager for manager, _operation in managers(applied)} == {"others", FIELD_MANAGER}


def test_a_dry_run_of_apply_changes_nothing(client: Client, namespace: str) -> None:
    client.apply_config_map(config_map("s", namespace, a="1"))
    assert client.apply_config_map(config_map("s", namespace, a="2"), dry_run=True)["data"] == {"a": "2"}
    assert client.get_config_map("s", namespace)["data"] == {"a": "1"}


def test_an_applied_object_that_breaks_a_rule_names_the_field(client: Client, namespace: str) -> None:
    with pytest.raises(Invalid) as caught:
        client.apply_deployment(deployment("d", namespace, replicas=-1))
    assert caught.value.fields == ("spec.replicas",)


def test_apply_in_a_namespace_that_does_not_exist_is_not_found(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound):
        client.apply_config_map(config_map("s", f"{namespace}-gone"))


def test_one_client_applies_from_many_threads(client: Client, namespace: str) -> None:
    with ThreadPoolExecutor(16) as threads:
        wanted = [config_map(f"s-{number}", namespace, labels={"mine": "yes"}) for number in range(40)]
        applied = list(threads.map(client.apply_config_map, wanted))
    assert names(applied) == names(wanted)
    assert sorted(names(client.list_config_maps(namespace, labels="mine=yes"))) == sorted(names(wanted))
