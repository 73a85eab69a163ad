"""Ask the API server while it starts, cheaper than by a kubectl a question."""

from __future__ import annotations

import http.client
import json
import ssl
from pathlib import Path

__all__ = ["ApiServer", "answers"]


class ApiServer:
    """Reads from the API server of a cluster as its administrator."""

    def __init__(self, address: str, port: int, keys: Path) -> None:
        self.url = f"https://{address}:{port}"
        self._address = (address, port)
        self._tls = ssl.create_default_context(cafile=keys / "authority.crt")
        self._tls.load_cert_chain(keys / "administrator.crt", keys / "administrator.key")

    def is_ready(self) -> bool:
        """Whether every check behind /readyz passes."""
        return self._get("/readyz") is not None

    def node_is_ready(self, name: str) -> bool:
        """Whether the node takes pods."""
        node = self._get(f"/api/v1/nodes/{name}")
        if node is None:
            return False
        conditions = json.loads(node).get("status", {}).get("conditions", [])
        return {"Ready": "True"}.items() <= {entry["type"]: entry["status"] for entry in conditions}.items()

    def has(self, path: str) -> bool:
        """Whether the object at `path` is there."""
        return self._get(path) is not None

    def _get(self, path: str) -> bytes | None:
        connection = http.client.HTTPSConnection(*self._address, timeout=3, context=self._tls)
        return _body(connection, path)


def answers(address: str, port: int, path: str) -> bool:
    """Whether a plain HTTP health page says yes."""
    return _body(http.client.HTTPConnection(address, port, timeout=3), path) is not None


def _body(connection: http.client.HTTPConnection, path: str) -> bytes | None:
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return body if response.status == http.client.OK else None
