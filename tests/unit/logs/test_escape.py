"""Lines from a cluster become safe lines: escapes are shown, never obeyed."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slipway.logs.escape import CUT_MARK, LONGEST_LINE, escape

_ANY_TEXT = st.text(st.characters(exclude_categories=()))
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        pytest.param("\x1b[2Jgone", r"\x1b[2Jgone", id="screen-clearing-escape"),
        pytest.param("\x9b31m", r"\x9b31m", id="one-byte-CSI"),
        pytest.param("all is well\rnot", r"all is well\x0dnot", id="carriage-return"),
        pytest.param("ab\b\b", r"ab\x08\x08", id="backspaces"),
        pytest.param("one\ntwo", r"one\x0atwo", id="line-break"),
        pytest.param("user\u202etxt.exe", r"user\u202etxt.exe", id="bidirectional-override"),
        pytest.param("a\u2028b", r"a\u2028b", id="line-separator"),
        pytest.param("\ud800", r"\ud800", id="lone-surrogate"),
        pytest.param("\U000e0041", r"\U000e0041", id="tag-character"),
        pytest.param(b"caf\xe9", r"caf\xe9", id="bytes-that-are-not-UTF-8"),
        pytest.param("caf\u00e9".encode(), "caf\u00e9", id="bytes-that-are-UTF-8"),
    ],
)
def test_what_cannot_be_printed_is_shown_as_its_code(given_text: str | bytes, shown: str) -> None:
    assert escape(given_text) == shown


@pytest.mark.parametrize("text", ["a\tb", "C:\\temp", '{"a": "\\n"}', "naïve 日本 🙂", "1\u00a0000"])
def test_what_people_read_stays_as_it_is(text: str) -> None:
    assert escape(text) == text


@given(_ANY_TEXT | st.binary())
def test_one_line_in_is_one_safe_line_out(text: str | bytes) -> None:
    shown = escape(text)
    assert not {unicodedata.category(character) for character in shown.replace("\t", "")} & _UNSAFE
    assert len(shown.splitlines()) <= 1
    assert json.loads(json.dumps(shown)) == shown
    shown.encode("utf-8")


@given(_ANY_TEXT | st.binary(), st.integers(1, 40))
def test_a_line_is_never_longer_than_asked_for(text: str | bytes, longest: int) -> None:
    assert len(escape(text, longest)) <= longest + len(CUT_MARK)


@given(_ANY_TEXT, st.integers(1, 40))
def test_a_cut_line_begins_like_the_whole_one(text: str, longest: int) -> None:
    whole = escape(text, longest=None)
    expected = whole if len(whole) <= longest else whole[:longest] + CUT_MARK
    assert escape(text, longest) == expected


@given(st.text(st.characters(min_codepoint=0x10000, categories=["So"]), max_size=12), st.integers(1, 8))
def test_bytes_are_cut_at_the_same_character_as_text(text: str, longest: int) -> None:
    assert escape(text.encode(), longest) == escape(text, longest)


def test_a_huge_line_is_cut_at_the_documented_length() -> None:
    assert escape("x" * 5_000_000) == "x" * LONGEST_LINE + CUT_MARK
