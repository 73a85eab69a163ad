"""Programs that give credentials: what they give is used, and nothing of what they print is shown."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import trustme

from slipway.cluster.connection import connection
from slipway.cluster.connection.connection import connect
from slipway.cluster.connection.credential_plugin import watch_credential_plugin
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
        (f"""echo '{{"kind": "{SECRET}"}}'""", "gave no credentials"),
    ],
    ids=["fails", "is killed", "prints no JSON", "gives nothing", "gives no key", "gives another object"],
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


def test_what_others_log_meanwhile_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def log() -> None:
        logging.getLogger().warning("from another thread")

    with watch_credential_plugin():
        other = threading.Thread(target=log)
        other.start()
        other.join()
        logging.getLogger().warning("from this thread")
    assert [record.getMessage() for record in caplog.records] == ["from another thread", "from this thread"]
