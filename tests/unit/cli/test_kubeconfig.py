"""``slipway kubeconfig``: of a project of ours alone, to where it was said, and with the exit codes of the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
import yaml

from slipway.cli.main import main
from tests.fixtures.planted import SECRET
from tests.fixtures.scripted_server import Answer, ScriptedServer, status_object
from tests.unit.projects.service_account_tokens import bound_claims, made_token

TOKEN = made_token(bound_claims())
_OURS = {"app.kubernetes.io/managed-by": "slipway", "slipway.dev/project": "shop"}
_NAMESPACE = Answer(200, {"metadata": {"name": "shop", "labels": _OURS}})
_GRANTED = Answer(201, {"status": {"token": TOKEN}})

Answers = Callable[..., ScriptedServer]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """Start the API server that the environment names; it gives the namespace twice, then these answers."""
    started: list[ScriptedServer] = []

    def start(*given: Answer, namespace: Answer = _NAMESPACE) -> ScriptedServer:
        started.append(ScriptedServer(namespace, namespace, *given))
        monkeypatch.setenv("K8S_AUTH_HOST", started[-1].url)
        monkeypatch.setenv("K8S_AUTH_API_KEY", "key-of-ours")
        monkeypatch.setenv("SLIPWAY_ALLOW_HTTP", "1")
        return started[-1]

    yield start
    for server in started:
        server.close()
        assert server.unexpected == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path


def run(*arguments: Any) -> int:
    return main(["kubeconfig", "--namespace", "shop", *map(str, arguments)])


def error_line(capsys: pytest.CaptureFixture[str]) -> str:
    shown = capsys.readouterr()
    assert shown.out == ""
    [line] = shown.err.splitlines()
    return line


def test_a_folder_gets_a_file_named_for_the_namespace(
    folder: Path, answers: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    server = answers(_GRANTED)
    assert run("--folder", folder / "new", "--lifetime", 600) == 0
    file = folder / "new" / "shop.kubeconfig"
    assert capsys.readouterr().out == f"kubeconfig: {file}\nexpires:    1970-01-01T01:16:40Z\n"
    assert file.stat().st_mode & 0o777 == 0o600
    document = yaml.safe_load(file.read_text())
    assert document["users"][0]["user"] == {"token": TOKEN}
    assert document["clusters"][0]["cluster"] == {"server": server.url}
    assert server.asked[-1].json["spec"]["expirationSeconds"] == 600


def test_a_file_is_written_where_it_was_said_in_place_of_an_earlier_one(folder: Path, answers: Answers) -> None:
    (folder / "mine").write_text("earlier")
    answers(_GRANTED)
    assert run("--output", folder / "mine") == 0
    assert TOKEN in (folder / "mine").read_text()
    assert os.listdir(folder) == ["mine"]


def test_stdout_gets_the_kubeconfig_and_nothing_else(answers: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    answers(_GRANTED)
    assert run("--output", "-") == 0
    shown = capsys.readouterr()
    assert yaml.safe_load(shown.out)["users"][0]["user"] == {"token": TOKEN}
    assert shown.err == ""


def test_another_way_to_the_server_is_written(folder: Path, answers: Answers) -> None:
    authority = folder / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(authority))
    answers(_GRANTED)
    assert run("--folder", folder, "--server", "https://API.example/", "--certificate-authority", authority) == 0
    cluster = yaml.safe_load((folder / "shop.kubeconfig").read_text())["clusters"][0]["cluster"]
    assert cluster["server"] == "https://api.example"
    assert cluster["certificate-authority-data"]


def test_the_cas_of_the_users_machine_can_be_asked_for(answers: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    answers(_GRANTED)
    arguments = ("--output", "-", "--server", "https://api.example", "--certificate-authority", "system")
    assert run(*arguments) == 0
    assert yaml.safe_load(capsys.readouterr().out)["clusters"][0]["cluster"] == {"server": "https://api.example"}


@pytest.mark.parametrize(
    "labels",
    [
        {},
        {"app.kubernetes.io/managed-by": "slipway"},
        {"slipway.dev/project": "shop"},
        {**_OURS, "app.kubernetes.io/managed-by": "Helm"},
    ],
    ids=["no labels", "no project", "not managed", "managed by another"],
)
def test_a_namespace_that_is_no_project_of_ours_is_refused(
    labels: dict[str, str], folder: Path, answers: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(namespace=Answer(200, {"metadata": {"name": "shop", "labels": labels}}))
    assert run("--folder", folder) == 1
    assert error_line(capsys).startswith("slipway: namespace shop is not one that slipway made for a project")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--server", "http://api.example"], "--server: it begins with http://; write https://"),
        (["--server", "https://a:b@c"], "--server: the API server's address is refused (userinfo)"),
        (
            ["--certificate-authority", "missing.pem"],
            "--certificate-authority missing.pem cannot be read: No such file",
        ),
        (["--certificate-authority", "/dev/null"], "--certificate-authority: there is no certificate in it"),
    ],
)
def test_what_cannot_be_right_is_one_line_before_a_token_is_asked_for(
    arguments: list[str], message: str, folder: Path, answers: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    answers()
    assert run("--folder", folder, *arguments) == 1
    assert error_line(capsys).startswith(f"slipway: {message}")


@pytest.mark.parametrize("how", ["--folder", "--output"])
def test_a_link_is_never_written_over(
    how: str, folder: Path, answers: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "victim").write_text("precious")
    (folder / "shop.kubeconfig").symlink_to("victim")
    answers(_GRANTED)
    assert run(how, folder if how == "--folder" else folder / "shop.kubeconfig") == 1
    assert "shop.kubeconfig is a symbolic link; remove it" in error_line(capsys)
    assert (folder / "victim").read_text() == "precious"
    assert sorted(os.listdir(folder)) == ["shop.kubeconfig", "victim"]


def test_a_folder_open_to_others_is_refused(folder: Path, answers: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    folder.chmod(0o777)
    answers(_GRANTED)
    assert run("--output", folder / "mine") == 1
    assert "others may write into the folder" in error_line(capsys)
    assert list(folder.iterdir()) == []


def test_a_refused_token_is_one_line_without_the_servers_words(
    folder: Path, answers: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(Answer(403, status_object(403, "Forbidden", message=SECRET)))
    assert run("--folder", folder) == 1
    line = error_line(capsys)
    assert line.startswith("slipway: Kubernetes error: 403 Forbidden")
    assert SECRET not in line
    assert list(folder.iterdir()) == []


def test_no_token_is_in_kubernetes_log(folder: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLIPWAY_LOG", str(folder / "log"))
    monkeypatch.setenv("SLIPWAY_LOG_LEVEL", "debug")
    answers(_GRANTED)
    assert run("--folder", folder) == 0
    logged = (folder / "log").read_text()
    assert "project/token" in logged
    assert all(part not in logged for part in TOKEN.split("."))


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--output", "-", "--folder", "x"],
        ["--output", "-", "--lifetime", "599"],
        ["--output", "-", "--lifetime", "1h"],
        ["--output", "-", "--lifetime", "10000000000"],
        ["--output", "-", "--lifetime", "\u0661\u0660\u0660\u0660"],
    ],
    ids=["nowhere", "two places", "too short", "no number", "too long", "other digits"],
)
def test_a_wrong_command_line_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2
    assert "usage: slipway kubeconfig" in capsys.readouterr().err


def test_help_says_what_a_token_means(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("--help")
    assert stopped.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "cannot be taken back before it expires" in text
    assert "default: 604800" in text
