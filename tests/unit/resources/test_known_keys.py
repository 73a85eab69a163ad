"""A key that is not known is refused, since it would be without effect, and so is what is no mapping."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.resources.account_name import account_place
from slipway.resources.known_keys import check_keys


@pytest.mark.parametrize("given", [{}, {"a": 1}, {"b": None, "a": 1}])
def test_known_keys_are_taken(given: Any) -> None:
    check_keys(given, ("a", "b"), "place")


@pytest.mark.parametrize(
    ("given", "place", "sentence"),
    [
        ({"c": 1}, "network", "network: 'c' is not known; it has a, b"),
        ({"a": 1, 7: 1}, "", "'7' is not known; it has a, b"),
        ({"\x1b": 1}, "", r"'\x1b' is not known; it has a, b"),
        (["a"], "rules: rule 1", "rules: rule 1: a mapping with a, b is needed"),
        (None, "", "a mapping with a, b is needed"),
    ],
)
def test_other_keys_are_refused_with_those_there_are(given: Any, place: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_keys(given, ("a", "b"), place)
    assert str(refused.value) == sentence


def test_an_account_is_named_with_its_namespace() -> None:
    assert account_place("ops/ci.bot", "account") == ("ops", "ci.bot")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ci", "account 'ci' names no namespace; write NAMESPACE/NAME"),
        ("/ci", "account '/ci': namespace '' is not a name"),
        ("ops/", "account 'ops/': name '' is not a name"),
        ("ops/a/b", "account 'ops/a/b': name 'a/b' is not a name"),
        ("o.p/ci", "account 'o.p/ci': namespace 'o.p' is not a name"),
    ],
)
def test_what_is_no_account_of_a_namespace_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        account_place(text, "account")
    assert str(refused.value).startswith(sentence)
