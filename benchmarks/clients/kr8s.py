"""kr8s: its plain door for one request after another, its asyncio door for many at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import kr8s
from kr8s.objects import Namespace, Pod

if TYPE_CHECKING:  # see benchmarks/worker.py
    from benchmarks.target import Target


class Client:
    """``refresh`` is the GET of one object; ``Namespace.get(name)`` would be a LIST."""

    def __init__(self, target: Target) -> None:
        self._kubeconfig = target["kubeconfig"]
        self._api = kr8s.api(kubeconfig=self._kubeconfig)
        self._runner: asyncio.Runner | None = None

    def get(self, name: str) -> str:
        """Read one Namespace; its name."""
        namespace = Namespace(name, api=self._api)
        namespace.refresh()
        found: str = namespace.raw["metadata"]["name"]
        return found

    def count_pods(self, namespace: str) -> int:
        """List all pods of one namespace; how many there are."""
        return len(list(self._api.get(Pod, namespace=namespace)))

    def get_many(self, names: list[str], concurrency: int) -> list[str]:
        """Read Namespaces at once, as kr8s wants it; their names."""
        self._runner = self._runner or asyncio.Runner()
        return self._runner.run(self._read_all(names, concurrency))

    async def _read_all(self, names: list[str], concurrency: int) -> list[str]:
        import kr8s.asyncio
        import kr8s.asyncio.objects

        api: Any = await kr8s.asyncio.api(kubeconfig=self._kubeconfig)
        turns = asyncio.Semaphore(concurrency)

        async def read(name: str) -> str:
            async with turns:
                namespace = await kr8s.asyncio.objects.Namespace(name, api=api)
                await namespace.refresh()
                found: str = namespace.raw["metadata"]["name"]
                return found

        return await asyncio.gather(*map(read, names))
