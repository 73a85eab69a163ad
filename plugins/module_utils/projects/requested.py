# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that a task asks for, from its parameters and its projects file: checked before anything is sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ..errors import InvalidInput
from ..resources.names import quoted
from .manifests import ProjectManifests, manifests_of
from .profiles import PROJECT_ENTRY, SETTINGS, check_profiles, checked_entry, with_profile
from .project import Project, project_of
from .projects_file import ProjectsFile, read_projects_file

__all__ = ["named_projects", "requested_projects"]

_IDENTITY = tuple(PROJECT_ENTRY.keys() - SETTINGS.keys())
_FILES = ("templates", "allow_kinds")
"""What projects of a list may not say, so that the task says it for all of them."""
_Made = TypeVar("_Made")


def requested_projects(parameters: Mapping[str, Any], read: ProjectsFile | None = None) -> list[ProjectManifests]:
    """The projects of ``name``, ``projects`` or ``projects_file``, each with all its manifests.

    :param read: what the projects file says, for who has read it already.
    :raises InvalidInput: one of them cannot be right, or two have one namespace; project and field are named.
    """
    given = _given(parameters, read)
    profiles = {**check_profiles(given.profiles), **check_profiles(parameters.get("profiles"))}
    default_profile = None if given.alone else parameters.get("profile")
    common = {} if given.alone else {name: parameters[name] for name in _FILES if parameters.get(name) is not None}
    reserved = parameters.get("reserved_namespaces") or ()

    used: set[str] = set()

    def make(entry: Any) -> ProjectManifests:
        said = entry if given.alone else checked_entry(entry)
        settings = with_profile({**common, **said}, profiles, default_profile)
        used.add(profile := str(settings.get("profile", "")))
        return manifests_of(_project(said, settings, reserved), profile, given.folder)

    made = _each(given.entries, make)
    _refuse_shared_namespaces([item.project for item in made])
    _check_unused(profiles, used)
    return made


def _project(said: Mapping[str, Any], settings: Mapping[str, Any], reserved: Sequence[str] = ()) -> Project:
    return project_of(said, {key: settings[key] for key in settings if key not in _IDENTITY}, reserved)


def _check_unused(profiles: Mapping[str, Mapping[str, Any]], used: Collection[str]) -> None:
    """A profile that no project has yet is looked at as for a project, so that a mistake in it is told now.

    Its templates are left out: what they need may come from projects.
    """
    for name in sorted(profiles.keys() - used):
        said = {"name": "unused", "profile": name, **dict.fromkeys(_FILES)}
        try:
            manifests_of(_project(said, with_profile(said, profiles, None)), name, "")
        except InvalidInput as error:
            raise InvalidInput(f"profile {quoted(name)}: {error}") from None


def named_projects(parameters: Mapping[str, Any]) -> list[Project]:
    """The same projects, their identities alone, for who deletes them.

    What else they say, and all profiles, may be wrong by now; only a setting that is not known at all is refused,
    since it may be a misspelt part of the identity.

    :raises InvalidInput: an identity cannot be right, or two have one namespace; project and field are named.
    """
    given = _given(parameters, None)

    def make(entry: Any) -> Project:
        said = entry if given.alone else checked_entry(_identity_alone(entry))
        return project_of(said, {}, parameters.get("reserved_namespaces") or ())

    made = _each(given.entries, make)
    _refuse_shared_namespaces(made)
    return made


def _identity_alone(entry: Any) -> Any:
    """The entry with nothing in its other settings; what is no entry as it is."""
    if not isinstance(entry, Mapping):
        return entry
    return {name: None if name in SETTINGS else value for name, value in entry.items()}


@dataclass(frozen=True)
class _Given:
    """What was given, not checked yet.

    :param profiles: those that came with the entries.
    :param folder: what names of files are relative to.
    :param alone: whether it is the task's own project, checked by Ansible.
    """

    entries: Sequence[Any]
    profiles: Mapping[str, Any]
    folder: str
    alone: bool = False


def _given(parameters: Mapping[str, Any], read: ProjectsFile | None) -> _Given:
    if parameters.get("name") is not None:
        known = {name: parameters[name] for name in (*PROJECT_ENTRY, *_FILES) if parameters.get(name) is not None}
        return _Given([known], {}, os.getcwd(), alone=True)
    useless = sorted(name for name in PROJECT_ENTRY if name != "profile" and parameters.get(name) is not None)
    if useless:
        raise InvalidInput(f"{useless[0]}: with a list of projects, give it to each project or to its profile")
    if read is None and parameters.get("projects_file") is not None:
        read = read_projects_file(str(parameters["projects_file"]))
    if read is not None:
        return _Given(read.projects, read.profiles, read.folder)
    return _Given(parameters.get("projects") or [], {}, os.getcwd())


def _each(entries: Sequence[Any], make: Callable[[Any], _Made]) -> list[_Made]:
    made: list[_Made] = []
    for number, entry in enumerate(entries, start=1):
        try:
            made.append(make(entry))
        except InvalidInput as error:
            raise InvalidInput(f"{_which(entry, number, len(entries))}{error}") from None
    return made


def _which(entry: Any, number: int, count: int) -> str:
    if count == 1:
        return ""
    name = entry.get("name") if isinstance(entry, Mapping) else None
    return f"project {number} of {count}{'' if name is None else f', {quoted(str(name))}'}: "


def _refuse_shared_namespaces(made: Sequence[Project]) -> None:
    places: dict[str, int] = {}
    for number, project in enumerate(made, start=1):
        namespace = project.namespace
        if namespace in places:
            raise InvalidInput(
                f"projects {places[namespace]} and {number} of {len(made)} have the same namespace "
                f"{namespace}; give one of them another id, environment or namespace"
            )
        places[namespace] = number
