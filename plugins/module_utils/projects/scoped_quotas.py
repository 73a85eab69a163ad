# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quotas for some of a project's pods only: the setting ``scoped_quotas``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import InvalidInput
from ..resources.known_keys import check_keys
from ..resources.manifest import Manifest
from ..resources.names import check_subdomain, quoted
from ..resources.resource_quota import resource_quota
from .fixed_names import OBJECT_NAME, OWN_PREFIX
from .project import Project

__all__ = ["scoped_quota_manifests"]

_KEYS = ("name", "hard", "scopes", "scope_selector")


def scoped_quota_manifests(project: Project) -> Iterator[Manifest]:
    """A quota ``slipway-<name>`` each.

    :raises InvalidInput: one of them cannot be right.
    """
    seen: set[str] = set()
    for number, scoped in enumerate(project.settings.get("scoped_quotas") or (), start=1):
        try:
            yield _quota(scoped, project, seen)
        except InvalidInput as error:
            raise InvalidInput(f"scoped_quotas: item {number}: {error}") from None


def _quota(scoped: Mapping[str, Any], project: Project, seen: set[str]) -> Manifest:
    check_keys(scoped, _KEYS, "")
    name, hard = scoped.get("name"), scoped.get("hard")
    if not isinstance(name, str) or not isinstance(hard, Mapping) or not hard:
        raise InvalidInput("name and hard are needed: a word, and what it limits")
    if not (scoped.get("scopes") or scoped.get("scope_selector")):
        raise InvalidInput("scopes or scope_selector is needed; what limits all pods belongs into quota")
    own_name = f"{OWN_PREFIX}{name}"
    if name in seen or own_name == OBJECT_NAME:
        raise InvalidInput(f"the name {quoted(name)} is taken; give another")
    seen.add(name)
    return resource_quota(
        check_subdomain(own_name, "name"),
        project.namespace,
        hard,
        project.identity,
        scopes=scoped.get("scopes") or (),
        scope_selector=scoped.get("scope_selector") or (),
    )
