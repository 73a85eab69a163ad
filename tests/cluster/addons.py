"""What a cluster carries once its node is ready: images, name service and chart repository."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from . import chart_repository, name_service
from .commands import run
from .network import Wire
from .place import Place
from .sandbox import enter

__all__ = ["import_images", "install"]


def import_images(holder: int, ctr: Path, archives: Sequence[Path]) -> None:
    """Give the node its images: there is no registry."""
    for archive in archives:
        run(enter(holder, [str(ctr), "--namespace=k8s.io", "images", "import", str(archive)]), seconds=120)


def install(place: Place, kubectl: Path, wire: Wire, wait_for_services: Callable[[], None]) -> None:
    """Create the objects of the name service, then the chart repository, which already uses it."""

    def call(*arguments: str, stdin: str | None = None) -> str:
        # Its own cache folder: kubectl would write into HOME.
        settings = [f"--kubeconfig={place.kubeconfig}", f"--cache-dir={place.state / 'kubectl'}"]
        return run([kubectl, *settings, *arguments], seconds=90, stdin=stdin)

    call("apply", "--server-side", "--filename=-", stdin=json.dumps(name_service.objects(wire)))
    wait_for_services()
    chart_repository.install(call)
