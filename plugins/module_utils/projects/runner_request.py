# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From profiles and files of projects to what their runner needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import InvalidInput
from ..resources.manifest import Manifest
from ..resources.names import quoted
from .fixed_names import is_own_object
from .operator_file import read_operator_file
from .profiles import check_profiles, with_profile
from .projects_file import read_projects_file
from .requested import requested_projects
from .runner_needs import RunnerNeeds, extra_kind, needs_of
from .strict_yaml import yaml_documents

__all__ = ["read_profiles", "requested_needs"]

_LARGEST_PROFILES = 1024 * 1024
_SHAPE = {"profiles", "projects"}


def requested_needs(
    profiles: Any = None,
    projects_file: str | None = None,
    *,
    extra_kinds: Iterable[str] = (),
    extra_secrets: Iterable[str] = (),
    reserved: Sequence[str] = (),
) -> RunnerNeeds:
    """What profiles and projects need together; a project without any profile where neither is given.

    Templates can be rendered for projects alone: what those of a profile make, ``extra_kinds`` says.

    :param profiles: by name, as the task takes them.
    :param projects_file: see ``read_projects_file``; its own profiles count too.
    :param extra_kinds: as ``extra_kind`` reads them.
    :raises InvalidInput: something in them cannot be right.
    """
    known = check_profiles(profiles)
    made: list[Manifest] = []
    settings: list[Mapping[str, Any]] = []
    if projects_file is not None:
        read = read_projects_file(projects_file)
        known = {**check_profiles(read.profiles), **known}
        for item in requested_projects({"profiles": profiles, "reserved_namespaces": reserved}, read):
            settings.append(item.project.settings)
            made += [manifest for manifest in item.wanted.objects if item.project.settings.get("templates")]
    settings += _of_profiles(known)
    extras = [manifest for manifest in made if not is_own_object(manifest["kind"], manifest["metadata"]["name"])]
    nothing_given = profiles is None and projects_file is None
    return needs_of([{}] if nothing_given else settings, map(extra_kind, extra_kinds), extra_secrets, extras)


def read_profiles(path: str) -> dict[str, Any]:
    """The profiles of a YAML or JSON file: a mapping of names to settings, alone or under ``profiles``.

    :raises InvalidInput: one sentence that names the file.
    """
    try:
        text = read_operator_file(path, _LARGEST_PROFILES)
    except InvalidInput as error:
        raise InvalidInput(f"profiles: {error}") from None
    try:
        documents = yaml_documents(text)
        value = documents[0].value if len(documents) == 1 else []
        if isinstance(value, dict) and "profiles" in value and value.keys() <= _SHAPE:
            value = value["profiles"] or {}
        return check_profiles([] if value is None else value)
    except InvalidInput as error:
        raise InvalidInput(f"profiles: {quoted(path)}: {error}") from None


def _of_profiles(profiles: Mapping[str, Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    for name in profiles:
        try:
            settings = with_profile({}, profiles, name)
            needs_of([settings])
        except InvalidInput as error:
            raise InvalidInput(f"profile {quoted(name)}: {error}") from None
        yield settings
