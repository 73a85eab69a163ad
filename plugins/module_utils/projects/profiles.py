# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a project and a profile may say, and how a project's own words and its profile's become one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import InvalidInput
from ..resources.names import quoted
from .settings import checked_settings

__all__ = ["PROFILE_SETTINGS", "PROJECT_ENTRY", "SETTINGS", "check_profiles", "checked_entry", "with_profile"]

Settings = dict[str, dict[str, Any]]

SETTINGS: Settings = {
    "labels": {"type": "dict"},
    "annotations": {"type": "dict"},
    "pod_security": {"type": "str", "choices": ["privileged", "baseline", "restricted"]},
    "pod_security_version": {"type": "str"},
    "cluster_role": {"type": "str"},
    "rules": {"type": "list", "elements": "dict"},
    "bindings": {"type": "list", "elements": "dict"},
    "quota": {"type": "dict"},
    "scoped_quotas": {"type": "list", "elements": "dict"},
    "limits": {"type": "list", "elements": "dict"},
    "network": {"type": "dict"},
    "image_pull_secrets": {"type": "list", "elements": "str", "no_log": False},
    "token": {"type": "str", "choices": ["none", "bound", "secret"], "no_log": False},
    "token_lifetime": {"type": "int", "no_log": False},
    "variables": {"type": "dict"},
}
"""What a project may say and a profile too, as Ansible's argument spec writes it. Without defaults: one
would stand for the project's own word, and hide its profile's."""

PROFILE_SETTINGS: Settings = {
    **SETTINGS,
    "templates": {"type": "list", "elements": "str"},
    "allow_kinds": {"type": "list", "elements": "str"},
}
"""What a profile may say, and a task of its single project: with more than projects may say in a list, whose data
must choose neither files nor rights."""

PROJECT_ENTRY: Settings = {
    "name": {"type": "str", "required": True},
    "id": {"type": "str"},
    "environment": {"type": "str"},
    "namespace": {"type": "str"},
    "profile": {"type": "str"},
    "adopt": {"type": "bool"},
    **SETTINGS,
}
"""What an entry of a list of projects may say."""

_MERGED = ("labels", "annotations", "quota", "network", "variables")
_RIGHTS = ("cluster_role", "rules")
_SHOWN = 10


def checked_entry(entry: Any, what: str = "an entry of projects") -> dict[str, Any]:
    """One entry of a list of projects, its types checked, numbers for text made text. Its nulls stay.

    :param what: where it stands, for messages on settings that are not known there.
    :raises InvalidInput: one sentence that begins with the setting.
    """
    elsewhere = dict.fromkeys(PROFILE_SETTINGS.keys() - PROJECT_ENTRY.keys(), "put it into a profile")
    checked = checked_settings(entry, PROJECT_ENTRY, what, elsewhere)
    _check_rights(checked)
    return checked


def check_profiles(profiles: Any) -> dict[str, dict[str, Any]]:
    """The profiles by name, their types checked as those of entries are.

    :param profiles: None for none.
    :raises InvalidInput: one of them cannot be right; it is named.
    """
    if profiles is None:
        return {}
    if not isinstance(profiles, Mapping):
        raise InvalidInput("profiles: a mapping of names to settings is needed")
    elsewhere = {
        name: "a profile is flat, take over what the other one says"
        if name == "profile"
        else "give it to the project itself"
        for name in PROJECT_ENTRY.keys() - PROFILE_SETTINGS.keys()
    }
    checked: dict[str, dict[str, Any]] = {}
    for name, profile in profiles.items():
        if not isinstance(name, str) or not name:
            raise InvalidInput(f"profiles: {quoted(str(name))} is no name for a profile; give text, in quotes")
        try:
            checked[name] = checked_settings(profile, PROFILE_SETTINGS, "a profile", elsewhere)
            _check_rights(checked[name])
        except InvalidInput as error:
            raise InvalidInput(f"profile {quoted(name)}: {error}") from None
    return checked


def with_profile(
    entry: Mapping[str, Any], profiles: Mapping[str, Mapping[str, Any]], default_profile: str | None
) -> dict[str, Any]:
    """All that a project says, by itself and by its profile. No null is left, nor one in what is merged.

    ``profile`` is in it with the name of the one that was used, if any was.

    What the project says replaces what its profile says; labels, annotations, quota, network and
    variables are merged key by key. A null takes the profile's away. Of ``rules`` and
    ``cluster_role`` the project's own wins over the other one of its profile.

    :param entry: checked; only what was given, since a null has a meaning here. It may come with
        settings of profiles alone, from a task's top level.
    :param profiles: as ``check_profiles`` gives them. The result shares values with them: change none.
    :param default_profile: for an entry that names none. A null names one: none.
    :raises InvalidInput: there is no such profile, or the entry has both ``rules`` and ``cluster_role``.
    """
    named = entry.get("profile", default_profile)
    used = named or default_profile if named == "" else named
    profile = _profile(used, profiles)
    whole = {**profile, **entry, "profile": used or None}
    _check_rights(entry)
    for one, other in (_RIGHTS, _RIGHTS[::-1]):
        if entry.get(one) is not None:
            whole.pop(other, None)
    for name in _MERGED:
        if entry.get(name) is not None and profile.get(name):
            whole[name] = {**profile[name], **entry[name]}
        if whole.get(name) and None in whole[name].values():
            whole[name] = {key: value for key, value in whole[name].items() if value is not None}
    return {name: value for name, value in whole.items() if value is not None}


def _profile(name: str | None, profiles: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    if name is None or name == "":
        return {}
    if name in profiles:
        return profiles[name]
    if not profiles:
        raise InvalidInput(f"profile: there is no profile {quoted(name)}, since no profiles are given; give profiles")
    known = sorted(profiles)
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    raise InvalidInput(
        f"profile: there is no profile {quoted(name)}; there is {', '.join(map(quoted, known[:_SHOWN]))}{more}"
    )


def _check_rights(settings: Mapping[str, Any]) -> None:
    if all(settings.get(name) is not None for name in _RIGHTS):
        raise InvalidInput("rules: cluster_role is given too; give one of them")
