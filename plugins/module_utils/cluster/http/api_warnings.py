# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings that the API server gives with its answers: deprecated versions, unknown fields, what will be refused."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable

__all__ = ["ApiWarnings"]

MOST = 50
"""Different warnings kept of one client; kubectl shows them all, but one text for thousands of objects is one here."""
LONGEST = 300
"""Characters of one; the API server cuts them itself at 256."""
_WARNING = re.compile(r'299 \S{1,64} "((?:[^"\\]|\\.){1,4096})"')
_QUOTED = re.compile(r"\\(.)")
_UNPRINTABLE = re.compile(r"[^ -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")


class ApiWarnings:
    """Collects the texts of ``Warning: 299`` headers (KEP-1693), each once. Safe to use from threads."""

    def __init__(self) -> None:
        self._texts: dict[str, None] = {}
        self._lock = threading.Lock()

    def add(self, headers: Iterable[str]) -> None:
        """Keep the texts of an answer's headers. What is no warning of Kubernetes is left out."""
        with self._lock:
            for header in headers:
                for quoted in _WARNING.findall(header[:16384]):
                    if len(self._texts) < MOST:
                        self._texts[_shown(quoted)] = None

    def take(self) -> list[str]:
        """What came since the last time. The server's words: evidence, not to be trusted."""
        with self._lock:
            taken, self._texts = list(self._texts), {}
        return taken


def _shown(quoted: str) -> str:
    return _UNPRINTABLE.sub("?", _QUOTED.sub(r"\1", quoted))[:LONGEST]
