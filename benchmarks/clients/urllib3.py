"""A bare user of urllib3: a verifying pool, request(), json.loads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from urllib3 import PoolManager

if TYPE_CHECKING:  # see benchmarks/worker.py
    from benchmarks.target import Target


class Client:
    """One pool for all threads."""

    def __init__(self, target: Target) -> None:
        self._base = f"https://{target['host']}:{target['port']}"
        self._headers = target["headers"]
        self._pool = PoolManager(
            maxsize=target["concurrency"], ca_certs=target["authority"], cert_file=target["certificate"], timeout=30
        )

    def get(self, name: str) -> str:
        """Read one Namespace; its name."""
        found: str = self._json(f"/api/v1/namespaces/{name}")["metadata"]["name"]
        return found

    def count_pods(self, namespace: str) -> int:
        """List all pods of one namespace; how many there are."""
        return len(self._json(f"/api/v1/namespaces/{namespace}/pods")["items"])

    def _json(self, path: str) -> Any:
        response = self._pool.request("GET", self._base + path, headers=self._headers)
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status}")
        return json.loads(response.data)
