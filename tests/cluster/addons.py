"""What a cluster carries once its node is ready."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .chart_repository import Kubectl
from .commands import run
from .place import Place
from .sandbox import enter

__all__ = ["import_images", "kubectl"]


def import_images(place: Place, holder: int, ctr: Path, archives: Sequence[Path]) -> None:
    """Give the node its images: there is no registry."""
    for archive in archives:
        command = [str(ctr), "--namespace=k8s.io", "images", "import", str(archive)]
        run(enter(holder, command), seconds=120, group=place.cgroup)


def kubectl(place: Place, program: Path) -> Kubectl:
    """A kubectl that speaks to the cluster as its administrator and writes nothing into HOME."""
    settings = [f"--kubeconfig={place.kubeconfig}", f"--cache-dir={place.state / 'kubectl'}"]

    def call(*arguments: str, stdin: str | None = None) -> str:
        return run([program, *settings, *arguments], seconds=90, stdin=stdin, group=place.cgroup)

    return call
