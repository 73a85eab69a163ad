"""The official package's DynamicClient, on which kubernetes.core builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kubernetes import client, config
from kubernetes.dynamic import DynamicClient

if TYPE_CHECKING:  # see benchmarks/worker.py
    from benchmarks.target import Target


class Client:
    """DynamicClient; what it discovers is kept in a file, as is its default."""

    def __init__(self, target: Target) -> None:
        settings = client.Configuration()
        config.load_kube_config(target["kubeconfig"], client_configuration=settings)
        settings.connection_pool_maxsize = target["concurrency"]
        resources = DynamicClient(client.ApiClient(settings)).resources
        self._namespaces = resources.get(api_version="v1", kind="Namespace")
        self._pods = resources.get(api_version="v1", kind="Pod")

    def get(self, name: str) -> str:
        """Read one Namespace; its name."""
        found: str = self._namespaces.get(name=name).metadata.name
        return found

    def count_pods(self, namespace: str) -> int:
        """List all pods of one namespace; how many there are."""
        return len(self._pods.get(namespace=namespace).items)
