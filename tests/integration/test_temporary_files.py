"""No play leaves a file of ours behind, however it runs and however it ends; least of all a key."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.managed_app import App
from tests.fixtures.playbook import RunPlaybook
from tests.fixtures.played_tasks import AS_MODULE, playbook_of, task
from tests.fixtures.real_cluster import RealCluster

PLAYS: dict[str, dict[str, Any]] = {
    "in process": {},
    "in check mode": {"check_mode": True},
    "as a module": AS_MODULE,
    "asynchronous": {"async": 60, "poll": 1},
}
FAILING: dict[str, dict[str, Any]] = {
    "refused by the server": {"impersonate_user": "nobody"},
    "not reached": {"host": "https://127.0.0.1:1"},
    "wrong arguments": {"unknown": 1},
    "unknown context": {"context": "gone"},
}


@pytest.fixture
def embedding(cluster: RealCluster) -> RealCluster:
    """A cluster whose kubeconfig has its key inside, so that it is written to a file for a moment."""
    user = json.loads(cluster.kubeconfig.read_text(encoding="utf-8"))["users"][0]["user"]
    assert "PRIVATE KEY" in base64.b64decode(user["client-key-data"]).decode()
    return cluster


def with_keys(*folders: Path) -> list[Path]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if b"PRIVATE KEY" in path.read_bytes() or b"CERTIFICATE" in path.read_bytes()]


@pytest.mark.parametrize("way", PLAYS)
def test_a_play_that_succeeds_leaves_nothing(
    run_playbook: RunPlaybook, embedding: RealCluster, namespace: str, clean_environment: Path, way: str, tmp_path: Path
) -> None:
    options = {"name": "shop", "namespace": namespace, "adopt": True, "kubeconfig": str(embedding.kubeconfig)}
    made = {**task("project_namespace", options, **PLAYS[way]), "ignore_errors": False}
    run = run_playbook(playbook_of(made), environment={"ANSIBLE_ASYNC_DIR": str(tmp_path / "async")})
    assert run.rc == 0, run.text
    assert list(run.temp_folder.iterdir()) == []
    assert with_keys(clean_environment) == []


@pytest.mark.parametrize("way", ["in process", "as a module"])
def test_plays_that_fail_leave_nothing(
    run_playbook: RunPlaybook, embedding: RealCluster, namespace: str, clean_environment: Path, way: str
) -> None:
    options = {"name": "shop", "namespace": namespace, "kubeconfig": str(embedding.kubeconfig)}
    tasks = [task("project_namespace", {**options, **changes}, **PLAYS[way]) for changes in FAILING.values()]
    run = run_playbook(playbook_of(*tasks))
    assert run.stdout.count("...ignoring") == len(FAILING), run.text
    assert list(run.temp_folder.iterdir()) == []
    assert with_keys(clean_environment) == []


def test_a_play_that_is_killed_in_the_middle_of_an_install_leaves_no_key(
    app: App, embedding: RealCluster, clean_environment: Path
) -> None:
    running = app.start(chart="slow", values={"seconds": 20})
    running.wait_for_line("| tick 1 ")
    running.kill()
    killed = running.wait()
    assert killed.rc < 0
    assert list(killed.temp_folder.iterdir()) == []
    assert with_keys(clean_environment) == []


def test_an_install_leaves_nothing_on_the_controller(app: App, embedding: RealCluster, clean_environment: Path) -> None:
    run = app.play()
    assert run.result["changed"], run.play.text
    assert list(run.play.temp_folder.iterdir()) == []
    assert with_keys(clean_environment) == []
