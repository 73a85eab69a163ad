"""The API server by http.client: a kept connection for each of eight threads, and nothing between."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:  # see benchmarks/worker.py
    from benchmarks.target import Target

__all__ = ["COLLECTIONS", "THREADS", "Api", "collection"]

THREADS = 8
COLLECTIONS = {
    "Namespace": ("/api/v1", "namespaces"),
    "ServiceAccount": ("/api/v1", "serviceaccounts"),
    "RoleBinding": ("/apis/rbac.authorization.k8s.io/v1", "rolebindings"),
    "ResourceQuota": ("/api/v1", "resourcequotas"),
    "LimitRange": ("/api/v1", "limitranges"),
    "NetworkPolicy": ("/apis/networking.k8s.io/v1", "networkpolicies"),
}
"""Where the objects of each kind are."""
_Item = TypeVar("_Item")


def collection(kind: str, namespace: str = "") -> str:
    """The path of all objects of a kind, of one namespace or of all."""
    root, plural = COLLECTIONS[kind]
    return f"{root}/namespaces/{namespace}/{plural}" if namespace else f"{root}/{plural}"


class Api:
    """One API server and who we are there. A connection a thread, kept."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._tls = ssl.create_default_context(cafile=target["authority"])
        if target["certificate"]:
            self._tls.load_cert_chain(target["certificate"])
        self._thread = threading.local()

    def each(self, do: Callable[[_Item], None], items: Iterable[_Item]) -> None:
        """Do it for all items, some at a time; the first that fails ends it."""
        with ThreadPoolExecutor(THREADS) as threads:
            for _ in threads.map(do, items):
                pass

    def ask(self, method: str, path: str, body: str | None = None, *, content_type: str = "application/json") -> Any:
        """The answer's JSON."""
        if not hasattr(self._thread, "connection"):
            self._thread.connection = http.client.HTTPSConnection(
                self._target["host"], self._target["port"], context=self._tls, timeout=120
            )
        headers = {**self._target["headers"], **({"Content-Type": content_type} if body is not None else {})}
        self._thread.connection.request(method, path, body, headers)
        response = self._thread.connection.getresponse()
        answered = response.read()
        if response.status >= http.client.BAD_REQUEST:
            raise SystemExit(f"{method} {path}: {response.status}")
        return json.loads(answered)
