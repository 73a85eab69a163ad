# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The typed final result of a notebook: put into it by its last cell, read from the executed file.

A saved notebook does not say whether it ran to its end: after a time-out or a killed kernel
all of its cells look complete. Only one that did has a result.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import nbformat
from IPython.display import display

from slipway.diagnosis.finding import Finding

from .errors import NotebookFailed

__all__ = ["MIME_TYPE", "Result", "publish", "read_result"]

MIME_TYPE = "application/vnd.slipway.result+json"


@dataclass(frozen=True)
class Result:
    """What a notebook found.

    :param status: ``findings``, or ``nothing_found`` when nothing is wrong with the app itself.
    :param taken: when the cluster was read, RFC 3339.
    :param redaction: one sentence for who wants to share the report: what is redacted in it.
    :param findings: what is wrong with the app: its install pod and its release's objects.
    :param other_findings: what is wrong with other objects in its namespace.
    :param capture_folders: where the logs are; each has an ``index.json``.
    :param capture_errors: one sentence for each log that could not be read.
    """

    status: str
    app: str
    namespace: str
    taken: str
    redaction: str
    findings: tuple[Finding, ...]
    other_findings: tuple[Finding, ...]
    capture_folders: tuple[str, ...]
    capture_errors: tuple[str, ...]


def publish(result: Result) -> None:
    """Put the result into the notebook that runs: the output of its last cell."""
    text = f"Result: {result.status}, {len(result.findings)} findings for {result.app} in {result.namespace}"
    display({MIME_TYPE: asdict(result), "text/plain": text}, raw=True)  # type: ignore[no-untyped-call]  # IPython's own


def read_result(path: Path) -> Result:
    """The result of an executed notebook.

    :raises NotebookFailed: it is no valid notebook, or did not run to its end.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise NotebookFailed(f"{path} is not a notebook that can be read ({type(error).__name__})") from None
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    published = [output.data[MIME_TYPE] for output in outputs if MIME_TYPE in output.get("data", {})]
    if not published:
        raise NotebookFailed(f"{path} has no final result: it was not run to its end; run it again")
    return _result(published[-1], path)


def _result(data: Any, path: Path) -> Result:
    try:
        given = {field.name: data[field.name] for field in fields(Result)}
        given |= {name: tuple(map(_finding, given[name])) for name in ("findings", "other_findings")}
        given |= {name: tuple(given[name]) for name in ("capture_folders", "capture_errors")}
    except (KeyError, TypeError):
        raise NotebookFailed(f"the final result in {path} is from another version; run the notebook again") from None
    return Result(**given)


def _finding(entry: Any) -> Finding:
    return Finding(**{**entry, "evidence": tuple(entry["evidence"])})
