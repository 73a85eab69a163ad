"""Running notebooks: in this interpreter's own kernel, validated, and never half-told."""

from __future__ import annotations

import stat
import sys
import tempfile
from pathlib import Path
from textwrap import dedent

import nbformat
import pytest

from slipway.errors import InvalidInput
from slipway.notebook.errors import NotebookFailed
from slipway.notebook.run import notebook_path, run_notebook

_PUBLISH = """
from slipway.notebook.result import Result, publish
import sys
publish(Result("nothing_found", app, sys.executable, "", "", (), (), (), ()))
"""


def _notebook(folder: Path, *cells: str) -> Path:
    parameters = nbformat.v4.new_code_cell(
        'app = ""  # name\nnamespace = "shop"  # where', metadata={"tags": ["parameters"]}
    )
    code = [nbformat.v4.new_code_cell(dedent(cell).strip()) for cell in cells]
    notebook = nbformat.v4.new_notebook(cells=[parameters, *code])
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    path = folder / "source.ipynb"
    nbformat.write(notebook, path)
    return path


def test_a_notebook_runs_in_this_very_interpreter_and_hands_back_its_result(tmp_path: Path) -> None:
    result = run_notebook(_notebook(tmp_path, _PUBLISH), {"app": 'it\'s "web"'}, tmp_path / "done.ipynb")
    assert result.app == 'it\'s "web"'
    assert result.namespace == sys.executable


def test_a_temp_folder_with_a_long_path_leaves_room_for_the_kernels_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_path = tmp_path / ("x" * 100)
    long_path.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long_path))
    assert run_notebook(_notebook(tmp_path, _PUBLISH), {"app": "web"}, tmp_path / "done.ipynb").app == "web"


def test_the_executed_notebook_is_private(tmp_path: Path) -> None:
    run_notebook(_notebook(tmp_path, _PUBLISH), {"app": "web"}, tmp_path / "done.ipynb")
    assert stat.S_IMODE((tmp_path / "done.ipynb").stat().st_mode) == 0o600


def test_files_beside_the_notebook_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('imported from the working folder')")
    monkeypatch.chdir(tmp_path)
    assert (
        run_notebook(_notebook(tmp_path, "import json", _PUBLISH), {"app": "web"}, tmp_path / "done.ipynb").app == "web"
    )


def test_an_unknown_parameter_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="source has no parameter colour; it has: app, namespace"):
        run_notebook(_notebook(tmp_path, _PUBLISH), {"colour": "red"}, tmp_path / "done.ipynb")
    assert not (tmp_path / "done.ipynb").exists()


def test_a_parameter_with_control_characters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="the parameter app holds characters"):
        run_notebook(_notebook(tmp_path, _PUBLISH), {"app": "a\x1b[2J"}, tmp_path / "done.ipynb")


def test_an_error_of_ours_in_a_cell_is_told_in_its_own_words(tmp_path: Path) -> None:
    cell = """
        from slipway.errors import ConfigurationError
        raise ConfigurationError("no cluster was named; give kubeconfig")
    """
    with pytest.raises(NotebookFailed, match=r"source failed in cell \d: no cluster was named; give kubeconfig;"):
        run_notebook(_notebook(tmp_path, cell), {"app": "web"}, tmp_path / "done.ipynb")


def test_a_run_that_failed_says_where_it_left_its_notebook(tmp_path: Path) -> None:
    with pytest.raises(NotebookFailed) as failed:
        run_notebook(_notebook(tmp_path, "print('first')", "1 / 0"), {"app": "web"}, tmp_path / "done.ipynb")
    assert str(failed.value).endswith(f"; what it did until then is in {tmp_path}/done.ipynb")
    assert "first" in (tmp_path / "done.ipynb").read_text()


def test_the_text_of_any_other_error_stays_in_the_notebook(tmp_path: Path) -> None:
    source = _notebook(tmp_path, "raise ValueError('password hunter2')")
    with pytest.raises(NotebookFailed, match="ValueError, whose traceback stands in the notebook;") as failed:
        run_notebook(source, {"app": "web"}, tmp_path / "done.ipynb")
    assert "hunter2" not in str(failed.value)


def test_a_kernel_that_dies_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(NotebookFailed, match="was cut off"):
        run_notebook(_notebook(tmp_path, "import os; os._exit(1)"), {"app": "web"}, tmp_path / "done.ipynb")


def test_a_cell_that_runs_too_long_is_stopped(tmp_path: Path) -> None:
    source = _notebook(tmp_path, "import threading; threading.Event().wait()")
    with pytest.raises(NotebookFailed, match="a cell ran longer than 1 seconds"):
        run_notebook(source, {"app": "web"}, tmp_path / "done.ipynb", cell_timeout=1)


def test_a_notebook_without_a_final_result_has_not_told_anything(tmp_path: Path) -> None:
    with pytest.raises(NotebookFailed, match="has no final result"):
        run_notebook(_notebook(tmp_path, "app"), {"app": "web"}, tmp_path / "done.ipynb")


def test_what_is_no_notebook_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "source.ipynb").write_text("{}")
    with pytest.raises(NotebookFailed, match="is not a valid notebook"):
        run_notebook(tmp_path / "source.ipynb", {}, tmp_path / "done.ipynb")


def test_a_notebook_is_found_by_its_name() -> None:
    assert notebook_path("app_install_failed").name == "app_install_failed.ipynb"
