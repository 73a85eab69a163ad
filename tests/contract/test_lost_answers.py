"""When the answer of the server is lost on its way: what may be asked again is, what may not is looked up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from slipway.cluster.client import Client
from slipway.errors import Conflict, ConnectionLost
from tests.contract.conftest import Account, AccountWith, GatewayTo
from tests.contract.objects import Manifest, config_map, pod

EVERYTHING: Manifest = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}


@pytest.fixture
def account(account_with: AccountWith) -> Account:
    """An account that may do all in the namespace."""
    return account_with("does-all", EVERYTHING)


def first(method: str) -> Callable[[str, str], bool]:
    """Lose the answer to the first request of a method."""
    lost: list[str] = []

    def is_lost(asked: str, target: str) -> bool:
        if asked != method or lost:
            return False
        lost.append(target)
        return True

    return is_lost


def count(asked: list[str], method: str) -> int:
    return len([line for line in asked if line.startswith(f"{method} ")])


def test_a_read_is_asked_again(client: Client, namespace: str, account: Account, gateway_for: GatewayTo) -> None:
    client.create_config_map(config_map("s", namespace, a="1"))
    gateway, through = gateway_for(account, loses=first("GET"))
    assert through.get_config_map("s", namespace)["data"] == {"a": "1"}
    assert count(gateway.asked, "GET") == 2


def test_a_create_that_was_done_is_looked_up_and_not_done_twice(
    namespace: str, account: Account, gateway_for: GatewayTo
) -> None:
    gateway, through = gateway_for(account, loses=first("POST"))
    assert through.create_config_map(config_map("s", namespace, a="1"))["data"] == {"a": "1"}
    assert count(gateway.asked, "POST") == 1


def test_a_create_that_the_server_completed_is_known_again(
    client: Client, namespace: str, account: Account, gateway_for: GatewayTo
) -> None:
    """Defaults are added, empty values dropped, quantities written in their shortest form."""
    client.create_service_account({"metadata": {"name": "runner", "namespace": namespace}})
    sent = pod("p", namespace, serviceAccountName="runner", nodeSelector={"no": "such-node"}, tolerations=[])
    sent["metadata"]["annotations"] = None
    sent["spec"]["containers"][0]["resources"] = {"requests": {"cpu": "1000m", "memory": "1024Mi"}}
    gateway, through = gateway_for(account, loses=first("POST"))
    assert through.create_pod(sent)["metadata"]["name"] == "p"
    assert count(gateway.asked, "POST") == 1


def test_a_secret_that_was_created_is_known_again_without_its_plain_text(
    namespace: str, account: Account, gateway_for: GatewayTo
) -> None:
    _gateway, through = gateway_for(account, loses=first("POST"))
    sent = {"metadata": {"name": "s", "namespace": namespace}, "stringData": {"password": "planted"}}
    assert through.create_secret(sent)["metadata"]["name"] == "s"


def test_a_create_that_was_not_done_is_sent_again(
    client: Client, namespace: str, account: Account, gateway_for: GatewayTo
) -> None:
    """The gateway makes a dry run of the first create, as if it had never arrived."""
    tried: list[str] = []

    def not_at_first(target: str) -> str:
        if "fieldManager" not in target or tried:
            return target
        tried.append(target)
        return f"{target}&dryRun=All"

    gateway, through = gateway_for(account, loses=first("POST"), rewrite=not_at_first)
    assert through.create_config_map(config_map("s", namespace, a="1"))["data"] == {"a": "1"}
    assert client.get_config_map("s", namespace)["data"] == {"a": "1"}
    assert count(gateway.asked, "POST") == 2


def test_a_create_that_finds_something_else_there_is_a_conflict(
    client: Client, namespace: str, account: Account, gateway_for: GatewayTo
) -> None:
    client.create_config_map(config_map("s", namespace, a="theirs"))
    _gateway, through = gateway_for(account, loses=first("POST"))
    with pytest.raises(Conflict) as caught:
        through.create_config_map(config_map("s", namespace, a="ours"))
    assert (caught.value.status, caught.value.reason) == (409, "AlreadyExists")


def test_a_create_whose_name_the_server_makes_is_told_as_unknown_and_not_repeated(
    client: Client, namespace: str, account: Account, gateway_for: GatewayTo
) -> None:
    gateway, through = gateway_for(account, loses=first("POST"))
    with pytest.raises(ConnectionLost, match="may have been created all the same: look for it before you run again"):
        through.create_config_map({"metadata": {"generateName": "s-", "namespace": namespace}})
    assert count(gateway.asked, "POST") == 1


def test_an_apply_is_sent_again(client: Client, namespace: str, account: Account, gateway_for: GatewayTo) -> None:
    gateway, through = gateway_for(account, loses=first("PATCH"))
    through.apply_config_map(config_map("s", namespace, a="1"))
    assert client.get_config_map("s", namespace)["data"] == {"a": "1"}
    assert count(gateway.asked, "PATCH") == 2


def test_a_json_patch_is_not_done_twice(
    client: Client, namespace: str, account: Account, gateway_for: GatewayTo
) -> None:
    made = config_map("s", namespace)
    made["metadata"]["finalizers"] = ["slipway.dev/one"]
    client.create_config_map(made)
    gateway, through = gateway_for(account, loses=first("PATCH"))
    with pytest.raises(ConnectionLost):
        through.patch_config_map(
            "s", [{"op": "add", "path": "/metadata/labels", "value": {"a": "1"}}], namespace, kind="json"
        )
    assert count(gateway.asked, "PATCH") == 1
    client.patch_config_map("s", {"metadata": {"finalizers": None}}, namespace)


def test_a_delete_is_sent_again(client: Client, namespace: str, account: Account, gateway_for: GatewayTo) -> None:
    client.create_config_map(config_map("s", namespace))
    gateway, through = gateway_for(account, loses=first("DELETE"))
    through.delete_config_map("s", namespace)
    assert client.find_config_map("s", namespace) is None
    assert count(gateway.asked, "DELETE") == 2


@pytest.mark.parametrize(
    "ask",
    [
        lambda client, namespace: client.create_token("does-all", namespace).token != "",
        lambda client, namespace: client.can_i("get", "pods", namespace),
    ],
    ids=["token", "access review"],
)
def test_a_question_is_asked_again(
    namespace: str, account: Account, gateway_for: GatewayTo, ask: Callable[[Client, str], bool]
) -> None:
    gateway, through = gateway_for(account, loses=first("POST"))
    assert ask(through, namespace)
    assert count(gateway.asked, "POST") == 2


def test_a_command_is_not_run_twice(namespace: str, account: Account, gateway_for: GatewayTo) -> None:
    gateway, through = gateway_for(account, loses=lambda _method, target: "/exec" in target)
    with pytest.raises(ConnectionLost):
        through.exec("p", namespace, ["true"])
    assert len(gateway.asked) == 1
