# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where kubernetes.log is."""

from __future__ import annotations

import os
from collections.abc import Mapping

__all__ = ["log_path"]


def log_path(environment: Mapping[str, str]) -> str:
    """The absolute path of kubernetes.log; empty when it is switched off.

    SLIPWAY_LOG names it, or is ``off``. Else it is ``log/kubernetes.log`` of the checkout that this runs from,
    when that is the user's own, else ``slipway/kubernetes.log`` in the state folder (XDG_STATE_HOME).
    """
    given = environment.get("SLIPWAY_LOG", "")
    if given.lower() == "off":
        return ""
    if given:
        return os.path.abspath(_from_home(given, environment))
    checkout = _checkout()
    if checkout:
        return os.path.join(checkout, "log", "kubernetes.log")
    state = environment.get("XDG_STATE_HOME", "")
    if not os.path.isabs(state):  # the specification wants relative ones ignored
        state = _from_home("~/.local/state", environment)
    return os.path.join(state, "slipway", "kubernetes.log")


def _from_home(path: str, environment: Mapping[str, str]) -> str:
    home = environment.get("HOME")
    if home and (path == "~" or path.startswith("~/")):
        return home + path[1:]
    return os.path.expanduser(path)


def _checkout() -> str:
    """The checkout that this file is part of; empty when it is installed, packed, or another account's."""
    # <checkout>/plugins/module_utils/cluster/reporting/log_place.py
    place = os.path.realpath(__file__)
    for _level in range(5):
        place = os.path.dirname(place)
    if not all(os.path.exists(os.path.join(place, name)) for name in ("galaxy.yml", ".git")):
        return ""
    return place if os.stat(place).st_uid == os.geteuid() else ""
