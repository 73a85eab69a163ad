"""A secret among the values stays among the values."""

from __future__ import annotations

import base64
import json

import pytest

from tests.fixtures.managed_app import APPS_NAMESPACE, App

SECRET = "correct-horse-battery"
FORMS = (SECRET, base64.b64encode(SECRET.encode()).decode())


def _assert_absent(text: str) -> None:
    assert [form for form in FORMS if form in text] == []


@pytest.mark.parametrize("chart", ["notes-secret", "failing-hook"])
def test_under_no_log_a_secret_is_nowhere_even_with_vvvv_and_log_path(app: App, chart: str) -> None:
    log = app.folder / "ansible.log"
    environment = {"K8S_AUTH_KUBECONFIG": str(app.cluster.kubeconfig), "ANSIBLE_LOG_PATH": str(log)}
    playbook = app.playbook({"no_log": True}, chart=chart, values={"password": SECRET})
    run = app.start_playbook(playbook, "-vvvv", environment=environment).wait()
    _assert_absent(run.text)
    _assert_absent(log.read_text(encoding="utf-8"))
    assert "| " not in "".join(line.text for line in run.lines if line.text.startswith("install-"))


def test_under_no_log_nothing_is_live_and_there_is_no_log_tail(app: App) -> None:
    run = app.play(chart="failing-hook", keywords={"no_log": True})
    assert [line.text for line in run.play.lines if line.text.startswith(app.pod)] == []
    assert run.result.get("log_tail", []) == []


def test_without_no_log_a_secret_in_notes_and_logs_is_redacted(app: App) -> None:
    run = app.play("-vvvv", chart="notes-secret", values={"password": SECRET})
    assert "the password is [redacted]" in run.play.stdout
    _assert_absent(run.play.text)
    _assert_absent(json.dumps(run.result))


def test_a_secret_is_not_on_the_pods_command_line_or_environment(app: App) -> None:
    app.install(chart="failing-hook", values={"password": SECRET})
    _assert_absent(json.dumps(app.cluster.get("pod", app.pod, "-n", APPS_NAMESPACE)))


def test_the_record_of_an_app_does_not_hold_its_values(app: App) -> None:
    app.install(values={"password": SECRET})
    data = app.cluster.get("secret", f"app-{app.name}", "-n", APPS_NAMESPACE)["data"]
    _assert_absent("".join(base64.b64decode(value).decode("latin-1") for value in data.values()))


def test_another_plays_secret_is_redacted_for_whoever_follows_its_pod(app: App) -> None:
    killed = app.start(chart="slow", values={"seconds": 15, "password": "tick"})
    killed.wait_for_line("| [redacted] 2 ")
    killed.kill()
    run = app.play(chart="slow", values={"seconds": 1, "password": SECRET})
    assert "| [redacted] 15 " in run.play.stdout


def test_a_module_with_a_wrong_argument_shows_no_value(app: App) -> None:
    keywords = {"async": 60, "poll": 1}
    run = app.play("-vvv", keywords=keywords, timeout="not a number", values={"password": SECRET})
    assert run.result["failed"]
    _assert_absent(run.play.text)
    _assert_absent(json.dumps(run.result))


def test_the_names_of_an_app_stay_readable_though_they_are_among_the_values(app: App) -> None:
    result = app.install(chart="failing-hook", values={"fullname": app.name, "namespace": app.name})
    assert any(f"job {app.name}-hook failed" in line for line in result["log_tail"])
