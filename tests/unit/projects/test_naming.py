"""The namespace's name is made of the project's parts, always the same way, or taken as it is given."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from slipway.errors import InvalidInput
from slipway.projects.naming import check_not_reserved, derived_namespace, identity_digest, label_value
from slipway.resources.labels import is_label_value

DNS_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
WORDS = some.text("abcXYZ-_/. 019", min_size=1, max_size=100).filter(lambda text: re.search("[a-zA-Z0-9]", text))


@pytest.mark.parametrize(
    ("name", "identifier", "environment", "namespace"),
    [
        ("shop", None, None, "shop"),
        ("shop", "42", None, "shop-42"),
        ("shop", "42", "staging", "shop-42-staging"),
        ("shop", None, "staging", "shop-staging"),
        ("My Shop", "A_7", "review/new", "my-shop-a-7-review-new"),
        ("x" * 63, None, None, "x" * 63),
        ("x" * 64, None, None, "x" * 56 + "-7ce100"),
        ("shop", "1", "e" * 25, "shop-1-" + "e" * 17 + "-6ca5fa"),
    ],
)
def test_a_namespace_is_named_after_its_parts(
    name: str, identifier: str | None, environment: str | None, namespace: str
) -> None:
    assert derived_namespace(name, identifier, environment) == namespace


@given(WORDS, some.none() | some.text("abc019", min_size=1, max_size=24), some.none() | WORDS)
def test_every_derived_name_is_a_dns_label_and_always_the_same(
    name: str, identifier: str | None, environment: str | None
) -> None:
    made = derived_namespace(f"p{name}", identifier, environment)
    assert DNS_LABEL.fullmatch(made)
    assert made == derived_namespace(f"p{name}", identifier, environment)
    assert identifier is None or f"-{identifier}" in made


def test_long_names_that_differ_at_their_end_get_two_namespaces() -> None:
    assert derived_namespace("x" * 70 + "a", "1", None) != derived_namespace("x" * 70 + "b", "1", None)


@pytest.mark.parametrize(
    ("name", "identifier", "environment", "sentence"),
    [
        ("!!", None, None, "name '!!' has no letter a-z or digit"),
        ("shop", "--", None, "id '--' has no letter a-z or digit"),
        ("shop", "1", "日本", "environment '日本' has no letter a-z or digit"),
        ("shop", "1" * 25, None, "has more than 24 characters"),
    ],
)
def test_parts_that_make_no_name_are_refused(
    name: str, identifier: str | None, environment: str | None, sentence: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        derived_namespace(name, identifier, environment)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("namespace", ["default", "kube-system", "kube-x", "gitlab-managed-apps", "ours", "ops-1"])
def test_the_cluster_s_own_namespaces_are_refused(namespace: str) -> None:
    with pytest.raises(InvalidInput, match=f"namespace {namespace} is reserved"):
        check_not_reserved(namespace, ["ours", "ops-*"])


@pytest.mark.parametrize("namespace", ["defaults", "my-kube-system", "ours-1", "ops"])
def test_a_name_that_only_resembles_a_reserved_one_is_free(namespace: str) -> None:
    check_not_reserved(namespace, ["ours", "ops-*"])


@pytest.mark.parametrize("odd", ["*foo", "a*b", "", "*", "Ops", "a b"])
def test_a_reserved_name_that_would_guard_nothing_is_refused(odd: str) -> None:
    with pytest.raises(InvalidInput, match="reserved_namespaces: "):
        check_not_reserved("shop", [odd])


PARTS = some.none() | some.text(min_size=1, max_size=5)


@given(one=some.tuples(WORDS, PARTS, PARTS), other=some.tuples(WORDS, PARTS, PARTS))
def test_two_projects_never_have_one_identity(one: tuple[Any, Any, Any], other: tuple[Any, Any, Any]) -> None:
    assert (identity_digest(*one) == identity_digest(*other)) is (one == other)


def test_parts_that_make_one_namespace_make_two_identities() -> None:
    assert derived_namespace("a-1", "2", None) == derived_namespace("a", "1", "2")
    assert identity_digest("a-1", "2", None) != identity_digest("a", "1", "2")


@given(WORDS)
def test_every_part_becomes_a_label_value(text: str) -> None:
    assert is_label_value(label_value(text))


@given(some.text(min_size=1))
def test_text_without_a_letter_has_a_label_value_too(text: str) -> None:
    assert is_label_value(label_value(text))
    assert label_value(text) != ""


def test_parts_that_have_one_slug_are_told_apart_by_their_labels() -> None:
    assert label_value("shop") == "shop"
    assert len({label_value("a b"), label_value("a/b"), label_value("a-b"), label_value("a" * 70 + "b")}) == 4
