"""Which manager owns which field, from the answer to an apply; and what no such answer is."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.cluster.http.error_answer import api_error
from slipway.errors import FieldConflict
from slipway.resource_attributes import ResourceAttributes
from tests.fixtures.planted import PLANTED, SECRET, assert_nothing_is_kept
from tests.fixtures.scripted_server import status_object

CREATE = ResourceAttributes(verb="create", version="v1", resource="namespaces", name="shop", kind="Namespace")
APPLY = ResourceAttributes(
    verb="patch", group="apps", version="v1", resource="deployments", name="web", namespace="shop", kind="Deployment"
)
SENT = {"spec": {"replicas": 2, "template": {"spec": {"containers": [{"name": "web", "image": "web:2"}]}}}}
IMAGE = '.spec.template.spec.containers[name="web"].image'


def conflict(*causes: Any) -> dict[str, Any]:
    return status_object(409, "Conflict", details={"causes": list(causes)})


def owned(field: str, manager: str) -> dict[str, str]:
    message = f'conflict with "{manager}" using apps/v1'
    return {"reason": "FieldManagerConflict", "message": message, "field": field}


def test_an_apply_that_is_in_conflict_tells_which_manager_owns_which_field() -> None:
    body = conflict(owned(".spec.replicas", "kube-controller-manager"), owned(IMAGE, "kubectl"), owned(IMAGE, "argocd"))
    error = api_error(409, body, APPLY, sent=SENT)
    image = IMAGE.removeprefix(".")
    assert error.fields == ("spec.replicas", image)
    assert error.conflicts == (
        FieldConflict("spec.replicas", "kube-controller-manager"),
        FieldConflict(image, "kubectl"),
        FieldConflict(image, "argocd"),
    )
    assert "another manager has set spec.replicas" in str(error)
    assert "take it over (adopt: true for a project, force in the client)" in str(error)


def test_a_field_without_a_manager_is_no_conflict_of_managers() -> None:
    body = conflict({"field": "spec.replicas", "message": "must be positive"})
    assert api_error(409, body, APPLY, sent=SENT).conflicts == ()


@pytest.mark.parametrize("manager", [PLANTED, "a b", "ä", "x" * 129, ""])
def test_a_manager_whose_name_may_not_be_shown_is_a_conflict_all_the_same(manager: str) -> None:
    error = api_error(409, conflict(owned("spec.replicas", manager)), APPLY, sent=SENT)
    assert error.conflicts == (FieldConflict("spec.replicas", ""),)


@pytest.mark.parametrize(
    "manager", [SECRET, SECRET[:20], f"x-{SECRET}-y"], ids=["the token", "a part of it", "more than it"]
)
def test_a_token_that_is_echoed_as_a_manager_is_not_told(manager: str) -> None:
    body = conflict(owned("spec.replicas", manager))
    error = api_error(409, body, APPLY, sent=SENT, authorization=f"Bearer {SECRET}")
    assert error.conflicts == (FieldConflict("spec.replicas", ""),)
    assert_nothing_is_kept(error)


def test_an_object_that_exists_already_has_no_hint_of_managers() -> None:
    error = api_error(409, status_object(409, "AlreadyExists"), CREATE, sent=SENT)
    assert str(error) == "Kubernetes error: 409 AlreadyExists on create namespaces/shop"


@pytest.mark.parametrize(
    "body",
    [
        conflict("no cause"),
        conflict({"field": 5}),
        conflict({"message": "no field"}),
        status_object(409, "Conflict", details={"causes": "none"}),
        status_object(409, "Conflict", details=["none"]),
        {"kind": "Pod", "details": {"causes": [owned("spec.replicas", "helm")]}},
        [],
        None,
    ],
)
def test_causes_of_another_form_are_left_out(body: Any) -> None:
    error = api_error(409, body, APPLY, sent=SENT)
    assert (error.fields, error.conflicts) == ((), ())
