"""Write an OCI image archive: one layer, one config, one manifest, an index with the image's name.

The same image gives the same bytes: no times, no owners' names, entries in the given order.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

__all__ = ["Entry", "Image", "archive"]

_FORMAT = 1  # raise it when the bytes written for the same image change
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Entry:
    """One thing in the image's file system; exactly one of source, content and link makes a file or a link.

    None of the three makes a folder. ``path`` has no leading slash; ``link`` is the target of a symbolic link.
    """

    path: str
    mode: int = 0o755
    source: Path | None = None
    content: bytes | None = None
    link: str | None = None


@dataclass(frozen=True)
class Image:
    """What one image is: its full name with tag, its files (folders before what is in them) and its run settings."""

    name: str
    entries: tuple[Entry, ...]
    settings: Mapping[str, Any]
    architecture: str


def archive(image: Image, cache_folder: Path) -> Path:
    """Return the archive of this image below `cache_folder`, written when no archive of the same content is there."""
    short_name = image.name.rpartition("/")[2].replace(":", "-")
    path = cache_folder / f"{short_name}-{_content_hash(image)}.tar"
    if path.exists():
        return path
    cache_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=cache_folder, prefix=f".{short_name}-", delete=False) as unfinished:
        try:
            _write_archive(image, unfinished)
            unfinished.flush()
            Path(unfinished.name).replace(path)
        except BaseException:
            Path(unfinished.name).unlink()
            raise
    return path


def _content_hash(image: Image) -> str:
    recipe = [[entry.path, entry.mode, entry.link, _entry_hash(entry)] for entry in image.entries]
    text = json.dumps([_FORMAT, image.name, image.architecture, dict(image.settings), recipe], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _entry_hash(entry: Entry) -> str | None:
    if entry.source is not None:
        with entry.source.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    return None if entry.content is None else hashlib.sha256(entry.content).hexdigest()


def _write_archive(image: Image, target: IO[bytes]) -> None:
    with tempfile.TemporaryFile() as layer, closing(tarfile.open(fileobj=target, mode="w")) as outer:
        _write_layer(image, layer)
        layer_digest, layer_size = _digest(layer)
        config = _json(
            {
                "architecture": image.architecture,
                "os": "linux",
                "config": dict(image.settings),
                "rootfs": {"type": "layers", "diff_ids": [layer_digest]},
            }
        )
        layers = [_descriptor("layer.v1.tar", layer_digest, layer_size)]
        manifest = _json(
            {
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": _descriptor("config.v1+json", *_digest(io.BytesIO(config))),
                "layers": layers,
            }
        )
        named = _descriptor("manifest.v1+json", *_digest(io.BytesIO(manifest)))
        named["annotations"] = {"io.containerd.image.name": image.name}
        _add(outer, "oci-layout", _json({"imageLayoutVersion": "1.0.0"}))
        _add(outer, "index.json", _json({"schemaVersion": 2, "manifests": [named]}))
        _add_blob(outer, io.BytesIO(manifest))
        _add_blob(outer, io.BytesIO(config))
        _add_blob(outer, layer)


def _write_layer(image: Image, target: IO[bytes]) -> None:
    with closing(tarfile.open(fileobj=target, mode="w")) as layer:
        for entry in image.entries:
            header = tarfile.TarInfo(entry.path)
            header.mode = entry.mode
            if entry.link is not None:
                header.type, header.linkname = tarfile.SYMTYPE, entry.link
                layer.addfile(header)
            elif entry.source is not None:
                with entry.source.open("rb") as file:
                    header.size = os.fstat(file.fileno()).st_size
                    layer.addfile(header, file)
            elif entry.content is not None:
                header.size = len(entry.content)
                layer.addfile(header, io.BytesIO(entry.content))
            else:
                header.type = tarfile.DIRTYPE
                layer.addfile(header)


def _add_blob(outer: tarfile.TarFile, blob: IO[bytes]) -> None:
    digest, size = _digest(blob)
    header = tarfile.TarInfo(f"blobs/sha256/{digest.partition(':')[2]}")
    header.size = size
    blob.seek(0)
    outer.addfile(header, blob)


def _add(outer: tarfile.TarFile, path: str, content: bytes) -> None:
    header = tarfile.TarInfo(path)
    header.size = len(content)
    outer.addfile(header, io.BytesIO(content))


def _descriptor(kind: str, digest: str, size: int) -> dict[str, Any]:
    return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": digest, "size": size}


def _digest(blob: IO[bytes]) -> tuple[str, int]:
    blob.seek(0)
    digest = hashlib.sha256()
    size = 0
    while chunk := blob.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return f"sha256:{digest.hexdigest()}", size


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
