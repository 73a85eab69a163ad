# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request is about, in the API's own terms."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["NO_RESOURCE", "ResourceAttributes"]

_PROVIDERS = {"metrics.k8s.io": "metrics-server"}
"""Of API groups that a server of their own answers for; what others need are definitions of custom resources."""
_SHOWN_NAME = re.compile(r"[A-Za-z0-9.:_-]{1,253}\Z")


@dataclass(frozen=True)
class ResourceAttributes:
    """The ``resourceAttributes`` of an access review (authorization.k8s.io/v1), and the kind.

    ``str()`` shows names that look like names alone: others may hold terminal escapes or markup.

    :param verb: get, list, watch, create, update, patch, delete, deletecollection …
    :param group: empty for the core group.
    :param resource: the plural in URLs; empty for requests about no resource, such as ``/version``.
    """

    verb: str = ""
    group: str = ""
    version: str = ""
    resource: str = ""
    subresource: str = ""
    name: str = ""
    namespace: str = ""
    kind: str = ""

    def __str__(self) -> str:
        what = self.resource
        if self.shown_name:
            what += f"/{self.shown_name}"
        if self.subresource:
            what += f"/{self.subresource}"
        if self.shown_namespace:
            what += f" in namespace {self.shown_namespace}"
        return what

    @property
    def provider(self) -> str:
        """What is to be installed for a server to have the API group, in words."""
        return _PROVIDERS.get(self.group, "its CRDs")

    @property
    def shown_name(self) -> str:
        """The name, or nothing when it is none that may be shown."""
        return self.name if _SHOWN_NAME.match(self.name) else ""

    @property
    def shown_namespace(self) -> str:
        """The namespace, or nothing when it is none that may be shown."""
        return self.namespace if _SHOWN_NAME.match(self.namespace) else ""


NO_RESOURCE = ResourceAttributes()
"""Of requests that are about no resource, or about one that nobody named."""
