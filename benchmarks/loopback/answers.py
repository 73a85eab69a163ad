"""What the loopback server says: whole HTTP answers, made before anybody asks."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .objects import namespace, pod

__all__ = ["HOST", "LISTED_NAMESPACE", "Answers", "pods_of_size"]

HOST = "localhost"
LISTED_NAMESPACE = "shop"
_NOT_FOUND = {
    "kind": "Status",
    "apiVersion": "v1",
    "status": "Failure",
    "reason": "NotFound",
    "message": "no such path",
    "code": 404,
}


class Answers:
    """Answers by request target; a LIST of pods comes in pages for whom asks for pages, as from a real server."""

    def __init__(self, pods: list[dict[str, Any]]) -> None:
        self._pods = pods
        self._ready = {
            "/version": _http(200, {"major": "1", "minor": "36", "gitVersion": "v1.36.3"}),
            "/api": _http(200, {"kind": "APIVersions", "versions": ["v1"]}),
            "/apis": _http(200, {"kind": "APIGroupList", "apiVersion": "v1", "groups": []}),
            "/api/v1": _http(200, _resources()),
            "/api/v1/namespaces/default": _http(200, namespace("default")),
        }

    def to(self, target: str) -> bytes:
        """The whole answer to a GET of this target."""
        if target not in self._ready:
            self._ready[target] = self._made(target)
        return self._ready[target]

    def _made(self, target: str) -> bytes:
        parts = urlsplit(target)
        if parts.path.endswith("/"):
            return self.to(parts.path.rstrip("/"))
        if parts.path != f"/api/v1/namespaces/{LISTED_NAMESPACE}/pods":
            return _http(404, _NOT_FOUND)
        query = parse_qs(parts.query)
        start = int(query.get("continue", ["0"])[0])
        end = start + int(query.get("limit", ["0"])[0]) or len(self._pods)
        metadata = {"resourceVersion": "9000"}
        if end < len(self._pods):
            metadata["continue"] = str(end)
        return _http(200, _list_of(self._pods[start:end], metadata))


def pods_of_size(megabytes: int) -> list[dict[str, Any]]:
    """As many pods as make a list of so many million bytes."""
    count = round(megabytes * 1_000_000 / len(_json(pod(0, LISTED_NAMESPACE))))
    return [pod(number, LISTED_NAMESPACE) for number in range(count)]


def _list_of(pods: list[dict[str, Any]], metadata: dict[str, str]) -> dict[str, Any]:
    return {"kind": "PodList", "apiVersion": "v1", "metadata": metadata, "items": pods}


def _resources() -> dict[str, Any]:
    kinds = [("namespaces", "namespace", False, "Namespace"), ("pods", "pod", True, "Pod")]
    return {
        "kind": "APIResourceList",
        "groupVersion": "v1",
        "resources": [
            {"name": plural, "singularName": singular, "namespaced": namespaced, "kind": kind, "verbs": ["get", "list"]}
            for plural, singular, namespaced, kind in kinds
        ],
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _http(status: int, value: Any) -> bytes:
    body = _json(value)
    reason = {200: "OK", 404: "Not Found"}[status]
    head = (
        f"HTTP/1.1 {status} {reason}\r\nAudit-Id: 7d0a7f6e-1a55-4c55-8c7b-5f3a0f6a1010\r\n"
        f"Cache-Control: no-cache, private\r\nContent-Type: application/json\r\n"
        f"Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
