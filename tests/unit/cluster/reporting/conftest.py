"""A report that writes into a file of the test, and what it wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from slipway.cluster.reporting.debug import DEBUG_OFF, Debug
from slipway.cluster.reporting.report import Report, default_report

Written = Callable[[], list[dict[str, Any]]]
MakeReport = Callable[..., Report]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "state" / "kubernetes.log"


@pytest.fixture
def written(log: Path) -> Written:
    """The lines of the log, decoded."""

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    return read


@pytest.fixture
def report_at(log: Path) -> MakeReport:
    """A report that writes what has this severity at least."""

    def make(level: str = "info", debug: Debug = DEBUG_OFF) -> Report:
        return default_report({"SLIPWAY_LOG": str(log), "SLIPWAY_LOG_LEVEL": level}, debug)

    return make
