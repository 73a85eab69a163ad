# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until namespaces that are being deleted are gone; tell what holds those that are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..cluster.api.api_groups import SUPPORTED_API_GROUPS
from ..cluster.api.watch import Watch, ended_after
from ..cluster.client import Client
from ..errors import SlipwayError
from ..resources.manifest import Manifest
from .errors import StillThere
from .parallel import in_parallel

__all__ = ["wait_until_gone"]

_SHOWN = 10
_WORD = r"[A-Za-z0-9][A-Za-z0-9./_-]{0,252}"
# As the namespace controller writes them into conditions: "configmaps. has 1 resource instances",
# "example.com/held in 1 resource instances". Names alone are taken from there.
_CONTENT = re.compile(rf"({_WORD}) has [0-9]+ resource instances")
_FINALIZER = re.compile(rf"({_WORD}) in [0-9]+ resource instances")


def wait_until_gone(client: Client, live: Sequence[Manifest], seconds: int) -> dict[str, StillThere]:
    """Wait for all of these namespaces, by one watch.

    :param live: as they were read last: what is gone by now is known by its uid.
    :param seconds: for all together.
    :returns: those that are still there, and what holds each.
    :raises SlipwayError: namespaces may not be listed or watched.
    """
    left = {str(item["metadata"]["name"]) for item in live}
    selected = f"metadata.name={next(iter(left))}" if len(left) == 1 else None
    watch = Watch(client.core.namespaces, fields=selected, known=live)
    with ended_after(watch, seconds):
        for kind, item in watch.events():
            if kind == "DELETED":
                left.discard(str(item["metadata"].get("name")))
            if not left:
                break
    still = sorted(left)
    return dict(zip(still, in_parallel(lambda name: _still_there(client, name, seconds), still), strict=True))


def _still_there(client: Client, name: str, seconds: int) -> StillThere:
    try:
        live = client.find_namespace(name) or {}
    except SlipwayError:
        live = {}
    said = " ".join(_messages(live))
    own = (live.get("metadata") or {}).get("finalizers") or ()
    finalizers = {*_FINALIZER.findall(said), *filter(_is_name, own)}
    objects = [found for resource in _CONTENT.findall(said) for found in _objects(client, resource, name)]
    return StillThere(name, seconds, tuple(sorted(finalizers))[:_SHOWN], tuple(objects[:_SHOWN]))


def _messages(live: Manifest) -> Iterator[str]:
    """What the conditions say, in whatever shape a server sends them."""
    status = live.get("status")
    conditions = status.get("conditions") if isinstance(status, dict) else None
    for condition in conditions if isinstance(conditions, list) else ():
        if isinstance(condition, dict):
            yield str(condition.get("message") or "")


def _is_name(text: Any) -> bool:
    return isinstance(text, str) and re.fullmatch(_WORD, text) is not None


def _objects(client: Client, resource: str, namespace: str) -> list[str]:
    """What is left of one resource, ``configmaps.`` or ``deployments.apps``; the resource alone if it is not known."""
    plural, _dot, group = resource.partition(".")
    for name, candidate in SUPPORTED_API_GROUPS.items():
        for kind in candidate.resources if candidate.group == group else ():
            if kind.plural == plural:
                return [f"{plural}/{one}" for one in _names(client, name, kind.plural_name, namespace)] or [plural]
    return [resource.rstrip(".")]


def _names(client: Client, group: str, plural_name: str, namespace: str) -> list[str]:
    try:
        found: list[Manifest] = getattr(client.group(group), plural_name).list(namespace, metadata_only=True)
    except SlipwayError:
        return []
    return [name for name in (item["metadata"].get("name") for item in found[:_SHOWN]) if _is_name(name)]
