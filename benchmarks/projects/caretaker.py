"""What is done between the turns: python -m benchmarks.projects.caretaker <check|forget> <name> <size> <target file>.

In a process of its own: what it holds would be counted as the memory of every process that the benchmark starts.
``check`` compares all that a batch of projects should have with what there is. ``forget`` removes it.
"""

from __future__ import annotations

import json
import sys
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
    """Remove namespaces and contents at once, behind the back of the namespace controller.

    It would ask for each kind in each namespace, twenty requests a second: minutes for a thousand. A namespace
    without finalizers goes when it is deleted and leaves its objects, which can then be deleted for good: nobody
    makes a namespace's default account and authority anew when there is no namespace.
    """
    mine = {*batch.namespaces}
    there = [item for item in api.ask("GET", collection("Namespace"))["items"] if item["metadata"]["name"] in mine]

    def remove(namespace: Manifest) -> None:
        path = f"{collection('Namespace')}/{namespace['metadata']['name']}"
        finalized = {**namespace, "spec": {"finalizers": []}}
        finalized["metadata"] = {"name": namespace["metadata"]["name"]}
        api.ask("PUT", f"{path}/finalize", json.dumps(finalized), absent=True)
        for _ in ("marks it", "removes it"):
            api.ask("DELETE", path, absent=True)

    def empty(namespace: Manifest) -> None:
        name = namespace["metadata"]["name"]
        for kind in COLLECTIONS:
            if kind != "Namespace":
                api.ask("DELETE", collection(kind, name))
        api.ask("DELETE", f"/api/v1/namespaces/{name}/configmaps")

    api.each(remove, there)
    api.each(empty, there)


def _place(manifest: Manifest) -> tuple[str, str]:
    return manifest["metadata"].get("namespace", ""), manifest["metadata"]["name"]


def _deciding(kind: str, manifest: Manifest) -> dict[str, Any]:
    if kind == "Namespace":  # its spec is the server's
        return {}
    return {field: manifest[field] for field in _DECIDES if field in manifest}


if __name__ == "__main__":
    main(*sys.argv[1:5])
