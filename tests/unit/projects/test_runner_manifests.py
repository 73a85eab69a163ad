"""The manifests that make an account a runner."""

from __future__ import annotations

import json
from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.projects.runner_manifests import runner_manifests, service_account_user
from slipway.projects.runner_needs import needs_of


def made(account: str = "ops/runner", **options: Any) -> list[dict[str, Any]]:
    return runner_manifests("slipway-runner", account, needs_of([{}]), **options)


def policy_text(**options: Any) -> str:
    return " ".join(validation["expression"] for validation in made(**options)[1]["spec"]["validations"])


def test_the_policy_and_its_binding_come_before_the_rights() -> None:
    assert [manifest["kind"] for manifest in made()] == [
        "ServiceAccount",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ClusterRole",
        "ClusterRoleBinding",
    ]


def test_the_policy_judges_this_account_alone_and_refuses_what_it_cannot_judge() -> None:
    spec = made()[1]["spec"]
    [condition] = spec["matchConditions"]
    assert condition["expression"] == 'request.userInfo.username == "system:serviceaccount:ops:runner"'
    assert spec["failurePolicy"] == "Fail"
    assert made()[2]["spec"]["validationActions"] == ["Deny"]


def test_the_runners_own_namespace_is_reserved() -> None:
    assert '"ops"' in policy_text()


@pytest.mark.parametrize(
    ("reserved", "expression"),
    [
        ("billing", '"billing"'),
        ("team-*", '!variables.place.startsWith("team-")'),
        ("*", '!variables.place.startsWith("")'),
    ],
)
def test_reserved_namespaces_are_those_of_the_task(reserved: str, expression: str) -> None:
    assert expression in policy_text(reserved=[reserved])
    assert expression not in policy_text()


@pytest.mark.parametrize("reserved", ["a*b", "A", "", "-*", "a b", 'x"] || true || ["'])
def test_what_names_no_namespace_cannot_be_reserved(reserved: str) -> None:
    with pytest.raises(InvalidInput, match=r"^reserved namespace"):
        made(reserved=[reserved])


@pytest.mark.parametrize("account", ["runner", "/runner", "ops/", "Ops/runner", "ops/run/ner", 'ops/x"y', "a.b/runner"])
def test_an_account_is_a_namespace_and_a_name(account: str) -> None:
    with pytest.raises(InvalidInput, match=r"service account"):
        made(account)


def test_an_account_is_known_to_the_server_by_both() -> None:
    assert service_account_user("ops/runner") == "system:serviceaccount:ops:runner"


def test_a_name_is_quoted_in_the_policy() -> None:
    user = '"] || true || "x" in ["'
    needs = needs_of([{"bindings": [{"cluster_role": "view", "users": [user]}]}])
    policy = runner_manifests("a", "b/c", needs)[1]
    assert json.dumps(user) in json.loads(json.dumps(policy["spec"]["validations"]))[-3]["expression"]
