"""Check that files and functions stay small: 400 lines a file, 45 lines a function, Python and Go.

What an Ansible plugin documents (DOCUMENTATION, EXAMPLES, RETURN) does not count; a docstring does not either.
Prints what is too large, and the five largest of each, so that growth is seen before it is refused.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_LIMIT = 400
FUNCTION_LIMIT = 45
SHOWN = 5
DOCUMENTATION_NAMES = frozenset({"DOCUMENTATION", "EXAMPLES", "RETURN"})
GO_FUNCTION = re.compile(r"^func (?:\([^)]*\) )?(\w+)")


@dataclass(frozen=True, order=True)
class Size:
    """How many lines one thing has, and where it is."""

    lines: int
    place: str


def sources(root: Path) -> Iterator[Path]:
    """The Python and Go files of the checkout, also those not committed yet."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.py", "*.go"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    yield from (root / name for name in sorted(set(listed.split("\0"))) if name and (root / name).is_file())


def python_sizes(text: str, place: str) -> tuple[Size, list[Size]]:
    """The size of a Python file and of each function in it."""
    tree = ast.parse(text)
    documentation = sum(_length(node) for node in tree.body if _is_documentation(node))
    functions = [
        Size(_length(node) - _docstring_length(node), f"{place}:{node.lineno} {node.name}")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return Size(len(text.splitlines()) - documentation, place), functions


def go_sizes(text: str, place: str) -> tuple[Size, list[Size]]:
    """The size of a gofmt-ed Go file and of each top-level function in it."""
    functions: list[Size] = []
    begun: tuple[int, str] | None = None
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        if found := GO_FUNCTION.match(line):
            begun = (number, found.group(1))
        if begun and (line == "}" or (begun[0] == number and line.endswith("}"))):
            functions.append(Size(number - begun[0] + 1, f"{place}:{begun[0]} {begun[1]}"))
            begun = None
    return Size(len(lines), place), functions


def _length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _docstring_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return _length(node.body[0]) if ast.get_docstring(node, clean=False) is not None else 0


def _is_documentation(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Assign):
        return False
    return any(isinstance(target, ast.Name) and target.id in DOCUMENTATION_NAMES for target in node.targets)


def _report(what: str, sizes: list[Size], limit: int) -> int:
    largest = sorted(sizes, reverse=True)
    shown = ", ".join(f"{size.lines} {size.place}" for size in largest[:SHOWN])
    print(f"  largest {what}s: {shown}")
    too_large = [size for size in largest if size.lines > limit]
    for size in too_large:
        print(f"  {size.place}: {size.lines} lines, a {what} has at most {limit}; split it by job", file=sys.stderr)
    return len(too_large)


def main() -> int:
    """Check every source; the exit status is 1 when something is too large."""
    files: list[Size] = []
    functions: list[Size] = []
    for path in sources(ROOT):
        measure = python_sizes if path.suffix == ".py" else go_sizes
        file, inside = measure(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
        files.append(file)
        functions += inside
    return 1 if _report("file", files, FILE_LIMIT) + _report("function", functions, FUNCTION_LIMIT) else 0


if __name__ == "__main__":
    sys.exit(main())
