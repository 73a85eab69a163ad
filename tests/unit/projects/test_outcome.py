"""One result of many projects: short where nothing happened, whole where something did, honest where it failed."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from slipway.cluster.http.error_answer import api_error
from slipway.converge.difference import Difference
from slipway.converge.errors import PartlyWritten, Refused
from slipway.projects.outcome import FEW, ProjectOutcome, ProjectsFailed, task_result
from slipway.projects.project import project_of
from slipway.resource_attributes import ResourceAttributes

FORBIDDEN = api_error(403, None, ResourceAttributes(verb="patch", resource="secrets", name="x", namespace="a"))


def outcome(name: str, **more: Any) -> ProjectOutcome:
    return ProjectOutcome(project_of({"name": name}, {}), **more)


def change(name: str) -> Difference:
    manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    return Difference(manifest, "created", None, manifest)


def result(outcomes: list[ProjectOutcome], **more: bool) -> dict[str, Any]:
    return task_result(outcomes, **{"check_mode": False, "diff_mode": False, "return_unchanged": False, **more})


def test_of_few_projects_each_is_returned() -> None:
    made = result([outcome("a"), outcome("b", differences=[change("b")])])
    assert [(project["name"], project["changed"]) for project in made["projects"]] == [("a", False), ("b", True)]
    assert made["counts"] == {"projects": 2, "changed": 1, "failed": 0}


def test_of_many_projects_those_that_changed_are_returned() -> None:
    many = [outcome(f"p{number}") for number in range(FEW)]
    made = result([*many, outcome("b", differences=[change("b")])])
    assert [project["name"] for project in made["projects"]] == ["b"]
    assert made["counts"] == {"projects": FEW + 1, "changed": 1, "failed": 0}


def test_the_rest_is_returned_on_request() -> None:
    many = [outcome(f"p{number}") for number in range(FEW + 1)]
    assert len(result(many, return_unchanged=True)["projects"]) == FEW + 1


def test_check_mode_says_what_was_predicted_without_the_server() -> None:
    made = result([outcome("a", local=True), outcome("b")], check_mode=True)
    assert [project["prediction"] for project in made["projects"]] == ["local", "server"]


def test_one_that_failed_fails_the_task_and_the_others_are_told() -> None:
    outcomes = [
        outcome("a", differences=[change("a")]),
        outcome("b", error=FORBIDDEN),
        outcome("c", error=Refused("no")),
    ]
    with pytest.raises(ProjectsFailed) as failed:
        result(outcomes)
    assert str(failed.value).startswith("Kubernetes error: 403 Forbidden")
    assert str(failed.value).endswith("(2 of 3 projects failed: b, c; nothing stands against the others)")
    assert failed.value.failure()["namespaces"] == ["b", "c"]
    told = failed.value.result()
    assert (told["changed"], told["counts"]) == (True, {"projects": 3, "changed": 1, "failed": 2})
    assert [project.get("failed", False) for project in told["projects"]] == [False, True, True]
    assert told["projects"][2]["failure"] == {"code": "refused"}


def test_a_single_project_fails_by_its_own_words() -> None:
    with pytest.raises(ProjectsFailed) as failed:
        result([outcome("a", error=Refused("no"))])
    assert (str(failed.value), failed.value.failure()) == ("no", {"code": "refused"})


def test_one_that_failed_half_way_tells_what_was_done() -> None:
    with pytest.raises(ProjectsFailed) as failed:
        result([outcome("a", differences=[change("a")], error=PartlyWritten(FORBIDDEN, 1, 2))])
    assert failed.value.result()["changed"] is True
    assert failed.value.result()["projects"][0]["actions"] == [{"kind": "Namespace", "name": "a", "action": "created"}]


def test_the_failure_survives_a_pickle_round_trip() -> None:
    error = ProjectsFailed({"a": Refused("no")}, 1, {"changed": False})
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.failure(), again.result()) == (str(error), error.failure(), error.result())
