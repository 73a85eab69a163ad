"""What profiles and templates ask of a runner, and the rights that follow."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.projects.runner_needs import RunnerNeeds, extra_kind, needs_of
from slipway.projects.runner_rights import role_rules, runner_rights

RBAC = "rbac.authorization.k8s.io"
PODS = {"api_groups": [""], "resources": ["pods"], "verbs": ["get"]}


def names_of(needs: RunnerNeeds, resource: str, verb: str) -> list[tuple[str, ...]]:
    """The names for which each right on a resource holds this verb; an empty one for all."""
    return [right.names for right in runner_rights(needs) if right.resource == resource and verb in right.verbs]


def test_a_project_that_says_nothing_needs_edit_and_baseline() -> None:
    needs = needs_of([{}])
    assert (needs.cluster_roles, needs.pod_security, needs.tokens) == (("edit",), ("baseline",), frozenset())


def test_what_profiles_say_is_put_together_and_sorted() -> None:
    bindings = [{"cluster_role": "view", "groups": ["b", "a"], "users": ["x"], "service_accounts": ["ops/ci"]}]
    needs = needs_of([{"cluster_role": "view", "token": "bound"}, {"bindings": bindings, "token": "secret"}])
    assert needs.cluster_roles == ("edit", "view")
    assert (needs.groups, needs.users, needs.service_accounts) == (("a", "b"), ("x",), ("ops/ci",))
    assert needs.tokens == {"bound", "secret"}


def test_a_project_of_own_rules_binds_no_cluster_role() -> None:
    needs = needs_of([{"rules": [PODS]}])
    assert needs.cluster_roles == ()
    assert not names_of(needs, "clusterroles", "bind")


def test_rules_are_held_once_however_often_they_are_given() -> None:
    needs = needs_of([{"rules": [PODS]}, {"rules": [dict(reversed(PODS.items()))]}])
    assert needs.rules == ({"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]},)
    assert needs.rules[0] in role_rules(needs)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"resources": ["secrets"], "verbs": ["list"]}, "to read all Secrets"),
        ({"resources": ["secrets"], "verbs": ["*"]}, "to read all Secrets"),
        ({"api_groups": ["*"], "resources": ["secrets"], "verbs": ["watch"]}, "to read all Secrets"),
        (
            {"resources": ["secrets"], "verbs": ["get"], "resource_names": ["b", "a"]},
            "to read each Secret named 'a' or 'b'",
        ),
        ({"resources": ["nodes/proxy"], "verbs": ["get"]}, "to run whatever it likes on the nodes"),
        ({"api_groups": ["*"], "resources": ["*/proxy"], "verbs": ["create"]}, "to run whatever it likes on the nodes"),
        ({"resources": ["*"], "verbs": ["get"]}, "on every resource"),
        ({"resources": ["*/*"], "verbs": ["get"]}, "on every resource"),
        ({"api_groups": [RBAC], "resources": ["roles"], "verbs": ["escalate"]}, "to escalate"),
        ({"api_groups": [RBAC], "resources": ["clusterroles"], "verbs": ["bind"]}, "to bind"),
        ({"api_groups": [RBAC], "resources": ["roles"], "verbs": ["*"]}, "to hand on any right"),
        ({"resources": ["users"], "verbs": ["impersonate"]}, "to impersonate"),
        ({"resources": ["serviceaccounts"], "verbs": ["*"]}, "to hand on any right"),
    ],
)
def test_a_rule_that_gives_its_holder_the_cluster_is_refused(rule: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidInput, match=f"^rules: rule 1: .* and this one is {reason}.*; make a ClusterRole"):
        needs_of([{"rules": [rule]}])


@pytest.mark.parametrize(
    "rule",
    [
        {"resources": ["secrets"], "verbs": ["create", "delete"]},
        {"api_groups": ["apps"], "resources": ["deployments"], "verbs": ["*"]},
        {"api_groups": [RBAC], "resources": ["roles"], "verbs": ["get", "list"]},
        {"api_groups": ["example.com"], "resources": ["secrets"], "verbs": ["get"]},
        {"api_groups": ["example.com"], "resources": ["nodes/proxy"], "verbs": ["get"]},
        {"resources": ["services/proxy"], "verbs": ["get"]},
    ],
)
def test_other_rules_may_be_held(rule: dict[str, Any]) -> None:
    assert len(needs_of([{"rules": [rule]}]).rules) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ConfigMap", ("", "configmaps")),
        ("apps/Deployment", ("apps", "deployments")),
        (f"{RBAC}/Role", (RBAC, "roles")),
    ],
)
def test_an_extra_kind_is_named_by_group_and_kind(text: str, expected: tuple[str, str]) -> None:
    assert extra_kind(text) == expected


@pytest.mark.parametrize("text", ["configmaps", "v1/ConfigMap", "Node", "apps/v1/Deployment", "", "/", "Secret"])
def test_other_words_are_no_extra_kind(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^kind "):
        extra_kind(text)


def test_what_templates_made_says_what_they_need() -> None:
    def made(version: str, kind: str, name: str, **fields: Any) -> dict[str, Any]:
        return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": "shop"}, **fields}

    subjects = [
        {"kind": "ServiceAccount", "name": "ci", "namespace": "shop"},
        {"kind": "ServiceAccount", "name": "deployer", "namespace": "ops"},
        {"kind": "Group", "name": "staff"},
    ]
    role = {"kind": "ClusterRole", "name": "view"}
    rule = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}
    needs = needs_of(
        [{}],
        extra_manifests=[
            made("v1", "Secret", "registry"),
            made("apps/v1", "Deployment", "web"),
            made(f"{RBAC}/v1", "RoleBinding", "ci", roleRef=role, subjects=subjects),
            made(f"{RBAC}/v1", "Role", "ci", rules=[rule]),
        ],
    )
    assert needs.secrets == ("registry",)
    assert needs.extra_kinds == (("apps", "deployments"), (RBAC, "rolebindings"), (RBAC, "roles"))
    assert needs.cluster_roles == ("edit", "view")
    assert (needs.own_accounts, needs.service_accounts, needs.groups) == (
        ("ci", "project"),
        ("ops/deployer",),
        ("staff",),
    )
    assert needs.rules == (rule,)


@pytest.mark.parametrize(
    ("resource", "verb", "names"),
    [
        ("serviceaccounts", "create", [("project",)]),
        ("serviceaccounts", "delete", [()]),
        ("serviceaccounts/token", "create", []),
        ("secrets", "get", [("project-token",)]),
        ("secrets", "create", []),
        ("roles", "patch", []),
        ("clusterroles", "get", [("edit",)]),
        ("clusterroles", "bind", [("edit",)]),
        ("namespaces", "create", [()]),
        ("pods", "get", []),
    ],
)
def test_writing_is_limited_to_names(resource: str, verb: str, names: list[tuple[str, ...]]) -> None:
    assert names_of(needs_of([{}]), resource, verb) == names


@pytest.mark.parametrize(
    ("settings", "resource", "verb", "names"),
    [
        ({"token": "bound"}, "serviceaccounts/token", "create", ("project",)),
        ({"token": "secret"}, "secrets", "watch", ("project-token",)),
        ({"rules": [PODS]}, "roles", "create", ("slipway-project",)),
    ],
)
def test_a_right_comes_with_the_setting_that_needs_it(
    settings: dict[str, Any], resource: str, verb: str, names: tuple[str, ...]
) -> None:
    assert names in names_of(needs_of([settings]), resource, verb)


def test_a_binding_has_a_stand_in_that_may_be_written_too() -> None:
    [names] = names_of(needs_of([{"bindings": [{"cluster_role": "view", "users": ["x"]}]}]), "rolebindings", "create")
    assert {"slipway-project", "slipway-project-next", "slipway-bind-view", "slipway-bind-view-next"} <= set(names)


@pytest.mark.parametrize(
    "needs",
    [needs_of([{"token": "bound"}, {"token": "secret"}, {"rules": [PODS]}], [extra_kind("apps/Deployment")], ["a"])],
)
def test_no_right_reads_secrets_but_by_name_or_hands_on_rights(needs: RunnerNeeds) -> None:
    for right in runner_rights(needs):
        assert right.resource != "secrets" or right.names
        assert right.resource != "serviceaccounts/token" or right.names == ("project",)
        assert "bind" not in right.verbs or right.names
        assert not {"*", "escalate", "impersonate", "deletecollection"} & {right.resource, right.group, *right.verbs}
