# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of converging. Data that is safe to show, as all of the library's errors are.

SlipwayError
+- Refused          the cluster's state stands against it; nothing was written
+- StillThere       what is being deleted was not gone in time
+- PartlyWritten    a write failed after others had succeeded
"""

from __future__ import annotations

from typing import Any

from ..errors import SlipwayError

__all__ = ["PartlyWritten", "Refused", "StillThere"]


class Refused(SlipwayError):
    """What is on the cluster stands against what was asked for. Nothing was written."""

    code = "refused"


class StillThere(SlipwayError):
    """A namespace that is being deleted was not gone in time.

    :param namespace: its name.
    :param seconds: how long it was waited for.
    :param finalizers: of the namespace and of what is in it: who has to end their work first.
    :param objects: what is still in it, ``configmaps/held``, as far as it could be read.
    """

    code = "still_there"

    def __init__(
        self, namespace: str, seconds: int, finalizers: tuple[str, ...] = (), objects: tuple[str, ...] = ()
    ) -> None:
        super().__init__(namespace, seconds, finalizers, objects)
        self.namespace = namespace
        self.seconds = seconds
        self.finalizers = finalizers
        self.objects = objects

    def __str__(self) -> str:
        held = [f"finalizers {', '.join(self.finalizers)}"] if self.finalizers else []
        held += [f"objects {', '.join(self.objects)}"] if self.objects else []
        by = f"; it is held by {' and '.join(held)}" if held else ""
        return (
            f"namespace {self.namespace} is being deleted and was not gone after {self.seconds} s{by}; "
            "end what holds it, or give a longer timeout, and run again"
        )

    def failure(self) -> dict[str, Any]:
        """With ``namespace``, ``finalizers`` and ``objects``."""
        return {
            **super().failure(),
            "namespace": self.namespace,
            "finalizers": list(self.finalizers),
            "objects": list(self.objects),
        }


class PartlyWritten(SlipwayError):
    """A write failed after others had succeeded. Running again goes on from there.

    :param cause: the error of the write that failed.
    :param written: objects written before.
    :param wanted: objects that were to be written.
    """

    def __init__(self, cause: SlipwayError, written: int, wanted: int) -> None:
        super().__init__(cause, written, wanted)
        self.cause = cause
        self.written = written
        self.wanted = wanted

    def __str__(self) -> str:
        return f"{self.cause} ({self.written} of {self.wanted} objects were written before; run again to go on)"

    def failure(self) -> dict[str, Any]:
        """That of the write."""
        return self.cause.failure()

    def result(self) -> dict[str, Any]:
        """The task changed something although it failed."""
        return {**self.cause.result(), "changed": True}
