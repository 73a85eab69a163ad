"""What is done between the turns: python -m benchmarks.projects.caretaker <check|forget> <name> <size> <target file>.

In a process of its own: what it holds would be counted as the memory of every process that the benchmark starts.
``check`` compares all that a batch of projects should have with what there is. ``forget`` removes it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

from .api import COLLECTIONS, Api, collection
from .wanted import Batch, Manifest, objects_of

_DECIDES = ("spec", "roleRef", "subjects")
"""The fields that make an object what it is; the rest is names, labels and what the server keeps."""


def main(verb: str, name: str, size: str, target_path: str) -> None:
    """Do it, or end with a line that says what is wrong."""
    with open(target_path, encoding="utf-8") as file:
        api = Api(json.load(file))
    batch = Batch(name, int(size))
    if verb == "check":
        check(api, batch)
    else:
        forget(api, batch)


def check(api: Api, batch: Batch) -> None:
    """All objects of all projects are there and as they should be.

    :raises SystemExit: one is not; the text says which.
    """
    found = {
        (kind, *_place(item)): _deciding(kind, item)
        for kind in COLLECTIONS
        for item in api.ask("GET", collection(kind))["items"]
    }
    for number in range(1, batch.size + 1):
        for manifest in objects_of(batch.name, number):
            kind = manifest["kind"]
            there = found.get((kind, *_place(manifest)))
            if there != _deciding(kind, manifest):
                state = "missing" if there is None else "not as it should be"
                raise SystemExit(f"{kind} of {batch.namespace(number)} is {state}")


def forget(api: Api, batch: Batch) -> None:
    """Remove namespaces and contents at once, before the namespace controller begins.

    It would ask for each kind in each namespace, twenty requests a second: minutes for a thousand. It waits for five
    seconds first; until then each namespace is marked, so that nobody makes anything in it anew, emptied and let go.

    :raises SystemExit: something is left; the text says how much.
    """
    mine = {*batch.namespaces}

    def remove(name: str) -> None:
        path = f"{collection('Namespace')}/{name}"
        api.ask("DELETE", path)
        for kind in reversed(COLLECTIONS):
            if kind != "Namespace":
                api.ask("DELETE", collection(kind, name))
        api.ask("DELETE", f"{path}/configmaps")
        finalized = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}, "spec": {"finalizers": []}}
        api.ask("PUT", f"{path}/finalize", json.dumps(finalized))

    api.each(remove, [name for _kind, name in _remains(api, mine, ["Namespace"])])
    left = _remains(api, mine, COLLECTIONS)
    if left:
        raise SystemExit(f"{len(left)} objects are left, among them {left[0][0]} of {left[0][1]}")


def _remains(api: Api, namespaces: set[str], kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Kind and namespace of what there is of these kinds, namespaces themselves among them."""
    return [
        (kind, place)
        for kind in kinds
        for item in api.ask("GET", collection(kind))["items"]
        if (place := item["metadata"].get("namespace", item["metadata"]["name"])) in namespaces
    ]


def _place(manifest: Manifest) -> tuple[str, str]:
    return manifest["metadata"].get("namespace", ""), manifest["metadata"]["name"]


def _deciding(kind: str, manifest: Manifest) -> dict[str, Any]:
    if kind == "Namespace":  # its spec is the server's
        return {}
    return {field: manifest[field] for field in _DECIDES if field in manifest}


if __name__ == "__main__":
    main(*sys.argv[1:5])
