# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SelfSubjectAccessReview, authorization v1: the question whether we may do something."""

from __future__ import annotations

from .manifest import Manifest

__all__ = ["self_subject_access_review"]


def self_subject_access_review(  # the fields of the API's resourceAttributes
    verb: str, resource: str, *, group: str = "", subresource: str = "", namespace: str = "", name: str = ""
) -> Manifest:
    """The question whether we have one right.

    :param group: empty for the core group.
    :param namespace: empty for all of them, and for kinds that live in none.
    :param name: empty for every object of the resource.
    """
    given = {
        "verb": verb,
        "group": group,
        "resource": resource,
        "subresource": subresource,
        "namespace": namespace,
        "name": name,
    }
    return {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {key: value for key, value in given.items() if value}},
    }
