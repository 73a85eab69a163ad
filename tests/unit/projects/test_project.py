"""All of a task's input is checked before anything is sent, and what is wrong is named."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.projects.manifests import manifests_of
from slipway.projects.project import projects_of


def parameters(**given: Any) -> dict[str, Any]:
    """What Ansible hands over: every parameter, None where not given."""
    names = ("name", "id", "environment", "namespace", "labels", "annotations", "projects")
    return {**dict.fromkeys(names), "cluster_role": "edit", "adopt": False, **given}


def test_one_project_is_a_list_of_one() -> None:
    (project,) = projects_of(parameters(name="shop", id="42", environment="staging"))
    assert project.namespace == "shop-42-staging"
    assert project.identity == {
        "slipway.dev/project": "shop",
        "slipway.dev/project-id": "42",
        "slipway.dev/environment": "staging",
    }


def test_parts_that_are_not_given_have_no_label() -> None:
    (project,) = projects_of(parameters(name="shop", id="", environment=""))
    assert project.namespace == "shop"
    assert project.identity == {"slipway.dev/project": "shop"}


def test_a_number_as_id_is_taken() -> None:
    (project,) = projects_of(parameters(name="shop", id=0))
    assert project.namespace == "shop-0"


def test_a_list_of_projects_keeps_its_order() -> None:
    projects = projects_of(parameters(projects=[{"name": "b"}, {"name": "a"}]))
    assert [project.name for project in projects] == ["b", "a"]


def test_no_projects_is_nothing_to_do() -> None:
    assert projects_of(parameters(projects=[])) == []


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"name": "!"}, "project 2 of 2, '!': name '!' has no letter"),
        ({"name": "x", "namespace": "X"}, "project 2 of 2, 'x': namespace 'X' is not a name"),
        ({"name": "x", "labels": {"a": 1}}, "project 2 of 2, 'x': the value of the label 'a' is not a string"),
        ({"name": "x", "annotations": {"a": 1}}, "project 2 of 2, 'x': the value of the annotation 'a' is not"),
        ({"name": "x", "cluster_role": "a/b"}, "project 2 of 2, 'x': cluster_role 'a/b' is not the name of"),
        ({"name": "shop", "id": "7"}, "projects 1 and 2 of 2 have the same namespace shop-7"),
        ({"name": "x", "namespace": "shop-7"}, "projects 1 and 2 of 2 have the same namespace shop-7"),
    ],
)
def test_a_wrong_project_among_many_is_named(entry: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        projects_of(parameters(projects=[{"name": "Shop", "id": 7}, entry]))
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_hostile_name_is_escaped_in_the_message() -> None:
    with pytest.raises(InvalidInput) as refused:
        projects_of(parameters(projects=[{"name": "\x1b[!!"}]))
    assert str(refused.value).isprintable()


def test_a_project_is_a_namespace_an_account_and_a_binding() -> None:
    (project,) = projects_of(
        parameters(name="shop", id="1", labels={"team": "a"}, annotations={"note": "b"}, cluster_role="view")
    )
    ours = {
        "app.kubernetes.io/managed-by": "slipway",
        "slipway.dev/project": "shop",
        "slipway.dev/project-id": "1",
    }
    namespace, account, binding = manifests_of(project)
    assert namespace["metadata"] == {"name": "shop-1", "labels": {"team": "a", **ours}, "annotations": {"note": "b"}}
    assert account["metadata"] == {"name": "project", "namespace": "shop-1", "labels": ours}
    assert binding["metadata"] == {"name": "slipway-project", "namespace": "shop-1", "labels": ours}
    assert binding["roleRef"]["name"] == "view"
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "project", "namespace": "shop-1"}]
