"""watch: what is there, then each change, over lost connections and resource versions that are no longer kept."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from queue import Queue

import pytest

from slipway.cluster.api.watch import Watch
from slipway.cluster.client import Client
from slipway.errors import BadRequest, Forbidden
from tests.contract.conftest import AccountWith, GatewayTo
from tests.contract.objects import Manifest, config_map

NOT_THE_CA = "metadata.name!=kube-root-ca.crt"
READ_SETTINGS: Manifest = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["list", "watch"]}

Events = Iterator[tuple[str, Manifest]]


@pytest.fixture
def watch() -> Iterator[Callable[..., Events]]:
    """Begin to watch settings objects, but those that controllers make; the watch is closed after the test."""
    with ExitStack() as open_watches:

        def begin(client: Client, namespace: str, labels: str | None = None, fields: str = NOT_THE_CA) -> Events:
            made = Watch(client.core.config_maps, namespace, labels, fields)
            open_watches.callback(made.close)
            return made.events()

        yield begin


def told(events: Events, count: int = 1) -> list[tuple[str, str]]:
    """The next events: their types and the names of their objects."""
    return [(kind, item["metadata"]["name"]) for kind, item in (next(events) for _event in range(count))]


def test_what_exists_is_told_as_added(client: Client, namespace: str, watch: Callable[..., Events]) -> None:
    client.create_config_map(config_map("first", namespace))
    client.create_config_map(config_map("second", namespace))
    assert told(watch(client, namespace), 2) == [("ADDED", "first"), ("ADDED", "second")]


def test_each_change_is_told_in_its_order(client: Client, namespace: str, watch: Callable[..., Events]) -> None:
    client.create_config_map(config_map("there", namespace))
    events = watch(client, namespace)
    assert told(events) == [("ADDED", "there")]
    client.create_config_map(config_map("new", namespace))
    client.patch_config_map("new", {"data": {"a": "1"}}, namespace)
    client.delete_config_map("new", namespace)
    assert told(events, 3) == [("ADDED", "new"), ("MODIFIED", "new"), ("DELETED", "new")]


def test_a_deleted_object_is_told_with_its_last_state(
    client: Client, namespace: str, watch: Callable[..., Events]
) -> None:
    client.create_config_map(config_map("s", namespace, a="1"))
    events = watch(client, namespace)
    assert told(events) == [("ADDED", "s")]
    client.delete_config_map("s", namespace)
    kind, item = next(events)
    assert (kind, item["data"]) == ("DELETED", {"a": "1"})


def test_a_watch_of_labels_tells_that_an_object_has_left_it(
    client: Client, namespace: str, watch: Callable[..., Events]
) -> None:
    client.create_config_map(config_map("other", namespace))
    client.create_config_map(config_map("s", namespace, labels={"colour": "red"}))
    events = watch(client, namespace, labels="colour=red")
    assert told(events) == [("ADDED", "s")]
    client.patch_config_map("s", {"metadata": {"labels": {"colour": "blue"}}}, namespace)
    assert told(events) == [("DELETED", "s")]


def test_a_watch_of_one_name_tells_of_no_other(client: Client, namespace: str, watch: Callable[..., Events]) -> None:
    events = watch(client, namespace, fields="metadata.name=mine")
    client.create_config_map(config_map("other", namespace))
    client.create_config_map(config_map("mine", namespace))
    assert told(events) == [("ADDED", "mine")]


def test_what_changed_while_the_connection_was_lost_is_told_without_a_new_list(
    client: Client, namespace: str, account_with: AccountWith, gateway_for: GatewayTo, watch: Callable[..., Events]
) -> None:
    gateway, reader = gateway_for(account_with("reader", READ_SETTINGS))
    client.create_config_map(config_map("there", namespace))
    events = watch(reader, namespace)
    assert told(events) == [("ADDED", "there")]
    client.create_config_map(config_map("before", namespace))
    assert told(events) == [("ADDED", "before")]
    gateway.cut()
    client.create_config_map(config_map("after", namespace))
    assert told(events) == [("ADDED", "after")]
    assert len([asked for asked in gateway.asked if "watch=true" not in asked]) == 1


def test_a_watch_from_a_version_no_longer_kept_lists_again_and_repeats_nothing(
    client: Client, namespace: str, account_with: AccountWith, gateway_for: GatewayTo, watch: Callable[..., Events]
) -> None:
    """The gateway asks for the first resource version of all at the first watch, and changes nothing later."""
    watches: list[str] = []

    def from_the_first(target: str) -> str:
        if "watch=true" not in target:
            return target
        watches.append(target)
        return target if len(watches) > 1 else re.sub("resourceVersion=[0-9]+", "resourceVersion=1", target)

    gateway, reader = gateway_for(account_with("reader", READ_SETTINGS), rewrite=from_the_first)
    client.create_config_map(config_map("there", namespace))
    events = watch(reader, namespace)
    assert told(events) == [("ADDED", "there")]
    client.create_config_map(config_map("new", namespace))
    assert told(events) == [("ADDED", "new")]
    assert len([asked for asked in gateway.asked if "watch=true" not in asked]) == 2


def test_a_watch_that_the_server_ends_in_time_goes_on_without_a_new_list(
    client: Client, namespace: str, account_with: AccountWith, gateway_for: GatewayTo, watch: Callable[..., Events]
) -> None:
    """The gateway asks for a second, and creates something once the watch is asked for again."""

    def shortened(target: str) -> str:
        if len(gateway.asked) == 3:
            client.create_config_map(config_map("late", namespace))
        return re.sub("timeoutSeconds=[0-9]+", "timeoutSeconds=1", target)

    gateway, reader = gateway_for(account_with("reader", READ_SETTINGS), rewrite=shortened)
    client.create_config_map(config_map("there", namespace))
    assert told(watch(reader, namespace), 2) == [("ADDED", "there"), ("ADDED", "late")]
    assert ["watch=true" in asked for asked in gateway.asked] == [False, True, True]


def test_a_watch_without_the_right_to_list_is_refused(account_with: AccountWith, namespace: str) -> None:
    nobody = account_with("nobody")
    with pytest.raises(Forbidden) as caught:
        next(Watch(nobody.client.core.config_maps, namespace).events())
    assert caught.value.attributes.verb == "list"


def test_a_watch_without_the_right_to_watch_is_refused(account_with: AccountWith, namespace: str) -> None:
    lister = account_with("lister", {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]})
    with pytest.raises(Forbidden) as caught:
        next(Watch(lister.client.core.pods, namespace).events())
    assert (caught.value.status, caught.value.attributes.verb) == (403, "watch")


def test_a_watch_of_a_selector_that_the_server_does_not_take_is_a_bad_request(client: Client, namespace: str) -> None:
    with pytest.raises(BadRequest):
        next(Watch(client.core.config_maps, namespace, labels="a in ((").events())


def test_what_the_caller_knows_already_is_not_told_again(client: Client, namespace: str) -> None:
    known = [client.create_config_map(config_map(name, namespace)) for name in ("kept", "gone", "changed")]
    client.delete_config_map("gone", namespace)
    client.patch_config_map("changed", {"data": {"a": "1"}}, namespace)
    watch = Watch(client.core.config_maps, namespace, fields=NOT_THE_CA, known=known)
    assert told(watch.events(), 2) == [("DELETED", "gone"), ("MODIFIED", "changed")]
    watch.close()


def test_a_watch_that_is_closed_ends_for_who_waits_in_it(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("there", namespace))
    watch = client.watch_config_map(namespace, fields=NOT_THE_CA)
    seen: Queue[str] = Queue()

    def read() -> None:
        for kind, _item in watch.events():
            seen.put(kind)

    reader = threading.Thread(target=read)
    reader.start()
    assert seen.get(timeout=30) == "ADDED"
    client.delete_config_map("there", namespace)
    assert seen.get(timeout=30) == "DELETED"  # so that the watch itself is open
    watch.close()
    reader.join(30)
    assert not reader.is_alive()
