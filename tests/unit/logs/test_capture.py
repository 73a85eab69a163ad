"""Capturing logs over a real socket: what is asked for, what is written, what is told when a log fails."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.errors import Forbidden, InvalidInput, NotKubernetes
from slipway.logs import capture as module
from slipway.logs.capture import capture
from slipway.logs.redact import Redactor

_STAMP = b"2026-01-02T03:04:05.000000001Z "


class _Server(ThreadingHTTPServer):
    """An API server with one list of pods and logs by (pod, container, previous)."""

    def __init__(self) -> None:
        self.pods: list[dict[str, Any]] = []
        self.pods_status = 200
        self.logs: dict[tuple[str, str, bool], bytes | int] = {}
        self.tails: list[int] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    def pod(self, name: str, **statuses: dict[str, Any]) -> None:
        containers = [{"name": container} for container in statuses]
        status = [{"name": container, **given} for container, given in statuses.items()]
        item = {"metadata": {"name": name}, "spec": {"containers": containers}, "status": {"containerStatuses": status}}
        self.pods.append(item)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if not url.path.endswith("/log"):
            listed = {"metadata": {"resourceVersion": "1"}, "items": self.server.pods}
            return self._answer(self.server.pods_status, json.dumps(listed).encode())
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        self.server.tails.append(int(query["tailLines"]))
        log = self.server.logs[url.path.split("/")[-2], query["container"], query.get("previous") == "true"]
        if isinstance(log, int):
            return self._answer(log, b'{"kind": "Status", "message": "the server\'s own text"}')
        lines = log.splitlines(keepends=True)[-int(query["tailLines"]) :]
        return self._answer(200, b"".join(lines)[: int(query["limitBytes"])])

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(server: _Server) -> Iterator[Client]:
    made = Client(
        connect({"host": f"http://127.0.0.1:{server.server_address[1]}", "api_key": "key", "allow_http": True}, {})
    )
    yield made
    made.close()


_RUNNING = {"state": {"running": {"startedAt": "2026-01-02T03:04:05Z"}}}
_ENDED = {"exitCode": 1, "containerID": "containerd://1"}


def test_current_and_previous_logs_of_all_containers_are_taken(server: _Server, client: Client, tmp_path: Path) -> None:
    server.pod("web-1", main={**_RUNNING, "lastState": {"terminated": _ENDED}}, sidecar=_RUNNING)
    server.logs["web-1", "main", False] = _STAMP + b"now\n"
    server.logs["web-1", "main", True] = _STAMP + b"before\n"
    server.logs["web-1", "sidecar", False] = b""
    made = capture(client, str(tmp_path / "logs"), "shop")
    assert [log.path for log in made.logs] == ["web-1/main.log", "web-1/main.previous.log", "web-1/sidecar.log"]
    assert (tmp_path / "logs/web-1/main.previous.log").read_bytes() == _STAMP + b"before\n"
    assert (tmp_path / "logs/web-1/sidecar.log").read_bytes() == b""
    assert made.errors == ()


def test_a_container_that_never_started_is_not_asked_for(server: _Server, client: Client, tmp_path: Path) -> None:
    server.pod("web-1", main={"state": {"waiting": {"reason": "ImagePullBackOff"}}})
    assert capture(client, str(tmp_path / "logs"), "shop").logs == ()
    assert server.tails == []


def test_a_crashed_container_that_waits_has_one_log(server: _Server, client: Client, tmp_path: Path) -> None:
    waiting = {"state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": _ENDED}}
    server.pod("web-1", main=waiting)
    server.logs["web-1", "main", True] = _STAMP + b"bang\n"
    assert [log.previous for log in capture(client, str(tmp_path / "logs"), "shop").logs] == [True]


def test_one_log_that_fails_is_told_and_the_others_are_taken(server: _Server, client: Client, tmp_path: Path) -> None:
    server.pod("web-1", main=_RUNNING, sidecar=_RUNNING)
    server.logs["web-1", "main", False] = 403
    server.logs["web-1", "sidecar", False] = _STAMP + b"fine\n"
    made = capture(client, str(tmp_path / "logs"), "shop")
    assert [log.container for log in made.logs] == ["sidecar"]
    [error] = made.errors
    assert error.startswith("the log of container main in pod web-1 could not be read: Kubernetes error: 403")
    assert "own text" not in error


def test_an_error_text_of_the_kubelet_is_no_log(server: _Server, client: Client, tmp_path: Path) -> None:
    server.pod("web-1", main={**_RUNNING, "lastState": {"terminated": _ENDED}})
    server.logs["web-1", "main", False] = _STAMP + b"fine\n"
    server.logs["web-1", "main", True] = b"unable to retrieve container logs for containerd://1"
    made = capture(client, str(tmp_path / "logs"), "shop")
    assert [log.previous for log in made.logs] == [False]
    assert made.errors == (
        "the previous log of container main in pod web-1 could not be read: the node has no such log any more",
    )


@pytest.mark.parametrize("name", ["../../etc", "a/b", ".", "Web", "-web"])
def test_a_hostile_pod_name_writes_nothing_outside(name: str, server: _Server, client: Client, tmp_path: Path) -> None:
    server.pod(name, main=_RUNNING)
    made = capture(client, str(tmp_path / "logs"), "shop")
    assert made.logs == ()
    assert len(made.errors) == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["index.json", "logs"]


def test_a_pod_without_a_name_is_none_of_kubernetes(server: _Server, client: Client, tmp_path: Path) -> None:
    server.pod("", main=_RUNNING)
    with pytest.raises(NotKubernetes):
        capture(client, str(tmp_path / "logs"), "shop")


def test_secrets_and_escape_sequences_do_not_reach_the_files(server: _Server, client: Client, tmp_path: Path) -> None:
    server.pod("web-1", main=_RUNNING)
    server.logs["web-1", "main", False] = _STAMP + b"password hunter2\x1b[2J\n" + _STAMP + b"\xff end"
    capture(client, str(tmp_path / "logs"), "shop", redactor=Redactor({"password": "hunter2"}))
    stamp = _STAMP.decode()
    expected = f"{stamp}password [redacted]\\x1b[2J\n{stamp}\\xff end\n"
    assert (tmp_path / "logs/web-1/main.log").read_text() == expected


def test_of_a_long_log_the_end_is_kept_and_the_cut_is_told(
    server: _Server, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_LOG", 4096)
    server.pod("web-1", main=_RUNNING)
    server.logs["web-1", "main", False] = b"".join(_STAMP + b"line %d\n" % index for index in range(10_000))
    made = capture(client, str(tmp_path / "logs"), "shop")
    assert made.last_lines(made.logs[0], 1) == [f"{_STAMP.decode()}line 9999"]
    assert made.logs[0].truncated
    assert (tmp_path / "logs/web-1/main.log").stat().st_size <= 4096


def test_only_the_owner_can_read_what_was_captured(server: _Server, client: Client, tmp_path: Path) -> None:
    server.pod("web-1", main=_RUNNING)
    server.logs["web-1", "main", False] = _STAMP + b"fine\n"
    capture(client, str(tmp_path / "logs"), "shop")
    for path in [tmp_path / "logs", *(tmp_path / "logs").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_the_index_tells_what_was_taken(server: _Server, client: Client, tmp_path: Path) -> None:
    server.pod("web-1", main=_RUNNING)
    server.logs["web-1", "main", False] = _STAMP + b"fine\n"
    made = capture(client, str(tmp_path / "logs"), "shop", selector="app=web")
    index = json.loads((tmp_path / "logs/index.json").read_text())
    assert index["namespace"] == "shop"
    assert index["selector"] == "app=web"
    assert index["taken"] == made.taken
    assert index["logs"][0]["path"] == "web-1/main.log"


def test_a_folder_with_content_is_left_alone(server: _Server, client: Client, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/mine").write_text("mine")
    with pytest.raises(InvalidInput, match="name a new folder"):
        capture(client, str(tmp_path / "logs"), "shop")
    assert [path.name for path in (tmp_path / "logs").iterdir()] == ["mine"]


def test_a_capture_that_cannot_begin_leaves_no_folder(server: _Server, client: Client, tmp_path: Path) -> None:
    server.pods_status = 403
    with pytest.raises(Forbidden):
        capture(client, str(tmp_path / "logs"), "shop")
    assert list(tmp_path.iterdir()) == []
