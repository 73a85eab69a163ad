"""lightkube with its defaults: models that are decoded when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightkube import Client as LightkubeClient
from lightkube import KubeConfig
from lightkube.resources.core_v1 import Namespace, Pod

if TYPE_CHECKING:  # see benchmarks/worker.py
    from benchmarks.target import Target


class Client:
    """One client for all threads."""

    def __init__(self, target: Target) -> None:
        self._client = LightkubeClient(KubeConfig.from_file(target["kubeconfig"]))

    def get(self, name: str) -> str:
        """Read one Namespace; its name."""
        found: str = self._client.get(Namespace, name).metadata.name
        return found

    def count_pods(self, namespace: str) -> int:
        """List all pods of one namespace; how many there are."""
        return len(list(self._client.list(Pod, namespace=namespace)))
