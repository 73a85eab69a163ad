"""Names are checked before anything is sent, and made of free text the same way each time."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from slipway.errors import InvalidInput
from slipway.resources.names import check_label, check_subdomain, quoted, shortened, slug

DNS_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
NAMES = some.text("abc-09.", min_size=1, max_size=80)


@pytest.mark.parametrize("name", ["a", "shop", "shop-1", "1-shop", "x" * 63, "a--b"])
def test_a_dns_label_is_returned_as_it_is(name: str) -> None:
    assert check_label(name, "namespace") == name


@pytest.mark.parametrize(
    "name", ["", "Shop", "-shop", "shop-", "shop_1", "shop.1", "shop 1", "shöp", "shop\n", "../shop", "shop\x1b[31m"]
)
def test_what_is_no_dns_label_is_refused_in_one_printable_line(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_label(name, "namespace")
    assert str(refused.value).startswith(f"namespace {name!r} is not a name that Kubernetes takes; use lower-case")
    assert str(refused.value).isprintable()


def test_a_label_of_64_characters_is_refused_with_the_limit() -> None:
    with pytest.raises(InvalidInput, match="has 64 characters; Kubernetes takes at most 63"):
        check_label("x" * 64, "namespace")


def test_a_limit_of_the_caller_holds() -> None:
    assert check_label("x" * 53, "release", 53) == "x" * 53
    with pytest.raises(InvalidInput, match=r"release .* has 54 characters; Kubernetes takes at most 53"):
        check_label("x" * 54, "release", 53)


@pytest.mark.parametrize("name", ["example.com", "a.b.c", "shop", "x" * 63 + "." + "y" * 63])
def test_a_dns_subdomain_is_returned_as_it_is(name: str) -> None:
    assert check_subdomain(name, "name") == name


@pytest.mark.parametrize("name", ["", ".", "a..b", ".a", "a.", "a.-b", "A.b", "a" * 254])
def test_what_is_no_dns_subdomain_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        check_subdomain(name, "name")


def test_a_long_text_is_cut_in_messages() -> None:
    assert len(quoted("x" * 10_000)) < 100


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("shop", "shop"),
        ("My Shop", "my-shop"),
        ("review/Feature_1", "review-feature-1"),
        ("--a---b--", "a-b"),
        ("Café Zürich", "cafe-zurich"),
        ("42", "42"),
        ("Straße", "strasse"),
        ("shop日本eu", "shop-eu"),
        ("日本 1", "1"),
        ("ﬁle ①", "file-1"),
        ("Łódź", "odz"),
        ("Shop™", "shoptm"),
        ("İstanbul", "istanbul"),
    ],
)
def test_free_text_becomes_a_slug(text: str, made: str) -> None:
    assert slug(text, "name") == made


@pytest.mark.parametrize("text", ["", "---", "日本", "!?"])
def test_a_text_without_letter_or_digit_has_no_slug(text: str) -> None:
    with pytest.raises(InvalidInput, match="has no letter a-z or digit"):
        slug(text, "name")


@given(some.text(max_size=100))
def test_every_slug_of_63_characters_is_a_dns_label(text: str) -> None:
    try:
        made = slug(text, "name")
    except InvalidInput:
        assume(False)  # noqa: FBT003  # hypothesis' way to pass over an example
    assert DNS_LABEL.fullmatch(shortened(made, 63))
    assert slug(made, "name") == made


@given(NAMES, some.integers(min_value=8, max_value=63))
def test_a_shortened_name_keeps_the_limit_and_is_always_the_same(name: str, limit: int) -> None:
    made = shortened(name, limit)
    assert len(made) <= limit
    assert made == shortened(name, limit)
    assert made == name or len(name) > limit


def test_two_long_names_with_one_beginning_stay_two() -> None:
    beginning = "x" * 70
    assert shortened(f"{beginning}a", 63) != shortened(f"{beginning}b", 63)
