"""What a turn of the project cases takes, and when it is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.cases import CASES
from benchmarks.errors import BenchError
from benchmarks.measurement import OURS, Round
from benchmarks.processes import Command
from benchmarks.projects.audit import Audit
from benchmarks.projects.inputs import INPUTS
from benchmarks.projects.scene import Scene
from benchmarks.projects.tools import Loop, Task, Work, extrapolated
from benchmarks.projects.wanted import Batch
from tests.unit.benchmarks.scenes import audit_log, scene_in

ADMINISTRATOR = '{"verb":"get","user":{"username":"administrator","groups":[]}}\n'
CONTROLLER = '{"verb":"get","user":{"username":"system:kube-controller-manager","groups":[]}}\n'


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return scene_in(tmp_path, Audit(audit_log(tmp_path)))


def says(recap: str, folder: Path) -> Command:
    """A program in place of ansible-playbook."""
    return Command(["sh", "-c", f"echo 'localhost : {recap} '"], folder, {"PATH": "/usr/bin:/bin"})


def test_a_play_starts_once_and_each_project_adds_the_same() -> None:
    one, twenty = Round(3.0, 2.5, 10), Round(22.0, 21.5, 20)
    assert extrapolated(one, twenty, 20, 1000) == Round(1002.0, 1001.5, 20)


def test_what_was_measured_is_what_is_extrapolated_to_its_own_size() -> None:
    assert extrapolated(Round(3.0, 2.0, 10), Round(22.0, 21.0, 20), 20, 20) == Round(22.0, 21.0, 20)


@pytest.mark.parametrize(("projects", "made"), [(1, 1), (20, 20), (21, 21), (1000, 21)])
def test_the_loop_is_over_few_projects(projects: int, made: int, scene: Scene) -> None:
    assert Loop("loop", scene, says("", scene.folder)).size(projects) == made


@pytest.mark.parametrize(
    ("work", "recap"),
    [
        ("made", "ok=1 changed=0"),
        ("kept", "ok=1 changed=1"),
        ("put back", "ok=1 changed=0"),
        ("kept", "ok=0 changed=0"),
        ("kept", "nothing"),
    ],
)
def test_a_play_that_did_something_else_is_no_measure(work: Work, recap: str, scene: Scene) -> None:
    task = Task(OURS, scene, says(recap, scene.folder), lambda _file: {})
    with pytest.raises(BenchError, match="no measure"):
        task.run(Batch("shop", 1), work, 1)


@pytest.mark.parametrize(("work", "changed"), [("made", 1), ("kept", 0), ("put back", 1)])
def test_a_play_that_did_its_work_is_one(work: Work, changed: int, scene: Scene) -> None:
    task = Task(OURS, scene, says(f"ok=1 changed={changed}", scene.folder), lambda _file: {})
    assert task.run(Batch("shop", 1), work, 1).seconds > 0


def test_only_the_subjects_own_requests_are_counted_from_where_they_began(scene: Scene) -> None:
    log = scene.cluster.audit_log
    log.write_text(ADMINISTRATOR, encoding="utf-8")
    before = scene.audit.end()
    with log.open("a", encoding="utf-8") as file:
        file.write((ADMINISTRATOR + CONTROLLER) * 2)
    assert scene.audit.requests(before) == 2


def test_a_cluster_whose_controllers_work_is_waited_for(tmp_path: Path) -> None:
    log = audit_log(tmp_path)
    seconds = iter([50, 20, 3, 50])

    def work(_pause: float) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(CONTROLLER * next(seconds))

    Audit(log, work).wait_until_quiet()
    assert next(seconds) == 50


def test_a_cluster_that_never_rests_is_no_place_to_measure_on(tmp_path: Path) -> None:
    log = audit_log(tmp_path)

    def work(_pause: float) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(CONTROLLER * 11)

    with pytest.raises(BenchError, match="has other work"):
        Audit(log, work).wait_until_quiet()


def test_every_subject_says_what_it_is_given() -> None:
    subjects = {
        name for case in CASES.values() if case.work.startswith(("projects-", "fleet")) for name in case.subjects
    }
    assert subjects == set(INPUTS)
