"""The record on a namespace: kinds for what is listed, names for Secrets, and nothing odd taken from others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from slipway.converge.applied_kinds import ANNOTATION, applied_entries, kind_of, recorded_entries, with_entries


def thing(api_version: str, kind: str, name: str = "x") -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "namespace": "n"}}


NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n", "annotations": {"note": "a"}}}


def test_kinds_are_recorded_once_and_secrets_by_name() -> None:
    objects = [thing("v1", "ConfigMap", "a"), thing("v1", "ConfigMap", "b"), thing("v1", "Secret", "s")]
    assert applied_entries([*objects, thing("apps/v1", "Deployment")]) == {
        "v1/ConfigMap",
        "v1/Secret/s",
        "apps/v1/Deployment",
    }


def test_a_record_is_read_as_it_was_written_and_other_annotations_stay() -> None:
    recorded = with_entries(NAMESPACE, {"v1/ConfigMap", "v1/Secret/s"})
    assert recorded["metadata"]["annotations"] == {"note": "a", ANNOTATION: "v1/ConfigMap v1/Secret/s"}
    assert recorded_entries(recorded) == {"v1/ConfigMap", "v1/Secret/s"}
    assert ANNOTATION not in NAMESPACE["metadata"]["annotations"]


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("v1/ConfigMap", ("v1", "ConfigMap", "")),
        ("apps/v1/Deployment", ("apps/v1", "Deployment", "")),
        ("v1/Secret/s", ("v1", "Secret", "s")),
        ("v1/Secret", None),
        ("v1/Secret/", None),
        ("v1/Secret/Bad_Name", None),
        ("v1/Secret/..", None),
        ("v1/Secret/a%2Fb", None),
        ("ConfigMap", None),
        ("a/b/c/d", None),
        ("/x", None),
    ],
)
def test_an_entry_is_a_kind_or_a_secret_s_name(entry: str, kind: tuple[str, str, str] | None) -> None:
    assert kind_of(entry) == kind


@given(text=some.text())
def test_whatever_others_write_there_is_read_without_fail(text: str) -> None:
    namespace = {**NAMESPACE, "metadata": {"name": "n", "annotations": {ANNOTATION: text}}}
    assert all(kind_of(entry) for entry in recorded_entries(namespace))
    assert recorded_entries({**NAMESPACE, "metadata": {"name": "n", "annotations": None}}) == frozenset()
