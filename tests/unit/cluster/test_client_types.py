"""What type checkers and editors know of the client: its names as they are, a wrong one as wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import generate_client_types

ROOT = Path(__file__).resolve().parents[3]
LIBRARY = ROOT / "plugins" / "module_utils"
CLIENT = """
from slipway.cluster.client import Client
from slipway.cluster.api.resource_client import ResourceClient

def use(client: Client) -> None:
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which mypy finds the library, and keeps what it has learnt."""
    folder: Path = tmp_path_factory.mktemp("types")
    (folder / "slipway").symlink_to(LIBRARY)
    return folder


def complaints(folder: Path, *lines: str) -> list[str]:
    """What mypy says of lines that use a client."""
    (folder / "use.py").write_text(CLIENT + "".join(f"    {line}\n" for line in lines))
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--hide-error-codes",
        "--config-file",
        "",
        "--cache-dir",
        "cache",
        "use.py",
    ]
    # The snippet alone is looked at: the library has a check of its own.
    ended = subprocess.run(
        [*command, "--follow-imports", "silent"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "MYPYPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert ended.stderr == ""
    return re.findall(r"^use\.py:\d+: (?:error: |note: (?=Revealed))(.*)$", ended.stdout, re.MULTILINE)


def test_the_stub_is_what_the_table_makes() -> None:
    assert generate_client_types.TARGET.read_text() == generate_client_types.generated(), (
        "run scripts/generate_client_types.py"
    )


def test_right_names_have_their_types(folder: Path) -> None:
    assert complaints(
        folder,
        "reveal_type(client.get_role_binding('b', 'shop'))",
        "reveal_type(client.find_pod('b', 'shop'))",
        "reveal_type(client.rbac.role_bindings)",
        "reveal_type(client.rbac.role_bindings.delete('b', 'shop'))",
        "reveal_type(client.list_http_routes(labels='a=b'))",
        "reveal_type(client.watch_pod('shop'))",
        "reveal_type(client.group('widgets').widgets)",
    ) == [
        'Revealed type is "dict[str, Any]"',
        'Revealed type is "dict[str, Any] | None"',
        'Revealed type is "slipway.cluster.api.resource_client.ResourceClient"',
        'Revealed type is "bool"',
        'Revealed type is "list[dict[str, Any]]"',
        'Revealed type is "slipway.cluster.api.watch.Watch"',
        'Revealed type is "slipway.cluster.api.resource_client.ResourceClient"',
    ]


def test_wrong_names_and_arguments_are_errors(folder: Path) -> None:
    told = complaints(
        folder,
        "client.get_role_bindin('b', 'shop')",
        "client.rbak",
        "client.rbac.role_binding",
        "client.delete_token_review('b')",
        "client.get_pod(5)",
        "client.patch_pod('b', {}, 'shop', kind='yaml')",
        "client.list_pods(label='a=b')",
    )
    assert [line.replace('"', "").partition(";")[0] for line in told] == [
        "Client has no attribute get_role_bindin",
        "Client has no attribute rbak",
        "_RbacGroup has no attribute role_binding",
        "Client has no attribute delete_token_review",
        "Argument 1 to __call__ of _Get has incompatible type int",
        "Argument kind to __call__ of _Patch has incompatible type Literal['yaml']",
        "Unexpected keyword argument label for __call__ of _List",
    ]


def test_the_library_says_that_it_has_types() -> None:
    assert (LIBRARY / "py.typed").is_file()
