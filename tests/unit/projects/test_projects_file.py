"""A file of projects is read whole and without Ansible; what is doubtful in it is refused with file and line."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.projects import projects_file
from slipway.projects.projects_file import ProjectsFile, read_projects_file

TWO: list[dict[str, Any]] = [{"name": "shop", "profile": "small"}, {"name": "blog", "id": 7}]
PROFILES = {"small": {"quota": {"pods": 10}}}
YAML = """\
profiles:
  small:
    quota: {pods: 10}
projects:
  - name: shop
    profile: small
  - name: blog
    id: 7
"""


def written(folder: Path, content: str | bytes, name: str = "projects.yml") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def refusal(path: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        read_projects_file(path)
    message = str(refused.value)
    assert message.startswith(f"projects_file: {path!r}")
    assert message.isprintable()
    return re.sub("^'(: |, | )", "", message.partition(path)[2])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("projects.yml", YAML),
        ("projects", f"\ufeff---\n{YAML}...\n"),
        ("projects.json", json.dumps({"projects": TWO, "profiles": PROFILES})),
        ("projects.JSON", json.dumps({"projects": TWO, "profiles": PROFILES})),
        ("json-as.yml", json.dumps({"projects": TWO, "profiles": PROFILES})),
    ],
)
def test_yaml_and_json_say_the_same(tmp_path: Path, name: str, content: str) -> None:
    assert read_projects_file(written(tmp_path, content, name)) == ProjectsFile(TWO, PROFILES, str(tmp_path))


@pytest.mark.parametrize("content", [json.dumps(TWO), "- {name: shop, profile: small}\n- {name: blog, id: 7}\n"])
def test_a_list_alone_is_a_file_without_profiles(tmp_path: Path, content: str) -> None:
    assert read_projects_file(written(tmp_path, content)) == ProjectsFile(TWO, {}, str(tmp_path))


@pytest.mark.parametrize("content", ["[]", "projects: []", "projects: []\nprofiles:"])
def test_a_file_may_hold_no_project(tmp_path: Path, content: str) -> None:
    assert read_projects_file(written(tmp_path, content)).projects == []


def test_jinja_in_a_file_is_data(tmp_path: Path) -> None:
    assert read_projects_file(written(tmp_path, "[{name: '{{ 7 * 7 }}'}]")).projects == [{"name": "{{ 7 * 7 }}"}]


def test_the_path_is_relative_and_may_begin_with_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, YAML)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    whole = ProjectsFile(TWO, PROFILES, str(tmp_path))
    assert read_projects_file("projects.yml") == read_projects_file("~/projects.yml") == whole


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "it is empty; write a list of projects, or [] for none"),
        ("# nothing\n", "it is empty"),
        ("shop", "a list of projects is needed, or a mapping with projects and profiles"),
        ("profiles: {}", "projects: a file of projects needs it"),
        ("projects: {}", "projects: a list is needed, not a mapping"),
        ("projects: []\nprofiles: []", "profiles: a mapping is needed, not a list"),
        ("project: []", "'project': a file of projects has no such setting; did you mean projects?"),
        ("- name: a\n- shop", "project 2 of 2 is no mapping; write name: before its name"),
        ("[]\n---\n[]", "line 3: a second document begins; put all projects into one"),
        ("- name: a\n  id: 1\n  name: b", "line 3: the key 'name' is there twice; take one out"),
        ("- name: a\n  id: 010", "line 2: 010 is no number in decimal digits; put it in quotes or write it so"),
        ("- name: 'a", "line 1: this is no YAML: found unexpected end of stream"),
        (
            "- name: !vault |\n    $ANSIBLE_VAULT;1.1;AES256\n",
            "line 1: the tag '!vault' is not taken; what ansible-vault",
        ),
    ],
)
def test_broken_yaml_is_refused_with_its_line(tmp_path: Path, content: str, problem: str) -> None:
    assert refusal(written(tmp_path, content)).startswith(problem)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('[\n{"name" "a"}]', "line 2: this is no JSON: Expecting ':' delimiter"),
        ('[{"name": "a", "id": "1", "id": "2"}]', "the key 'id' is there twice in one object; take one out"),
        ('[{"name": "a", "id": NaN}]', "NaN is no number of JSON"),
        ('[{"name": "a", "id": -Infinity}]', "-Infinity is no number of JSON"),
        ('[{"name": "a", "id": ' + "1" * 5000 + "}]", "a number in it is longer than any that is taken"),
        ("[" * 100_000, "it is nested too deep; make it flatter"),
        ("", "line 1: this is no JSON"),
        ("null", "it is empty"),
    ],
    ids=["syntax", "twice", "NaN", "infinity", "digits", "depth", "empty", "null"],
)
def test_broken_json_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    assert refusal(written(tmp_path, content, "projects.json")).startswith(problem)


def test_an_encrypted_file_is_refused_with_a_hint(tmp_path: Path) -> None:
    assert "is encrypted by ansible-vault" in refusal(written(tmp_path, "$ANSIBLE_VAULT;1.1;AES256\n6162\n"))


def test_what_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, b"- name: a\n- name: \xff\n")).startswith("line 2: this is not UTF-8")


def test_a_file_is_read_up_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projects_file, "LARGEST_PROJECTS_FILE", 1024 * 1024)
    fits = "[]" + " " * (1024 * 1024 - 2)
    assert read_projects_file(written(tmp_path, fits)).projects == []
    assert refusal(written(tmp_path, f"{fits} ")) == "is longer than 1 MiB; split it"


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("make", [Path.mkdir, make_fifo], ids=["folder", "FIFO"])
def test_only_a_regular_file_is_read(tmp_path: Path, make: Any) -> None:
    path = tmp_path / "projects.yml"
    make(path)
    assert refusal(str(path)).startswith(("is no regular file", "cannot be read (Is a directory)"))


def test_a_device_is_not_read() -> None:
    assert refusal("/dev/zero").startswith("is no regular file")


@pytest.mark.parametrize("path", ["/nowhere/projects.yml", "with\0nul"])
def test_a_file_that_cannot_be_read_is_named(path: str) -> None:
    with pytest.raises(InvalidInput, match=r"^projects_file: '[^']+' cannot be read \(.+\); check the path"):
        read_projects_file(path)
