# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TokenRequest, authentication v1: a token of a service account."""

from __future__ import annotations

from collections.abc import Sequence

from .manifest import Manifest

__all__ = ["token_request"]


def token_request(audiences: Sequence[str], expiration_seconds: int, bound_to: Manifest | None = None) -> Manifest:
    """What a token is to be good for.

    :param audiences: who may be shown it; empty for the API server itself.
    :param bound_to: the Pod, Secret or Node with which the token ends: an object as the server gave it.
    """
    spec: Manifest = {"audiences": list(audiences), "expirationSeconds": expiration_seconds}
    if bound_to is not None:
        metadata = bound_to["metadata"]
        spec["boundObjectRef"] = {
            "apiVersion": bound_to["apiVersion"],
            "kind": bound_to["kind"],
            "name": metadata["name"],
            "uid": metadata["uid"],
        }
    return {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec}
