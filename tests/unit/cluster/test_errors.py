"""What every error of the library keeps to."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import slipway
from slipway.cluster import errors
from slipway.cluster.errors import ApiError, ConnectionFailed, Forbidden, SlipwayError, api_error
from tests.fixtures.scripted_server import status_object

SECRET = "eyJhbGciOi-planted"
REFUSALS = {
    "quota": "exceeded quota: small, requested: pods=1, used: pods=3, limited: pods=3",
    "pod security": 'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    "terminating": "unable to create new content in namespace x because it is being terminated",
    "escalation": 'user "u" (groups=[]) is attempting to grant RBAC permissions not currently held',
}
"""What follows on: <object> is forbidden."""


def _all_subclasses(kind: type[SlipwayError]) -> Iterator[type[SlipwayError]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from _all_subclasses(subclass)


def _api_errors() -> list[type[ApiError]]:
    kinds = [kind for kind in _all_subclasses(SlipwayError) if issubclass(kind, ApiError)]
    return [kind for kind in kinds if kind.__module__ == errors.__name__]


def test_every_error_of_the_client_is_in_the_picture_of_the_family() -> None:
    assert errors.__doc__ is not None
    defined = {kind.__name__ for kind in _all_subclasses(SlipwayError) if kind.__module__ == errors.__name__}
    assert {name for name in defined if name not in errors.__doc__} == set()
    assert defined <= set(errors.__all__)


def test_no_two_branches_of_the_family_share_a_code() -> None:
    for module in walk_packages(slipway.__path__, "slipway."):
        if not module.name.startswith(("slipway.notebook", "slipway.cli")):
            import_module(module.name)
    ours = [kind for kind in _all_subclasses(SlipwayError) if kind.__module__.startswith("slipway.")]
    codes = [kind.code for kind in ours if "code" in vars(kind)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("kind", [errors.InvalidInput, errors.ConfigurationError], ids=lambda kind: kind.__name__)
def test_a_plain_error_survives_a_pickle_round_trip(kind: type[SlipwayError]) -> None:
    again = pickle.loads(pickle.dumps(kind("check it")))
    assert (type(again), str(again), again.failure()) == (kind, "check it", {"code": kind.code})


@pytest.mark.parametrize("kind", _api_errors(), ids=lambda kind: kind.__name__)
def test_an_api_error_survives_a_pickle_round_trip(kind: type[ApiError]) -> None:
    again = pickle.loads(pickle.dumps(kind(418, "Teapot", method="GET", target="pods", hint="drink tea")))
    assert type(again) is kind
    assert str(again) == "Kubernetes error: 418 Teapot on GET pods: drink tea"
    assert again.failure() == {"code": "api", "status": 418, "reason": "Teapot"}


@pytest.mark.parametrize("status", sorted({*errors._CLASSES, 300, 307, 400, 405, 418, 500, 503, 599}))
def test_nothing_of_the_body_but_the_reason_is_kept(status: int) -> None:
    body = status_object(status, "Nope", f"token {SECRET}", details={"causes": [{"message": SECRET}]})
    error = api_error(status, body, method="GET", target="pods")
    kept = [str(error), repr(error), repr(vars(error)), repr(error.args), repr(error.failure())]
    assert [text for text in kept if SECRET in text] == []


@pytest.mark.parametrize("text", [SECRET * 3, "with space", "\x1b[2J", "<script>", "", None, 5, ["Forbidden"]])
def test_a_reason_that_is_no_word_is_replaced_by_the_status_phrase(text: Any) -> None:
    assert api_error(403, status_object(403, text)).reason == "Forbidden"


@given(
    st.integers(300, 599),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["kind", "reason", "message", "x"]), inner),
    ),
)
def test_any_body_gives_an_error_of_ours(status: int, body: Any) -> None:
    error = api_error(status, body, method="GET", target="pods")
    assert error.status == status
    assert str(error).startswith(f"Kubernetes error: {status} ")
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("cause", "hint"),
    [
        ("quota", "a resource quota of the namespace is used up"),
        ("pod security", "the namespace's pod security level refuses the pod"),
        ("terminating", "the namespace is being deleted; wait until it is gone and run again"),
        ("escalation", "an account may not give rights that it does not have"),
    ],
)
def test_a_known_cause_of_a_refusal_is_told_in_our_words(cause: str, hint: str) -> None:
    body = status_object(403, "Forbidden", f'pods "a" is forbidden: {REFUSALS[cause]}')
    error = api_error(403, body, method="POST", target="pods/a")
    assert isinstance(error, Forbidden)
    assert str(error).startswith(f"Kubernetes error: 403 Forbidden on POST pods/a: {hint}")
    assert REFUSALS[cause] not in repr(error)


def test_any_other_refusal_names_verb_and_resource() -> None:
    body = status_object(403, "Forbidden", 'pods is forbidden: User "escalator" cannot list resource "pods"')
    error = api_error(403, body, method="GET", target="pods in namespace shop")
    assert "this account may not get pods in namespace shop; ask for the right" in str(error)


def test_http_sent_to_a_tls_port_is_told_by_its_plain_text_answer() -> None:
    assert "check the scheme (https)" in str(api_error(400, None))
    assert "check the scheme" not in str(api_error(400, status_object(400, "BadRequest")))


@pytest.mark.parametrize("kind", [ConnectionFailed, errors.ConfigurationError, errors.InvalidInput])
def test_an_error_has_no_result_of_its_own(kind: type[SlipwayError]) -> None:
    assert kind("x").result() == {}
