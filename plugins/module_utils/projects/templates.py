# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""More objects for a project: manifests that the operator's templates make of its data."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..errors import InvalidInput
from ..resources.manifest import Manifest, reference_of
from ..resources.names import quoted
from .operator_file import read_operator_file
from .strict_yaml import Document, yaml_documents
from .template_kinds import check_allowed_kinds, extra_manifest
from .template_sandbox import SandboxedTemplate, compiled

__all__ = ["LARGEST_TEMPLATE", "MOST_DOCUMENTS", "extra_manifests"]

LARGEST_TEMPLATE = 1024 * 1024
"""Bytes of one template's file."""
MOST_DOCUMENTS = 100
"""Documents that one template may make for one project."""


def extra_manifests(
    template_files: Sequence[str],
    context: Mapping[str, Any],
    namespace: str,
    allowed_kinds: Collection[str],
    *,
    folder: str = "",
) -> list[Manifest]:
    """What the templates make for one project, in the order of files and documents; ``metadata.namespace`` is set.

    A file is read and compiled once for all projects, and again when it has changed. Documents
    that are empty make nothing.

    :param template_files: paths that the operator chose, Jinja2 over YAML of one or more documents.
    :param context: what the templates see: ``project`` and ``variables``, of JSON's types. Never rendered itself.
    :param namespace: the project's.
    :param allowed_kinds: what of ALLOWABLE_KINDS they may make.
    :param folder: what relative paths are meant from; by default the working directory.
    :raises InvalidInput: one sentence that names the template, and the line or the document.
    :raises ConfigurationError: Jinja2 is not installed.
    """
    check_allowed_kinds(allowed_kinds)
    manifests: list[Manifest] = []
    places: dict[tuple[str, str, str], str] = {}
    for file in template_files:
        path = os.path.join(folder, os.path.expanduser(file))
        name = quoted(os.path.basename(path))
        for number, document in enumerate(_documents(path, name, context), start=1):
            if document.value is None:
                continue
            place = f"templates: {name}, document {number} (line {document.line} of what it renders)"
            try:
                manifest = extra_manifest(document.value, namespace, allowed_kinds)
            except InvalidInput as error:
                raise InvalidInput(f"{place}: {error}") from None
            reference = reference_of(manifest)
            same = (reference.api_version.rpartition("/")[0], reference.kind, reference.name)
            if same in places:
                raise InvalidInput(f"{place}: {reference.kind} {reference.name} is there already; see {places[same]}")
            places[same] = place.removeprefix("templates: ")
            manifests.append(manifest)
    return manifests


def _documents(path: str, name: str, context: Mapping[str, Any]) -> list[Document]:
    template = _template(path)
    try:
        text = template.render(context)
    except InvalidInput as error:
        raise InvalidInput(f"templates: {name}, {error}") from None
    try:
        documents = yaml_documents(text)
    except InvalidInput as error:
        raise InvalidInput(f"templates: {name}, in what it renders, {error}") from None
    if len(documents) > MOST_DOCUMENTS:
        raise InvalidInput(
            f"templates: {name} makes {len(documents)} documents, and may make {MOST_DOCUMENTS}; split it"
        )
    return documents


def _template(path: str) -> SandboxedTemplate:
    try:
        found = os.stat(path)
        version = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
    except (OSError, ValueError):
        version = (0, 0, 0, 0)  # reading it tells what is wrong
    return _compiled_file(path, version)


@lru_cache(maxsize=128)
def _compiled_file(path: str, _version: tuple[int, ...]) -> SandboxedTemplate:
    try:
        source = read_operator_file(path, LARGEST_TEMPLATE)
    except InvalidInput as error:
        raise InvalidInput(f"templates: {error}") from None
    try:
        return compiled(source)
    except InvalidInput as error:
        raise InvalidInput(f"templates: {quoted(os.path.basename(path))}, {error}") from None
