# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pod Security Standards as labels of a namespace (KEP-2579)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import InvalidInput
from .names import quoted

__all__ = ["ENFORCE_LABEL", "check_pod_security_labels", "pod_security_labels"]

ENFORCE_LABEL = "pod-security.kubernetes.io/enforce"
"""The label by which pods that do not meet the standard are refused."""
_PREFIX = "pod-security.kubernetes.io/"
_MODES = ("enforce", "audit", "warn")
_LEVELS = ("privileged", "baseline", "restricted")
_VERSION = re.compile(r"(latest|v1\.(0|[1-9][0-9]{0,3}))\Z")


def pod_security_labels(level: Any, version: Any) -> dict[str, str]:
    """The labels that enforce a standard.

    :param level: ``privileged``, ``baseline`` or ``restricted``.
    :param version: whose wording counts: ``latest`` or ``v1.30``.
    :raises InvalidInput: there is no such level or version.
    """
    if level not in _LEVELS:
        raise InvalidInput(f"pod_security: {quoted(str(level))} is no level; it is one of {', '.join(_LEVELS)}")
    if not isinstance(version, str) or not _VERSION.match(version):
        raise InvalidInput(
            f"pod_security_version: {quoted(str(version))} is neither latest nor a version such as v1.30"
        )
    return {ENFORCE_LABEL: level, f"{ENFORCE_LABEL}-version": version}


def check_pod_security_labels(labels: Mapping[str, str]) -> None:
    """Raise InvalidInput for a label of Pod Security that the API server would not take."""
    for key, value in labels.items():
        mode, version, _rest = key.removeprefix(_PREFIX).partition("-version")
        if key.startswith(_PREFIX) and (
            mode not in _MODES or not (_VERSION.match(value) if version else value in _LEVELS)
        ):
            raise InvalidInput(
                f"labels: {key}: {quoted(value)} is nothing that Pod Security knows; {', '.join(_MODES)} have the "
                f"levels {', '.join(_LEVELS)}, and with -version latest or such as v1.30"
            )
