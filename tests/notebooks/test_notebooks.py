"""Every notebook that is shipped: valid, without outputs, parameterised, thin."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

_NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=_NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def _code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks() -> None:
    assert _NOTEBOOKS


def test_it_is_valid(notebook: nbformat.NotebookNode) -> None:
    nbformat.validate(notebook)


def test_nothing_of_a_run_is_committed(notebook: nbformat.NotebookNode) -> None:
    assert not [cell for cell in _code(notebook) if cell.outputs or cell.execution_count is not None]


def test_it_begins_with_what_it_does_and_its_parameters(notebook: nbformat.NotebookNode) -> None:
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")
    assert notebook.cells[1].metadata.get("tags") == ["parameters"]


def test_each_parameter_is_a_literal_with_a_comment(notebook: nbformat.NotebookNode) -> None:
    lines = notebook.cells[1].source.splitlines()
    tree = ast.parse(notebook.cells[1].source)
    assert len(lines) == len(tree.body)
    for line, statement in zip(lines, tree.body, strict=True):
        assert isinstance(statement, ast.Assign)
        assert isinstance(statement.value, ast.Constant)
        assert "  # " in line


def test_cells_call_the_library_and_hold_no_logic(notebook: nbformat.NotebookNode) -> None:
    logic = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try, ast.comprehension)
    for cell in _code(notebook):
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, logic)]


def test_it_ends_with_its_typed_result(notebook: nbformat.NotebookNode) -> None:
    assert "publish_result" in _code(notebook)[-1].source
