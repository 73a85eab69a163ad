"""One call to a hostile server in a process of its own, and how much memory it took on top.

``python -m tests.hostile.measured_call URL CA-FILE WAY`` prints one line of JSON.
"""

from __future__ import annotations

import json
import ssl
import sys

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.cluster.request import Request
from slipway.errors import SlipwayError

__all__ = ["main"]

_SECONDS = 20.0
"""A call's time here: enough for all that a limit lets in, on a slow machine."""


def main(url: str, authority_file: str, way: str) -> None:
    context = ssl.create_default_context(cafile=authority_file)
    client = Client(Connection(url, context, authorization="Bearer the-token", timeout=_SECONDS))
    before = _memory("VmRSS")
    told = {"error": "", "text": ""}
    try:
        _call(client, way)
    except SlipwayError as error:
        told = {"error": type(error).__name__, "text": f"{error} {error!r}"}
    sys.stdout.write(json.dumps({**told, "extra_bytes": _memory("VmHWM") - before}))


def _memory(name: str) -> int:
    """Bytes now (VmRSS), or the most so far (VmHWM). Not getrusage's: it counts what was before exec, too.

    What is resident now is less than the most so far: nothing of the call is hidden by what was before.
    """
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def _call(client: Client, way: str) -> None:
    request = Request("GET", "/api/v1/pods")
    transport = client._transport
    if way == "stream":
        for _line in transport.stream(request).lines():
            continue
    elif way == "watch":
        for _event in client.core.pods.watch("shop").events():
            continue
    elif way == "list":
        client.core.pods.list("shop")
    else:
        getattr(transport, way)(request)


if __name__ == "__main__":
    main(*sys.argv[1:])
