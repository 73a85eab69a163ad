"""Roles with rules of a project's own."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.resources.role import policy_rules, role


def test_a_role_carries_its_rules_in_the_words_of_the_api() -> None:
    rules = [
        {"api_groups": ["apps"], "resources": ["deployments"], "verbs": ["get"], "resource_names": ["web", "a:b"]},
        {"resources": ["pods", "pods/log"], "verbs": ["get", "list"]},
    ]
    assert role("slipway-project", "shop-1", rules, {"team": "shop"}) == {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": {"name": "slipway-project", "namespace": "shop-1", "labels": {"team": "shop"}},
        "rules": [
            {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get"], "resourceNames": ["web", "a:b"]},
            {"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list"]},
        ],
    }


def test_an_empty_list_of_names_is_left_out_as_the_server_does_it() -> None:
    (rule,) = policy_rules([{"resources": ["pods"], "verbs": ["get"], "resource_names": []}])
    assert "resourceNames" not in rule


def test_the_rules_given_are_not_shared_with_the_manifest() -> None:
    verbs = ["get"]
    (rule,) = policy_rules([{"resources": ["pods"], "verbs": verbs}])
    verbs.append("delete")
    assert rule["verbs"] == ["get"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("api_groups", ""),
        ("api_groups", "*"),
        ("api_groups", "apps"),
        ("api_groups", "networking.k8s.io"),
        ("resources", "*"),
        ("resources", "*/scale"),
        ("resources", "pods/*"),
        ("resources", "pods/log"),
        ("resources", "virtual-machines"),
        ("verbs", "*"),
        ("verbs", "deletecollection"),
        ("verbs", "impersonate:user-info"),
        ("resource_names", "system:controller"),
        ("resource_names", "Web"),
        ("resource_names", "*"),
    ],
)
def test_what_a_rule_may_say_is_taken_as_it_is(field: str, value: str) -> None:
    api_names = {"api_groups": "apiGroups", "resource_names": "resourceNames"}
    (rule,) = policy_rules([{"resources": ["pods"], "verbs": ["get"], field: [value]}])
    assert rule[api_names.get(field, field)] == [value]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("api_groups", "apps/v1"),
        ("api_groups", "Apps"),
        ("api_groups", "apps."),
        ("api_groups", " "),
        ("resources", ""),
        ("resources", "Pods"),
        ("resources", "deployments.apps"),
        ("resources", "pods/"),
        ("resources", "/log"),
        ("resources", "pods/log/x"),
        ("resources", "**"),
        ("verbs", ""),
        ("verbs", "Get"),
        ("verbs", "get, list"),
        ("verbs", "get\n"),
        ("resource_names", ""),
        ("resource_names", "."),
        ("resource_names", ".."),
        ("resource_names", "a/b"),
        ("resource_names", "50%"),
        ("resource_names", "a\nb"),
        ("resource_names", "\ud800"),
        ("resource_names", "x" * 254),
    ],
)
def test_what_would_give_no_rights_is_refused_naming_the_rule(field: str, value: str) -> None:
    good = {"resources": ["pods"], "verbs": ["get"]}
    with pytest.raises(InvalidInput) as refused:
        policy_rules([good, {**good, field: [value]}])
    assert str(refused.value).startswith("rules: rule 2: ")
    assert f"cannot be one of {field}; write" in str(refused.value)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("get pods", "rules: rule 1: a mapping with api_groups, resources, verbs, resource_names is needed"),
        ({"verbs": ["get"]}, "rules: rule 1: resources is empty; a rule says which resources it is about"),
        ({"resources": ["pods"]}, "rules: rule 1: verbs is empty; a rule says which verbs it is about"),
        ({"resources": ["pods"], "verbs": ["get"], "api_groups": []}, "rules: rule 1: api_groups is empty"),
        ({"resources": "pods", "verbs": ["get"]}, "rules: rule 1: resources is a list of texts"),
        ({"resources": [1], "verbs": ["get"]}, "rules: rule 1: resources is a list of texts"),
        ({"nonResourceURLs": ["/healthz"]}, "rules: rule 1: 'nonResourceURLs' is not known"),
        (
            {"apiGroups": [""]},
            "rules: rule 1: 'apiGroups' is not known; it has api_groups, resources, verbs, resource_",
        ),
        ({1: ["x"]}, "rules: rule 1: '1' is not known"),
    ],
    ids=repr,
)
def test_a_rule_in_another_form_is_refused(rule: Any, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        policy_rules([rule])
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("rules", [[], None, {}, "get", 1], ids=repr)
def test_no_rules_are_refused(rules: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^rules: a list of rules is needed"):
        policy_rules(rules)
