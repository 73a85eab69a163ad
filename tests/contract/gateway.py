"""A gateway in front of the API server, as platforms have them: another certificate, and a path of its own.

It passes bytes on both ways, one request a connection, so that watches and upgraded connections work too. A test
can let it change what is asked for, lose an answer, or cut what is open.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

import trustme

from tests.fixtures.scripted_server import tls_of

__all__ = ["Gateway"]

_CONNECTION_HEADER = re.compile(rb"(?im)^connection: (?!upgrade)[^\r\n]*\r\n")
_CHUNK = 65536


class Gateway:
    """Serves below ``prefix`` until closed.

    :param upstream: address and CA file of the API server.
    :param rewrite: what is asked of the API server for a path with query; the prefix is gone already.
    :param loses: whether the answer to a method and path with query is thrown away, and the connection ended.
    """

    def __init__(
        self,
        upstream: tuple[str, str],
        certificate: trustme.LeafCert,
        prefix: str = "",
        rewrite: Callable[[str], str] = lambda target: target,
        loses: Callable[[str, str], bool] = lambda _method, _target: False,
    ) -> None:
        url, ca_file = upstream
        self._upstream = urlsplit(url)
        self._to_upstream = ssl.create_default_context(cafile=ca_file)
        self._tls = tls_of(certificate)
        self._prefix = prefix
        self._rewrite = rewrite
        self._loses = loses
        self.asked: list[str] = []
        self._port = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        started = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._serve(started)])
        self._thread.start()
        started.wait()

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._port}{self._prefix}"

    def cut(self) -> None:
        """End all connections, in the middle of what they carry."""
        asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self, started: threading.Event) -> None:
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0, ssl=self._tls)
        self._port = server.sockets[0].getsockname()[1]
        started.set()
        await self._stop.wait()
        server.close()
        await self._cut()
        passing = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*passing, return_exceptions=True)

    async def _cut(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        self._open.add(writer)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            answers, upstream = await asyncio.open_connection(
                self._upstream.hostname, self._upstream.port, ssl=self._to_upstream
            )
            ends.append(upstream)
            self._open.add(upstream)
            method, target = self._wanted(head)
            upstream.write(_passed_on(head, method, target))
            asking = asyncio.create_task(_copy(reader, upstream))
            if self._loses(method, target):
                await answers.readline()
            else:
                await _copy(answers, writer)
            asking.cancel()
        except (OSError, EOFError, asyncio.IncompleteReadError):  # either side may go at any time
            return
        finally:
            for end in ends:
                self._open.discard(end)
                end.close()

    def _wanted(self, head: bytes) -> tuple[str, str]:
        """The method, and what is asked of the API server: nothing it has, for what lies beside the prefix."""
        method, target, _version = head.split(b"\r\n", 1)[0].decode().split(" ")
        self.asked.append(f"{method} {target}")
        if not target.startswith(f"{self._prefix}/"):
            return method, "/not-below-the-prefix"
        return method, self._rewrite(target.removeprefix(self._prefix))


def _passed_on(head: bytes, method: str, target: str) -> bytes:
    """The request's head, so changed that the API server ends the connection after its answer."""
    _line, headers = head.split(b"\r\n", 1)
    ending = b"" if b"upgrade: websocket" in headers.lower() else b"Connection: close\r\n"
    return f"{method} {target} HTTP/1.1\r\n".encode() + ending + _CONNECTION_HEADER.sub(b"", headers)


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while chunk := await source.read(_CHUNK):
        target.write(chunk)
        await target.drain()
