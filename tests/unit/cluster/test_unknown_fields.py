"""Fields that the kind does not have are told by the way through what was sent, and by no word of the server's."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.cluster.http.error_answer import api_error
from slipway.resource_attributes import ResourceAttributes
from tests.fixtures.scripted_server import status_object

SENT = {"spec": {"replcas": 3, "containers": [{"name": "main", "imag": "x"}]}, "dta": {}}
STRICT = 'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: '
APPLY = "failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): "


@pytest.mark.parametrize(
    ("status", "message", "fields"),
    [
        (400, STRICT + 'unknown field "spec.replcas"', ["spec.replcas"]),
        (
            400,
            STRICT + 'unknown field "spec.containers[0].imag", unknown field "dta"',
            ["spec.containers[0].imag", "dta"],
        ),
        (400, STRICT + 'duplicate field "dta"', ["dta"]),
        (422, STRICT + 'unknown field "dta", unknown field "dta"', ["dta"]),
        (500, APPLY + ".spec.replcas: field not declared in schema", ["spec.replcas"]),
        (500, APPLY + "errors:\n  .dta: field not declared in schema", ["dta"]),
    ],
    ids=["one", "two", "duplicate", "one twice", "apply", "apply, in a list"],
)
def test_the_field_is_told_and_what_to_do(status: int, message: str, fields: list[str]) -> None:
    error = api_error(status, status_object(status, "Reason", message), sent=SENT)
    assert list(error.fields) == fields
    assert error.hint == f"the kind has no field {', '.join(fields)}; correct or remove it"


@pytest.mark.parametrize(
    "message",
    [
        'unknown field "secret-token-of-somebody"',
        'unknown field "\x1b[2J"',
        'unknown field "spec',
        "x.dta: field not declared in schema",
        "nothing of the kind",
        "",
        None,
        ['unknown field "dta"'],
    ],
    ids=["not sent", "escape", "open end", "no path", "other words", "nothing", "none", "no text"],
)
def test_what_was_not_sent_is_not_told(message: Any) -> None:
    error = api_error(400, status_object(400, "BadRequest", message), sent=SENT)
    assert (error.fields, error.hint) == ((), "")


def test_not_more_than_some_are_told() -> None:
    sent = {f"field{number}": 1 for number in range(100)}
    message = ", ".join(f'unknown field "{name}"' for name in sent)
    assert len(api_error(400, status_object(400, "BadRequest", message), sent=sent).fields) == 20


def test_a_budget_that_refuses_an_eviction_is_named() -> None:
    eviction = ResourceAttributes("create", "", "v1", "pods", "eviction", "web", "shop", "Pod")
    assert "disruption budget" in api_error(429, status_object(429, "TooManyRequests"), eviction).hint
    assert "overloaded" in api_error(429, status_object(429, "TooManyRequests")).hint
