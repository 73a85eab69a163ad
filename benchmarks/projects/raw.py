"""The peer ``raw``: python -m benchmarks.projects.raw <file of objects> <target file>.

Server-side apply of each object, namespaces first, each time: it neither looks nor compares.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from .api import Api, collection


def main(objects_path: str, target_path: str) -> None:
    """Apply all objects of the file."""
    with open(target_path, encoding="utf-8") as file:
        api = Api(json.load(file))
    with open(objects_path, encoding="utf-8") as file:
        objects = [json.loads(line) for line in file if line != "---\n"]

    def apply(manifest: dict[str, Any]) -> None:
        metadata = manifest["metadata"]
        path = f"{collection(manifest['kind'], metadata.get('namespace', ''))}/{metadata['name']}"
        content_type = "application/apply-patch+yaml"
        api.ask("PATCH", f"{path}?fieldManager=raw&force=true", json.dumps(manifest), content_type=content_type)

    api.each(apply, [manifest for manifest in objects if manifest["kind"] == "Namespace"])
    api.each(apply, [manifest for manifest in objects if manifest["kind"] != "Namespace"])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
