"""The decisions of the test cluster's launcher that need no cluster."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from tests.cluster import cgroups, prerequisites
from tests.cluster.errors import ClusterError, PrerequisiteMissing
from tests.cluster.locks import exclusive
from tests.cluster.network import choose_subnet
from tests.cluster.place import Place, cache_folder
from tests.cluster.programs import MODULES, SOURCES, GoModule, content_hash

_COMPILER = {"GOVERSION": "go1.26.8", "GOARCH": "amd64"}
_MODULE = GoModule("pause", {"pause": "."})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "module"
    folder.mkdir()
    for name in ("go.mod", "go.sum", "main.go"):
        (folder / name).write_text(name)
    return folder


@pytest.mark.parametrize("name", ["go.mod", "go.sum", "main.go", "added.go"])
def test_a_change_in_what_go_reads_makes_another_build(source: Path, name: str) -> None:
    before = content_hash(_MODULE, source, _COMPILER)
    (source / name).write_text("changed")
    assert content_hash(_MODULE, source, _COMPILER) != before


def test_another_compiler_makes_another_build(source: Path) -> None:
    newer = _COMPILER | {"GOVERSION": "go1.27.0"}
    assert content_hash(_MODULE, source, newer) != content_hash(_MODULE, source, _COMPILER)


def test_other_linker_flags_make_another_build(source: Path) -> None:
    flagged = replace(_MODULE, linker_flags="-X a.b=c")
    assert content_hash(flagged, source, _COMPILER) != content_hash(_MODULE, source, _COMPILER)


def test_a_second_clone_finds_the_build_of_the_first(source: Path, tmp_path: Path) -> None:
    clone = shutil.copytree(source, tmp_path / "clone")
    (clone / "README.md").write_text("not read by Go")
    assert content_hash(_MODULE, clone, _COMPILER) == content_hash(_MODULE, source, _COMPILER)


@pytest.mark.parametrize(
    ("module", "dependency"),
    [("kubernetes", "k8s.io/kubernetes"), ("helm3", "helm.sh/helm/v3"), ("helm4", "helm.sh/helm/v4")],
)
def test_a_program_tells_the_version_that_go_mod_pins(module: str, dependency: str) -> None:
    (flags,) = (entry.linker_flags for entry in MODULES if entry.name == module)
    pinned = re.search(rf"^\s*{re.escape(dependency)} (v\S+)", (SOURCES / module / "go.mod").read_text(), re.MULTILINE)
    assert pinned is not None
    assert flags.split("ersion=")[1].split()[0] == pinned[1]


def test_each_cluster_gets_the_first_network_that_nobody_uses() -> None:
    used = [IPv4Network(text) for text in ("0.0.0.0/0", "10.200.0.1/32", "10.200.0.4/30", "192.168.0.0/16")]
    assert choose_subnet(used) == IPv4Network("10.200.0.8/30")


def test_a_network_around_the_pool_leaves_no_free_one() -> None:
    with pytest.raises(ClusterError, match=r"no free network in 10\.200\.0\.0/16"):
        choose_subnet([IPv4Network("10.0.0.0/8")])


def test_two_checkouts_share_no_name() -> None:
    one, other = Place(Path("/one")), Place(Path("/other"))
    assert one.state != other.state
    assert one.cgroup != other.cgroup
    assert one.interface != other.interface


def test_the_name_of_an_interface_is_short_enough_for_linux() -> None:
    assert len(Place(Path("/any/checkout")).interface) <= 15


def test_the_cache_is_where_the_user_keeps_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert cache_folder() == Path("/caches/slipway/cluster")


@pytest.mark.parametrize("configured", ["", "relative/folder"], ids=["empty", "relative"])
def test_a_cache_home_that_is_not_absolute_is_ignored(monkeypatch: pytest.MonkeyPatch, configured: str) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", configured)
    monkeypatch.setenv("HOME", "/somebody")
    assert cache_folder() == Path("/somebody/.cache/slipway/cluster")


def test_all_missing_packages_are_named_at_once() -> None:
    present = {"ip", "mount", "nft", "nsenter", "unshare", "/bin/busybox"}
    found = prerequisites.missing_packages(lambda name: name if name in present else None)
    assert found == ["containernetworking-plugins", "runc"]


@pytest.mark.parametrize(
    ("version", "sufficient"),
    [
        pytest.param("go version go1.26.8 linux/amd64\n", True, id="same"),
        pytest.param("go version go1.27rc1 linux/arm64\n", True, id="newer"),
        pytest.param("go version go2.0 linux/amd64\n", True, id="next major"),
        pytest.param("go version go1.9.7 linux/amd64\n", False, id="older"),
        pytest.param("", False, id="says nothing"),
        pytest.param(None, False, id="absent"),
    ],
)
def test_go_is_sufficient_from_1_26_on(version: str | None, *, sufficient: bool) -> None:
    assert prerequisites.sufficient_go(version) == sufficient


def test_a_dynamic_program_is_not_taken_for_a_static_one() -> None:
    assert not prerequisites.is_static(Path(sys.executable).resolve())


def test_who_is_not_root_is_told_to_become_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(PrerequisiteMissing, match=r"needs root .* run it again with sudo"):
        prerequisites.check()


@pytest.mark.parametrize(
    ("mounts", "expected"),
    [
        pytest.param(
            "sysfs /sys sysfs rw 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", ["/sys/fs/cgroup"], id="version 2"
        ),
        pytest.param(
            "tmpfs /sys/fs/cgroup tmpfs rw 0 0\n"
            "cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\n"
            "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n",
            ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/unified"],
            id="both versions",
        ),
        pytest.param("proc /proc proc rw 0 0\n", [], id="none"),
    ],
)
def test_every_control_group_hierarchy_is_found(tmp_path: Path, mounts: str, expected: list[str]) -> None:
    file = tmp_path / "mounts"
    file.write_text(mounts)
    assert cgroups.hierarchies(file) == [Path(path) for path in expected]


def test_a_folder_locked_by_another_is_told_apart_from_a_free_one(tmp_path: Path) -> None:
    second = exclusive(tmp_path, seconds=0)
    with exclusive(tmp_path, seconds=0), pytest.raises(ClusterError, match="another process works on"):
        second.__enter__()
    with exclusive(tmp_path, seconds=0) as descriptor:
        assert descriptor >= 0
