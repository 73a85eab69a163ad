# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of projects, read here and not by Ansible: templating a thousand projects costs it seconds."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidInput
from ..resources.names import quoted
from .operator_file import read_operator_file
from .settings import checked_settings
from .strict_yaml import yaml_documents

__all__ = ["LARGEST_PROJECTS_FILE", "ProjectsFile", "read_projects_file"]

LARGEST_PROJECTS_FILE = 64 * 1024 * 1024
"""Bytes; over a million entries of two lines."""
_SHAPE: dict[str, dict[str, Any]] = {"projects": {"type": "list", "required": True}, "profiles": {"type": "dict"}}


@dataclass(frozen=True)
class ProjectsFile:
    """What a file of projects says; entries and profiles as they stand there, not checked yet.

    :param folder: the file's own, absolute: names of files in its profiles are meant from there.
    """

    projects: list[dict[str, Any]]
    profiles: dict[str, Any]
    folder: str


def read_projects_file(path: str) -> ProjectsFile:
    """The projects of a file: a list of them, or a mapping with ``projects`` and ``profiles``.

    JSON when its name ends in .json, else YAML. Nothing in it is a template.

    :raises InvalidInput: one sentence that names the file, and where it can, the line.
    """
    try:
        text = read_operator_file(path, LARGEST_PROJECTS_FILE)
    except InvalidInput as error:
        raise InvalidInput(f"projects_file: {error}") from None
    try:
        value = _json_value(text) if path.lower().endswith(".json") else _yaml_value(text)
        return _projects_of(value, os.path.dirname(os.path.abspath(os.path.expanduser(path))))
    except InvalidInput as error:
        raise InvalidInput(f"projects_file: {path!r}: {error}") from None


def _projects_of(value: Any, folder: str) -> ProjectsFile:
    if value is None:
        raise InvalidInput("it is empty; write a list of projects, or [] for none")
    if isinstance(value, dict):
        checked = checked_settings(value, _SHAPE, "a file of projects", {})
        projects, profiles = checked["projects"], checked.get("profiles") or {}
    elif isinstance(value, list):
        projects, profiles = value, {}
    else:
        raise InvalidInput("a list of projects is needed, or a mapping with projects and profiles")
    for number, entry in enumerate(projects, start=1):
        if not isinstance(entry, dict):
            raise InvalidInput(f"project {number} of {len(projects)} is no mapping; write name: before its name")
    return ProjectsFile(projects, profiles, folder)


def _yaml_value(text: str) -> Any:
    documents = yaml_documents(text, decimal=True)
    if len(documents) > 1:
        raise InvalidInput(f"line {documents[1].line}: a second document begins; put all projects into one")
    return documents[0].value if documents else None


def _json_value(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InvalidInput(f"line {error.lineno}: this is no JSON: {error.msg}") from None
    except RecursionError:
        raise InvalidInput("it is nested too deep; make it flatter") from None
    except ValueError:  # Python's own, for a number of thousands of digits
        raise InvalidInput("a number in it is longer than any that is taken; make it text") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        twice = Counter(key for key, _value in pairs).most_common(1)[0][0]
        raise InvalidInput(f"the key {quoted(twice)} is there twice in one object; take one out")
    return made


def _refuse_constant(name: str) -> Any:
    raise InvalidInput(f"{name} is no number of JSON; write another, or null")
