"""Errors of converging: data that is safe to show, and honest about what was written."""

from __future__ import annotations

import pickle

from slipway.cluster.http.error_answer import api_error
from slipway.converge.errors import PartlyWritten, Refused
from slipway.errors import SlipwayError
from slipway.resource_attributes import ResourceAttributes

FORBIDDEN = api_error(
    403, None, ResourceAttributes(verb="patch", resource="rolebindings", name="x", namespace="shop-1")
)


def test_a_write_that_failed_after_others_says_how_far_it_came() -> None:
    error = PartlyWritten(FORBIDDEN, 2, 3)
    assert str(error) == f"{FORBIDDEN} (2 of 3 objects were written before; run again to go on)"
    assert error.result() == {"changed": True}
    assert error.failure() == FORBIDDEN.failure()


def test_a_refusal_changed_nothing() -> None:
    assert Refused("no").result() == {}
    assert Refused("no").failure() == {"code": "refused"}


def test_errors_survive_a_pickle_round_trip() -> None:
    for error in (Refused("no"), PartlyWritten(FORBIDDEN, 2, 3)):
        again: SlipwayError = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), again.failure()) == (type(error), str(error), error.failure())
