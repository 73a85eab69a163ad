"""The typed result travels through a notebook file unchanged, and only a whole run has one."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nbformat
import pytest

from slipway.diagnosis.finding import ERROR, Finding
from slipway.notebook.errors import NotebookFailed
from slipway.notebook.result import MIME_TYPE, Result, read_result

_RESULT = Result(
    status="findings",
    app="web",
    namespace="shop",
    taken="2026-01-02T03:04:05+00:00",
    findings=(Finding("hook_failed", ERROR, "Job", "shop", "migrate", "summary", "next", ("quote one", "quote two")),),
    redaction="nothing is redacted",
    other_findings=(Finding("crash_loop", ERROR, "Pod", "shop", "other-1", "summary", "next"),),
    capture_folders=("logs/shop",),
    capture_errors=("one log could not be read",),
)


def _notebook(path: Path, *data: dict[str, Any]) -> Path:
    outputs = [nbformat.v4.new_output("display_data", data=entry) for entry in data]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("publish", outputs=outputs)])
    nbformat.write(notebook, path)
    return path


def test_a_result_is_read_as_it_was_published(tmp_path: Path) -> None:
    published = json.loads(json.dumps(asdict(_RESULT)))
    assert read_result(_notebook(tmp_path / "n.ipynb", {MIME_TYPE: published})) == _RESULT


def test_a_notebook_that_was_cut_off_has_no_result(tmp_path: Path) -> None:
    with pytest.raises(NotebookFailed, match="was not run to its end"):
        read_result(_notebook(tmp_path / "n.ipynb", {"text/plain": "something else"}))


def test_a_result_of_another_shape_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotebookFailed, match="another version"):
        read_result(_notebook(tmp_path / "n.ipynb", {MIME_TYPE: {"status": "findings"}}))


@pytest.mark.parametrize("content", ["", "{}", "not json", '{"nbformat": 4, "nbformat_minor": 5, "cells": [{}]}'])
def test_what_is_no_notebook_is_told_in_one_line(content: str, tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(content)
    with pytest.raises(NotebookFailed, match="is not a notebook that can be read"):
        read_result(path)


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(NotebookFailed, match="is not a notebook that can be read"):
        read_result(tmp_path / "missing.ipynb")
