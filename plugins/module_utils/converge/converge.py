# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make objects be as wanted: observe, plan, write."""

from __future__ import annotations

from collections.abc import Sequence

from ..cluster.client import Client
from ..resources.manifest import Manifest
from .difference import Difference
from .observe import observe
from .plan import plan
from .write import write

__all__ = ["converge"]


def converge(client: Client, manifests: Sequence[Manifest], *, check_mode: bool = False) -> list[Difference]:
    """Make the cluster hold what the manifests say, by server-side apply; what is equal is not written.

    :param manifests: each object at most once, in any order.
    :param check_mode: write nothing; the differences are those of a real run.
    :returns: one difference a manifest, in the manifests' order.
    :raises Refused: an object is being deleted; nothing was written.
    :raises PartlyWritten: a write failed after others had succeeded.
    """
    differences = plan(client, manifests, observe(client, manifests))
    write(client, differences, check_mode=check_mode)
    return differences
