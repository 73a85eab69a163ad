"""``slipway guard``: the verdict, its reason, and the exit code that scripts read."""

from __future__ import annotations

import socket

import pytest

from slipway.cli.main import main

REASON = (
    "reason:    api.example (10.0.0.1), port 443, is refused (not_public): it is no public address (private); "
    "check the server's address, or allow it by name, network or host:port (allowed_targets)"
)


@pytest.fixture(autouse=True)
def no_dialling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail whatever dials."""

    def dial(_socket: socket.socket, address: object) -> None:
        pytest.fail(f"dialled {address}")

    monkeypatch.setattr(socket.socket, "connect", dial)


def test_what_may_be_dialled_is_exit_code_0_and_shows_the_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["https://API.example:6443/k8s/", "--untrusted", "--resolve", "Api.example=8.8.8.8,2A00:1450::1"]
    assert main(["guard", *arguments]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "verdict:   may be dialled",
        "target:    https://api.example:6443/k8s (untrusted)",
        "addresses: 8.8.8.8, 2a00:1450::1",
        "reason:    port and addresses are public, or on the allow list",
    ]


def test_what_is_refused_is_exit_code_3_and_shows_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guard", "https://api.example", "--untrusted", "--resolve", "api.example=8.8.8.8,10.0.0.1"]) == 3
    assert capsys.readouterr().out.splitlines() == [
        "verdict:   refused",
        "rule:      not_public",
        REASON,
    ]


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (["https://user:secret@api.example"], "userinfo"),
        (["http://api.example"], "http"),
        (["https://169.254.169.254"], "metadata"),
        (["https://169.254.169.254", "--untrusted", "--allow", "0.0.0.0/0"], "metadata"),
        (["https://8.8.8.8:22", "--untrusted"], "low_port"),
        (["https://127.0.0.1", "--untrusted"], "not_public"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_the_rule_is_named(arguments: list[str], rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guard", *arguments]) == 3
    shown = capsys.readouterr().out
    assert f"\nrule:      {rule}\n" in shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["https://10.0.0.1:6443"],
        ["http://10.0.0.1:8080", "--allow-http"],
        ["https://10.0.0.1", "--untrusted", "--allow", "10.0.0.0/8"],
        ["https://10.0.0.1:80", "--untrusted", "--allow", "a.example", "--allow", "10.0.0.1:80"],
        ["https://lab.example", "--untrusted", "--allow", "lab.example", "--resolve", "lab.example=fd00::1"],
    ],
    ids=" ".join,
)
def test_operators_can_try_what_would_be_open(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guard", *arguments]) == 0


def test_a_host_that_is_not_given_is_resolved(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guard", "https://localhost", "--untrusted", "--resolve", "api.example=8.8.8.8"]) == 3
    assert "reason:    localhost (" in capsys.readouterr().out


def test_a_name_that_cannot_be_resolved_is_exit_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_arguments: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert main(["guard", "https://api.example"]) == 1
    assert capsys.readouterr().err.startswith("slipway: api.example cannot be resolved; check ")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [""],
        ["https://a.example", "--allow", "a b"],
        ["https://a.example", "--resolve", "a.example"],
        ["https://a.example", "--resolve", "a.example="],
        ["https://a.example", "--resolve", "a.example=127.1"],
        ["https://a.example", "--resolve", "a b=127.0.0.1"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["guard", *arguments])
    assert stopped.value.code == 2
    assert "usage: slipway guard" in capsys.readouterr().err
