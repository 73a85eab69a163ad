# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The groups and delegated methods of the client, found by name.

``delegation.pyi`` beside it tells type checkers and editors which there are;
``scripts/generate_client_types.py`` writes it.
"""

from __future__ import annotations

__all__ = ["Delegation"]


class Delegation:
    """Looks a name up in ``_groups`` once, and keeps what it found."""

    def __getattr__(self, name):  # noqa: ANN001, ANN204  # the types are in the .pyi
        if name.startswith("_"):
            raise AttributeError(f"the client has no {name}")
        return self.__dict__.setdefault(name, self._groups.attribute(name))
