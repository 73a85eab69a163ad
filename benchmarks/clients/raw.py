"""http.client and json, nothing else: the least that Python can do."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # see benchmarks/worker.py
    from benchmarks.target import Target


class Client:
    """A connection a thread, kept."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._tls = ssl.create_default_context(cafile=target["authority"])
        if target["certificate"]:
            self._tls.load_cert_chain(target["certificate"])
        self._thread = threading.local()

    def get(self, name: str) -> str:
        """Read one Namespace; its name."""
        found: str = self._json(f"/api/v1/namespaces/{name}")["metadata"]["name"]
        return found

    def count_pods(self, namespace: str) -> int:
        """List all pods of one namespace; how many there are."""
        return len(self._json(f"/api/v1/namespaces/{namespace}/pods")["items"])

    def _json(self, path: str) -> Any:
        if not hasattr(self._thread, "connection"):
            self._thread.connection = http.client.HTTPSConnection(
                self._target["host"], self._target["port"], context=self._tls, timeout=30
            )
        self._thread.connection.request("GET", path, headers=self._target["headers"])
        response = self._thread.connection.getresponse()
        body = response.read()
        if response.status != http.client.OK:
            raise SystemExit(f"{path}: {response.status}")
        return json.loads(body)
