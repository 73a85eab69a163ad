"""For a deletion only a project's identity has to be right: what it was made of may be broken or gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.projects.operation import OPERATION
from slipway.projects.requested import named_projects


def parameters(**given: Any) -> dict[str, Any]:
    """What Ansible hands over: every parameter, its default where it is not given."""
    return {name: argument.get("default") for name, argument in OPERATION.arguments.items()} | given


def named(**given: Any) -> list[str]:
    return [project.namespace for project in named_projects(parameters(**given))]


@pytest.mark.parametrize(
    "wrong",
    [
        {"quota": {"cpuu": 1}},
        {"quota": "5"},
        {"cluster_role": "a/b"},
        {"rules": [{}], "cluster_role": "edit"},
        {"profile": "gone"},
        {"token_lifetime": 1},
    ],
    ids=str,
)
def test_for_deletion_only_the_identity_has_to_be_right(wrong: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "projects.json"
    content = {"projects": [{"name": "shop", "id": 7, **wrong}], "profiles": {"small": {"quota": [], "x": 1}}}
    file.write_text(json.dumps(content))
    assert named(projects_file=str(file), profiles="none") == ["shop-7"]


def test_for_deletion_no_template_is_read(tmp_path: Path) -> None:
    assert named(name="shop", id="7", templates=[str(tmp_path / "missing")]) == ["shop-7"]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"name": "shop", "idd": 7}, "project 2 of 2, 'shop': 'idd': an entry of projects has no such setting"),
        ({"name": "x", "namespace": "kube-x"}, "project 2 of 2, 'x': namespace kube-x is reserved"),
        ({"id": 7}, "project 2 of 2: name: an entry of projects needs it"),
        ({"name": ["x"]}, "name: text is needed"),
        ("shop", "project 2 of 2: an entry of projects must be a mapping"),
        ({"name": "Shop"}, "projects 1 and 2 of 2 have the same namespace shop"),
    ],
)
def test_for_deletion_a_doubtful_identity_is_refused(entry: Any, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        named(projects=[{"name": "shop"}, entry])
    assert sentence in str(refused.value)
