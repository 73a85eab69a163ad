"""Tokens are asked for, or waited for by a watch; what went wrong says what to look at, and no token."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from slipway.errors import NotFound, NotKubernetes
from slipway.projects.tokens import NoToken, bound_token, secret_token
from tests.fixtures.planted import SECRET, assert_nothing_is_kept
from tests.fixtures.scripted_server import Answer, held_open, status_object
from tests.unit.projects.kubeconfig_files import ServeClient
from tests.unit.projects.service_account_tokens import UID, bound_claims, long_lived_claims, made_token, token_secret

_LONG_LIVED = made_token(long_lived_claims())


def listing(*items: dict[str, Any]) -> Answer:
    return Answer(200, {"metadata": {"resourceVersion": "5"}, "items": list(items)})


def event(kind: str, item: dict[str, Any]) -> bytes:
    return json.dumps({"type": kind, "object": item}).encode() + b"\n"


def test_a_bound_token_is_asked_for_with_its_lifetime(serve: ServeClient) -> None:
    token = made_token(bound_claims())
    client, server = serve(Answer(201, {"status": {"token": token}}))
    assert bound_token(client, "shop", 7200) == token
    (asked,) = server.asked
    assert asked.path.partition("?")[0] == "/api/v1/namespaces/shop/serviceaccounts/project/token"
    assert asked.json["spec"]["expirationSeconds"] == 7200


def test_the_seconds_that_a_server_makes_a_year_of_are_not_asked_for(serve: ServeClient) -> None:
    client, server = serve(Answer(201, {"status": {"token": "t"}}))
    bound_token(client, "shop", 3607)
    assert server.asked[0].json["spec"]["expirationSeconds"] == 3606


@pytest.mark.parametrize("token", ["a b", f'{SECRET}"', f"{SECRET}\n", f"{SECRET}\x1b[2J", "\u00e9", SECRET * 1000])
def test_a_token_that_could_not_stand_in_a_file_is_refused_and_not_shown(serve: ServeClient, token: str) -> None:
    client, _server = serve(Answer(201, {"status": {"token": token}}))
    with pytest.raises(NotKubernetes, match="the server gave a token that is none") as raised:
        bound_token(client, "shop", 3600)
    assert_nothing_is_kept(raised.value)


def test_a_token_that_is_in_its_secret_already_is_one_request(serve: ServeClient) -> None:
    client, server = serve(Answer(200, token_secret(_LONG_LIVED)))
    assert secret_token(client, "shop", 5, UID) == _LONG_LIVED
    assert [asked.path for asked in server.asked] == ["/api/v1/namespaces/shop/secrets/project-token"]


def test_a_token_is_waited_for_by_a_watch_of_its_secret_alone(serve: ServeClient) -> None:
    client, server = serve(
        Answer(200, token_secret(None)),
        listing(token_secret(None)),
        Answer(
            200, chunks=[event("MODIFIED", token_secret(None, "2")), event("MODIFIED", token_secret(_LONG_LIVED, "3"))]
        ),
    )
    assert secret_token(client, "shop", 30, UID) == _LONG_LIVED
    assert all("fieldSelector=metadata.name%3Dproject-token" in asked.path for asked in server.asked[1:])
    assert "watch=true" in server.asked[2].path


def test_a_token_that_came_between_the_first_look_and_the_watch_is_seen(serve: ServeClient) -> None:
    client, _server = serve(Answer(200, token_secret(None)), listing(token_secret(_LONG_LIVED, "2")))
    assert secret_token(client, "shop", 30, UID) == _LONG_LIVED


def test_a_token_of_an_account_before_this_one_is_not_taken(serve: ServeClient) -> None:
    dead = made_token(long_lived_claims(uid="before"))
    client, _server = serve(
        Answer(200, token_secret(dead)),
        listing(token_secret(dead)),
        Answer(200, chunks=[event("MODIFIED", token_secret(_LONG_LIVED, "3"))]),
    )
    assert secret_token(client, "shop", 30, UID) == _LONG_LIVED


def test_any_accounts_token_is_taken_when_it_is_not_said_which_one(serve: ServeClient) -> None:
    token = made_token(long_lived_claims(uid="whichever"))
    client, _server = serve(Answer(200, token_secret(token)))
    assert secret_token(client, "shop", 5) == token


@pytest.mark.parametrize("data", [None, [], "text", {"token": 5}, {"token": "%"}, {"token": ["x"]}])
def test_a_secret_with_anything_but_a_token_has_none_yet(serve: ServeClient, data: Any) -> None:
    odd = {**token_secret(None), "data": data}
    client, _server = serve(Answer(200, odd), listing(token_secret(_LONG_LIVED, "2")))
    assert secret_token(client, "shop", 30, UID) == _LONG_LIVED


def test_a_secret_that_is_deleted_meanwhile_says_so(serve: ServeClient) -> None:
    client, _server = serve(
        Answer(200, token_secret(None)),
        listing(token_secret(None)),
        Answer(200, chunks=[event("DELETED", token_secret(None, "2"))]),
    )
    with pytest.raises(NoToken, match="the Secret shop/project-token was deleted while its token was waited for"):
        secret_token(client, "shop", 30, UID)


def test_a_token_that_does_not_come_in_time_names_what_to_look_at(serve: ServeClient) -> None:
    over = threading.Event()
    silent = held_open(over, event("MODIFIED", token_secret("", "2")))
    client, _server = serve(Answer(200, token_secret(None)), listing(token_secret(None)), Answer(200, chunks=silent))
    with pytest.raises(NoToken) as raised:
        secret_token(client, "shop", 0.2, UID)
    over.set()
    assert str(raised.value).startswith("the Secret shop/project-token got no token within 0.2 seconds; see whether")
    assert "kubectl describe secret project-token --namespace shop" in str(raised.value)
    assert "--service-account-private-key-file" in str(raised.value)
    assert [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)] == []


def test_a_secret_that_is_missing_is_an_error_of_the_server(serve: ServeClient) -> None:
    client, _server = serve(Answer(404, status_object(404, "NotFound")))
    with pytest.raises(NotFound, match="secrets/project-token in namespace shop"):
        secret_token(client, "shop", 5, UID)
