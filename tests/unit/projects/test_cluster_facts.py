"""What a server says of itself is taken only where it looks as it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.projects.cluster_facts import cluster_facts, own_account
from tests.fixtures.scripted_server import Answer, ScriptedServer, status_object

CORE = {"group": "", "versions": ["v1"]}


@pytest.fixture
def client_of() -> Iterator[Callable[..., Client]]:
    """A client of a server that gives these answers."""
    opened: list[ScriptedServer | Client] = []

    def start(*answers: Any) -> Client:
        server = ScriptedServer(*(one if isinstance(one, Answer) else Answer(body=one) for one in answers))
        client = Client(connect({"host": server.url, "api_key": "x", "allow_http": True}, {}))
        opened.extend((client, server))
        return client

    yield start
    for one in opened:
        one.close()


def groups(*listed: Any) -> dict[str, Any]:
    return {"kind": "APIGroupList", "groups": list(listed)}


def group(name: Any, *versions: Any) -> dict[str, Any]:
    return {"name": name, "versions": [{"version": version} for version in versions]}


def test_version_and_known_groups_are_told_in_order(client_of: Callable[..., Client]) -> None:
    client = client_of({"gitVersion": "v1.36.3+k3s1"}, groups(group("batch", "v1"), group("apps", "v1", "v1beta2")))
    assert cluster_facts(client) == {
        "version": "v1.36.3+k3s1",
        "api_groups": [CORE, {"group": "apps", "versions": ["v1", "v1beta2"]}, {"group": "batch", "versions": ["v1"]}],
    }


def test_groups_that_we_do_not_use_are_left_out(client_of: Callable[..., Client]) -> None:
    assert cluster_facts(client_of({}, groups(group("widgets.example.com", "v1"))))["api_groups"] == [CORE]


@pytest.mark.parametrize("version", [None, 7, "", "v1\x1b[31m", "v" * 100, ["v1"], "<b>v1</b>"])
def test_a_version_that_is_none_is_not_shown(version: Any, client_of: Callable[..., Client]) -> None:
    assert cluster_facts(client_of({"gitVersion": version}, groups()))["version"] == ""


@pytest.mark.parametrize(
    "listed",
    [
        None,
        "text",
        [None],
        ["apps"],
        [{"name": "apps"}],
        [{"name": "apps", "versions": "v1"}],
        [group("apps", "\x1b[31m")],
        [group("apps", 1)],
        [group(["apps"], "v1")],
        [group(7, "v1")],
    ],
)
def test_groups_that_are_none_are_not_shown(listed: Any, client_of: Callable[..., Client]) -> None:
    assert cluster_facts(client_of({}, {"groups": listed}))["api_groups"] == [CORE]


def review(user: Any) -> dict[str, Any]:
    return {"kind": "SelfSubjectReview", "metadata": {}, "status": {"userInfo": user}}


def test_the_account_is_told_as_the_server_knows_it(client_of: Callable[..., Client]) -> None:
    client = client_of(review({"username": "ann", "groups": ["staff"], "uid": "1"}))
    assert own_account(client) == {"username": "ann", "groups": ["staff"]}


@pytest.mark.parametrize(
    "answer",
    [
        Answer(404, status_object(404, "NotFound")),
        Answer(403, status_object(403, "Forbidden")),
        review(None),
        review("ann"),
        review({"username": 7, "groups": "staff"}),
        {"kind": "SelfSubjectReview", "metadata": {}},
    ],
)
def test_a_server_that_does_not_tell_is_no_error(answer: Any, client_of: Callable[..., Client]) -> None:
    assert own_account(client_of(answer)) == {"username": "", "groups": []}


def test_terminal_escapes_in_a_name_are_shown_as_text(client_of: Callable[..., Client]) -> None:
    assert own_account(client_of(review({"username": "a\x1b[31m"})))["username"] == r"'a\x1b[31m'"
