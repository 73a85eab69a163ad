"""Bodies of requests: what JSON cannot say is refused by its place, before anything is dialled."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.cluster.http.encoding import encoded
from slipway.cluster.reporting.debug import DEBUG_OFF
from slipway.cluster.reporting.kubernetes_log import KubernetesLog
from slipway.cluster.reporting.log_file import LogFile
from slipway.cluster.reporting.report import Report
from slipway.errors import InvalidInput

CIRCLE: dict[str, Any] = {}
CIRCLE["spec"] = CIRCLE


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])), st.lists
    )
)
def test_any_json_is_sent_as_what_it_is(body: Any) -> None:
    assert json.loads(encoded(body)) == body


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"spec": {"names": {"a"}}}, "spec.names, of type set, cannot be sent as JSON; use text, numbers, lists and"),
        ({"data": [{"a": b"x"}]}, "data[0].a, of type bytes, cannot"),
        ({"spec": {"at": datetime.now(UTC)}}, "spec.at, of type datetime, cannot"),
        ({"spec": {"count": math.nan}}, "spec.count, of type float, cannot"),
        ({"spec": ({"count": -math.inf},)}, "spec[0].count, of type float, cannot"),
        ({"data": {"a": "\ud800"}}, "data.a, of type str, cannot"),
        ({"data": {"a\x1b b": {1}}}, "data.*, of type set, cannot"),
        ({"data": {("a", "b"): 1}}, "a key of data cannot"),
        ({"data": {"\ud800": "x"}}, "what is to be sent cannot"),
        ({1, 2}, "the whole, of type set, cannot"),
        (CIRCLE, "what is to be sent cannot"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_json_cannot_say_is_told_by_its_place_and_type(body: Any, problem: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        encoded(body)
    assert str(caught.value).startswith(problem)
    assert str(caught.value).isascii()
    assert caught.value.__context__ is None


def test_nothing_is_dialled_and_nothing_logged_for_a_manifest_that_cannot_be_sent(tmp_path: Any) -> None:
    log = tmp_path / "log"
    report = Report(KubernetesLog(LogFile(str(log)), level="debug"), DEBUG_OFF)
    client = Client(Connection("http://127.0.0.1:1", None), report=report)
    with pytest.raises(InvalidInput, match=r"^data\.a, of type set, cannot be sent"):
        client.create_config_map({"metadata": {"name": "a", "namespace": "b"}, "data": {"a": {1}}})
    assert not log.exists()


@pytest.mark.parametrize("stdin", ["hi", ["hi"], 5])
def test_what_a_command_reads_must_be_bytes(stdin: Any) -> None:
    client = Client(Connection("http://127.0.0.1:1", None))
    with pytest.raises(InvalidInput, match=r"stdin must be bytes, not (str|list|int); encode a text"):
        client.exec("web", "shop", ["cat"], stdin=stdin)
