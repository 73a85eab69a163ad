"""Ours, by its public door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slipway.cluster.client import Client as SlipwayClient
from slipway.cluster.connection.connection import connect

if TYPE_CHECKING:  # see benchmarks/worker.py
    from benchmarks.target import Target


class Client:
    """A thread-safe client that hands out dictionaries."""

    def __init__(self, target: Target) -> None:
        self._client = SlipwayClient(connect({"kubeconfig": target["kubeconfig"]}, {}))

    def get(self, name: str) -> str:
        """Read one Namespace; its name."""
        found: str = self._client.get_namespace(name)["metadata"]["name"]
        return found

    def count_pods(self, namespace: str) -> int:
        """List all pods of one namespace; how many there are."""
        return len(self._client.list_pods(namespace))
