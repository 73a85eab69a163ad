"""Equality is proved from the live object and its managedFields; a doubt is left to the server."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.converge.compare import cleaned, is_applied_by_us, is_made_by_us, is_proved_equal, same

Fields = dict[str, Any]


def settings(**data: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x", "namespace": "n"}, "data": data}


def found(manifest: dict[str, Any], owned: Fields, **entry: Any) -> dict[str, Any]:
    """The manifest as the server returns it, where our last apply gave the owned fields."""
    ours = {"manager": "slipway", "operation": "Apply", "apiVersion": manifest["apiVersion"], "fieldsV1": owned} | entry
    others = {"manager": "kubectl-edit", "operation": "Update", "apiVersion": "v1", "fieldsV1": {"f:data": {"f:y": {}}}}
    noise = {"uid": "1", "resourceVersion": "7", "creationTimestamp": "2026-01-01T00:00:00Z"}
    return {**manifest, "metadata": {**manifest["metadata"], **noise, "managedFields": [others, ours]}}


def owning(*keys: str) -> Fields:
    return {"f:data": {".": {}, **{f"f:{key}": {} for key in keys}}}


def test_an_object_as_we_applied_it_is_equal() -> None:
    assert is_proved_equal(settings(x="1"), found(settings(x="1"), owning("x")))


def test_a_field_that_is_ours_and_no_longer_wanted_is_a_removal() -> None:
    assert not is_proved_equal(settings(x="1"), found(settings(x="1", y="2"), owning("x", "y")))


def test_a_field_that_another_manager_added_is_no_change() -> None:
    assert is_proved_equal(settings(x="1"), found(settings(x="1", y="2"), owning("x")))


def test_another_value_is_not_equal() -> None:
    assert not is_proved_equal(settings(x="1"), found(settings(x="2"), owning("x")))


def test_a_missing_field_is_not_equal() -> None:
    assert not is_proved_equal(settings(x="1", y="2"), found(settings(x="1"), owning("x")))


def test_an_equal_field_that_another_manager_owns_is_equal() -> None:
    assert is_proved_equal(settings(x="1", y="2"), found(settings(x="1", y="2"), owning("x")))


def test_a_label_that_is_ours_and_no_longer_wanted_is_a_removal() -> None:
    wanted = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x", "labels": {"a": "1"}}}
    live = {**wanted, "metadata": {"name": "x", "labels": {"a": "1", "b": "2"}}}
    owned = {"f:metadata": {"f:labels": {"f:a": {}, "f:b": {}}}}
    assert not is_proved_equal(wanted, found(live, owned))


def test_labels_of_others_are_no_change_even_when_none_is_ours() -> None:
    wanted = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x", "labels": {"a": "1"}}}
    live = {**wanted, "metadata": {"name": "x", "labels": {"a": "1", "b": "2"}}}
    assert is_proved_equal(wanted, found(live, {}))


def test_all_labels_dropped_is_a_removal() -> None:
    wanted = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x"}}
    live = {**wanted, "metadata": {"name": "x", "labels": {"a": "1"}}}
    assert not is_proved_equal(wanted, found(live, {"f:metadata": {"f:labels": {".": {}, "f:a": {}}}}))


def test_a_map_that_is_ours_as_a_whole_must_be_exactly_as_wanted() -> None:
    """An atomic map is replaced, so that a key of another manager in it would go."""
    wanted, live = settings(x="1"), settings(x="1", y="2")
    assert not is_proved_equal(wanted, found(live, {"f:data": {}}))
    assert is_proved_equal(live, found(live, {"f:data": {}}))


def test_a_map_of_which_nothing_is_ours_is_not_proved_unless_it_is_exactly_as_wanted() -> None:
    assert not is_proved_equal(settings(x="1"), found(settings(x="1", y="2"), {}))
    assert is_proved_equal(settings(x="1"), found(settings(x="1"), {}))


@pytest.mark.parametrize(
    ("wanted", "live"),
    [
        ({"cpu": "500m"}, {"cpu": "0.5"}),
        ([{"port": 80}], [{"port": 80, "protocol": "TCP"}]),
        (["a", "b"], ["b", "a"]),
        (["a"], ["a", "b"]),
        (None, "x"),
        (True, 1),
        ("1", 1),
        ({}, None),
    ],
    ids=["quantity", "defaulted list", "order", "longer list", "null", "true and 1", "text and number", "empty map"],
)
def test_what_the_server_may_see_otherwise_is_left_to_a_dry_run(wanted: Any, live: Any) -> None:
    assert not is_proved_equal(settings(x=wanted), found(settings(x=live), {"f:data": {"f:x": {"k:{}": {}}}}))


def container(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "image": "x", **more}


def item_owned(*names: str, **more: Any) -> Fields:
    items = {f'k:{{"name":"{name}"}}': {".": {}, "f:name": {}, "f:image": {}, **more} for name in names}
    return {"f:data": {"f:x": items}}


def test_an_item_that_the_server_completed_is_equal_when_its_key_is_ours() -> None:
    live = settings(x=[container("a", imagePullPolicy="Always")])
    assert is_proved_equal(settings(x=[container("a")]), found(live, item_owned("a")))


def test_items_of_others_in_a_list_with_keys_are_no_change() -> None:
    live = settings(x=[container("a"), container("sidecar"), container("b")])
    assert is_proved_equal(settings(x=[container("a"), container("b")]), found(live, item_owned("a", "b")))


@pytest.mark.parametrize(
    ("wanted", "live", "owned"),
    [
        ([container("a")], [container("a"), container("b")], item_owned("a", "b")),
        ([container("a", image="y")], [container("a")], item_owned("a")),
        ([container("b"), container("a")], [container("a"), container("b"), container("c")], item_owned("a", "b")),
        ([container("a")], [container("a", tty=True)], item_owned("a", **{"f:tty": {}})),
        ([{"image": "x"}], [container("a")], item_owned("a")),
        ([container("a")], [container("a"), container("a")], item_owned("a")),
        ([container("a")], [container("a"), 1], {"f:data": {"f:x": {"k:no json": {}}}}),
        (["a"], ["a", "b"], {"f:data": {"f:x": {'v:"a"': {}}}}),
    ],
    ids=["item gone", "item changed", "order", "field gone", "no key", "key twice", "odd key", "set"],
)
def test_a_list_with_keys_that_is_not_as_applied_is_left_to_a_dry_run(wanted: Any, live: Any, owned: Fields) -> None:
    assert not is_proved_equal(settings(x=wanted), found(settings(x=live), owned))


def test_an_object_is_applied_by_us_only_by_an_entry_of_our_apply() -> None:
    assert is_applied_by_us(found(settings(x="1"), owning("x")))
    assert not is_applied_by_us(found(settings(x="1"), owning("x"), manager="helm"))
    assert not is_applied_by_us(settings(x="1"))


def test_an_object_is_made_by_us_by_an_entry_of_any_verb_of_ours() -> None:
    assert is_made_by_us(found(settings(x="1"), owning("x"), operation="Update"))
    assert not is_made_by_us(found(settings(x="1"), owning("x"), manager="helm"))


def test_fields_given_in_another_api_version_are_not_proved() -> None:
    assert not is_proved_equal(settings(x="1"), found(settings(x="1"), owning("x"), apiVersion="v1beta1"))


def test_two_entries_of_ours_are_not_proved() -> None:
    live = found(settings(x="1"), owning("x"))
    live["metadata"]["managedFields"] *= 2
    assert not is_proved_equal(settings(x="1"), live)


@pytest.mark.parametrize(
    "entry", [{"manager": "helm"}, {"operation": "Update"}, {"subresource": "status"}], ids=lambda entry: str(*entry)
)
def test_fields_that_our_apply_did_not_give_are_not_ours(entry: dict[str, str]) -> None:
    live = found(settings(x="1"), owning("x", "gone"), **entry)
    assert is_proved_equal(settings(x="1"), live)


@pytest.mark.parametrize("managed", ["text", [1, "x", None], [{"manager": "slipway", "operation": "Apply"}]])
def test_odd_managed_fields_are_no_reason_to_fail(managed: Any) -> None:
    live = settings(x="2")
    live["metadata"]["managedFields"] = managed
    assert not is_proved_equal(settings(x="1"), live)


def test_cleaning_takes_away_what_the_server_keeps_for_itself() -> None:
    live = found(settings(x="1"), owning("x")) | {"status": {"phase": "Active"}}
    live["metadata"] |= {"generation": 3, "selfLink": "/x"}
    assert cleaned(live) == settings(x="1")


def test_true_is_not_one() -> None:
    assert same([{"a": True}], [{"a": True}])
    assert not same(True, 1)  # noqa: FBT003  # the value under test
    assert not same([0], [False])
