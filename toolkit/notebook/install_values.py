# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of an install: read from the cluster for one purpose, that nothing shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from slipway.apps.install_pod import public_of_pod, values_of_pod
from slipway.cluster.client import Client
from slipway.diagnosis.snapshot import Snapshot
from slipway.errors import ApiError
from slipway.logs.fields import text
from slipway.logs.redact import Redactor

__all__ = ["KnownSecrets", "known_secrets"]


@dataclass(frozen=True)
class KnownSecrets:
    """What can be redacted.

    :param note: one sentence for the reader: what is redacted, or why nothing can be.
    """

    redactor: Redactor
    note: str


def known_secrets(client: Client, install: Snapshot, names: Iterable[str]) -> KnownSecrets:
    """The contents of all Secrets that the install pod mounts, as far as this account may read them.

    :param names: of the app, its release and namespace: they stay readable, as the chart's name does.
    """
    trees: list[Any] = []
    charts = [text(public_of_pod(pod), "chart") for pod in install.pods]
    public = [*names, *charts, *(chart.rpartition("/")[2] for chart in charts)]
    try:
        for pod in install.pods:
            trees += [_tree(value) for value in values_of_pod(client, pod)]
    except ApiError:
        return KnownSecrets(
            Redactor({"values": trees}, public),
            f"not complete: this account may not read the values in {install.namespace}; check before sharing",
        )
    if not trees:
        return KnownSecrets(Redactor(), "none: there is no install pod with values; check before sharing")
    return KnownSecrets(
        Redactor({"values": trees}, public),
        "the values of this install are replaced by [redacted], those of other apps are not; check before sharing",
    )


def _tree(value: Any) -> Any:
    """Slipway writes values as JSON; other pods' Secrets hold YAML, whose texts count one by one too."""
    if not isinstance(value, str):
        return value
    try:
        return [value, yaml.safe_load(value)]
    except (yaml.YAMLError, ValueError):
        return value
