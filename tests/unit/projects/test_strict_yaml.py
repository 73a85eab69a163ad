"""YAML is read as Ansible and kubectl read it, as far as JSON can say it; what is in doubt is refused with its line."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, reject
from hypothesis import strategies as some

from slipway.errors import InvalidInput
from slipway.projects import strict_yaml
from slipway.projects.strict_yaml import yaml_documents

JSON = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(2**63), 2**63 - 1)
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=20), inner, max_size=4),
    max_leaves=20,
)


@pytest.fixture(params=["C", "Python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers that an installation of PyYAML may have."""
    if request.param == "Python":
        monkeypatch.delattr(yaml, "CSafeLoader")


def value_of(text: str, *, decimal: bool = False) -> Any:
    (document,) = yaml_documents(text, decimal=decimal)
    return document.value


@given(JSON)
def test_whatever_json_can_say_survives(value: Any) -> None:
    assert value_of(yaml.safe_dump(value)) == value


@given(some.text(alphabet="0123456789-+._eExXob", min_size=1, max_size=8))
def test_every_plain_scalar_is_what_ansible_s_loader_makes_of_it(text: str) -> None:
    assume(text.lstrip("+-")[:2] != "0o")  # which kubectl reads as a number, and PyYAML does not
    try:
        (expected,) = yaml.safe_load(f"[{text} ]")
    except (ValueError, yaml.YAMLError):  # 0x_ is a number without digits for PyYAML, and - no scalar
        reject()
    if isinstance(expected, str | int) or (isinstance(expected, float) and math.isfinite(expected)):
        assert value_of(f"[{text} ]") == [expected]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: ~\nb:\nc: null", {"a": None, "b": None, "c": None}),
        ("[true, Yes, ON, false, no, Off, y, n, none]", [True, True, True, False, False, False, "y", "n", "none"]),
        ("[0, -7, 1_000, 0644, 0o644, 0x1F, +0b11, 08]", [0, -7, 1000, 420, 420, 31, 3, "08"]),
        ("[1.10, .5, 1., 1.0e+3, 1e3]", [1.1, 0.5, 1.0, 1000.0, "1e3"]),
        ("[2026-01-01, 12:30, 1:1:1, 2001-12-14t21:59:43Z]", ["2026-01-01", "12:30", "1:1:1", "2001-12-14t21:59:43Z"]),
        ("""['1', "true", !!str 1, =, <<]""", ["1", "true", "1", "=", "<<"]),
        ("a: |\n  x: {{ y }}\nb: >-\n  1\n  2", {"a": "x: {{ y }}\n", "b": "1 2"}),
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
        ("a: &x {b: 1, c: 2}\nd: {c: 3, <<: *x}", {"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 3}}),
        ("- &x {a: 1}\n- &y {a: 2, b: 2}\n- <<: [*x, *y]", [{"a": 1}, {"a": 2, "b": 2}, {"a": 1, "b": 2}]),
        ("!!map {a: !!seq [1]}", {"a": [1]}),
        ("", []),
    ],
)
def test_values_are_read_as_they_are_meant(text: str, value: Any) -> None:
    assert [document.value for document in yaml_documents(text)] == ([value] if text else [])


def test_documents_tell_their_lines() -> None:
    documents = yaml_documents("a: 1\n---\n---\n\nb: 1\n...\n")
    assert [(document.value, document.line) for document in documents] == [({"a": 1}, 1), (None, 3), ({"b": 1}, 5)]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: {c: 1, c: 2}", "line 2: the key 'c' is there twice; take one out"),
        ("a: 1\n'a': 1", "line 2: the key 'a' is there twice"),
        ("a: 1\n1: 2", "line 2: a key is not text; put it in quotes"),
        ("on: 2", "line 1: a key is not text"),
        ("? [a]\n: 1", "line 1: a key is not text"),
        ("a: .nan", "line 1: no number of JSON is as large as that"),
        ("a: -.inf", "line 1: no number of JSON is as large as that"),
        ("a: 1.0e+999", "line 1: no number of JSON is as large as that"),
        ("a: 9223372036854775808", "line 1: no number of JSON is as large as that; put it in quotes"),
        (f"a: 0x{'f' * 100_000}", "line 1: no number of JSON is as large as that"),
        (
            "a:\n  !!python/object:os.system {}",
            "line 2: the tag 'tag:yaml.org,2002:python/object:os.system' is not taken",
        ),
        ("a: !!int '1'", "line 1: the tag 'tag:yaml.org,2002:int' is not taken; leave it out"),
        ("a: !vault x", "line 1: the tag '!vault' is not taken; what ansible-vault encrypted cannot be read here"),
        ("a: *x", "line 1: the alias 'x' has no anchor before it"),
        ("a: &x [*x]", "line 1: the alias 'x' has no anchor before it"),
        ("&x a: 1\n---\nb: *x", "line 3: the alias 'x' has no anchor before it"),
        ("<<: [1]", "line 1: << takes a mapping, or a list of them"),
        ("a: 1\n b: 2", "line 2: this is no YAML: mapping values are not allowed"),
        ("a\nb: \x07", "line 2: YAML takes no character U+0007"),
        ("a\nb: \ud800", "line 2: half of a character (U+D800) stands alone"),
        ("[" * 100, "line 1: it is nested more than 64 levels deep; make it flatter"),
    ],
)
def test_what_is_in_doubt_is_refused_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        yaml_documents(text)
    if sentence.startswith("line 2: half") and "no character U+D800" in str(refused.value):
        return  # Python's parser finds it first
    assert str(refused.value).startswith(sentence)
    assert str(refused.value).isprintable()


@pytest.mark.usefixtures("parser")
def test_half_of_a_character_is_refused_in_an_escape_too() -> None:
    with pytest.raises(InvalidInput, match=r"^line 1: "):
        yaml_documents('a: "\\ud800"')


@pytest.mark.parametrize("number", ["010", "0x1F", "1_000", "+7", "0o17", "0b1"])
def test_a_number_that_may_be_meant_as_text_is_refused_where_it_matters(number: str) -> None:
    with pytest.raises(InvalidInput, match="is no number in decimal digits; put it in quotes or write it so"):
        yaml_documents(f"id: {number}", decimal=True)
    assert value_of("[7, -7, 0, 08, '010']", decimal=True) == [7, -7, 0, "08", "010"]


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


def test_a_few_lines_of_aliases_do_not_become_billions_of_values() -> None:
    assert len(json.dumps(value_of(bomb(4)))) > 10_000
    with pytest.raises(InvalidInput, match=f"the aliases stand for more than {strict_yaml.MOST_EXPANDED} values"):
        yaml_documents(bomb(9))


def test_a_long_text_behind_many_aliases_counts_as_much() -> None:
    with pytest.raises(InvalidInput, match="the aliases stand for more than"):
        yaml_documents(f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 1000)}]")
