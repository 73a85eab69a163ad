"""A list of several pages is whole, whatever happens between two of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from base64 import urlsafe_b64encode
from contextlib import closing

import pytest

from slipway.cluster.client import Client
from slipway.errors import Gone
from tests.contract.conftest import AccountWith, GatewayTo
from tests.contract.objects import Manifest, config_map, names
from tests.fixtures.environment import MACHINE_ENVIRONMENT
from tests.fixtures.real_cluster import RealCluster

MINE = "mine=yes"
READ_SETTINGS: Manifest = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}


@pytest.fixture
def five(client: Client, namespace: str) -> list[str]:
    """The names of five settings objects of label MINE."""
    made = [f"s-{number}" for number in range(5)]
    for name in made:
        client.create_config_map(config_map(name, namespace, labels={"mine": "yes"}))
    return made


@pytest.fixture
def expired_token(cluster: RealCluster, pytestconfig: pytest.Config) -> str:
    """A continue token of a resource version that the server keeps no more."""
    status = [sys.executable, "-m", "tests.cluster", "status"]
    told = subprocess.run(
        status, cwd=pytestconfig.rootpath, env=MACHINE_ENVIRONMENT, capture_output=True, check=True, timeout=60
    )
    etcd = str(json.loads(told.stdout)["processes"]["etcd"])
    compact = (
        "from urllib.error import HTTPError; from urllib.request import urlopen\n"
        "try: urlopen('http://127.0.0.1:2379/v3/kv/compaction', b'{\"revision\": 3}', timeout=20).read()\n"
        "except HTTPError: pass  # compacted further already"
    )
    subprocess.run(["nsenter", "--target", etcd, "--net", sys.executable, "-c", compact], check=True, timeout=30)
    return urlsafe_b64encode(b'{"v":"meta.k8s.io/v1","rv":2,"start":"s-1\\u0000"}').decode().rstrip("=")


def test_a_list_of_several_pages_is_whole_and_in_order(client: Client, namespace: str, five: list[str]) -> None:
    assert names(client.list_config_maps(namespace, labels=MINE, page_size=2)) == five


def test_each_page_goes_on_where_the_one_before_ended(
    account_with: AccountWith, gateway_for: GatewayTo, namespace: str, five: list[str]
) -> None:
    gateway, reader = gateway_for(account_with("reader", READ_SETTINGS))
    assert names(reader.list_config_maps(namespace, labels=MINE, page_size=2)) == five
    first, second, third = gateway.asked
    assert "continue=" not in first
    assert "continue=" in second
    assert "continue=" in third
    assert second != third


def test_all_pages_show_the_state_of_the_first(
    client: Client, account_with: AccountWith, gateway_for: GatewayTo, namespace: str, five: list[str]
) -> None:
    """What is created and deleted between two pages is not seen: the gateway does it before it passes on the second."""

    def change_between(target: str) -> str:
        if "continue=" in target and client.delete_config_map("s-3", namespace):
            client.create_config_map(config_map("s-9", namespace, labels={"mine": "yes"}))
        return target

    _gateway, reader = gateway_for(account_with("reader", READ_SETTINGS), rewrite=change_between)
    assert names(reader.list_config_maps(namespace, labels=MINE, page_size=2)) == five


def test_a_list_that_expires_between_two_pages_begins_anew(
    account_with: AccountWith, gateway_for: GatewayTo, namespace: str, five: list[str], expired_token: str
) -> None:
    expired: list[str] = []

    def expire_once(target: str) -> str:
        if "continue=" in target and not expired:
            expired.append(target)
            return re.sub("continue=[^&]*", f"continue={expired_token}", target)
        return target

    gateway, reader = gateway_for(account_with("reader", READ_SETTINGS), rewrite=expire_once)
    assert names(reader.list_config_maps(namespace, labels=MINE, page_size=2)) == five
    assert ["continue=" in asked for asked in gateway.asked] == [False, True, False, True, True]


def test_a_list_that_expires_again_and_again_is_gone(
    account_with: AccountWith, gateway_for: GatewayTo, namespace: str, five: list[str], expired_token: str
) -> None:
    def expire(target: str) -> str:
        return re.sub("continue=[^&]*", f"continue={expired_token}", target)

    _gateway, reader = gateway_for(account_with("reader", READ_SETTINGS), rewrite=expire)
    with pytest.raises(Gone, match="the list took too long; run again") as caught:
        reader.list_config_maps(namespace, labels=MINE, page_size=2)
    assert (caught.value.status, caught.value.reason, caught.value.attributes.verb) == (410, "Expired", "list")


def test_a_listing_has_the_version_from_which_a_watch_goes_on(client: Client, namespace: str, five: list[str]) -> None:
    listing = client.core.config_maps.listing(namespace, labels=MINE, page_size=2)
    client.create_config_map(config_map("later", namespace, labels={"mine": "yes"}))
    with closing(client.core.config_maps.open_watch(listing.resource_version, namespace, MINE)) as stream:
        first = next(stream.lines())
    assert b'"type":"ADDED"' in first
    assert b'"name":"later"' in first
