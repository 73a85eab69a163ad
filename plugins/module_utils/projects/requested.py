# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that a task asks for, from its parameters and its projects file: checked before anything is sent."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from ..converge.paused_collection import paused_collection
from ..errors import InvalidInput
from ..resources.names import quoted
from .manifests import ProjectManifests, manifests_of
from .profiles import PROJECT_ENTRY, SETTINGS, check_profiles, checked_entry, with_profile
from .project import project_of
from .projects_file import read_projects_file

__all__ = ["requested_projects"]

_IDENTITY = tuple(PROJECT_ENTRY.keys() - SETTINGS.keys())
_FILES = ("templates", "allow_kinds")
"""What projects of a list may not say, so that the task says it for all of them."""


def requested_projects(parameters: Mapping[str, Any]) -> list[ProjectManifests]:
    """The projects of ``name``, ``projects`` or ``projects_file``, each with all its manifests.

    :raises InvalidInput: one of them cannot be right, or two have one namespace; project and field are named.
    """
    with paused_collection():
        return _requested(parameters)


def _requested(parameters: Mapping[str, Any]) -> list[ProjectManifests]:
    entries, profiles, folder = _entries(parameters)
    profiles = {**profiles, **check_profiles(parameters.get("profiles"))}
    alone = parameters.get("name") is not None
    default_profile = None if alone else parameters.get("profile")
    common = {} if alone else {name: parameters[name] for name in _FILES if parameters.get(name) is not None}
    reserved = parameters.get("reserved_namespaces") or ()
    made: list[ProjectManifests] = []
    for number, entry in enumerate(entries, start=1):
        try:
            given = entry if alone else checked_entry(entry)
            settings = with_profile({**common, **given}, profiles, default_profile)
            project = project_of(given, {key: settings[key] for key in settings if key not in _IDENTITY}, reserved)
            made.append(manifests_of(project, str(settings.get("profile") or default_profile or ""), folder))
        except InvalidInput as error:
            raise InvalidInput(f"{_which(entry, number, len(entries))}{error}") from None
    _refuse_shared_namespaces(made)
    return made


def _entries(parameters: Mapping[str, Any]) -> tuple[Sequence[Any], dict[str, dict[str, Any]], str]:
    """The entries, the profiles that came with them, and the folder that file names are relative to."""
    if parameters.get("name") is not None:
        known = {name: parameters[name] for name in (*PROJECT_ENTRY, *_FILES) if parameters.get(name) is not None}
        return [known], {}, os.getcwd()
    useless = sorted(name for name in PROJECT_ENTRY if name != "profile" and parameters.get(name) is not None)
    if useless:
        raise InvalidInput(f"{useless[0]}: with a list of projects, give it to each project or to its profile")
    if parameters.get("projects_file") is not None:
        read = read_projects_file(str(parameters["projects_file"]))
        return read.projects, check_profiles(read.profiles), read.folder
    return parameters.get("projects") or [], {}, os.getcwd()


def _which(entry: Any, number: int, count: int) -> str:
    if count == 1:
        return ""
    name = entry.get("name") if isinstance(entry, Mapping) else None
    return f"project {number} of {count}{'' if name is None else f', {quoted(str(name))}'}: "


def _refuse_shared_namespaces(made: Sequence[ProjectManifests]) -> None:
    places: dict[str, int] = {}
    for number, item in enumerate(made, start=1):
        namespace = item.project.namespace
        if namespace in places:
            raise InvalidInput(
                f"projects {places[namespace]} and {number} of {len(made)} have the same namespace "
                f"{namespace}; give one of them another id, environment or namespace"
            )
        places[namespace] = number
