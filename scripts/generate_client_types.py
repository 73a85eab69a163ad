"""Write plugins/module_utils/cluster/api/delegation.pyi: what type checkers and editors know of the client's names.

The client finds groups and delegated methods by name when they are first used. This file says which there are, with
the signatures and first lines of documentation of the verbs. Run it after a change to the tables of API groups or to
the signature of a verb; a test fails until it was run.
"""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

from slipway.cluster.api.api_groups import SUPPORTED_API_GROUPS, VERBS
from slipway.cluster.api.delegated_names import delegated_names
from slipway.cluster.api.resource_client import ResourceClient
from slipway.cluster.client import Client

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "plugins" / "module_utils" / "cluster" / "api" / "delegation.pyi"
HEAD = '''\
# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D204, PYI021  # editors show these docstrings
"""Written by scripts/generate_client_types.py; not to be edited."""

from collections.abc import Iterable
from typing import Any, Protocol, type_check_only

from ...resources.delete_options import Propagation
from ...resources.manifest import Manifest
from .group_client import GroupClients
from .resource_client import ResourceClient
from .watch import Watch
from .write_options import FieldValidation, PatchKind

__all__ = ["Delegation"]
'''


def generated() -> str:
    """The text of the file, as ruff formats it."""
    text = HEAD + "\n".join(_lines()) + "\n"
    command = [str(Path(sys.executable).with_name("ruff")), "format", "--stdin-filename", str(TARGET), "-"]
    return subprocess.run(command, cwd=ROOT, input=text, check=True, capture_output=True, encoding="utf-8").stdout


def _lines() -> Iterator[str]:
    for verb in VERBS:
        yield from _verb_class(verb, getattr(ResourceClient, verb))
    for name, group in SUPPORTED_API_GROUPS.items():
        yield "@type_check_only"
        yield f"class {_class_name(name)}Group:"
        yield from (f"    {resource.plural_name}: ResourceClient" for resource in group.resources)
    yield "class Delegation:"
    yield '    """The API groups of the client, and the verbs of their kinds by name."""'
    yield "    _groups: GroupClients"
    yield from (f"    {name}: {_class_name(name)}Group" for name in SUPPORTED_API_GROUPS)
    for name, delegated in delegated_names(SUPPORTED_API_GROUPS, frozenset(dir(Client))).items():
        yield f"    {name}: {_class_name(delegated.verb)}"


def _verb_class(verb: str, method: Callable[..., object]) -> Iterator[str]:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(method))).body
    if not isinstance(definition, ast.FunctionDef) or definition.returns is None:
        raise TypeError(f"{verb} is not a method with types")
    # A stub says that there is a default, not how it is made.
    definition.args.kw_defaults = [
        ast.Constant(...) if isinstance(default, ast.Name) else default for default in definition.args.kw_defaults
    ]
    yield "@type_check_only"
    yield f"class {_class_name(verb)}(Protocol):"
    yield f'    """{(inspect.getdoc(method) or "").splitlines()[0]}"""'
    yield f"    def __call__({ast.unparse(definition.args)}) -> {ast.unparse(definition.returns)}: ..."


def _class_name(name: str) -> str:
    return f"_{name.title().replace('_', '')}"


if __name__ == "__main__":
    TARGET.write_text(generated(), encoding="utf-8")
