"""Make .build/package/slipway: the library as one folder of links, for tools that look for packages by folder.

Setuptools' editable install maps two folders onto one package by an import hook. Python follows it, mypy and
import-linter do not. The map is read from pyproject.toml, so that there is one list of packages.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / ".build" / "package"


def link_package(root: Path, target: Path) -> None:
    """Fill ``target`` afresh with links to the folders that ``root``'s pyproject.toml names."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    shutil.rmtree(target, ignore_errors=True)
    for package, folder in sorted(settings["package-dir"].items()):
        place = target.joinpath(*package.split("."))
        if "." in package:
            place.symlink_to(root / folder, target_is_directory=True)
            continue
        place.mkdir(parents=True)
        for entry in sorted((root / folder).iterdir()):
            if entry.name != "__pycache__":
                (place / entry.name).symlink_to(entry)


if __name__ == "__main__":
    link_package(ROOT, TARGET)
