# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of one kind: all of its verbs."""

from __future__ import annotations

from collections.abc import Iterable

from ...resources.manifest import Manifest
from .subresource_verbs import SubresourceVerbs
from .watch import Watch

__all__ = ["ResourceClient"]


class ResourceClient(SubresourceVerbs):
    """All verbs of one kind: ``client.core.pods``.

    ``namespace`` is needed for kinds that live in one, but for ``list`` and ``watch``, where None means
    all of them. Every method raises ApiError or ConnectionFailed; InvalidInput before anything is sent.
    """

    def watch(
        self,
        namespace: str | None = None,
        labels: str | None = None,
        fields: str | None = None,
        *,
        known: Iterable[Manifest] = (),
    ) -> Watch:
        """Changes of the objects that the selectors match; what exists already comes first, as ADDED.

        :param known: objects that the caller has seen already: told again only if they changed.
        """
        return Watch(self, namespace, labels, fields, known=known)
