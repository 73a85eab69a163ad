"""What an error answer of the API server becomes, and what of it is left out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slipway import errors
from slipway.cluster.http import error_answer
from slipway.cluster.http.error_answer import api_error
from slipway.errors import ApiError, Conflict, Forbidden, Redirected, ServerFailed
from slipway.resource_attributes import ResourceAttributes
from tests.fixtures.planted import PLANTED, SECRET, assert_nothing_is_kept
from tests.fixtures.scripted_server import status_object

CREATE = ResourceAttributes(verb="create", version="v1", resource="namespaces", name="shop", kind="Namespace")
APPLY = ResourceAttributes(
    verb="patch", group="apps", version="v1", resource="deployments", name="web", namespace="shop", kind="Deployment"
)
SENT = {"spec": {"replicas": 2, "template": {"spec": {"containers": [{"name": "web", "image": "web:2"}]}}}}
AGAIN = "run slipway rbac for these projects again"
REFUSALS = {
    "quota": "exceeded quota: small, requested: pods=1, used: pods=3, limited: pods=3",
    "pod security": 'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    "terminating": "unable to create new content in namespace x because it is being terminated",
    "admission policy": "ValidatingAdmissionPolicy 'runner' with binding 'runner' denied request: no",
    "escalation": 'user "u" (groups=[]) is attempting to grant RBAC permissions not currently held',
}
"""What follows on: <object> is forbidden."""


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (300, Redirected),
        (301, Redirected),
        (399, Redirected),
        (400, errors.BadRequest),
        (401, errors.Unauthorized),
        (403, Forbidden),
        (404, errors.NotFound),
        (405, errors.MethodNotAllowed),
        (409, Conflict),
        (410, errors.Gone),
        (418, ApiError),
        (422, errors.Invalid),
        (429, errors.TooManyRequests),
        (500, ServerFailed),
        (503, ServerFailed),
        (999, ServerFailed),
    ],
)
def test_each_status_has_its_class(status: int, kind: type[ApiError]) -> None:
    error = api_error(status, None)
    assert type(error) is kind
    assert str(error).startswith(f"Kubernetes error: {status} ")


@pytest.mark.parametrize(
    ("status", "reason"),
    [(302, "Redirect"), (404, "NotFound"), (418, "RequestFailed"), (500, "InternalError"), (599, "ServerError")],
)
def test_a_status_without_a_reason_gets_one(status: int, reason: str) -> None:
    assert api_error(status, None).reason == reason


@pytest.mark.parametrize("reason", sorted(error_answer._REASONS))
def test_a_reason_of_kubernetes_is_kept(reason: str) -> None:
    assert api_error(409, status_object(409, reason)).reason == reason


@pytest.mark.parametrize("text", [SECRET, "correcthorsebatterystaple", "with space", PLANTED, "", None, 5, ["Gone"]])
def test_any_other_reason_is_replaced_by_that_of_the_status(text: Any) -> None:
    assert api_error(403, status_object(403, text)).reason == "Forbidden"


def test_a_redirect_has_no_reason_of_the_servers() -> None:
    assert api_error(302, status_object(302, "Forbidden")).reason == "Redirect"


@pytest.mark.parametrize("status", [300, 307, 400, 401, 403, 404, 405, 409, 410, 418, 422, 429, 500, 503, 599])
def test_nothing_that_the_server_says_is_kept(status: int) -> None:
    cause = {"reason": PLANTED, "message": f'conflict with "{SECRET}"{PLANTED}', "field": f"spec.{SECRET}"}
    body = status_object(
        status,
        PLANTED,
        f"exceeded quota {PLANTED}",
        metadata={"continue": PLANTED},
        details={"name": PLANTED, "kind": PLANTED, "uid": PLANTED, "retryAfterSeconds": PLANTED, "causes": [cause] * 9},
        more=PLANTED,
    )
    assert_nothing_is_kept(api_error(status, body, APPLY, sent=SENT, authorization=f"Bearer {SECRET}"))


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
_CAUSES = st.fixed_dictionaries({}, optional={"field": _JSON, "message": _JSON, "reason": _JSON})


@given(
    st.integers(300, 599),
    st.fixed_dictionaries(
        {"kind": st.just("Status")},
        optional={
            "reason": _JSON,
            "message": _JSON,
            "details": _JSON | st.fixed_dictionaries({"causes": _JSON | st.lists(_CAUSES)}),
        },
    )
    | _JSON,
)
def test_any_body_gives_an_error_of_ours(status: int, body: Any) -> None:
    error = api_error(status, body, APPLY, sent=SENT)
    assert error.status == status
    assert str(error).startswith(f"Kubernetes error: {status} ")
    assert str(error).isascii()
    assert str(error).isprintable()


@given(st.text(min_size=8))
def test_any_text_in_any_place_is_left_out(text: str) -> None:
    said = f"\x1b{text}"
    cause = {"reason": said, "message": said, "field": said}
    error = api_error(409, status_object(409, said, said, details={"causes": [cause]}), APPLY, sent=SENT)
    assert vars(error) == vars(api_error(409, None, APPLY))


def test_of_many_causes_the_first_are_told() -> None:
    sent = {"spec": {"list": list(range(1000))}}
    causes = [{"field": f"spec.list[{number}]"} for number in range(1000)]
    assert len(api_error(422, status_object(422, "Invalid", details={"causes": causes}), sent=sent).fields) == 20


def test_an_object_that_is_refused_tells_the_fields_to_check() -> None:
    causes = [{"field": "spec.replicas", "message": PLANTED}, {"field": "spec.selector"}, {"field": "spec.replicas"}]
    error = api_error(422, status_object(422, "Invalid", details={"causes": causes}), APPLY, sent=SENT)
    assert error.fields == ("spec.replicas", "spec.selector")
    assert str(error).endswith("the object is refused; check spec.replicas, spec.selector")
    assert_nothing_is_kept(error)


def test_an_object_that_is_refused_as_a_whole_says_so() -> None:
    assert "the object is refused; check the values given for it" in str(api_error(422, None, APPLY))


@pytest.mark.parametrize(
    ("cause", "hint"),
    [
        ("quota", "a resource quota of the namespace is used up; raise it, or remove what is not needed"),
        ("pod security", "the namespace's pod security level refuses the pod; change the pod or the level"),
        ("terminating", "the namespace is being deleted; wait until it is gone and run again"),
        ("escalation", f"an account may not give rights that it does not have; for a runner, {AGAIN}"),
        ("admission policy", f"an admission policy of the cluster refuses it; if it is a runner's, {AGAIN}"),
    ],
)
def test_a_known_cause_of_a_refusal_is_told_in_our_words(cause: str, hint: str) -> None:
    body = status_object(403, "Forbidden", f'pods "a" is forbidden: {REFUSALS[cause]}')
    error = api_error(403, body, CREATE)
    assert str(error) == f"Kubernetes error: 403 Forbidden on create namespaces/shop: {hint}"
    assert REFUSALS[cause] not in repr(error)


@pytest.mark.parametrize("message", [None, 5, ["exceeded quota"], "x" * 70_000 + "exceeded quota"])
def test_a_message_of_another_form_or_without_end_is_no_known_cause(message: Any) -> None:
    assert "grant it the verb" in str(api_error(403, status_object(403, "Forbidden", message), CREATE))


def test_a_missing_right_is_told_from_the_request_with_who_asked() -> None:
    message = f'namespaces is forbidden: User "{SECRET}" cannot create resource "secrets" {PLANTED}'
    body = status_object(403, "Forbidden", message)
    error = api_error(403, body, CREATE, account="service account deploy in namespace ci")
    assert str(error) == (
        "Kubernetes error: 403 Forbidden: service account deploy in namespace ci may not create namespaces/shop; "
        "grant it the verb create on namespaces, or use another account"
    )
    assert_nothing_is_kept(error)


def test_a_missing_right_names_api_group_and_subresource() -> None:
    scale = ResourceAttributes(
        verb="update", group="apps", resource="deployments", subresource="scale", name="web", namespace="shop"
    )
    assert str(api_error(403, None, scale)) == (
        "Kubernetes error: 403 Forbidden: this account may not update deployments/web/scale in namespace shop; "
        "grant it the verb update on deployments/scale of API group apps, or use another account"
    )


def test_a_refusal_of_what_is_no_resource_asks_for_the_right() -> None:
    assert str(api_error(403, None)) == (
        "Kubernetes error: 403 Forbidden: this account may not do that; ask for the right or use another account"
    )


def test_a_redirect_says_that_none_is_followed() -> None:
    assert str(api_error(307, None)) == (
        "Kubernetes error: 307 Redirect: redirects are never followed; give the API server's own address"
    )


def test_http_sent_to_a_tls_port_is_told_by_its_plain_text_answer() -> None:
    assert "check the scheme (https)" in str(api_error(400, None))
    assert "check the scheme" not in str(api_error(400, status_object(400, "BadRequest")))


def test_an_api_that_is_not_installed_is_told_by_its_plain_text_answer() -> None:
    assert str(api_error(404, None, APPLY)) == (
        "Kubernetes error: 404 NotFound on patch deployments/web in namespace shop: the server has no deployments in "
        "version v1 of the API group apps; install its CRDs, or check the path of the server's address"
    )
    metrics = ResourceAttributes(verb="list", group="metrics.k8s.io", version="v1beta1", resource="pods")
    assert "API group metrics.k8s.io; install metrics-server, or check" in str(api_error(404, None, metrics))
    assert "check that the name and the namespace exist" in str(api_error(404, None, CREATE))
    assert "check that the name and the namespace exist" in str(api_error(404, status_object(404, "NotFound"), APPLY))
