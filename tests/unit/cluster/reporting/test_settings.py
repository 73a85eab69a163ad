"""Where the log is, how much it says, and which run it belongs to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from slipway.cluster.reporting import log_place
from slipway.cluster.reporting.kubernetes_log import log_level
from slipway.cluster.reporting.log_place import log_path
from slipway.cluster.reporting.report import default_report
from slipway.cluster.reporting.run_id import run_id
from slipway.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[4]
HERE = "plugins/module_utils/cluster/reporting/log_place.py"


@pytest.fixture
def installed_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that the library runs from, which is no checkout yet."""
    place = tmp_path / HERE
    place.parent.mkdir(parents=True)
    place.touch()
    monkeypatch.setattr(log_place, "__file__", str(place))
    return tmp_path


def _make_checkout(folder: Path) -> None:
    (folder / "galaxy.yml").touch()
    (folder / ".git").mkdir()


def test_a_checkout_logs_into_its_own_log_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_place, "__file__", str(ROOT / HERE))
    assert log_path({}) == str(ROOT / "log" / "kubernetes.log")


def test_a_checkout_that_is_linked_from_elsewhere_logs_into_the_checkout(
    monkeypatch: pytest.MonkeyPatch, installed_at: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _make_checkout(installed_at)
    link = tmp_path_factory.mktemp("collections") / "kubernetes"
    link.symlink_to(installed_at)
    monkeypatch.setattr(log_place, "__file__", str(link / HERE))
    assert log_path({}) == str(installed_at / "log" / "kubernetes.log")


STATES = [
    ({"XDG_STATE_HOME": "/state", "HOME": "/users/jane"}, "/state/slipway/kubernetes.log"),
    ({"HOME": "/users/jane"}, "/users/jane/.local/state/slipway/kubernetes.log"),
    ({"XDG_STATE_HOME": "relative", "HOME": "/users/jane"}, "/users/jane/.local/state/slipway/kubernetes.log"),
]


@pytest.mark.parametrize(("environment", "path"), STATES, ids=["state folder", "home", "relative state folder"])
def test_an_installed_library_logs_into_the_users_state_folder(
    installed_at: Path, environment: Mapping[str, str], path: str
) -> None:
    assert installed_at.is_dir()
    assert log_path(environment) == path


def test_without_a_home_in_the_environment_it_is_the_accounts(installed_at: Path) -> None:
    assert installed_at.is_dir()
    assert log_path({}) == os.path.join(os.path.expanduser("~"), ".local", "state", "slipway", "kubernetes.log")


@pytest.mark.parametrize("missing", ["galaxy.yml", ".git"])
def test_a_folder_that_has_only_half_of_a_checkout_is_none(installed_at: Path, missing: str) -> None:
    _make_checkout(installed_at)
    path = installed_at / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert log_path({"XDG_STATE_HOME": "/state"}) == "/state/slipway/kubernetes.log"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_nobody_logs_into_the_checkout_of_another_account(installed_at: Path) -> None:
    _make_checkout(installed_at)
    os.chown(installed_at, 12345, 12345)
    assert log_path({"XDG_STATE_HOME": "/state"}) == "/state/slipway/kubernetes.log"


def test_slipway_log_names_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert log_path({"SLIPWAY_LOG": "/var/log/slipway.log"}) == "/var/log/slipway.log"
    assert log_path({"SLIPWAY_LOG": "~/slipway.log", "HOME": "/users/jane"}) == "/users/jane/slipway.log"
    assert log_path({"SLIPWAY_LOG": "slipway.log"}) == str(tmp_path / "slipway.log")


@pytest.mark.parametrize("off", ["off", "OFF"])
def test_slipway_log_off_writes_nothing(off: str, clean_environment: Path) -> None:
    report = default_report({"SLIPWAY_LOG": off, "HOME": str(clean_environment)})
    report.event("task_failed", severity="error")
    assert log_path({"SLIPWAY_LOG": off}) == ""
    assert (report.problem, list(clean_environment.rglob("*"))) == ("", [])


def test_changes_and_failures_are_written_unless_the_level_is_another() -> None:
    assert log_level({}) == log_level({"SLIPWAY_LOG_LEVEL": ""}) == "info"
    assert log_level({"SLIPWAY_LOG_LEVEL": "DEBUG"}) == "debug"


def test_a_level_that_does_not_exist_is_told_with_those_that_do() -> None:
    with pytest.raises(ConfigurationError, match=r"SLIPWAY_LOG_LEVEL must be one of debug, info, warning, error\Z"):
        default_report({"SLIPWAY_LOG": "off", "SLIPWAY_LOG_LEVEL": "verbose"})


def test_a_run_keeps_its_id_in_all_its_processes() -> None:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, run_id({}).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 100).decode() == run_id({})
    os.close(reader)
    os.close(writer)


def test_another_run_has_another_id() -> None:
    code = "from slipway.cluster.reporting.run_id import run_id; print(run_id({}))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert len(other.stdout.strip()) == 16
    assert other.stdout.strip() != run_id({})


def test_a_run_can_be_given_the_id_of_a_ci_job() -> None:
    assert run_id({"SLIPWAY_RUN_ID": "pipeline-17.3_a"}) == "pipeline-17.3_a"


@pytest.mark.parametrize("wrong", ["a b", "\x1b[2J", "x" * 65, "17\n", "a/b"])
def test_an_id_that_could_be_a_text_is_refused(wrong: str) -> None:
    with pytest.raises(ConfigurationError, match="SLIPWAY_RUN_ID must be 1 to 64 letters") as raised:
        run_id({"SLIPWAY_RUN_ID": wrong})
    assert wrong not in str(raised.value)
