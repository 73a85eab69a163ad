# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One name for all that one run of ansible-playbook, a command or a notebook does."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from ...errors import ConfigurationError

__all__ = ["run_id"]

# ansible-core loads the action, and this with it, before it forks its workers: all tasks of a run share it.
_OF_THIS_RUN = os.urandom(8).hex()
_FORM = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")


def run_id(environment: Mapping[str, str]) -> str:
    """SLIPWAY_RUN_ID, such as the number of a CI job, else a random one that is the same in the whole run.

    :raises ConfigurationError: SLIPWAY_RUN_ID has other characters than such numbers and names have.
    """
    given = environment.get("SLIPWAY_RUN_ID")
    if not given:
        return _OF_THIS_RUN
    if not _FORM.match(given):
        raise ConfigurationError("SLIPWAY_RUN_ID must be 1 to 64 letters, digits, dots, dashes and underscores")
    return given
