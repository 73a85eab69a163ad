"""Programs that give credentials: what they give is used, and nothing of what they print is shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import trustme

from slipway.cluster.connection import connection, credential_plugin
from slipway.cluster.connection.connection import connect
from slipway.cluster.connection.credential_plugin import credentials_of_plugin
from slipway.errors import ConfigurationError
from tests.unit.cluster.kubeconfigs import kubeconfig, write_kubeconfig

SECRET = "planted-secret"
API = "client.authentication.k8s.io/v1"


def config_with_plugin(tmp_path: Path, script: str) -> str:
    """A kubeconfig whose user is what the shell script says."""
    plugin = {"apiVersion": API, "command": "/bin/sh", "args": ["-c", script], "interactiveMode": "Never"}
    return write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user={"exec": plugin}))


def credential(**status: Any) -> str:
    answer = json.dumps({"apiVersion": API, "kind": "ExecCredential", "status": status})
    return f"printf '%s' '{answer}'"


def test_the_token_of_a_plugin_is_used(tmp_path: Path) -> None:
    path = config_with_plugin(tmp_path, credential(token="from-plugin"))
    assert connect({"kubeconfig": path}, {}).authorization == "Bearer from-plugin"


def test_the_certificate_of_a_plugin_is_used_and_leaves_no_file(
    tmp_path: Path, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(connection, "MEMORY", str(folder))
    issued = authority.issue_cert("me.example")
    certificate = issued.cert_chain_pems[0].bytes().decode()
    script = credential(clientCertificateData=certificate, clientKeyData=issued.private_key_pem.bytes().decode())
    plugin = {"apiVersion": API, "command": "/bin/sh", "args": ["-c", script]}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user={"exec": plugin}))
    found = connect({"kubeconfig": path}, {})
    assert (found.authorization, found.ssl_context is None) == (None, False)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("script", "what"),
    [
        (f"echo {SECRET} >&2; echo {SECRET}; exit 3", "ended with exit code 3"),
        ("kill -9 $$", "ended with exit code -9"),
        (f"echo {SECRET}", "gave no credentials"),
        (credential(), "gave no credentials"),
        (credential(clientCertificateData=SECRET), "gave no credentials"),
        (credential(token=5), "gave no credentials"),
        (credential(token=""), "gave no credentials"),
        (f"""echo '{{"kind": "{SECRET}"}}'""", "gave no credentials"),
        (credential(token=SECRET).replace("ExecCredential", "Secret"), "gave no credentials"),
        (credential(token=SECRET).replace("k8s.io/v1", "k8s.io/v1beta1"), "gave no credentials"),
        ("echo '[1]'", "gave no credentials"),
        ("head -c 100000 /dev/zero | tr '\\0' '['", "gave no credentials"),
        (f"printf '\\377{SECRET}'", "gave no credentials"),
    ],
    ids=[
        "fails",
        "is killed",
        "prints no JSON",
        "gives nothing",
        "gives no key",
        "gives a number",
        "gives an empty token",
        "gives another object",
        "gives another kind",
        "gives another version",
        "gives a list",
        "nests deeply",
        "prints no text",
    ],
)
def test_a_plugin_that_fails_is_one_line_without_its_output(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], script: str, what: str
) -> None:
    path = config_with_plugin(tmp_path, script)
    with pytest.raises(ConfigurationError) as caught:
        connect({"kubeconfig": path}, {})
    assert str(caught.value) == (
        f"the credential plugin of the kubeconfig's user {what}; run kubectl with this kubeconfig to see why"
    )
    assert capfd.readouterr() == ("", "")


def test_a_plugin_that_is_not_installed(tmp_path: Path) -> None:
    plugin = {"apiVersion": API, "command": "no-such-plugin"}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user={"exec": plugin}))
    with pytest.raises(ConfigurationError, match="is not installed or not in PATH"):
        connect({"kubeconfig": path}, {})


def test_a_failing_plugin_writes_nothing_to_the_terminal_of_a_program_without_logging(tmp_path: Path) -> None:
    """In a process of its own: pytest's own log handlers would hide what the root logger does without any."""
    path = config_with_plugin(tmp_path, f"echo {SECRET} >&2; exit 1")
    program = (
        "import logging; from slipway.cluster.connection.connection import connect; from slipway.errors import *\n"
        f"try: connect({{'kubeconfig': {path!r}}}, {{}})\n"
        "except ConfigurationError: print(logging.getLogger().handlers)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert (ended.stdout, ended.stderr) == ("[]\n", "")


@pytest.mark.parametrize(
    ("plugin", "what"),
    [
        ({"command": ""}, "has no command, or arguments that are no texts; correct the kubeconfig"),
        ({}, "has no command, or arguments that are no texts"),
        ({"command": "sh", "args": ["-c", 5]}, "has no command, or arguments that are no texts"),
        ({"command": "sh", "args": 5}, "has no command, or arguments that are no texts"),
        ({"command": "/"}, "cannot be run; run kubectl"),
        ({"command": "a\0b"}, "cannot be run; run kubectl"),
        ({"command": "sh", "env": [{"name": "A"}]}, "cannot be run; run kubectl"),
        ({"command": "sh", "env": [{"name": "A", "value": 5}]}, "cannot be run; run kubectl"),
        ({"command": "sh", "interactiveMode": "Always"}, "must ask on a terminal, and there is none"),
    ],
)
def test_a_plugin_that_cannot_be_run_says_why(tmp_path: Path, plugin: dict[str, Any], what: str) -> None:
    user = {"exec": {"apiVersion": API, **plugin}}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user=user))
    with pytest.raises(ConfigurationError, match=f"the credential plugin of the kubeconfig's user {what}") as caught:
        connect({"kubeconfig": path}, {})
    assert caught.value.__context__ is None


def test_a_plugin_that_does_not_end_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    path = config_with_plugin(tmp_path, f"exec 3> {pipe}; sleep 600 & echo {SECRET}; wait")
    with pytest.raises(ConfigurationError) as caught:
        connect({"kubeconfig": path, "request_timeout": 1}, {})
    assert str(caught.value) == (
        "the credential plugin of the kubeconfig's user (sh) did not end within 1 seconds; "
        "run kubectl with this kubeconfig to see why, or give more time (request_timeout)"
    )
    # Ends once nobody has the other side open any more.
    os.set_blocking(reader, True)
    assert os.read(reader, 1) == b""
    os.close(reader)


@pytest.mark.parametrize(
    "script",
    ["sleep 600 & exit 0", "exec >&-; sleep 600"],
    ids=["what it started has its output open", "it has closed its output"],
)
def test_a_plugin_is_not_waited_for_longer_than_told(script: str) -> None:
    with pytest.raises(ConfigurationError, match=r"\(sh\) did not end within 0\.2 seconds"):
        credentials_of_plugin({"command": "/bin/sh", "args": ["-c", script]}, {}, 0.2)


@pytest.mark.parametrize("name", ["a b", "\x1b[2J", "x" * 65])
def test_a_name_that_may_not_be_shown_is_left_out(tmp_path: Path, name: str) -> None:
    program = tmp_path / name
    program.write_text("#!/bin/sh\nsleep 600\n")
    program.chmod(0o700)
    with pytest.raises(ConfigurationError, match=r"user did not end within 0\.1 seconds"):
        credentials_of_plugin({"command": str(program)}, {}, 0.01)


def test_a_plugin_that_writes_without_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credential_plugin, "LARGEST_OUTPUT", 1000)
    with pytest.raises(ConfigurationError, match="the credential plugin of the kubeconfig's user"):
        credentials_of_plugin({"command": "yes"}, {}, 10)


def test_a_plugin_has_its_variables_and_arguments_and_no_terminal(tmp_path: Path) -> None:
    script = f'cat; {credential(token="T")} | sed "s/T/$A-$1/"'
    program = {"apiVersion": API, "command": "/bin/sh", "args": ["-c", script, "sh", "b"]}
    program["env"] = [{"name": "A", "value": "a"}]
    assert credentials_of_plugin(program, {}, 10) == {"token": "a-b"}


def test_a_plugin_may_give_a_token_and_a_certificate() -> None:
    script = credential(token="t", clientCertificateData="c", clientKeyData="k")
    program = {"apiVersion": API, "command": "/bin/sh", "args": ["-c", script]}
    assert credentials_of_plugin(program, {}, 10) == {
        "token": "t",
        "client-certificate-data": "Yw==",
        "client-key-data": "aw==",
    }


@pytest.mark.parametrize("provided", [True, False])
def test_a_plugin_is_told_of_the_cluster_if_it_wants_to_be(tmp_path: Path, *, provided: bool) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("CA")
    cluster = {
        "server": "https://a.example",
        "certificate-authority": str(authority),
        "extensions": [
            {"name": "other"},
            {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "x"}},
        ],
    }
    script = f'printf %s "$KUBERNETES_EXEC_INFO" > {tmp_path}/told; {credential(token="T")}'
    program = {"apiVersion": API, "command": "/bin/sh", "args": ["-c", script], "provideClusterInfo": provided}
    credentials_of_plugin(program, cluster, 10)
    told = json.loads((tmp_path / "told").read_text())
    about = {"server": "https://a.example", "certificate-authority-data": "Q0E=", "config": {"audience": "x"}}
    assert told == {
        "apiVersion": API,
        "kind": "ExecCredential",
        "spec": {"interactive": False, **({"cluster": about} if provided else {})},
    }


def test_the_plugin_of_any_of_several_files_is_found_beside_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "plugin").write_text(f"#!/bin/sh\n{credential(token='from-plugin')}\n")
    (folder / "plugin").chmod(0o700)
    user = {"exec": {"apiVersion": API, "command": "./plugin"}}
    legacy = kubeconfig("https://b.example", name="legacy", user={"auth-provider": {"name": "gcp"}})
    paths = [
        write_kubeconfig(tmp_path / "config", legacy),
        write_kubeconfig(folder / "config", kubeconfig("https://a.example", user=user)),
    ]
    found = connect({"kubeconfig": ":".join(paths), "context": "main"}, {})
    assert (found.host, found.authorization) == ("https://a.example", "Bearer from-plugin")


@pytest.mark.parametrize(
    ("options", "user", "sent"),
    [({"api_key": "given"}, {}, "Bearer given"), ({}, {"token": "of-the-file"}, "Bearer of-the-file")],
    ids=["a token is given", "the kubeconfig has a token"],
)
def test_a_plugin_whose_credentials_would_not_be_used_does_not_run(
    tmp_path: Path, options: dict[str, str], user: dict[str, str], sent: str
) -> None:
    plugin = {"apiVersion": API, "command": "/bin/sh", "args": ["-c", f"touch {tmp_path}/ran"]}
    document = kubeconfig("https://a.example", user={"exec": plugin, **user})
    path = write_kubeconfig(tmp_path / "config", document)
    assert connect({"kubeconfig": path, **options}, {}).authorization == sent
    assert not (tmp_path / "ran").exists()


def test_a_plugin_may_ask_on_the_operators_own_terminal() -> None:
    """In a process of its own, which has a terminal."""
    master, terminal = os.openpty()
    os.write(master, b"typed\n")
    script = f'read -r answer; echo "who are you?" >&2; {credential(token="T")} | sed s/T/$answer/'
    program = {"apiVersion": API, "command": "/bin/sh", "args": ["-c", script]}
    code = (
        "from slipway.cluster.connection.credential_plugin import credentials_of_plugin\n"
        f"print(credentials_of_plugin({program!r}, {{}}, 20))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], stdin=terminal, stdout=subprocess.PIPE, stderr=terminal, timeout=60, check=True
    )
    assert ended.stdout == b"{'token': 'typed'}\n"
    assert b"who are you?" in os.read(master, 1000)
    os.close(master)
    os.close(terminal)
