"""What a project says comes first, its profile says the rest, and what neither may say is refused with its name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from slipway.errors import InvalidInput
from slipway.projects.profiles import (
    PROFILE_SETTINGS,
    PROJECT_ENTRY,
    SETTINGS,
    check_profiles,
    checked_entry,
    with_profile,
)

MERGED = ["labels", "annotations", "quota", "network", "variables"]
KEYS = some.sampled_from(["a", "b", "c"])
PLAIN = some.none() | some.sampled_from(["x", "y"])
MAPPINGS = some.none() | some.dictionaries(KEYS, PLAIN)
SAID = some.fixed_dictionaries({}, optional={"token": PLAIN, "limits": PLAIN, "quota": MAPPINGS, "labels": MAPPINGS})


def merged(entry: dict[str, Any], profile: dict[str, Any]) -> dict[str, Any]:
    whole = with_profile({"name": "shop", "profile": "small", **entry}, {"small": profile}, None)
    return {name: value for name, value in whole.items() if name not in ("name", "profile")}


def test_a_project_of_two_lines_has_all_that_its_profile_says() -> None:
    profile = {"quota": {"pods": "10"}, "token": "bound", "templates": ["web.yml.j2"]}
    assert merged({}, profile) == profile


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - set(MERGED)))
def test_what_the_project_says_replaces_what_its_profile_says(name: str) -> None:
    assert merged({name: "own"}, {name: "profile's"}) == {name: "own"}


@pytest.mark.parametrize("name", MERGED)
def test_mappings_are_merged_key_by_key(name: str) -> None:
    profile = {"kept": "1", "replaced": "1", "removed": "1"}
    own = {"replaced": "2", "removed": None, "new": "2"}
    assert merged({name: own}, {name: profile}) == {name: {"kept": "1", "replaced": "2", "new": "2"}}


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_null_takes_away_what_the_profile_says(name: str) -> None:
    assert merged({name: None}, {name: {"a": "b"}}) == {}


@pytest.mark.parametrize("name", MERGED)
def test_a_null_is_never_left_over_without_a_profile_either(name: str) -> None:
    assert with_profile({name: {"a": None, "b": "c"}, "token": None}, {}, None) == {name: {"b": "c"}}


@pytest.mark.parametrize(
    ("entry", "profile", "whole"),
    [
        ({"rules": []}, {"cluster_role": "view"}, {"rules": []}),
        ({"cluster_role": "edit"}, {"rules": [{}]}, {"cluster_role": "edit"}),
        ({"cluster_role": "edit", "rules": None}, {"rules": [{}]}, {"cluster_role": "edit"}),
        ({"rules": None}, {"cluster_role": "view"}, {"cluster_role": "view"}),
        ({}, {"rules": [{}]}, {"rules": [{}]}),
    ],
    ids=["own rules", "own role", "own role and no rules", "no rules", "the profile's rules"],
)
def test_of_rules_and_cluster_role_the_nearer_one_wins(
    entry: dict[str, Any], profile: dict[str, Any], whole: dict[str, Any]
) -> None:
    assert merged(entry, profile) == whole


def test_rules_and_a_cluster_role_of_one_project_are_refused() -> None:
    with pytest.raises(InvalidInput, match="rules: cluster_role is given too; give one of them"):
        merged({"rules": [], "cluster_role": "edit"}, {})


@given(SAID, SAID)
def test_nothing_is_lost_or_invented_and_neither_side_is_changed(own: dict[str, Any], profile: dict[str, Any]) -> None:
    before = repr((own, profile))
    whole = merged(own, profile)
    assert repr((own, profile)) == before
    assert merged(whole, profile | dict.fromkeys(own)) == whole
    for name in ("token", "limits"):
        assert whole.get(name) == (own[name] if name in own else profile.get(name))
    for name in ("quota", "labels"):
        one, other = own.get(name, {}), profile.get(name) or {}
        expected = None if one is None else {**other, **one}
        assert (whole.get(name) or {}) == {key: value for key, value in (expected or {}).items() if value is not None}


@pytest.mark.parametrize(
    ("named", "token"),
    [({}, "bound"), ({"profile": ""}, "bound"), ({"profile": "other"}, "secret"), ({"profile": None}, None)],
    ids=["none named", "an empty name", "another one", "null"],
)
def test_the_task_s_profile_is_for_projects_that_name_none(named: dict[str, Any], token: str | None) -> None:
    profiles = {"small": {"token": "bound"}, "other": {"token": "secret"}}
    assert with_profile({"name": "shop", **named}, profiles, "small").get("token") == token


def test_an_unknown_profile_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"^profile: there is no profile 'smal'; there is 'big', 'small'$"):
        with_profile({"profile": "smal"}, {"small": {}, "big": {}}, None)
    with pytest.raises(InvalidInput, match="since no profiles are given"):
        with_profile({}, {}, "small")


def test_of_many_known_profiles_a_line_names_ten() -> None:
    with pytest.raises(InvalidInput, match=r"'p08', 'p09' and 5 more$"):
        with_profile({"profile": "x"}, {f"p{number:02}": {} for number in range(15)}, None)


@pytest.mark.parametrize("name", ["name", "id", "environment", "namespace", "adopt", "profile"])
def test_what_makes_one_project_or_another_profile_is_refused_in_a_profile(name: str) -> None:
    with pytest.raises(InvalidInput, match=f"^profile 'small': {name}: a profile cannot say it; "):
        check_profiles({"small": {name: "x"}})


@pytest.mark.parametrize("name", ["templates", "allow_kinds"])
def test_project_data_chooses_neither_files_nor_rights(name: str) -> None:
    with pytest.raises(InvalidInput, match=f"^{name}: an entry of projects cannot say it; put it into a profile$"):
        checked_entry({"name": "shop", name: ["x"]})
    assert check_profiles({"small": {name: ["x"]}}) == {"small": {name: ["x"]}}


def test_the_spec_has_no_default_that_would_hide_a_profile_s_word() -> None:
    assert not [name for spec in (PROJECT_ENTRY, PROFILE_SETTINGS) for name in spec if "default" in spec[name]]


@pytest.mark.parametrize("profiles", [None, {}])
def test_there_may_be_no_profiles(profiles: Any) -> None:
    assert check_profiles(profiles) == {}


@pytest.mark.parametrize(
    ("profiles", "sentence"),
    [
        ([], "profiles: a mapping of names to settings is needed"),
        ({"": {}}, "profiles: '' is no name for a profile"),
        ({8: {}}, "profiles: '8' is no name for a profile"),
        ({"small": None}, "profile 'small': a profile must be a mapping, not null"),
        ({"small": {"quotas": {}}}, "profile 'small': 'quotas': a profile has no such setting; did you mean quota?"),
        ({"small": {"quota": []}}, "profile 'small': quota: a mapping is needed, not a list"),
        ({"small": {"rules": [], "cluster_role": "x"}}, "profile 'small': rules: cluster_role is given too"),
    ],
)
def test_profiles_that_cannot_be_right_are_refused_by_name(profiles: Any, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_profiles(profiles)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ({"id": 42}, {"id": "42"}),
        ({"adopt": "Yes"}, {"adopt": True}),
        ({"adopt": False}, {"adopt": False}),
        ({"token_lifetime": "600"}, {"token_lifetime": 600}),
        ({"image_pull_secrets": (1, "a")}, {"image_pull_secrets": ["1", "a"]}),
        ({"quota": None, "profile": None}, {"quota": None, "profile": None}),
        ({"variables": {"a": [1, 1.5, None, {"b": True}]}}, {"variables": {"a": [1, 1.5, None, {"b": True}]}}),
    ],
    ids=["number for text", "word for a switch", "switch", "text for a number", "list", "nulls stay", "any JSON"],
)
def test_entries_get_the_types_that_ansible_would_give_them(given: dict[str, Any], made: dict[str, Any]) -> None:
    assert checked_entry({"name": "shop", **given}) == {"name": "shop", **made}


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"labels": []}, "labels: a mapping is needed, not a list"),
        ({"labels": "a=b"}, "labels: a mapping is needed, not text"),
        ({"labels": {1: "x"}}, "labels: a key is a number, not text; put it in quotes"),
        ({"id": True}, "id: text is needed, not true or false; put it in quotes"),
        ({"id": 1.1}, "id: text is needed, not a number; put it in quotes"),
        ({"id": 2**63}, "id: text is needed, not a number beyond 64 bits; put it in quotes"),
        ({"id": dt.date(2026, 1, 1)}, "id: text is needed, not a value of type date; put it in quotes"),
        ({"adopt": "maybe"}, "adopt: true or false is needed, not text"),
        ({"adopt": 1}, "adopt: true or false is needed, not a number"),
        ({"token_lifetime": "1h"}, "token_lifetime: a whole number is needed, not text"),
        ({"token_lifetime": True}, "token_lifetime: a whole number is needed, not true or false"),
        ({"token": "yes"}, "token: 'yes' is none of none, bound, secret"),
        ({"rules": {}}, "rules: a list is needed, not a mapping"),
        ({"rules": [{}, None]}, "rules[1]: a mapping is needed, not null"),
        ({"image_pull_secrets": "a,b"}, "image_pull_secrets: a list is needed, not text"),
        ({"rules": [], "cluster_role": "edit"}, "rules: cluster_role is given too; give one of them"),
        ({"variables": {"a": {"b\n": {2: 1}}}}, "variables.a['b\\n']: a key is a number, not text"),
        ({"variables": {"a": float("nan")}}, "variables.a: a number without an end is nothing that JSON can say"),
        ({"variables": {"a": {1}}}, "variables.a: a value of type set is nothing that JSON can say"),
        ({"variables": {"a": "\ud800"}}, "variables.a: '\\ud800' holds half of a character"),
        ({"variables": {"a": nested(40)}}, "variables.a[0][0]"),
        ({"labls": {}}, "'labls': an entry of projects has no such setting; did you mean labels?"),
        ({"zzz": {}}, "'zzz': an entry of projects has no such setting; it may say name, id, "),
        ({3: {}}, "an entry of projects has a setting whose name is a number, not text; "),
        ({"name": None}, "name: an entry of projects needs it"),
        ({"name": ""}, "name: an entry of projects needs it"),
    ],
)
def test_entries_that_cannot_be_right_are_refused_by_field(given: dict[Any, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_entry({"name": "shop", **given})
    assert str(refused.value).startswith(sentence)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("entry", [None, "shop", ["shop"]])
def test_an_entry_is_a_mapping(entry: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^an entry of projects must be a mapping, not "):
        checked_entry(entry)
