# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster says of itself, and who we are to it. A server's words: only what looks as it should is taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..cluster.api.api_groups import SUPPORTED_API_GROUPS
from ..cluster.client import Client
from ..errors import Forbidden, NotFound
from ..resources.names import quoted

__all__ = ["cluster_facts", "own_account"]

_VERSION = re.compile(r"[A-Za-z0-9.+_~-]{1,80}\Z")
_API_VERSION = re.compile(r"v[0-9]{1,3}((alpha|beta)[0-9]{1,3})?\Z")
_MOST_GROUPS = 100
_LONGEST_NAME = 256


def cluster_facts(client: Client) -> dict[str, Any]:
    """The server's ``version``, and those of our ``api_groups`` that it has, each with its versions."""
    version, groups = client.document("/version", "Version"), client.document("/apis", "APIGroupList")
    said = version.get("gitVersion")
    return {
        "version": said if isinstance(said, str) and _VERSION.match(said) else "",
        "api_groups": [{"group": "", "versions": ["v1"]}, *_known_groups(groups)],
    }


def own_account(client: Client) -> dict[str, Any]:
    """Our ``username`` and ``groups``, as the server knows us; empty where it does not tell."""
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview", "metadata": {}}
    try:
        said = client.create_self_subject_review(review)
    except (NotFound, Forbidden):
        said = {}
    user = _mapping(_mapping(said.get("status")).get("userInfo"))
    groups = user.get("groups")
    listed = groups[:_MOST_GROUPS] if isinstance(groups, list) else []
    return {"username": _name(user.get("username")), "groups": [_name(group) for group in listed]}


def _known_groups(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    known = {group.group for group in SUPPORTED_API_GROUPS.values()}
    listed = answer.get("groups")
    found = []
    for group in listed if isinstance(listed, list) else []:
        said = _mapping(group).get("versions")
        versions = [_mapping(version).get("version") for version in (said if isinstance(said, list) else [])]
        taken = [version for version in versions if isinstance(version, str) and _API_VERSION.match(version)]
        name = _mapping(group).get("name")
        if taken and isinstance(name, str) and name in known:
            found.append({"group": name, "versions": taken})
    return sorted(found, key=lambda one: one["group"])


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _name(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return value if value.isprintable() and len(value) <= _LONGEST_NAME else quoted(value)
