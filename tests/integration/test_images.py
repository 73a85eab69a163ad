"""The test cluster's images are a function of their content."""

from __future__ import annotations

import hashlib
import json
import tarfile
from pathlib import Path

import pytest

from tests.cluster.images import build_all

BUSYBOX = Path("/bin/busybox")


@pytest.fixture
def programs(tmp_path: Path) -> dict[str, Path]:
    """Small files in place of the programs, but for busybox, which is asked for the names it has."""
    if not BUSYBOX.exists():
        pytest.skip("no /bin/busybox: apt-get install busybox-static")
    files = {name: tmp_path / name for name in ("pause", "helm3", "helm4", "chartserver")}
    for name, path in files.items():
        path.write_bytes(name.encode())
    return {**files, "busybox": BUSYBOX}


def test_the_same_programs_give_the_same_bytes(programs: dict[str, Path], tmp_path: Path) -> None:
    first = build_all(programs, tmp_path / "first")
    for path in programs.values():
        if path != BUSYBOX:
            path.touch()
    second = build_all(programs, tmp_path / "second")
    assert [path.name for path in first] == [path.name for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_an_archive_that_is_there_is_not_written_again(programs: dict[str, Path], tmp_path: Path) -> None:
    written = [path.stat().st_ino for path in build_all(programs, tmp_path / "cache")]
    assert [path.stat().st_ino for path in build_all(programs, tmp_path / "cache")] == written


def test_another_program_gives_another_archive_of_its_image_alone(programs: dict[str, Path], tmp_path: Path) -> None:
    before = build_all(programs, tmp_path / "cache")
    programs["helm4"].write_bytes(b"a newer helm")
    after = build_all(programs, tmp_path / "cache")
    assert [path.name.rpartition("-")[0] for path in set(after) - set(before)] == ["helm-4"]


def test_every_blob_has_the_digest_that_names_it(programs: dict[str, Path], tmp_path: Path) -> None:
    for path in build_all(programs, tmp_path / "cache"):
        for name, content in _files(path).items():
            if name.startswith("blobs/"):
                assert hashlib.sha256(content).hexdigest() == name.rpartition("/")[2]


def test_images_run_as_a_numeric_user_without_rights(programs: dict[str, Path], tmp_path: Path) -> None:
    users = set()
    for path in build_all(programs, tmp_path / "cache"):
        files = _files(path)
        manifest = json.loads(files[_blob(json.loads(files["index.json"])["manifests"][0])])
        users.add(json.loads(files[_blob(manifest["config"])])["config"]["User"])
    assert users == {"65532:65532"}


def _files(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archived:
        members = [(member.name, archived.extractfile(member)) for member in archived]
        return {name: file.read() for name, file in members if file is not None}


def _blob(descriptor: dict[str, str]) -> str:
    return f"blobs/sha256/{descriptor['digest'].removeprefix('sha256:')}"
