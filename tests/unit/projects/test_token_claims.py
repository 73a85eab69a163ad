"""What a token says of itself, and when it must be replaced."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slipway.projects.token_claims import TokenClaims, is_good, token_claims
from tests.unit.projects.service_account_tokens import UID, bound_claims, long_lived_claims, made_token

_BOUND = TokenClaims("shop", "project", UID, issued=1000, expires=4600)


def test_a_requested_token_tells_its_account_and_its_times() -> None:
    assert token_claims(made_token(bound_claims())) == _BOUND


def test_a_long_lived_token_tells_its_account_and_its_secret() -> None:
    assert token_claims(made_token(long_lived_claims())) == TokenClaims("shop", "project", UID, secret="project-token")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "no-token",
        "a.b",
        "a.b.c.d",
        "a.%%%.c",
        "a.\u00e9.c",
        "a." + base64.urlsafe_b64encode(b"\xff\xfe").decode() + ".c",
        "a." + base64.urlsafe_b64encode(b"[" * 9000).decode() + ".c",
        made_token(["sub"]),
        made_token({}),
        made_token({"sub": "admin"}),
        made_token({"sub": "system:serviceaccount:shop"}),
        made_token({"sub": "system:serviceaccount:shop:project:more"}),
        made_token({"sub": ["system", "serviceaccount", "shop", "project"]}),
        made_token({**bound_claims(), "padding": "x" * 20_000}),
    ],
    ids=[
        "empty",
        "word",
        "two",
        "four",
        "base64",
        "ascii",
        "utf8",
        "deep",
        "list",
        "none",
        "user",
        "short",
        "long",
        "subject",
        "huge",
    ],
)
def test_what_is_no_token_of_an_account_tells_nothing(token: str) -> None:
    assert token_claims(token) is None


@pytest.mark.parametrize("time", [True, "4600", 4600.5, -1, 0, None, [4600], 10**30])
def test_a_time_that_is_none_counts_as_not_said(time: Any) -> None:
    claims = token_claims(made_token({**bound_claims(), "exp": time}))
    assert claims is not None
    assert claims.expires == 0


@pytest.mark.parametrize("own", [None, "text", [], {"serviceaccount": []}, {"serviceaccount": {"uid": 5}}])
def test_a_token_without_the_accounts_uid_has_an_empty_one(own: Any) -> None:
    claims = token_claims(made_token({**bound_claims(), "kubernetes.io": own}))
    assert claims is not None
    assert claims.account_uid == ""


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert token_claims(text) is None


@pytest.mark.parametrize(
    ("now", "good"),
    [(1000, True), (900, True), (3400, True), (3401, False), (4600, False), (9999, False)],
    ids=["new", "our clock is behind", "a third is left", "less than a third", "expired", "long expired"],
)
def test_a_bound_token_is_good_until_less_than_a_third_of_its_time_is_left(now: float, *, good: bool) -> None:
    assert is_good(_BOUND, kind="bound", lifetime=3600, now=now) is good


@pytest.mark.parametrize(
    ("lifetime", "good"), [(3600, True), (7200, True), (3599, False)], ids=["as asked", "server gave less", "shortened"]
)
def test_a_bound_token_may_last_shorter_than_asked_for_but_not_longer(lifetime: int, *, good: bool) -> None:
    assert is_good(_BOUND, kind="bound", lifetime=lifetime, now=1000) is good


@pytest.mark.parametrize(("issued", "expires"), [(0, 4600), (1000, 0), (4600, 1000), (1000, 1000)])
def test_a_bound_token_with_impossible_times_is_not_good(issued: int, expires: int) -> None:
    claims = TokenClaims("shop", "project", UID, issued=issued, expires=expires)
    assert not is_good(claims, kind="bound", lifetime=10_000, now=500)


def test_a_long_lived_token_is_good_and_one_of_the_other_kind_is_not() -> None:
    long_lived = TokenClaims("shop", "project", UID, secret="project-token")
    assert is_good(long_lived, kind="secret", lifetime=3600, now=1e9)
    assert not is_good(long_lived, kind="bound", lifetime=3600, now=1000)
    assert not is_good(_BOUND, kind="secret", lifetime=3600, now=1000)
