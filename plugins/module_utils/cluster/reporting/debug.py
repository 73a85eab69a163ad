# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The debug switch: original exceptions and the server's own words, for the operator's eyes alone.

They may hold anything: secrets that a server repeats, escape sequences, markup. So they go nowhere unless the
switch is on, and then only to the operator's terminal and to a private file beside kubernetes.log, marked.
"""

from __future__ import annotations

import json
import os
import re
import traceback
from collections.abc import Callable, Mapping

from ...errors import ConfigurationError
from .kubernetes_log import now
from .log_file import LogFile
from .run_id import run_id

__all__ = ["DEBUG_OFF", "LONGEST_TOLD", "PREFIX", "Debug", "debug_switch"]

LONGEST_TOLD = 64 * 1024
"""Characters of a traceback and bytes of a message that are told: more than any that helps."""
PREFIX = "slipway debug (sensitive): "
"""Begins each line on the terminal."""
_CUT_MARK = " … [cut]"
_LOG_NAME = "kubernetes-debug.log"
_ON = frozenset({"1", "true", "yes", "on"})
_OFF = frozenset({"", "0", "false", "no", "off"})
# Our own credentials help nobody to debug. http.client repeats a header's value when it does not like it.
_CREDENTIALS = re.compile(r"(?i)\b(bearer|basic)(\s+|%20)[^\s'\"\\,;<>]+|(?<=//)[^\s/'\"@]+(?=@)")


class Debug:
    """Where to tell what the library otherwise keeps to itself.

    :param enabled: off, ``tell`` does nothing at all.
    :param show: prints one line on the operator's terminal; None when nothing may be shown (no_log).
    :param file: the debug log; None when logs are switched off.
    """

    def __init__(
        self,
        *,
        enabled: bool = False,
        show: Callable[[str], None] | None = None,
        file: LogFile | None = None,
        run_id: str = "",
    ) -> None:
        self.enabled = enabled
        self._show = show
        self._file = file
        self._run_id = run_id

    @property
    def problem(self) -> str:
        """Why the debug log could not be written, for the user; empty when it could."""
        return self._file.problem if self._file else ""

    def tell(self, what: str, *, original: BaseException | None = None, message: str | bytes = b"") -> None:
        """Tell what happened, with the traceback of the original exception and the server's message.

        :param what: one sentence of ours, such as ``str()`` of the error that the user gets.
        """
        if not self.enabled:
            return
        told = {"what": _bounded(what), "traceback": _traceback(original), "message": _bounded(message)}
        told = {name: text for name, text in told.items() if text}
        if self._show:
            for line in "\n".join(told.values()).splitlines():
                self._show(PREFIX + _visible(line))
        if self._file:
            marks = {"time": now(), "severity": "debug", "event": "debug", "sensitive": True, "run_id": self._run_id}
            self._file.append(json.dumps({**marks, **told}, separators=(",", ":")).encode() + b"\n")


DEBUG_OFF = Debug()
"""Tells nothing."""


def debug_switch(
    *,
    option: bool | None,
    environment: Mapping[str, str],
    controller_environment: Mapping[str, str],
    untrusted: bool,
    show: Callable[[str], None] | None,
    log_path: str,
) -> Debug:
    """The switch as the user set it: the option, else SLIPWAY_DEBUG.

    For an untrusted cluster neither option nor the task's environment count: they may come from whoever gave the
    cluster, and what its server says would reach the operator's terminal.

    :param option: the task option, the Ansible variable or the notebook parameter slipway_debug; None when not given.
    :param environment: the task's.
    :param controller_environment: what the operator started Ansible, the command or the notebook with.
    :param log_path: of kubernetes.log; the debug log is made beside it. Empty when logs are switched off.
    :raises ConfigurationError: SLIPWAY_DEBUG is neither true nor false.
    """
    if untrusted or option is None:
        option = _is_on(controller_environment if untrusted else environment)
    if not option:
        return DEBUG_OFF
    file = LogFile(os.path.join(os.path.dirname(log_path), _LOG_NAME)) if log_path else None
    return Debug(enabled=True, show=show, file=file, run_id=run_id(environment))


def _is_on(environment: Mapping[str, str]) -> bool:
    text = environment.get("SLIPWAY_DEBUG", "").lower()
    if text not in _ON | _OFF:
        raise ConfigurationError("SLIPWAY_DEBUG must be true or false")
    return text in _ON


def _traceback(original: BaseException | None) -> str:
    """The lines of source that led there, and the exceptions' own texts; never the values of variables."""
    if original is None:
        return ""
    found = traceback.TracebackException.from_exception(original, capture_locals=False)
    # Whole first: half a token would not look like one.
    text = _without_credentials("".join(found.format()))
    # The end of a traceback tells most.
    return text if len(text) <= LONGEST_TOLD else _CUT_MARK.strip() + text[-LONGEST_TOLD:]


def _bounded(text: str | bytes) -> str:
    cut = text[:LONGEST_TOLD]
    shown = cut.decode("utf-8", "backslashreplace") if isinstance(cut, bytes) else cut
    return _without_credentials(shown) + (_CUT_MARK if len(text) > LONGEST_TOLD else "")


def _without_credentials(text: str) -> str:
    return _CREDENTIALS.sub(lambda found: f"{found[1]} [hidden]" if found[1] else "[hidden]", text)


def _visible(line: str) -> str:
    """What a terminal would obey is written out, as slipway.logs does it, which is a layer above."""
    return "".join(
        character if character == "\t" or character.isprintable() else character.encode("unicode_escape").decode()
        for character in line
    )
