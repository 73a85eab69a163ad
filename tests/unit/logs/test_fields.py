"""Fields of hostile objects: the wrong shape is read as nothing, never as an error."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from slipway.logs.containers import containers
from slipway.logs.fields import mapping, number, sequence, text, time

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["spec", "status", "containers", "containerStatuses", "name", "state", "terminated"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_JSON)
def test_any_json_is_read_without_an_error(item: object) -> None:
    assert mapping(item, "status", "state") is not None
    assert isinstance(sequence(item, "status"), list)
    assert isinstance(text(item, "name"), str)
    assert isinstance(number(item, "state"), int)
    assert time(item, "name") is None


@given(st.dictionaries(st.sampled_from(["spec", "status"]), _JSON))
def test_any_pod_has_a_list_of_containers(pod: dict[str, object]) -> None:
    assert isinstance(list(containers(pod)), list)


def test_a_time_is_read_in_utc() -> None:
    assert time({"at": "2026-01-02T03:04:05Z"}, "at") == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_time_without_zone_is_no_time() -> None:
    assert time({"at": "2026-01-02T03:04:05"}, "at") is None
