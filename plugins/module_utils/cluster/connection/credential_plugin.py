# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kubeconfigs may name a program that gives the credentials; what happens when it fails.

The official package writes the program's error output, which may hold a token, to the
root logger, and goes on without credentials. Both are prevented here.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ...errors import ConfigurationError

__all__ = ["watch_credential_plugin"]

_LOGGING_FUNCTION = "_load_from_exec_plugin"
_EXIT_CODE = re.compile(r"exec: process returned (-?\d{1,5})\b")
_NOT_FOUND = "[Errno 2]"


class _Catcher(logging.Filter):
    """Keeps back what the official package says of a credential plugin in the thread that made this object."""

    def __init__(self) -> None:
        super().__init__()
        self.message = ""
        self._thread = threading.get_ident()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.thread != self._thread or record.funcName != _LOGGING_FUNCTION:
            return True
        self.message = record.getMessage()
        return False


@contextmanager
def watch_credential_plugin() -> Iterator[None]:
    """While a kubeconfig is loaded: nothing of a failing plugin's output is logged.

    :raises ConfigurationError: at the end, when the plugin failed.
    """
    root, catcher, handler = logging.getLogger(), _Catcher(), logging.NullHandler()
    # With a handler there, logging.error() does not set one up that writes to the terminal from then on.
    root.addHandler(handler)
    root.addFilter(catcher)
    try:
        yield
    finally:
        root.removeFilter(catcher)
        root.removeHandler(handler)
    if catcher.message:
        raise ConfigurationError(_sentence(catcher.message))


def _sentence(message: str) -> str:
    exit_code = _EXIT_CODE.match(message)
    if exit_code:
        what = f"ended with exit code {exit_code[1]}"
    elif message.startswith(_NOT_FOUND):
        what = "is not installed or not in PATH"
    else:
        what = "gave no credentials"
    return f"the credential plugin of the kubeconfig's user {what}; run kubectl with this kubeconfig to see why"
