# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of an install: read from the cluster for one purpose, that nothing shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from slipway.cluster.client import Client
from slipway.cluster.errors import ApiError
from slipway.diagnosis.snapshot import Snapshot
from slipway.logs.fields import mapping, sequence, text
from slipway.logs.redact import Redactor
from slipway.resources.secret import secret_value

__all__ = ["KnownSecrets", "known_secrets"]


@dataclass(frozen=True)
class KnownSecrets:
    """What can be redacted.

    :param note: one sentence for the reader: what is redacted, or why nothing can be.
    """

    redactor: Redactor
    note: str


def known_secrets(client: Client, install: Snapshot) -> KnownSecrets:
    """The contents of all Secrets that the install pod mounts, as far as this account may read them."""
    names = {
        text(volume, "secret", "secretName")
        for pod in install.pods
        for volume in sequence(pod, "spec", "volumes")
        if text(volume, "secret", "secretName")
    }
    trees: list[Any] = []
    try:
        for name in sorted(names):
            trees += _trees(client.find_secret(name, install.namespace) or {})
    except ApiError:
        return KnownSecrets(
            Redactor({"values": trees}),
            f"not complete: this account may not read the values in {install.namespace}; check before sharing",
        )
    if not trees:
        return KnownSecrets(Redactor(), "none: there is no install pod with values; check before sharing")
    return KnownSecrets(Redactor({"values": trees}), "the values of this install are replaced by [redacted]")


def _trees(secret: dict[str, Any]) -> list[Any]:
    return [_tree(secret_value(secret, key)) for key in mapping(secret, "data")]


def _tree(content: bytes) -> Any:
    try:
        return yaml.safe_load(content)
    except (yaml.YAMLError, ValueError):
        return content
