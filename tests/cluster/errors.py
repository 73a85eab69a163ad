"""What can go wrong with the test cluster, told in words for the person who runs it."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["ClusterError", "PrerequisiteMissing"]


class ClusterError(Exception):
    """The cluster cannot be built, started or stopped.

    The text is one line that says what is wrong; `evidence` are the last lines of the log that show it.
    """

    def __init__(self, message: str, evidence: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.evidence = tuple(evidence)


class PrerequisiteMissing(ClusterError):
    """The machine lacks something; the text ends with the command that installs it."""
