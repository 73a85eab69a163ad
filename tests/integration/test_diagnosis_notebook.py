"""The notebook on the real cluster: run by the command, read by nbformat, opened in a browser."""

from __future__ import annotations

import base64
import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from selenium import webdriver

from slipway.notebook.result import Result, read_result
from tests.fixtures.managed_app import APPS_NAMESPACE, App
from tests.fixtures.real_cluster import RealCluster

_REDACTED = "the values of this install are replaced by [redacted], those of other apps are not; check before sharing"
_SECRET = "correct-horse-battery-staple"
_HOSTILE = (
    "<script>document.title='owned'; fetch('https://example.org/fetched')</script>"
    "<img src=https://example.org/image.png onerror=document.title='owned'>"
    "</pre></details><iframe src=https://example.org/frame></iframe>"
)


@pytest.fixture
def hostile_pod(cluster: RealCluster, namespace: str) -> None:
    """A pod that fails, after a log made for browsers and terminals, with the install's secret in it."""
    container = {
        "name": "main",
        "image": "slipway.test/busybox:1",
        "command": ["sh", "-c", 'printf "%s\\033[2J\\n" "$0"; echo "password $1"; exit 1', _HOSTILE, _SECRET],
    }
    metadata = {"name": "hostile", "namespace": namespace}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata}
    spec = {"restartPolicy": "Never", "containers": [container]}
    cluster.kubectl("create", "-f", "-", stdin=json.dumps({**pod, "spec": spec}))
    cluster.kubectl("wait", "--for=jsonpath={.status.phase}=Failed", "pod/hostile", "-n", namespace, "--timeout=60s")


def _run(
    cluster: RealCluster, app: str, namespace: str, folder: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("slipway")), "notebook", "app_install_failed"]
    command += ["--app", app, "--namespace", namespace, "--kubeconfig", str(cluster.kubeconfig)]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), **variables}
    return subprocess.run(
        [*command, "--output", str(folder / "out")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def test_a_failed_install_is_explained_from_the_command_to_the_report(
    app: App, cluster: RealCluster, namespace: str, hostile_pod: None, tmp_path: Path
) -> None:
    app.play(chart="failing-hook", values={"database": {"password": _SECRET}})
    ended = _run(cluster, app.name, namespace, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    folder = tmp_path / "out"
    assert ended.stdout.splitlines()[-3:] == [
        f"redaction: {_REDACTED}",
        f"notebook: {folder}/app_install_failed.ipynb",
        f"report:   {folder}/app_install_failed.html",
    ]
    result = read_result(folder / "app_install_failed.ipynb")
    assert result.status == "findings"
    assert {("hook_failed", "Job"), ("pod_failed", "Pod")} == {(found.code, found.kind) for found in result.findings}
    assert [found.name for found in result.findings if found.code == "pod_failed"] == [app.pod]
    assert [(found.code, found.name) for found in result.other_findings] == [("pod_failed", "hostile")]
    _assert_the_picture_was_drawn(folder / "app_install_failed.ipynb")
    _assert_private_and_without(_SECRET, folder)
    _assert_the_logs_are_there(result, app)
    assert _REDACTED in (folder / "app_install_failed.html").read_text()


def test_an_app_that_is_well_is_not_blamed_for_its_neighbour(
    app: App, cluster: RealCluster, namespace: str, hostile_pod: None, tmp_path: Path
) -> None:
    assert not app.play().result.get("failed")
    ended = _run(cluster, app.name, namespace, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    well, also, neighbour = ended.stdout.splitlines()[:3]
    assert well.startswith(f"Nothing wrong was found with {app.name}.")
    assert also == "Also in this namespace:"
    assert neighbour == f"  error: pod_failed: Pod/hostile in {namespace}: The pod failed with exit code 1."
    result = read_result(tmp_path / "out/app_install_failed.ipynb")
    assert (result.status, result.findings) == ("nothing_found", ())
    page = (tmp_path / "out/app_install_failed.html").read_text()
    assert f"Nothing wrong was found with {app.name}." in page
    assert 'class="slipway-finding' not in page
    pods = page.partition("Pods</h2>")[2]
    assert pods.index("Also in this namespace") < pods.index("<td>hostile</td>")


def test_a_namespace_that_does_not_exist_is_one_line_and_leaves_nothing(cluster: RealCluster, tmp_path: Path) -> None:
    ended = _run(cluster, "web", "never-made", tmp_path)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("slipway: namespace never-made does not exist; ")
    assert not (tmp_path / "out").exists()


def test_an_account_that_sees_only_the_apps_namespace_gets_what_it_may_see(
    cluster: RealCluster, namespace: str, hostile_pod: None, tmp_path: Path
) -> None:
    binding = ["create", "rolebinding", "developer", "--clusterrole=view", "--user=developer", "-n", namespace]
    cluster.kubectl(*binding)
    ended = _run(cluster, "web", namespace, tmp_path, K8S_AUTH_IMPERSONATE_USER="developer")
    assert (ended.returncode, ended.stderr) == (0, "")
    result = read_result(tmp_path / "out/app_install_failed.ipynb")
    assert [found.code for found in result.other_findings if found.namespace == namespace] == ["pod_failed"]
    assert {found.code for found in result.findings if found.namespace == APPS_NAMESPACE} == {"cannot_be_read"}
    assert [Path(folder).name for folder in result.capture_folders] == [namespace]
    assert any("403 Forbidden" in error for error in result.capture_errors)


def _assert_the_picture_was_drawn(notebook: Path) -> None:
    outputs = [output for cell in nbformat.read(notebook, as_version=4).cells for output in cell.get("outputs", [])]
    pictures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert [base64.b64decode(picture)[:4] for picture in pictures] == [b"\x89PNG"]


def _assert_private_and_without(secret: str, folder: Path) -> None:
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
        if path.is_file():
            content = path.read_text()
            assert secret not in content, path
            assert base64.b64encode(secret.encode()).decode() not in content, path
            assert "\x1b" not in content, path


def _assert_the_logs_are_there(result: Result, app: App) -> None:
    own, install = map(Path, result.capture_folders)
    assert "password [redacted]" in (own / "hostile/main.log").read_text()
    assert "the migration table is locked" in "".join(path.read_text() for path in own.rglob("hook.log"))
    assert [path.name for path in install.iterdir() if path.is_dir()] == [app.pod]


@pytest.fixture
def browser() -> Iterator[webdriver.Chrome]:
    """Give Debian's Chromium, which can resolve no name."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND"):
        options.add_argument(argument)
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


def test_a_script_in_a_pods_log_is_shown_by_the_browser_and_neither_run_nor_loaded(
    cluster: RealCluster, namespace: str, hostile_pod: None, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    ended = _run(cluster, "never-installed", namespace, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    browser.get(f"file://{tmp_path}/out/app_install_failed.html")
    assert browser.title == "What is wrong with an app"
    for summary in browser.find_elements("tag name", "summary"):
        summary.click()
    assert _HOSTILE in browser.find_element("tag name", "pre").text
    assert browser.find_elements("css selector", "script, iframe, [onerror]") == []
    assert browser.find_element("css selector", "img").get_property("naturalWidth") > 0
    assert browser.get_log("browser") == []
    assert _requested(browser) <= {"file", "data"}
    assert "there is no install pod with values; check before sharing" in browser.find_element("tag name", "table").text


def test_the_reports_policy_stops_even_a_script_that_got_into_the_page(
    cluster: RealCluster, namespace: str, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    _run(cluster, "never-installed", namespace, tmp_path)
    page = (tmp_path / "out/app_install_failed.html").read_text()
    (tmp_path / "planted.html").write_text(page.replace("<main>", f"<main>{_HOSTILE}"))
    browser.get(f"file://{tmp_path}/planted.html")
    assert browser.title == "What is wrong with an app"
    assert "Content Security Policy" in json.dumps(browser.get_log("browser"))
    assert not [url for url in _loaded(browser) if url.startswith("http")]


def _events(browser: webdriver.Chrome) -> list[dict[str, object]]:
    return [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]


def _requested(browser: webdriver.Chrome) -> set[str]:
    """Schemes of all requests that the page made."""
    events = [event for event in _events(browser) if event["method"] == "Network.requestWillBeSent"]
    assert events
    return {event["params"]["request"]["url"].partition(":")[0] for event in events}


def _loaded(browser: webdriver.Chrome) -> list[str]:
    """What the page got an answer for."""
    events = [event for event in _events(browser) if event["method"] == "Network.responseReceived"]
    assert events
    return [event["params"]["response"]["url"] for event in events]
