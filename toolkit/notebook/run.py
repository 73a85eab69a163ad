# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a notebook with parameters, in a kernel of this very interpreter."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillException, PapermillExecutionError

from slipway import errors
from slipway.errors import InvalidInput
from slipway.logs.escape import escape
from slipway.logs.private_files import write_private

from .errors import NotebookFailed
from .result import Result, read_result

__all__ = ["CELL_TIMEOUT", "notebook_path", "run_notebook"]

CELL_TIMEOUT = 300
"""Seconds for one cell. The longest one captures logs: 10 MiB each, eight at a time."""
START_TIMEOUT = 60
"""Seconds for the kernel to start, on a machine that is busy."""
_LONGEST_SOCKET_FOLDER = 60
_FOLDER = Path(__file__).resolve().parents[2] / "notebooks"


class _OwnKernel(AsyncKernelManager):
    """Starts this interpreter's ipykernel. No installed kernelspec is asked for: it may belong to another Python."""

    scratch = ""

    def __init__(self, **options: Any) -> None:
        # Sockets in the private folder: no port that others on this machine could reach or take.
        super().__init__(transport="ipc", connection_file=f"{self.scratch}/kernel.json", **options)

    @property
    def kernel_spec(self) -> KernelSpec:
        # A private IPython folder: no start-up files, no history of the person who runs it.
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            language="python",
            display_name="Slipway",
            env={"IPYTHONDIR": self.scratch},
        )


def notebook_path(name: str) -> Path:
    """Where the notebook of that name is: in ``notebooks/`` of the checkout.

    :raises NotebookFailed: there is none.
    """
    known = {path.stem: path for path in sorted(_FOLDER.glob("*.ipynb"))}
    if not known:
        raise NotebookFailed(
            f"there are no notebooks in {_FOLDER}: an installed package has none; "
            "run `make venv` in a checkout of slipway and use its .venv/bin/slipway"
        )
    if name not in known:
        raise NotebookFailed(f"there is no notebook {escape(name, 80)!r}; there are: {', '.join(known)}")
    return known[name]


def run_notebook(
    source: Path, parameters: Mapping[str, str], executed: Path, cell_timeout: int = CELL_TIMEOUT
) -> Result:
    """Run a notebook and hand back its final result.

    :param parameters: each must be declared in the notebook's ``parameters`` cell. They are
        stored in clear in the executed notebook: never pass a secret, pass where it is.
    :param executed: the executed notebook, mode 0600; written as far as it got when it fails, and
        the error says where.
    :raises InvalidInput: a parameter is unknown, or ``executed`` cannot be written.
    :raises NotebookFailed: it is no valid notebook, a cell failed, or the kernel died.
    """
    _validate(source)
    _check_parameters(source, parameters)
    with tempfile.TemporaryDirectory(prefix="slipway-notebook-", dir=_socket_folder()) as scratch:
        building = Path(scratch) / "executed.ipynb"
        try:
            _execute(source, parameters, building, scratch, cell_timeout)
        except NotebookFailed as failed:
            if not building.exists():
                raise
            _keep(building, executed)
            raise NotebookFailed(f"{failed}; what it did until then is in {executed}") from None
        _keep(building, executed)
    return read_result(executed)


def _keep(building: Path, executed: Path) -> None:
    write_private(str(executed), building.read_text(encoding="utf-8"))


def _socket_folder() -> str:
    """The temp folder, or /tmp where its path leaves no room for the kernel's sockets (unix(7): 107 bytes)."""
    folder = tempfile.gettempdir()
    short = len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER
    return folder if short else "/tmp"  # noqa: S108  # the folder in it is made private by mkdtemp


def _validate(source: Path) -> None:
    try:
        nbformat.validate(nbformat.read(source, as_version=4))
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise NotebookFailed(f"{source} is not a valid notebook ({type(error).__name__})") from None


def _check_parameters(source: Path, parameters: Mapping[str, str]) -> None:
    declared = papermill.inspect_notebook(str(source))
    for name, value in parameters.items():
        if name not in declared:
            raise InvalidInput(f"{source.stem} has no parameter {name}; it has: {', '.join(declared)}")
        if not value.isprintable():
            raise InvalidInput(f"the parameter {name} holds characters that cannot be printed; correct it")


def _execute(source: Path, parameters: Mapping[str, str], building: Path, scratch: str, cell_timeout: int) -> None:
    kernel = type("_OwnKernel", (_OwnKernel,), {"scratch": scratch})
    try:
        papermill.execute_notebook(
            str(source),
            str(building),
            parameters=dict(parameters),
            kernel_name="python3",
            progress_bar=False,
            start_timeout=START_TIMEOUT,
            execution_timeout=cell_timeout,
            kernel_manager_class=kernel,
            # Not in a folder of the user's: a file json.py there would be imported.
            resources={"metadata": {"path": scratch}},
        )
    except PapermillExecutionError as error:
        raise NotebookFailed(f"{source.stem} failed in cell {error.exec_count}: {_cause(error)}") from None
    except CellTimeoutError:
        raise NotebookFailed(f"{source.stem} was stopped: a cell ran longer than {cell_timeout} seconds") from None
    except (DeadKernelError, PapermillException, RuntimeError) as error:
        raise NotebookFailed(
            f"{source.stem} was cut off ({type(error).__name__}): its kernel died or did not start; run it again"
        ) from None


def _cause(error: Any) -> str:
    """Our own errors speak for themselves; the text of any other may hold anything."""
    if error.ename in errors.__all__ or error.ename == NotebookFailed.__name__:
        return escape(error.evalue, 1000)
    return f"{escape(error.ename, 80)}, whose traceback stands in the notebook"
