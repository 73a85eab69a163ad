# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kubeconfig files there are, what the official package does not tell of them, and what is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from ...errors import ConfigurationError

__all__ = [
    "DEFAULT_KUBECONFIG",
    "current_context",
    "existing_files",
    "kubeconfig_problem",
    "proxy_of_context",
    "self_contained",
]

DEFAULT_KUBECONFIG = "~/.kube/config"
_CONTEXTS_NAMED = 10
_PROXY = "proxy-url"
_CLUSTER_FILES = frozenset({"certificate-authority"})
_USER_FILES = frozenset({"client-certificate", "client-key", "tokenFile"})


def existing_files(given: str | None) -> list[str]:
    """The files of a kubeconfig path of one or more, without those that do not exist, as kubectl does.

    :param given: an option's or KUBECONFIG's text; None for the default.
    :raises ConfigurationError: there is none at all.
    """
    paths = [os.path.expanduser(path) for path in (given or DEFAULT_KUBECONFIG).split(os.pathsep) if path]
    existing = [path for path in paths if os.path.exists(path)]
    if existing:
        return existing
    if given:
        raise ConfigurationError(f"the kubeconfig {given} does not exist; check the path or the variable KUBECONFIG")
    raise ConfigurationError(
        "no cluster was named; give kubeconfig, or host with api_key, or set KUBECONFIG or K8S_AUTH_*"
    )


def current_context(files: Sequence[str]) -> str | None:
    """The current context of several files: the first file that names one decides, as for kubectl.

    For the official package it is the last one, which may be another cluster's.
    """
    named = (document.get("current-context") for document in map(_read, files) if document)
    return next((str(context) for context in named if context), None)


def proxy_of_context(files: Sequence[str], context: str | None) -> str | None:
    """The ``proxy-url`` of the context's cluster, which older versions of the official package leave out."""
    if not any(_PROXY in _content(path) for path in files):  # reading costs far less than parsing
        return None
    documents = [document for document in map(_read, files) if document]
    entry = _named(documents, "contexts", context or current_context(files)).get("context")
    cluster = entry.get("cluster") if isinstance(entry, dict) else None
    found = _named(documents, "clusters", cluster).get("cluster")
    return str(found[_PROXY]) if isinstance(found, dict) and found.get(_PROXY) else None


def self_contained(path: str) -> dict[str, Any] | None:
    """The kubeconfig with the paths in it made absolute, so that it means the same without its file.

    None for one that cannot be read so: the official package then reads the file, and says what is wrong.
    """
    document = _read(path)
    if document is None:
        return None
    folder = os.path.dirname(os.path.abspath(path))
    for kind, entry, names in (("clusters", "cluster", _CLUSTER_FILES), ("users", "user", _USER_FILES)):
        for named in document.get(kind) or ():
            found = named.get(entry) if isinstance(named, dict) else None
            if not isinstance(found, dict) or "auth-provider" in found:
                return None
            for name in names & found.keys():
                found[name] = os.path.join(folder, str(found[name]))
            _make_command_absolute(found.get("exec"), folder)
    return document


def _make_command_absolute(program: Any, folder: str) -> None:
    command = program.get("command") if isinstance(program, dict) else None
    if isinstance(command, str) and os.sep in command:  # one without a slash is looked for in PATH
        program["command"] = os.path.join(folder, command)


def kubeconfig_problem(error: Exception, files: Sequence[str], context: str | None) -> str:
    """Why the files could not be used, in one sentence that quotes nothing of them but names.

    :param error: what the official package raised; its text may hold a secret.
    """
    paths = os.pathsep.join(files)
    documents: list[dict[str, Any]] = []
    for path in files:
        document = _read(path)
        if document is None:
            return f"the kubeconfig {path} cannot be read; check that you may read it and that it is YAML"
        documents.append(document)
    names = sorted({name for document in documents for name in _context_names(document)})
    wanted = context or next((str(entry["current-context"]) for entry in documents if entry.get("current-context")), "")
    if not names:
        return f"the kubeconfig {paths} has no context; name one or check the file"
    if not wanted:
        return f"the kubeconfig {paths} has no current context; set the option context to one of: {_some(names)}"
    if wanted not in names:
        return f"context {wanted!r} is not in the kubeconfig {paths}; it has: {_some(names)}"
    return (
        f"the kubeconfig {paths} is incomplete ({type(error).__name__}); "
        "check its current context, cluster, user and the files that it names"
    )


def _read(path: str) -> dict[str, Any] | None:
    import yaml

    try:
        # libyaml's loader, which nearly all installations have, takes a tenth of the time of Python's.
        document = yaml.load(_content(path), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # safe
    except (OSError, ValueError, yaml.YAMLError):
        return None
    return document if isinstance(document, dict) else None


def _content(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read()


def _named(documents: Sequence[dict[str, Any]], kind: str, name: str | None) -> dict[str, Any]:
    """The first entry of this name, as in kubectl; empty when there is none."""
    for document in documents:
        entries = document.get(kind)
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict) and entry.get("name") == name:
                return entry
    return {}


def _context_names(document: dict[str, Any]) -> Iterator[str]:
    contexts = document.get("contexts")
    for entry in contexts if isinstance(contexts, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield entry["name"]


def _some(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names[:_CONTEXTS_NAMED])
