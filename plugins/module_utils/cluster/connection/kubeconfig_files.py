# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kubeconfig files there are, what they are as one, and what is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...errors import ConfigurationError
from .yaml_package import yaml_package

__all__ = [
    "DEFAULT_KUBECONFIG",
    "WrongKubeconfig",
    "cluster_and_user",
    "existing_files",
    "kubeconfig_problem",
    "merged",
]

DEFAULT_KUBECONFIG = "~/.kube/config"
_CONTEXTS_NAMED = 10
_KINDS = (("clusters", "cluster"), ("users", "user"), ("contexts", "context"))
"""The lists of a kubeconfig, and what holds the content of each entry."""
_CLUSTER_FILES = frozenset({"certificate-authority"})
_USER_FILES = frozenset({"client-certificate", "client-key", "tokenFile"})


class WrongKubeconfig(Exception):
    """What is wrong in a kubeconfig: half a sentence that quotes nothing of it but names."""


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


def merged(files: Sequence[str]) -> dict[str, Any]:
    """What the files say as one, as for kubectl: of two entries of a name, and of two current contexts, the first one.

    Paths in it are absolute, so that it means the same without its files.

    :raises ValueError: one of them cannot be read, or is no kubeconfig.
    """
    whole: dict[str, Any] = {kind: [] for kind, _content in _KINDS}
    for path in files:
        document = _read(path)
        if document is None:
            raise ValueError("is no kubeconfig")
        _make_paths_absolute(document, os.path.dirname(os.path.abspath(path)))
        for kind, _content in _KINDS:
            known = {entry.get("name") for entry in whole[kind]}
            whole[kind] += [entry for entry in _entries(document, kind) if entry.get("name") not in known]
        whole["current-context"] = whole.get("current-context") or document.get("current-context")
    return whole


def cluster_and_user(document: Mapping[str, Any], context: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The cluster and the user of a context, None for the current one. A context without a user has an empty one.

    :raises LookupError: there is no such context; ``kubeconfig_problem`` says so.
    :raises WrongKubeconfig: the context names a cluster or a user that is not there.
    """
    name = context or _current_context(document)
    entry = _named(document, "contexts", name)
    if entry is None:
        raise LookupError
    cluster, user = _named(document, "clusters", entry.get("cluster")), _named(document, "users", entry.get("user"))
    if cluster is None or (user is None and entry.get("user")):
        missing = "cluster" if cluster is None else "user"
        raise WrongKubeconfig(f"its context {name!r} names a {missing} that is not in it")
    return cluster, user or {}


def _make_paths_absolute(document: Mapping[str, Any], folder: str) -> None:
    for kind, content, names in (("clusters", "cluster", _CLUSTER_FILES), ("users", "user", _USER_FILES)):
        for entry in _entries(document, kind):
            found = entry.get(content)
            if isinstance(found, dict):
                given = {name: found[name] for name in names if found.get(name) and isinstance(found[name], str)}
                found.update({name: os.path.join(folder, path) for name, path in given.items()})
                _make_command_absolute(found.get("exec"), folder)


def _make_command_absolute(program: Any, folder: str) -> None:
    command = program.get("command") if isinstance(program, dict) else None
    if isinstance(command, str) and os.sep in command:  # one without a slash is looked for in PATH
        program["command"] = os.path.join(folder, command)


def kubeconfig_problem(error: Exception, files: Sequence[str], context: str | None) -> str:
    """Why the files could not be used, in one sentence that quotes nothing of them but names.

    :param error: what was raised; its text may hold a secret.
    """
    paths = os.pathsep.join(files)
    documents: list[dict[str, Any]] = []
    for path in files:
        document = _read(path)
        if document is None:
            return f"the kubeconfig {path} cannot be read; check that you may read it and that it is YAML"
        documents.append(document)
    names = sorted({name for document in documents for name in _context_names(document)})
    wanted = context or next(filter(None, map(_current_context, documents)), "")
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
    yaml = yaml_package()
    try:
        # libyaml's loader, which nearly all installations have, takes a tenth of the time of Python's.
        document = yaml.load(_content(path), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except Exception:  # noqa: BLE001  # any: what a tag makes of a text may fail in any way, and quotes the text
        return None
    # An empty file among several is nothing wrong.
    return {} if document is None else document if isinstance(document, dict) else None


def _content(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read()


def _entries(document: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    entries = document.get(kind)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _named(document: Mapping[str, Any], kind: str, name: Any) -> dict[str, Any] | None:
    """The content of the first entry of this name, empty where it has none; None when there is no such entry."""
    for entry in _entries(document, kind):
        if name and entry.get("name") == name:
            content = dict(_KINDS)[kind]
            found = entry.get(content)
            if found is not None and not isinstance(found, dict):
                raise WrongKubeconfig(f"the {content} {name!r} is no mapping; correct it")
            return found or {}
    return None


def _current_context(document: Mapping[str, Any]) -> str:
    name = document.get("current-context")
    return name if isinstance(name, str) else ""


def _context_names(document: dict[str, Any]) -> Iterator[str]:
    return (entry["name"] for entry in _entries(document, "contexts") if isinstance(entry.get("name"), str))


def _some(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names[:_CONTEXTS_NAMED])
