"""One difference is the source of changed, of the result's summary and of Ansible's diff."""

from __future__ import annotations

import json
from typing import Any

import pytest

from slipway.converge.difference import Action, Difference

SECRET_TEXT = "c2VjcmV0"


def namespace(**labels: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop-1", "labels": labels}}


def secret(annotations: dict[str, str] | None = None, **data: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": "values", "namespace": "shop-1"}
    if annotations:
        metadata["annotations"] = annotations
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": data}


@pytest.mark.parametrize("action", ["created", "updated", "replaced", "removed"])
def test_all_but_unchanged_is_a_change(action: Action) -> None:
    assert Difference(namespace(), action, None, namespace()).changed


def test_unchanged_is_no_change() -> None:
    assert not Difference(namespace(), "unchanged", namespace(), namespace()).changed


def test_the_summary_names_the_object_and_what_is_done() -> None:
    summary = Difference(namespace(), "created", None, namespace()).summary()
    assert summary == {"kind": "Namespace", "name": "shop-1", "action": "created"}


def test_the_summary_of_an_update_names_its_fields_and_who_else_wrote() -> None:
    before = namespace(**{"a": "1", "example.com/b": "1"})
    before["metadata"]["managedFields"] = [
        {"manager": "kubectl-edit", "operation": "Update"},
        {"manager": "slipway", "operation": "Apply"},
        {"manager": "kube-controller-manager", "operation": "Update", "subresource": "status"},
    ]
    assert Difference(namespace(a="2"), "updated", before, namespace(a="2")).summary() == {
        "kind": "Namespace",
        "name": "shop-1",
        "action": "updated",
        "fields": ["metadata.labels.a", "metadata.labels[example.com/b]"],
        "managers": ["kubectl-edit"],
    }


def test_a_removed_object_has_no_after() -> None:
    entry = Difference(namespace(a="1"), "removed", namespace(a="1"), None).diff_entry()
    assert (entry["before"], entry["after"]) == (namespace(a="1"), None)


def test_a_removed_secret_shows_its_keys_alone() -> None:
    entry = Difference(secret(a=SECRET_TEXT), "removed", secret(a=SECRET_TEXT), None).diff_entry()
    assert (entry["before"]["data"], entry["after"]) == ({"a": "[secret]"}, None)


def test_a_created_object_has_no_before() -> None:
    entry = Difference(namespace(a="1"), "created", None, namespace(a="1")).diff_entry()
    assert entry == {
        "before": None,
        "after": namespace(a="1"),
        "before_header": "Namespace shop-1",
        "after_header": "Namespace shop-1",
    }


def test_a_diff_shows_nothing_that_the_server_keeps_for_itself() -> None:
    before = {**namespace(a="1"), "status": {"phase": "Active"}}
    before["metadata"] |= {"resourceVersion": "1", "uid": "u", "managedFields": [{}]}
    after = {**before, "metadata": {**before["metadata"], "resourceVersion": "2", "labels": {"a": "2"}}}
    entry = Difference(namespace(a="2"), "updated", before, after).diff_entry()
    assert (entry["before"], entry["after"]) == (namespace(a="1"), namespace(a="2"))


def test_values_of_a_secret_are_not_in_the_diff() -> None:
    last_applied = {"kubectl.kubernetes.io/last-applied-configuration": f'{{"data":{{"a":"{SECRET_TEXT}"}}}}'}
    before = {**secret(last_applied, a=SECRET_TEXT), "stringData": {"b": SECRET_TEXT}}
    difference = Difference(secret(a=SECRET_TEXT), "updated", before, secret(a=SECRET_TEXT, c=SECRET_TEXT))
    assert SECRET_TEXT not in json.dumps(difference.diff_entry())
    assert SECRET_TEXT not in repr(difference)


def test_which_values_of_a_secret_differ_is_in_the_diff() -> None:
    difference = Difference(secret(), "updated", secret(a="old", b="same"), secret(a="new", b="same", c="more"))
    entry = difference.diff_entry()
    assert entry["before"]["data"] == {"a": "[secret]", "b": "[secret]"}
    assert entry["after"]["data"] == {"a": "[secret, changed]", "b": "[secret]", "c": "[secret]"}


def test_a_created_secret_shows_its_keys_alone() -> None:
    entry = Difference(secret(a=SECRET_TEXT), "created", None, secret(a=SECRET_TEXT)).diff_entry()
    assert entry["after"]["data"] == {"a": "[secret]"}
