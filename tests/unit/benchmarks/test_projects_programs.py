"""The programs of the project cases, as processes, against a server on the loopback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.projects.api import COLLECTIONS
from benchmarks.projects.wanted import Batch, Manifest, objects_file, objects_of
from tests.fixtures.scripted_server import Answer, Asked, ScriptedServer
from tests.unit.benchmarks.conftest import Run

Start = Callable[..., ScriptedServer]
SHOP = Batch("shop", 2)


def lists(change: Callable[[list[Manifest]], Any] = lambda _objects: None) -> list[Answer]:
    """What a server answers that has two projects, changed by ``change``."""
    objects = [manifest for number in (1, 2) for manifest in objects_of("shop", number)]
    change(objects)
    return [
        Answer(body={"items": [manifest for manifest in objects if manifest["kind"] == kind]}) for kind in COLLECTIONS
    ]


def routes(asked: list[Asked]) -> list[str]:
    return [f"{request.method} {request.path.partition('?')[0]}" for request in asked]


def test_raw_applies_every_object_namespaces_first(api_server: Start, run: Run, tmp_path: Path) -> None:
    server = api_server(*[Answer()] * 12)
    file = tmp_path / "objects.yaml"
    file.write_text("".join(objects_file(SHOP)), encoding="utf-8")
    assert run(server, "raw", str(file)).returncode == 0
    asked = routes(server.asked)
    assert set(asked[:2]) == {"PATCH /api/v1/namespaces/shop-1", "PATCH /api/v1/namespaces/shop-2"}
    assert len(set(asked)) == 12
    assert "PATCH /apis/networking.k8s.io/v1/namespaces/shop-2/networkpolicies/slipway-default-deny" in asked
    assert {request.headers["content-type"] for request in server.asked} == {"application/apply-patch+yaml"}
    assert {request.path.partition("?")[2] for request in server.asked} == {"fieldManager=raw&force=true"}


def test_raw_fails_with_what_the_server_refused(api_server: Start, run: Run, tmp_path: Path) -> None:
    server = api_server(Answer(403))
    file = tmp_path / "objects.yaml"
    file.write_text("".join(list(objects_file(SHOP))[:1]), encoding="utf-8")
    ended = run(server, "raw", str(file))
    assert ended.returncode == 1
    assert "PATCH /api/v1/namespaces/shop-1?fieldManager=raw&force=true: 403" in ended.stderr


def test_projects_as_they_should_be_pass_the_check(api_server: Start, run: Run) -> None:
    assert run(api_server(*lists()), "caretaker", "check", "shop", "2").returncode == 0


@pytest.mark.parametrize("missing", range(12))
def test_any_missing_object_is_found(missing: int, api_server: Start, run: Run) -> None:
    gone = [manifest for number in (1, 2) for manifest in objects_of("shop", number)][missing]
    ended = run(api_server(*lists(lambda objects: objects.pop(missing))), "caretaker", "check", "shop", "2")
    assert ended.returncode == 1
    namespace = gone["metadata"].get("namespace", gone["metadata"]["name"])
    assert ended.stderr == f"{gone['kind']} of {namespace} is missing\n"


def test_a_drifted_field_is_found(api_server: Start, run: Run) -> None:
    def drift(objects: list[Manifest]) -> None:
        quota = next(manifest for manifest in objects if manifest["kind"] == "ResourceQuota")
        quota["spec"] = {"hard": {**quota["spec"]["hard"], "pods": "7"}}

    ended = run(api_server(*lists(drift)), "caretaker", "check", "shop", "2")
    assert ended.stderr == "ResourceQuota of shop-1 is not as it should be\n"


def test_what_the_server_keeps_for_itself_is_no_drift(api_server: Start, run: Run) -> None:
    def serve(objects: list[Manifest]) -> None:
        for manifest in objects:
            manifest["metadata"] = {**manifest["metadata"], "uid": "1", "resourceVersion": "2"}
            manifest["status"] = {"phase": "Active"}
        objects[0]["spec"] = {"finalizers": ["kubernetes"]}

    assert run(api_server(*lists(serve)), "caretaker", "check", "shop", "2").returncode == 0


NOTHING = [Answer(body={"items": []})] * 6


def namespaces(*names: str) -> Answer:
    """The list of namespaces of a server that has these."""
    return Answer(body={"items": [{"metadata": {"name": name}} for name in names]})


def test_a_namespace_is_marked_emptied_and_only_then_let_go(api_server: Start, run: Run) -> None:
    server = api_server(namespaces("shop-1"), *[Answer()] * 8, *NOTHING)
    assert run(server, "caretaker", "forget", "shop", "2").returncode == 0
    marked, *emptied, finalized = routes(server.asked)[1:9]
    assert marked == "DELETE /api/v1/namespaces/shop-1"
    assert len(set(emptied)) == 6
    assert all(route.startswith("DELETE /api") and "/namespaces/shop-1/" in route for route in emptied)
    assert finalized == "PUT /api/v1/namespaces/shop-1/finalize"
    assert server.asked[8].json["spec"] == {"finalizers": []}


def test_nobody_elses_namespace_is_forgotten(api_server: Start, run: Run) -> None:
    server = api_server(namespaces("default", "shop", "shop-10"), *NOTHING)
    assert run(server, "caretaker", "forget", "shop", "2").returncode == 0
    assert {request.method for request in server.asked} == {"GET"}


def test_what_could_not_be_forgotten_is_told(api_server: Start, run: Run) -> None:
    ended = run(api_server(namespaces(), *lists()), "caretaker", "forget", "shop", "2")
    assert ended.returncode == 1
    assert ended.stderr == "12 objects are left, among them Namespace of shop-1\n"
