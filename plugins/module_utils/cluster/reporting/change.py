# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a request changes something on the cluster, or only asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..request import Request

__all__ = ["is_change", "verb_of"]

_WRITES = frozenset({"create", "update", "patch", "delete", "deletecollection"})
_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
# A program in a pod may change anything, and the API calls starting it a get or a create.
_PROGRAMS = frozenset({"exec", "attach", "portforward"})
# These are created to ask a question, and nothing of them stays on the cluster.
_QUESTIONS = frozenset(
    {
        "localsubjectaccessreviews",
        "selfsubjectaccessreviews",
        "selfsubjectreviews",
        "selfsubjectrulesreviews",
        "subjectaccessreviews",
        "tokenreviews",
    }
)


def verb_of(request: Request) -> str:
    """The API's verb for the request, from its method when nobody named it."""
    return request.attributes.verb or _VERBS.get(request.method, "get")


def is_change(request: Request) -> bool:
    """Whether it leaves something changed when it succeeds: no dry run, no question, no token."""
    about = request.attributes
    if about.subresource in _PROGRAMS:
        return True
    if verb_of(request) not in _WRITES or about.resource in _QUESTIONS or about.subresource == "token":
        return False
    return not _is_dry_run(request)


def _is_dry_run(request: Request) -> bool:
    if (request.query or {}).get("dryRun"):
        return True
    # DeleteOptions are the body of a delete, and a part of the body of an eviction.
    body = request.body
    if not isinstance(body, Mapping) or not (
        request.method == "DELETE" or request.attributes.subresource == "eviction"
    ):
        return False
    options: Any = body.get("deleteOptions") or {}
    return bool(body.get("dryRun") or (isinstance(options, Mapping) and options.get("dryRun")))
