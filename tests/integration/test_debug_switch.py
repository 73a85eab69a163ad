"""The debug switch in a playbook, in the command and in a notebook's library, both ways.

The server puts a secret, escape sequences, markup and our own token into its messages.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from slipway.notebook.failed_install import FailedInstall
from tests.fixtures.planted import ESCAPES, MARKUP, SECRET
from tests.fixtures.playbook import RunPlaybook
from tests.fixtures.played_tasks import AS_MODULE, playbook_of, results_of, task
from tests.fixtures.running_playbook import PlaybookRun
from tests.fixtures.scripted_server import Answer, ScriptedServer

TOKEN = "t0ken-0f.ours"
MESSAGE = f"{ESCAPES}{MARKUP}{SECRET}\r\nAuthorization: Bearer {TOKEN}"
PREFIX = "slipway debug (sensitive): "
ON = {"SLIPWAY_DEBUG": "1"}
Play = Callable[..., PlaybookRun]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """An API server that refuses everything with that message."""
    started = ScriptedServer(*[Answer(403, MESSAGE.encode())] * 50)
    yield started
    started.close()


@pytest.fixture
def state(clean_environment: Path) -> Path:
    """The folder of the logs."""
    return clean_environment / ".local" / "state" / "slipway"


@pytest.fixture
def play(run_playbook: RunPlaybook, server: ScriptedServer, tmp_path: Path) -> Play:
    """Play one task on that server, with all that Ansible can show and log."""

    def run(
        options: Mapping[str, Any] | None = None,
        *arguments: str,
        controller: Mapping[str, str] | None = None,
        **keywords: Any,
    ) -> PlaybookRun:
        reached = {"host": server.url, "allow_http": True, "api_key": TOKEN}
        step = task(
            "project_namespace", {"name": "shop", "namespace": "shop", **reached, **(options or {})}, **keywords
        )
        verbose = {
            "ANSIBLE_DISPLAY_TRACEBACK": "always",
            "ANSIBLE_LOG_PATH": str(tmp_path / "ansible.log"),
            **(controller or {}),
        }
        return run_playbook(playbook_of(step, keep_in=tmp_path), "-vvv", *arguments, environment=verbose)

    return run


def debug_log(state: Path) -> list[dict[str, Any]]:
    path = state / "kubernetes-debug.log"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def kept(state: Path, folder: Path, run: PlaybookRun) -> dict[str, str]:
    """What is kept of a run beside its debug log."""
    return {
        "kubernetes.log": (state / "kubernetes.log").read_text(),
        "ansible.log": (folder / "ansible.log").read_text(),
        "result": json.dumps(results_of(run, folder)),
    }


@pytest.mark.parametrize(
    ("off", "way"),
    [({}, {}), ({"slipway_debug": False}, {}), ({}, AS_MODULE)],
    ids=["not given", "given as off", "as a module"],
)
def test_without_the_switch_a_task_tells_nothing_of_it(
    play: Play, state: Path, tmp_path: Path, off: dict[str, Any], way: dict[str, Any]
) -> None:
    run = play(off, **way)
    (result,) = results_of(run, tmp_path)
    assert result["msg"].startswith("Kubernetes error: 403 Forbidden")
    everything = run.text + "".join(kept(state, tmp_path, run).values())
    assert [text for text in (SECRET, "0wned-by", "<script", TOKEN, PREFIX) if text in everything] == []
    assert debug_log(state) == []


SWITCHES: dict[str, tuple[dict[str, Any], list[str], dict[str, Any]]] = {
    "the task's option": ({"slipway_debug": True}, [], {}),
    "the variable": ({}, ["-e", "slipway_debug=true"], {}),
    "a variable of the task": ({}, [], {"vars": {"slipway_debug": "{{ 1 == 1 }}"}}),
    "the task's environment": ({}, [], {"environment": ON}),
}


@pytest.mark.parametrize(("options", "arguments", "keywords"), SWITCHES.values(), ids=SWITCHES.keys())
def test_with_the_switch_the_terminal_shows_the_servers_message_harmlessly(
    play: Play, state: Path, tmp_path: Path, options: dict[str, Any], arguments: list[str], keywords: dict[str, Any]
) -> None:
    run = play(options, *arguments, **keywords)
    told = [line.text for line in run.lines if PREFIX in line.text]
    assert any(SECRET in line and r"\x1b[2J" in line and "<script>" in line for line in told), run.text
    assert all(line.startswith(PREFIX) and line.isprintable() for line in told)
    assert any(record["sensitive"] is True and SECRET in record["message"] for record in debug_log(state))
    assert [place for place, text in kept(state, tmp_path, run).items() if SECRET in text] == []
    assert TOKEN not in run.text + json.dumps(debug_log(state))


def test_the_controllers_environment_switches_it_for_all_tasks(play: Play, state: Path) -> None:
    assert SECRET in play(controller=ON).stdout
    assert SECRET in json.dumps(debug_log(state))


def test_the_original_exception_comes_with_its_traceback(play: Play, state: Path, tmp_path: Path) -> None:
    run = play({"host": "http://127.0.0.1:1", "slipway_debug": True})
    assert f"{PREFIX}Traceback (most recent call last):" in run.stdout
    assert f"{PREFIX}ConnectionRefusedError: " in run.stdout
    assert any("ConnectionRefusedError" in record["traceback"] for record in debug_log(state))
    assert [place for place, text in kept(state, tmp_path, run).items() if "RefusedError" in text] == []


def test_under_no_log_the_debug_log_alone_is_written(play: Play, state: Path) -> None:
    run = play({"slipway_debug": True}, no_log=True)
    assert [text for text in (SECRET, PREFIX) if text in run.text] == []
    assert any(SECRET in record["message"] for record in debug_log(state))


def test_a_task_that_runs_as_a_module_writes_the_debug_log_alone(play: Play, state: Path) -> None:
    run = play({}, "-e", "slipway_debug=true", **AS_MODULE)
    assert [text for text in (SECRET, PREFIX) if text in run.text] == []
    assert any(SECRET in record["message"] for record in debug_log(state))


UNTRUSTED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the task's option": ({"slipway_debug": True}, {}),
    "a variable": ({}, {"vars": {"slipway_debug": True}}),
    "the task's environment": ({}, {"environment": ON}),
    "all of it as a module": ({"slipway_debug": True}, {"environment": ON, **AS_MODULE}),
}


@pytest.mark.parametrize(("options", "keywords"), UNTRUSTED.values(), ids=UNTRUSTED.keys())
def test_for_an_untrusted_cluster_the_playbook_cannot_switch_it(
    play: Play, server: ScriptedServer, state: Path, options: dict[str, Any], keywords: dict[str, Any]
) -> None:
    run = play({"untrusted": True, "allowed_targets": [server.address], **options}, **keywords)
    assert server.asked
    assert [text for text in (SECRET, PREFIX) if text in run.text] == []
    assert debug_log(state) == []


def test_for_an_untrusted_cluster_the_controllers_environment_switches_it(
    play: Play, server: ScriptedServer, state: Path
) -> None:
    run = play({"untrusted": True, "allowed_targets": [server.address]}, controller=ON)
    assert SECRET in run.stdout
    assert any(SECRET in record["message"] for record in debug_log(state))


def _capture(server: ScriptedServer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> subprocess.CompletedProcess[str]:
    monkeypatch.setenv("K8S_AUTH_HOST", server.url)
    monkeypatch.setenv("K8S_AUTH_API_KEY", TOKEN)
    monkeypatch.setenv("SLIPWAY_ALLOW_HTTP", "true")
    command = [str(Path(sys.executable).with_name("slipway")), "capture", "--namespace", "shop"]
    return subprocess.run(
        [*command, "--output", str(folder / "logs")], capture_output=True, text=True, timeout=60, check=False
    )


def test_the_command_tells_nothing_without_the_switch(
    server: ScriptedServer, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = _capture(server, tmp_path, monkeypatch)
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert line.startswith("slipway: Kubernetes error: 403 Forbidden")
    assert SECRET not in ended.stdout + ended.stderr + (state / "kubernetes.log").read_text()
    assert debug_log(state) == []


def test_the_command_tells_the_operator_with_the_switch(
    server: ScriptedServer, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLIPWAY_DEBUG", "1")
    ended = _capture(server, tmp_path, monkeypatch)
    told = [line for line in ended.stderr.splitlines() if line.startswith(PREFIX)]
    assert any(SECRET in line and line.isprintable() for line in told), ended.stderr
    assert SECRET not in ended.stdout
    assert TOKEN not in ended.stderr + json.dumps(debug_log(state))


@pytest.mark.parametrize("switched", [False, True], ids=["off", "on"])
def test_a_notebook_writes_the_debug_log_alone_and_only_with_its_parameter(
    server: ScriptedServer,
    state: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    *,
    switched: bool,
) -> None:
    for name, value in (("HOST", server.url), ("API_KEY", TOKEN)):
        monkeypatch.setenv(f"K8S_AUTH_{name}", value)
    monkeypatch.setenv("SLIPWAY_ALLOW_HTTP", "true")
    install = FailedInstall(app="web", namespace="shop", output=str(tmp_path), slipway_debug=switched)
    assert SECRET not in f"{install.target}{install._repr_html_()}"
    assert SECRET not in "".join(capfd.readouterr())
    assert any(SECRET in record["message"] for record in debug_log(state)) is switched
