# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images that cannot be pulled."""

from __future__ import annotations

from collections.abc import Iterator

from ..logs.containers import containers
from ..logs.fields import text
from .evidence import event_quotes, waiting_quote
from .finding import ERROR, Finding
from .snapshot import Snapshot

__all__ = ["image_cannot_be_pulled"]

_REASONS = frozenset({"ErrImagePull", "ImagePullBackOff", "ImageInspectError", "RegistryUnavailable"})
_NO_CAUSE = "Error: "
"""How the kubelet begins the event that follows the one with the cause: it repeats the reason alone."""
_NEXT_STEPS = {
    "InvalidImageName": "correct the image's name: it is no valid reference",
    "ErrImageNeverPull": "load the image onto the node, or set imagePullPolicy to IfNotPresent",
    "SignatureValidationFailed": "use an image with a signature that this cluster trusts",
}
_USUAL_NEXT_STEP = (
    "check the image's name and tag, that the node reaches the registry, and imagePullSecrets for a private one"
)


def image_cannot_be_pulled(snapshot: Snapshot) -> Iterator[Finding]:
    """A container waits for an image. The cause stands in the last Failed event alone."""
    for pod in snapshot.pods:
        for container in containers(pod):
            reason = container.waiting[0]
            if reason not in _REASONS and reason not in _NEXT_STEPS:
                continue
            failures = [
                event
                for event in snapshot.events_about(pod, "Failed", "InspectFailed", "ErrImageNeverPull")
                if text(event, "involvedObject", "fieldPath").endswith(f"{{{container.name}}}")
                and not text(event, "message").startswith(_NO_CAUSE)
            ]
            yield Finding(
                code="image_cannot_be_pulled",
                severity=ERROR,
                kind="Pod",
                namespace=snapshot.namespace,
                name=text(pod, "metadata", "name"),
                summary=f"The image of container {container.name} cannot be pulled.",
                next_step=_NEXT_STEPS.get(reason, _USUAL_NEXT_STEP),
                evidence=(f"image {container.image}", waiting_quote(container), *event_quotes(failures[-3:])),
            )
