"""Labels and annotations that users add are checked; those that mark our objects are ours."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.resources.labels import check_annotations, check_labels, is_label_value, is_managed, labels_of


@pytest.mark.parametrize(
    "labels",
    [
        {},
        {"team": "shop"},
        {"example.com/cost-center": "a_b.c-1"},
        {"empty": ""},
        {"pod-security.kubernetes.io/enforce": "restricted"},
        {"k" * 63: "v" * 63},
    ],
)
def test_labels_that_kubernetes_takes_pass(labels: dict[str, str]) -> None:
    check_labels(labels)


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ({"team": 7}, "the value of the label 'team' is not a string; put it in quotes"),
        ({"team": True}, "the value of the label 'team' is not a string; put it in quotes"),
        ({"team": None}, "the value of the label 'team' is not a string; put it in quotes"),
        ({"team": "v" * 64}, "is not a label value"),
        ({"team": "two words"}, "is not a label value"),
        ({"team": "-x"}, "is not a label value"),
        ({"team": "x\n"}, "is not a label value"),
        ({"": "x"}, "the label key '' is not valid"),
        ({"k" * 64: "x"}, "is not valid; its name is at most 63"),
        ({"Example.com/team": "x"}, "the domain of the label key 'Example.com/team', 'Example.com' is not a name"),
        ({"/team": "x"}, "the domain of the label key '/team', '' is not a name"),
        ({"a/b/c": "x"}, "the domain of the label key 'a/b/c', 'a/b' is not a name"),
        ({7: "x"}, "the label key '7' is not a string"),
        ({"app.kubernetes.io/managed-by": "me"}, "is set by slipway or by the API server; leave it out"),
        ({"slipway.dev/project": "other"}, "is set by slipway or by the API server; leave it out"),
        ({"x.slipway.dev/project": "other"}, "is set by slipway or by the API server; leave it out"),
        ({"kubernetes.io/metadata.name": "other"}, "is set by slipway or by the API server; leave it out"),
    ],
)
def test_a_wrong_label_is_refused_with_one_line_that_names_it(labels: dict[Any, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_labels(labels)
    assert sentence in str(refused.value)
    assert str(refused.value).isprintable()


def test_an_annotation_may_hold_any_text() -> None:
    check_annotations({"example.com/note": "Zürich\nand {more}"})


@pytest.mark.parametrize(
    ("annotations", "sentence"),
    [
        ({"note": 1}, "the value of the annotation 'note' is not a string"),
        ({"note": "x" * 262_144}, "the annotations have 262148 bytes together; Kubernetes takes at most 262144"),
        ({"slipway.dev/x": "y"}, "is set by slipway"),
    ],
)
def test_a_wrong_annotation_is_refused(annotations: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        check_annotations(annotations)


@pytest.mark.parametrize(
    ("text", "taken"), [("", True), ("a", True), ("A.b_c-1", True), ("a b", False), ("x" * 64, False), ("-", False)]
)
def test_label_values_are_told_from_other_text(text: str, taken: bool) -> None:  # noqa: FBT001  # a table's column
    assert is_label_value(text) is taken


@pytest.mark.parametrize(
    "manifest", [{}, {"metadata": None}, {"metadata": {}}, {"metadata": {"labels": None}}, {"metadata": {"labels": []}}]
)
def test_an_object_without_labels_is_not_ours(manifest: dict[str, Any]) -> None:
    assert labels_of(manifest) == {}
    assert not is_managed(manifest)


def test_an_object_with_our_label_is_ours() -> None:
    assert is_managed({"metadata": {"labels": {"app.kubernetes.io/managed-by": "slipway", "x": "y"}}})
    assert not is_managed({"metadata": {"labels": {"app.kubernetes.io/managed-by": "Helm"}}})
