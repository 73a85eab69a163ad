"""CI insists on the real cluster: a session of pytest is run for each case."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Session = Callable[..., subprocess.CompletedProcess[str]]

ON_THE_CLUSTER = """
import pytest

@pytest.fixture
def cluster():
    {cluster}

def test_on_the_cluster(cluster):
    pass

def test_elsewhere():
    pass
"""


@pytest.fixture
def session(tmp_path: Path, pytestconfig: pytest.Config) -> Session:
    """Run pytest on two tests, of which one asks for a cluster, whose fixture is the given statement."""

    def run(*arguments: str, cluster: str, ci: bool) -> subprocess.CompletedProcess[str]:
        (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = cluster\n", encoding="utf-8")
        (tmp_path / "test_case.py").write_text(ON_THE_CLUSTER.format(cluster=cluster), encoding="utf-8")
        settings = {"PYTHONPATH": str(pytestconfig.rootpath), "CI": "true" if ci else ""}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "tests.fixtures.cluster_tier", *arguments],
            cwd=tmp_path,
            env={**inherited, **settings},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_the_summary_counts_the_tests_that_ran_on_the_cluster(session: Session) -> None:
    ended = session(cluster="return 1", ci=True)
    assert ended.returncode == 0, ended.stdout
    assert "real cluster: 1 tests ran, 0 skipped" in ended.stdout


def test_the_count_is_right_with_parallel_workers(session: Session) -> None:
    ended = session("-n", "2", cluster="return 1", ci=True)
    assert ended.returncode == 0, ended.stdout
    assert "real cluster: 1 tests ran, 0 skipped" in ended.stdout


def test_a_skip_is_a_skip_for_a_developer(session: Session) -> None:
    ended = session(cluster="pytest.skip('no cluster here')", ci=False)
    assert ended.returncode == 0, ended.stdout
    assert "real cluster: 0 tests ran, 1 skipped" in ended.stdout


def test_a_skip_fails_in_ci_with_its_reason(session: Session) -> None:
    ended = session(cluster="pytest.skip('no cluster here')", ci=True)
    assert ended.returncode == 1
    assert "CI=true requires this test, and it was skipped: Skipped: no cluster here" in ended.stdout


def test_ci_fails_when_no_test_met_the_cluster(session: Session) -> None:
    ended = session("-k", "elsewhere", cluster="return 1", ci=True)
    assert ended.returncode == 1
    assert "CI=true requires tests on the real cluster, and none ran" in ended.stdout
