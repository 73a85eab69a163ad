"""Who gets a role: accounts, users and groups."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.resources.role_binding import (
    account_subject,
    check_role_name,
    group_subject,
    role_binding,
    role_binding_for,
    user_subject,
)

RBAC = "rbac.authorization.k8s.io"


def test_a_binding_gives_a_role_of_the_namespace_to_many_subjects() -> None:
    subjects = [user_subject("jane@example.com"), group_subject("oidc:team one"), account_subject("bot", "ci")]
    assert role_binding_for("x", "shop-1", "Role", "own", subjects, labels={"a": "b"}) == {
        "apiVersion": f"{RBAC}/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "x", "namespace": "shop-1", "labels": {"a": "b"}},
        "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": "own"},
        "subjects": [
            {"apiGroup": RBAC, "kind": "User", "name": "jane@example.com"},
            {"apiGroup": RBAC, "kind": "Group", "name": "oidc:team one"},
            {"kind": "ServiceAccount", "name": "bot", "namespace": "ci"},
        ],
    }


def test_the_binding_of_an_account_is_one_to_a_cluster_role() -> None:
    subjects = [account_subject("project", "shop-1")]
    expected = role_binding_for("x", "shop-1", "ClusterRole", "edit", subjects, labels={})
    assert role_binding("x", "shop-1", "edit", "project", "shop-1", labels={}) == expected


@pytest.mark.parametrize("name", ["edit", "system:aggregate-to-view", "Team.Lead", "a b", "ä", "x" * 253], ids=repr)
def test_a_role_may_be_called_nearly_anything(name: str) -> None:
    assert check_role_name(name, "cluster_role") == name


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "100%", "a\nb", "\0", "\ud800", "x" * 254, None, 5], ids=repr)
def test_no_role_is_called_that(name: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^cluster_role: .* is not the name of a role; "):
        check_role_name(name, "cluster_role")


def test_a_binding_checks_the_name_of_its_role() -> None:
    with pytest.raises(InvalidInput, match=r"^cluster_role: 'a/b' is not"):
        role_binding_for("x", "shop-1", "ClusterRole", "a/b", [], labels={})
    with pytest.raises(InvalidInput, match=r"^role: 'a/b' is not"):
        role_binding_for("x", "shop-1", "Role", "a/b", [], labels={})


@pytest.mark.parametrize("name", ["jane", "CN=Jane Doe,O=x/y", "https://idp.example/#7", "系統", "100%", "x" * 5000])
def test_users_and_groups_may_be_called_anything_that_can_be_printed(name: str) -> None:
    assert (user_subject(name)["name"], group_subject(name)["name"]) == (name, name)


@pytest.mark.parametrize(
    "name", ["", " ", " jane", "jane ", "a\nb", "a\tb", "a\0", "\u202ejane", "\ud800", None, 7], ids=repr
)
def test_nobody_is_called_that(name: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^users: .* is not the name of anybody"):
        user_subject(name)
    with pytest.raises(InvalidInput, match=r"^groups: .* is not the name of anybody"):
        group_subject(name)
