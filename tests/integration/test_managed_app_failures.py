"""An install that fails says why, keeps its pod, and returns the lines that prove it."""

from __future__ import annotations

from pathlib import Path

import pytest

from slipway.apps import install_follower
from tests.fixtures.managed_app import App


@pytest.mark.parametrize(
    ("chart", "code", "told"),
    [
        ("failing-hook", "hook_failed", "a hook of the chart failed"),
        ("bad-template", "template_error", "a template of the chart cannot be rendered"),
        ("needs-values", "values_refused", "the chart's schema refuses the values"),
        ("no-such-chart", "chart_not_found", "there is no such chart or version; check chart, repository and version"),
    ],
)
@pytest.mark.parametrize("image", ["slipway.test/helm:3", "slipway.test/helm:4"], ids=["helm3", "helm4"])
def test_a_failed_install_names_its_cause(app: App, chart: str, code: str, told: str, image: str) -> None:
    result = app.install(chart=chart, image=image)
    assert result["failed"]
    assert result["failure"] == {"code": code}
    assert told in result["msg"]
    assert f"slipway notebook app_install_failed --app {app.name} --namespace {app.name}" in result["msg"]


def test_a_failed_play_is_one_message_without_a_traceback(app: App) -> None:
    run = app.play("-vvv", chart="no-such-chart")
    assert "there is no such chart or version; check chart, repository and version" in run.play.text
    assert "Traceback" not in run.play.text


def test_a_failed_install_returns_status_reason_exit_code_tail_and_notebook(app: App) -> None:
    result = app.install(chart="failing-hook")
    assert (result["status"], result["reason"], result["exit_code"]) == ("Failed", "Error", 1)
    assert result["notebook"] == "app_install_failed.ipynb"
    assert any(line.endswith("| the migration table is locked") for line in result["log_tail"])
    assert len(result["log_tail"]) <= 20


def test_a_failed_install_keeps_its_pod_until_the_next_run(app: App) -> None:
    app.install(chart="failing-hook")
    assert app.pod_exists()
    assert app.install(chart="good")["app"]["status"] == "deployed"
    assert not app.pod_exists()


def test_a_chart_in_no_oci_registry_is_told(app: App) -> None:
    result = app.install(chart="oci://charts.charts.svc/charts/none", repository=None, plain_http=True)
    assert result["failure"] == {"code": "chart_not_found"}, result["log_tail"]


def test_a_repository_that_does_not_exist_is_told(app: App) -> None:
    result = app.install(repository="http://no-such-host.example.com/")
    assert result["failure"] == {"code": "repository_unreachable"}, result["log_tail"]


def test_an_image_that_cannot_be_pulled_fails_before_the_time_out(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install_follower, "STUCK_SECONDS", 2.0)
    result = app.install(image="registry.invalid/helm:3", timeout=600)
    assert result["status"] == "CannotStart"
    assert "the image cannot be pulled; check the option image" in result["msg"]


def test_an_app_with_the_right_image_replaces_a_pod_that_could_not_start(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install_follower, "STUCK_SECONDS", 2.0)
    app.install(image="registry.invalid/helm:3", timeout=600)
    assert app.install()["app"]["status"] == "deployed"


@pytest.mark.parametrize(
    ("chart", "code"), [("broken-image", "image_cannot_be_pulled"), ("unschedulable", "unschedulable")]
)
def test_a_workload_that_does_not_become_ready_is_told_with_its_cause(app: App, chart: str, code: str) -> None:
    result = app.install(chart=chart, timeout=10)
    assert result["failure"] == {"code": code}, result
    assert f"Pod {app.name}-web-" in result["msg"]
    assert [finding["code"] for finding in result["findings"]] == [code]
    assert any(f"{app.pod} ! Warning Failed" in line for line in result["log_tail"])


def test_findings_of_other_apps_are_not_told(app: App, charts_folder: Path) -> None:
    app.cluster.helm("install", "other", str(charts_folder / "broken-image"), "--namespace", app.name)
    ready = ("wait", "pods", "--all", "-n", app.name, "--timeout=30s")
    app.cluster.kubectl(*ready, "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=ImagePullBackOff")
    result = app.install(chart="failing-hook")
    assert [finding["code"] for finding in result["findings"]] == ["hook_failed"]
