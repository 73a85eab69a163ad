"""What an error of the server becomes: data that may be stored and shown, and no word of the server's."""

from __future__ import annotations

import gc
import pickle
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.errors import ApiError
from tests.contract.objects import config_map, deployment, pod

PLANTED = "planted-in-what-was-sent"
"""The server repeats a bad value in its message."""


def bad_name(client: Client, namespace: str) -> Any:
    return client.create_config_map(config_map("Not A Name", namespace))


def secret_value(client: Client, namespace: str) -> Any:
    manifest = pod("p", namespace)
    manifest["spec"]["containers"][0]["imagePullPolicy"] = PLANTED
    return client.create_pod(manifest)


def secret_type(client: Client, namespace: str) -> Any:
    manifest = deployment("d", namespace)
    manifest["spec"]["replicas"] = PLANTED
    return client.create_deployment(manifest)


def secret_selector(client: Client, namespace: str) -> Any:
    return client.list_config_maps(namespace, labels=f"a in (({PLANTED}")


def taken_name(client: Client, namespace: str) -> Any:
    return [client.create_config_map(config_map("s", namespace)) for _time in range(2)]


def missing(client: Client, namespace: str) -> Any:
    return client.get_config_map("missing", namespace)


REFUSED = [bad_name, secret_value, secret_type, secret_selector, taken_name, missing]

Ask = Callable[[Client, str], Any]


def refusal(ask: Ask, client: Client, namespace: str) -> ApiError:
    with pytest.raises(ApiError) as caught:
        ask(client, namespace)
    return caught.value


@pytest.mark.parametrize("ask", REFUSED)
def test_an_error_begins_with_its_status_and_reason(client: Client, namespace: str, ask: Ask) -> None:
    error = refusal(ask, client, namespace)
    assert str(error).startswith(f"Kubernetes error: {error.status} {error.reason}")


@pytest.mark.parametrize("ask", REFUSED)
def test_an_error_has_one_line(client: Client, namespace: str, ask: Ask) -> None:
    shown = str(refusal(ask, client, namespace))
    assert shown.splitlines() == [shown]


@pytest.mark.parametrize("ask", REFUSED)
def test_an_error_leads_to_no_other(client: Client, namespace: str, ask: Ask) -> None:
    error = refusal(ask, client, namespace)
    assert (error.__context__, error.__cause__) == (None, None)


@pytest.mark.parametrize("ask", [secret_value, secret_type, secret_selector])
@pytest.mark.parametrize("shown", [str, repr, pickle.dumps, lambda error: error.failure(), lambda error: error.args])
def test_an_error_repeats_nothing_of_what_was_sent(
    client: Client, namespace: str, ask: Ask, shown: Callable[[ApiError], Any]
) -> None:
    assert PLANTED not in str(shown(refusal(ask, client, namespace)))


@pytest.mark.parametrize("ask", REFUSED)
def test_an_error_survives_a_pickle_round_trip(client: Client, namespace: str, ask: Ask) -> None:
    error = refusal(ask, client, namespace)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.failure()) == (type(error), str(error), error.failure())


def test_an_error_as_data_says_what_was_asked_for(client: Client, namespace: str) -> None:
    assert refusal(missing, client, namespace).failure() == {
        "code": "not_found",
        "status": 404,
        "reason": "NotFound",
        "verb": "get",
        "kind": "ConfigMap",
        "name": "missing",
        "namespace": namespace,
    }


def in_exec(client: Client, namespace: str) -> Any:
    return client.exec("missing", namespace, ["true"])


def in_eviction(client: Client, namespace: str) -> Any:
    return client.evict("missing", namespace)


def in_watch(client: Client, namespace: str) -> Any:
    return next(client.watch_config_map(namespace, "a in ((").events())


class Kept:
    """Something that a caller has open while a call of it fails."""


@pytest.mark.parametrize("ask", [*REFUSED, in_exec, in_eviction, in_watch])
def test_an_error_keeps_nothing_of_its_caller_alive(client: Client, namespace: str, ask: Ask) -> None:
    """Errors are everyday things here. What lived until the garbage collector comes by would be sockets, too."""

    def caller() -> weakref.ref[Kept]:
        kept = Kept()
        with suppress(ApiError):  # pytest.raises would keep this frame itself
            ask(client, namespace)
        return weakref.ref(kept)

    gc.disable()
    try:
        assert caller()() is None
    finally:
        gc.enable()
