# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyYAML, imported when a kubeconfig is read, and missed in one sentence."""

from __future__ import annotations

from typing import Any

from ...errors import ConfigurationError

__all__ = ["yaml_package"]


def yaml_package() -> Any:
    """The module ``yaml``.

    :raises ConfigurationError: this interpreter has none.
    """
    try:
        import yaml
    except ImportError:
        raise ConfigurationError(
            "the Python package 'PyYAML' is missing; install it: pip install 'PyYAML>=6'"
        ) from None
    return yaml
