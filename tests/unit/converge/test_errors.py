"""Errors of converging: data that is safe to show, and honest about what was written."""

from __future__ import annotations

import pickle

from slipway.cluster.http.error_answer import api_error
from slipway.converge.errors import PartlyWritten, Refused, StillThere
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


def test_a_namespace_that_is_still_there_says_what_holds_it() -> None:
    error = StillThere("shop-1", 30, ("example.com/held",), ("configmaps/held",))
    assert str(error) == (
        "namespace shop-1 is being deleted and was not gone after 30 s; it is held by finalizers example.com/held and "
        "objects configmaps/held; end what holds it, or give a longer timeout, and run again"
    )
    assert error.failure() == {
        "code": "still_there",
        "namespace": "shop-1",
        "finalizers": ["example.com/held"],
        "objects": ["configmaps/held"],
    }


def test_errors_survive_a_pickle_round_trip() -> None:
    for error in (Refused("no"), PartlyWritten(FORBIDDEN, 2, 3), StillThere("a", 1, ("f",), ("o",))):
        again: SlipwayError = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), again.failure()) == (type(error), str(error), error.failure())
