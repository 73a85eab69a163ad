# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a namespace: of two runs that found none of its name, one alone gets it.

An apply makes an object or changes it, whichever fits, so both would believe that they had made it. A create is refused
to the second one. It is sent with the labels that the namespace never loses, and no others: what a create gave is not
taken away by a later apply.
"""

from __future__ import annotations

from ..cluster.client import Client
from ..errors import Conflict
from ..resources.namespace import namespace
from .errors import Refused
from .wanted_namespace import WantedNamespace
from .write import TRIES

__all__ = ["claim"]


def claim(client: Client, wanted: WantedNamespace) -> None:
    """Create the namespace with its lasting labels. One that was made with the same marks meanwhile is ours too.

    :raises Refused: somebody else has made it since it was looked for.
    :raises SlipwayError: the server refuses it, or cannot be reached.
    """
    labels = wanted.namespace["metadata"]["labels"]
    bare = namespace(wanted.name, {key: labels[key] for key in wanted.lasting if key in labels})
    for left in reversed(range(TRIES)):
        try:
            client.create_namespace(bare)
        except Conflict:
            found = client.find_namespace(wanted.name)
            if found is None and left:
                continue
            if found is None:
                raise
            if not wanted.marks_are_on(found):
                raise Refused(
                    f"namespace {wanted.name} was made by somebody else while this ran; run again to see whose it is"
                ) from None
        return
