# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a restricted account's kubeconfig: made, and known again. The same input gives the same bytes."""

from __future__ import annotations

import json
import re
from typing import Any

from ..cluster.connection.untrusted_kubeconfig import is_flat
from .fixed_names import SERVICE_ACCOUNT
from .kubeconfig_target import KubeconfigTarget

__all__ = ["file_name", "is_ours", "kubeconfig_text", "token_in"]

_TOKEN = re.compile(r'^    token: "([^"\\\n]*)"$', re.MULTILINE)


def file_name(namespace: str) -> str:
    """What the file of a namespace is called. The namespace was checked: it is a DNS label."""
    return f"{namespace}.kubeconfig"


def kubeconfig_text(target: KubeconfigTarget, namespace: str, token: str) -> str:
    """The kubeconfig of the project's account in this namespace.

    All names in it tell namespace and cluster, so that many such files can be read together (KUBECONFIG=a:b).
    """
    user = f"{_user(namespace)}@{target.cluster}"
    context = f"{namespace}@{target.cluster}"
    optional = (
        ("tls-server-name", target.server_name),
        ("proxy-url", target.proxy),
        ("certificate-authority-data", target.authority_data),
    )
    lines = [
        "apiVersion: v1",
        "kind: Config",
        "clusters:",
        f"- name: {_quoted(target.cluster)}",
        "  cluster:",
        f"    server: {_quoted(target.server)}",
        *(f"    {key}: {_quoted(value)}" for key, value in optional if value),
        "users:",
        f"- name: {_quoted(user)}",
        "  user:",
        f"    token: {_quoted(token)}",
        "contexts:",
        f"- name: {_quoted(context)}",
        "  context:",
        f"    cluster: {_quoted(target.cluster)}",
        f"    user: {_quoted(user)}",
        f"    namespace: {_quoted(namespace)}",
        f"current-context: {_quoted(context)}",
    ]
    return "\n".join(lines) + "\n"


def token_in(text: str) -> str:
    """The token of a kubeconfig that we wrote; empty when there is none. It does not tell whose the rest is."""
    found = _TOKEN.search(text)
    return found[1] if found else ""


def is_ours(text: str, namespace: str) -> bool:
    """Whether the kubeconfig, in whatever spelling, has one user and one context, and they are those of ours.

    One that somebody added others to is not ours to remove.
    """
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # makes text of all: no tags, no merges
    try:
        document = yaml.load(text, loader) if is_flat(yaml.parse(text, loader)) else None  # noqa: S506  # see above
    except (ValueError, yaml.YAMLError):
        return False
    if not isinstance(document, dict) or document.get("kind") != "Config":
        return False
    users, contexts = _names(document.get("users")), _names(document.get("contexts"))
    return (
        len(users) == len(contexts) == 1
        and users[0].startswith(f"{_user(namespace)}@")
        and contexts[0].startswith(f"{namespace}@")
    )


def _names(entries: Any) -> list[str]:
    return [
        str(entry.get("name")) if isinstance(entry, dict) else ""
        for entry in (entries if isinstance(entries, list) else ())
    ]


def _user(namespace: str) -> str:
    return f"{namespace}/{SERVICE_ACCOUNT}"


def _quoted(text: str) -> str:
    """As YAML and JSON both quote it: no text of ours can be taken for a number, or end its line."""
    return json.dumps(text)
