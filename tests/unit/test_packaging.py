"""What is shipped, and how: two packages made of one checkout, the collection and the Python distribution.

The rules on plugins/module_utils come from ansible-core: it blanks ``__init__.py`` files, follows relative imports only
when it packs a module, and must load each file on a machine without any of our dependencies.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "plugins" / "module_utils"
LARGEST_FILE = 500 * 1024
SHIPPED_FOLDERS = {"changelogs", "docs", "meta", "notebooks", "playbooks", "plugins", "roles"}

# Neither matches itself, so that this file needs no exception.
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:work|root|home/\w+)/")
PACKAGE_REGISTRY = re.compile(r"\bpypi[.]|pythonhosted[.]|proxy[.]golang[.]|npmjs[.]|--(?:extra-)?index-url")


def settings(name: str) -> dict[str, Any]:
    """A TOML or YAML file of the checkout's root."""
    text = (ROOT / name).read_text(encoding="utf-8")
    read: dict[str, Any] = tomllib.loads(text) if name.endswith(".toml") else yaml.safe_load(text)
    return read


def checkout_files() -> list[Path]:
    """Every file that is committed or would be with the next commit."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=30).stdout
    return sorted({ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()})


def library_files() -> list[Path]:
    return [path for path in checkout_files() if path.is_relative_to(LIBRARY) and path.suffix == ".py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path, *, at_load_only: bool) -> Iterator[tuple[int, str]]:
    """Line and name of each absolute import, all of them or those that run when the file is loaded."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, node.module or ""
        elif not (at_load_only and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))


def offences(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name_of(path)}:{number}"
        for path in checkout_files()
        if path != ROOT / "LICENSE"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def plugin_names(kind: str) -> set[str]:
    return {path.stem for path in (ROOT / "plugins" / kind).glob("*.py")}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of the collection, built as for a release."""
    folder = tmp_path_factory.mktemp("artifact")
    galaxy = Path(sys.executable).with_name("ansible-galaxy")
    command: list[str | Path] = [galaxy, "collection", "build", "--output-path", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        return {member.name for member in archive if member.isfile()} - {"MANIFEST.json", "FILES.json"}


def test_every_package_of_the_library_has_an_empty_init() -> None:
    folders = {path.parent for path in library_files()}
    assert [name_of(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []
    assert [name_of(path) for path in library_files() if path.name == "__init__.py" and path.stat().st_size] == []


def test_the_library_imports_itself_by_relative_names_only() -> None:
    own = [
        f"{name_of(path)}:{line}"
        for path in library_files()
        for line, module in imported(path, at_load_only=False)
        if module.split(".")[0] in {"slipway", "ansible_collections"}
    ]
    assert own == []


def test_the_library_loads_without_third_party_packages() -> None:
    third_party = [
        f"{name_of(path)}:{line} {module}"
        for path in library_files()
        for line, module in imported(path, at_load_only=True)
        if module.split(".")[0] not in sys.stdlib_module_names
    ]
    assert third_party == []


def test_the_distribution_lists_every_package_folder() -> None:
    setuptools = settings("pyproject.toml")["tool"]["setuptools"]
    roots = {"slipway": LIBRARY} | {
        f"slipway.{path.name}": path for path in (ROOT / "toolkit").iterdir() if path.is_dir()
    }
    inits = [path for path in checkout_files() if path.name == "__init__.py"]
    packages = {
        ".".join((package, *init.parent.relative_to(folder).parts))
        for package, folder in roots.items()
        for init in inits
        if init.is_relative_to(folder)
    }
    assert set(setuptools["packages"]) == packages
    assert setuptools["package-dir"] == {
        package: name_of(folder) for package, folder in roots.items() if package in packages
    }


def test_the_collection_and_the_distribution_have_one_version() -> None:
    assert settings("galaxy.yml")["version"] == settings("pyproject.toml")["project"]["version"]


def test_every_module_has_an_action_of_its_name() -> None:
    assert plugin_names("modules") == plugin_names("action") != set()


def test_the_group_all_has_every_module() -> None:
    assert set(settings("meta/runtime.yml")["action_groups"]["all"]) == plugin_names("modules")


def test_the_collection_ships_nothing_that_is_not_in_the_checkout(shipped: set[str]) -> None:
    assert shipped - {name_of(path) for path in checkout_files()} == set()


def test_the_collection_ships_all_its_plugins_and_playbooks(shipped: set[str]) -> None:
    wanted = {
        name_of(path) for path in checkout_files() if name_of(path).startswith(("plugins/", "playbooks/", "meta/"))
    }
    assert wanted - shipped == set()


def test_the_collection_ships_no_folder_that_ansible_has_no_use_for(shipped: set[str]) -> None:
    folders = {name.split("/")[0] for name in shipped if "/" in name}
    assert folders - SHIPPED_FOLDERS == {"tests"}


def test_the_collection_ships_of_its_tests_what_ansible_test_needs(shipped: set[str]) -> None:
    tests = {name for name in shipped if name.startswith("tests/")}
    assert tests == {"tests/config.yml", "tests/sanity/get_pip.py", "tests/sanity/ignore-2.19.txt"}


def test_no_file_names_a_path_of_one_machine() -> None:
    assert offences(MACHINE_PATH) == []


def test_no_file_names_a_package_registry() -> None:
    assert offences(PACKAGE_REGISTRY) == []


def test_every_file_is_text_of_moderate_size() -> None:
    assert [name_of(path) for path in checkout_files() if path.stat().st_size > LARGEST_FILE] == []
    assert [name_of(path) for path in checkout_files() if b"\0" in path.read_bytes()] == []
