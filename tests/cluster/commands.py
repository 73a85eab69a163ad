"""Run a command to its end, always with a time-out."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from . import cgroups
from .errors import ClusterError

__all__ = ["EVIDENCE_LINES", "run"]

EVIDENCE_LINES = 20
"""How much of a failed program's output is shown."""


def run(
    command: Sequence[str | Path], *, seconds: float = 30, stdin: str | None = None, group: str | None = None
) -> str:
    """Return what the command printed; ClusterError when it fails or takes longer than `seconds`.

    A command that talks to a cluster joins the control `group` of that cluster: it goes with it, also when the
    launcher was killed meanwhile.
    """
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            preexec_fn=partial(cgroups.join, group) if group else None,
        )
    except subprocess.TimeoutExpired:
        raise ClusterError(f"{name} did not end within {seconds:g} s") from None
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise ClusterError(f"{name} failed: {lines[-1]}", lines[-EVIDENCE_LINES:-1])
    return done.stdout
