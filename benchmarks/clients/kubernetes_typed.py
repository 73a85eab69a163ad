"""The official client as most use it: CoreV1Api and its models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kubernetes import client, config

if TYPE_CHECKING:  # see benchmarks/worker.py
    from benchmarks.target import Target


class Client:
    """CoreV1Api with a pool for as many threads as there are: its own default throws connections away."""

    def __init__(self, target: Target) -> None:
        settings = client.Configuration()
        config.load_kube_config(target["kubeconfig"], client_configuration=settings)
        settings.connection_pool_maxsize = target["concurrency"]
        self._api = client.CoreV1Api(client.ApiClient(settings))

    def get(self, name: str) -> str:
        """Read one Namespace; its name."""
        found: str = self._api.read_namespace(name=name).metadata.name
        return found

    def count_pods(self, namespace: str) -> int:
        """List all pods of one namespace; how many there are."""
        return len(self._api.list_namespaced_pod(namespace=namespace).items)
