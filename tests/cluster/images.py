"""The images of the test cluster, made from static programs without a container engine or a registry.

All of them run as a numeric user without rights, so that restricted pod security accepts them.
"""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .images_archive import Entry, Image, archive

__all__ = ["CHARTS_FOLDER", "build_all"]

CHARTS_FOLDER = Path(__file__).with_name("charts")
"""Plain chart folders, one a version of a chart; the chart server packs and serves them."""

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_USER = "65532:65532"
_PASSWD = b"root:x:0:0:root:/root:/bin/sh\nslipway:x:65532:65532:slipway:/tmp:/bin/sh\n"


def build_all(program_paths: Mapping[str, Path], cache_folder: Path) -> list[Path]:
    """Return one OCI archive an image, building those whose content is not in `cache_folder` yet.

    `program_paths` names the static programs pause, busybox, helm3, helm4 and chartserver.
    """
    base = _busybox_entries(program_paths["busybox"])
    images = [
        _image("pause:1", [*_folders("bin"), _program("bin/pause", program_paths["pause"])], Entrypoint=["/bin/pause"]),
        _image("busybox:1", base, Cmd=["sh"]),
        _image("helm:3", [*base, _program("bin/helm", program_paths["helm3"])], Entrypoint=["helm"]),
        _image("helm:4", [*base, _program("bin/helm", program_paths["helm4"])], Entrypoint=["helm"]),
        _image(
            "charts:1",
            [
                *_folders("bin", "charts"),
                _program("bin/chartserver", program_paths["chartserver"]),
                *_chart_entries(CHARTS_FOLDER),
            ],
            Entrypoint=["/bin/chartserver", "/charts", ":8080"],
            ExposedPorts={"8080/tcp": {}},
        ),
    ]
    return [archive(image, cache_folder) for image in images]


def _image(name: str, entries: Iterable[Entry], **settings: Any) -> Image:
    environment = ["PATH=/bin", "HOME=/tmp"]
    return Image(
        name=f"slipway.test/{name}",
        entries=tuple(entries),
        settings={"User": _USER, "WorkingDir": "/", "Env": environment, **settings},
        architecture=_ARCHITECTURES[platform.machine()],
    )


def _busybox_entries(busybox: Path) -> list[Entry]:
    """Give a small system: busybox under all its names, a user, a /tmp for everybody and a place for CAs."""
    listed = subprocess.run([busybox, "--list"], check=True, capture_output=True, text=True, timeout=30)
    applets = sorted(set(listed.stdout.split()) - {"busybox"})
    return [
        *_folders("bin", "etc", "etc/ssl", "etc/ssl/certs"),
        Entry("tmp", mode=0o1777),
        Entry("etc/passwd", mode=0o644, content=_PASSWD),
        Entry("etc/group", mode=0o644, content=b"root:x:0:\nslipway:x:65532:\n"),
        _program("bin/busybox", busybox),
        *(Entry(f"bin/{applet}", mode=0o777, link="busybox") for applet in applets),
    ]


def _chart_entries(folder: Path) -> list[Entry]:
    entries = []
    for path in sorted(folder.rglob("*")):
        target = f"charts/{path.relative_to(folder).as_posix()}"
        entries.append(Entry(target) if path.is_dir() else Entry(target, mode=0o644, content=path.read_bytes()))
    return entries


def _folders(*paths: str) -> list[Entry]:
    return [Entry(path) for path in paths]


def _program(target: str, source: Path) -> Entry:
    return Entry(target, source=source)
