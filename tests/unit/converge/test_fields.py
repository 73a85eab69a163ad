"""Which fields differ is told as people write paths, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from slipway.converge.compare import same
from slipway.converge.fields import changed_fields, other_managers

TREES = some.recursive(
    some.integers(0, 2) | some.none() | some.text("ab", max_size=1),
    lambda inner: some.lists(inner, max_size=2) | some.dictionaries(some.sampled_from("abc"), inner, max_size=3),
)


def thing(**spec: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "x"}, "spec": spec}


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        ({"a": 1}, {"a": 1}, ()),
        ({"a": 1}, {"a": 2}, ("spec.a",)),
        ({"a": 1}, {"b": 1}, ("spec.a", "spec.b")),
        ({"hard": {"requests.cpu": "1"}}, {"hard": {"requests.cpu": "2"}}, ("spec.hard[requests.cpu]",)),
        ({}, {"hard": {"pods": "1", "cpu": "1"}}, ("spec.hard.cpu", "spec.hard.pods")),
        ({"x": [{"a": 1}, {"b": 1}]}, {"x": [{"a": 1}, {"b": 2}]}, ("spec.x[1].b",)),
        ({"x": [1]}, {"x": [1, 2]}, ("spec.x",)),
        ({"x": {}}, {"x": 1}, ("spec.x",)),
    ],
    ids=["none", "value", "keys", "key in brackets", "whole map", "item", "longer list", "other type"],
)
def test_the_fields_that_differ_are_named(before: Any, after: Any, fields: tuple[str, ...]) -> None:
    assert changed_fields(thing(**before), thing(**after)) == fields


def test_what_the_server_keeps_for_itself_is_no_field() -> None:
    before = thing(a=1) | {"status": {"phase": "x"}}
    after = {**thing(a=1), "metadata": {"name": "x", "resourceVersion": "2", "generation": 2}}
    assert changed_fields(before, after) == ()


def test_managers_of_the_status_alone_are_left_out() -> None:
    entries = [{"manager": "a"}, {"manager": "b", "subresource": "status"}, {"manager": "slipway"}, "odd"]
    live = {**thing(), "metadata": {"name": "x", "managedFields": entries}}
    assert other_managers(live, "slipway") == ("a",)


def test_managers_that_call_themselves_something_odd_are_not_told() -> None:
    names = ["a", "\x1b[31mb", "c d", "e" * 200, "", None, 7]
    entries = [{"manager": name} for name in names]
    live = {**thing(), "metadata": {"name": "x", "managedFields": entries}}
    assert other_managers(live, "slipway") == ("7", "None", "a")
    many = [{"manager": f"m{number}"} for number in range(50)]
    assert len(other_managers({**thing(), "metadata": {"name": "x", "managedFields": many}}, "slipway")) == 10


def test_keys_that_a_terminal_would_obey_are_escaped() -> None:
    (field,) = changed_fields(thing(x={"\x1b[31m": 1}), thing(x={}))
    assert field.isprintable()


@given(before=TREES, after=TREES)
def test_fields_differ_exactly_when_the_objects_do(before: Any, after: Any) -> None:
    differ = changed_fields(thing(x=before), thing(x=after))
    assert bool(differ) is not same(before, after)
    assert sorted(differ) == sorted(changed_fields(thing(x=after), thing(x=before)))
