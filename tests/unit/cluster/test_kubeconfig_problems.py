"""Each kubeconfig that cannot be used is told in one sentence, which quotes nothing that may be a secret."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from slipway.cluster.connection.connection import connect
from slipway.errors import ConfigurationError, TargetRefused
from tests.unit.cluster.kubeconfigs import embedded, kubeconfig, write_kubeconfig

SECRET = "planted-secret"
BROKEN = {
    "no YAML": (f"token: [{SECRET}", "cannot be read; check that you may read it and that it is YAML"),
    "no text": (b"\xff\xfe\x00token", "cannot be read; check that you may read it and that it is YAML"),
    "a tag of Python": (f"!!python/object/apply:os.system [{SECRET}]", "cannot be read"),
    "empty": ("", "has no context; name one or check the file"),
    "a list": (f"[{SECRET}]", "cannot be read; check"),
    "no contexts": (f"users: [{{name: a, user: {{token: {SECRET}}}}}]", "has no context; name one or check the file"),
    "contexts that are none": ("contexts: [1, {name: {}}]", "has no context; name one or check the file"),
    "no current context": ("contexts: [{name: b}, {name: a}]", "set the option context to one of: 'a', 'b'"),
    "another current context": (
        "current-context: gone\ncontexts: [{name: a}]",
        "context 'gone' is not in the kubeconfig .*; it has: 'a'",
    ),
    "no such cluster": (
        "current-context: a\ncontexts: [{name: a, context: {cluster: gone, user: x}}]\nclusters: []",
        "its context 'a' names a cluster that is not in it",
    ),
    "no such user": (
        "current-context: a\ncontexts: [{name: a, context: {cluster: c, user: x}}]\nclusters: [{name: c, cluster: {}}]",
        "its context 'a' names a user that is not in it",
    ),
    "a user that is a text": (
        (
            "current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]\n"
            f"clusters: [{{name: c, cluster: {{}}}}]\nusers: [{{name: u, user: {SECRET}}}]"
        ),
        "the user 'u' is no mapping; correct it",
    ),
    "a current context that is no text": (
        f"current-context: {{token: {SECRET}}}\ncontexts: [{{name: a}}]",
        "has no current context; set the option context to one of: 'a'",
    ),
    "a tag that makes a number of a text": (
        f"users: [{{name: a, user: {{token: !!bool {SECRET}}}}}]",
        "cannot be read",
    ),
    "a tag that makes a date of a text": (f"token: !!timestamp {SECRET}", "cannot be read"),
    "deep": ("[" * 5000, "cannot be read"),
}


def refused(options: dict[str, Any], environment: dict[str, str] | None = None) -> str:
    with pytest.raises((ConfigurationError, TargetRefused)) as caught:
        connect(options, environment or {})
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value)
    return str(caught.value)


def on_a_terminal(*command: str) -> str:
    """What a program prints on a terminal that is its own, until it ends or waits for somebody to type."""
    child, terminal = pty.fork()
    if child == 0:
        try:
            os.execv(command[0], command)
        finally:
            os._exit(127)
    printed = b""
    while select.select([terminal], [], [], 20)[0]:
        try:
            printed += os.read(terminal, 65536)
        except OSError:  # the program has ended
            break
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    return printed.decode()


@pytest.mark.parametrize("case", BROKEN)
def test_a_kubeconfig_that_is_broken(tmp_path: Path, case: str) -> None:
    text, sentence = BROKEN[case]
    path = tmp_path / "config"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigurationError, match=sentence):
        connect({"kubeconfig": str(path)}, {})
    assert str(path) in refused({"kubeconfig": str(path)})


def test_a_kubeconfig_that_is_not_there() -> None:
    assert refused({"kubeconfig": "/nonexistent/config"}) == (
        "the kubeconfig /nonexistent/config does not exist; check the path or the variable KUBECONFIG"
    )


def test_a_folder_in_place_of_a_kubeconfig(tmp_path: Path) -> None:
    assert "cannot be read" in refused({"kubeconfig": str(tmp_path)})


def test_a_context_that_does_not_exist_is_told_with_those_that_do(tmp_path: Path) -> None:
    first = write_kubeconfig(tmp_path / "a", kubeconfig("http://a", name="alpha"))
    second = write_kubeconfig(tmp_path / "b", kubeconfig("http://b", name="beta"))
    environment = {"KUBECONFIG": f"{first}:/nonexistent:{second}"}
    assert refused({"context": "gamma"}, environment) == (
        f"context 'gamma' is not in the kubeconfig {first}:{second}; it has: 'alpha', 'beta'"
    )


@pytest.mark.parametrize(
    ("place", "user", "sentence"),
    [
        ({"certificate-authority-data": "%%%"}, {}, "certificate-authority-data is no base64; correct it"),
        ({"certificate-authority-data": embedded(SECRET.encode())}, {}, "the CA certificate cannot be loaded"),
        ({"certificate-authority": "missing.pem"}, {}, "names as certificate-authority does not exist; check it"),
        (
            {},
            {"client-certificate-data": embedded(SECRET.encode()), "client-key-data": embedded(SECRET.encode())},
            "the client certificate or its key cannot be loaded",
        ),
        (
            {},
            {"client-certificate": "missing.pem", "client-key": "missing.pem"},
            "names as client-certificate does not",
        ),
        ({}, {"tokenFile": "missing"}, "the file that it names as tokenFile does not exist; check it"),
        ({}, {"token": f"{SECRET}\nX-Evil: yes"}, "check the kubeconfig's user"),
        ({"server": "ftp://a"}, {}, "write https://address:port"),
        ({"server": None}, {}, "its cluster has no server; check it"),
        ({"server": ["https://a"]}, {}, "server is no text; write it in quotes"),
        ({"insecure-skip-tls-verify": "yes, please"}, {}, "insecure-skip-tls-verify is neither true nor false"),
        ({}, {"token": [SECRET]}, "token is no text; write it in quotes"),
        ({}, {"token": 12345}, "token is no text; write it in quotes"),
        ({}, {"client-key": [SECRET]}, "client-key is no text; write it in quotes"),
        ({}, {"as-groups": SECRET}, "as-groups is no list of texts; correct it"),
        ({}, {"as-groups": ["teams"]}, "as-groups is given without as; give both"),
        ({}, {"as": "me", "as-uid": SECRET}, "its user has as-uid, which slipway does not have; use another user"),
        ({}, {"auth-provider": {"name": "oidc"}, "exec": {"command": "id"}}, "auth-provider and a plugin (exec); take"),
        ({}, {"auth-provider": {"name": "gcp"}}, "is incomplete"),
        ({}, {"auth-provider": {"name": "azure"}}, "its user's auth-provider gives no token"),
        ({}, {"exec": "plug"}, "exec is no mapping; correct it"),
        ({}, {"client-key-data": embedded(b"key")}, "client-key is given without client-certificate; give both"),
    ],
    ids=[
        "CA is no base64",
        "CA is no PEM",
        "CA is missing",
        "certificate is no PEM",
        "certificate is missing",
        "token file is missing",
        "token with a line break",
        "server is no URL",
        "no server",
        "server is a list",
        "whether to verify is a text",
        "token is a list",
        "token is a number",
        "key is a list",
        "groups are a text",
        "groups without a user",
        "uid to act as",
        "provider and plugin",
        "provider that cannot work",
        "provider that gives nothing",
        "plugin is a text",
        "key without certificate",
    ],
)
def test_an_entry_that_cannot_be_used(
    tmp_path: Path, place: dict[str, Any], user: dict[str, Any], sentence: str
) -> None:
    document = kubeconfig("https://10.0.0.1", cluster=place, user=user)
    assert sentence in refused({"kubeconfig": write_kubeconfig(tmp_path / "config", document)})


def test_a_key_with_a_pass_phrase_asks_nobody(tmp_path: Path, authority: trustme.CA) -> None:
    """On a terminal of its own: OpenSSL would ask there, and wait for ever."""
    certificate = authority.issue_cert("me.example")
    key = serialization.load_pem_private_key(certificate.private_key_pem.bytes(), None).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(SECRET.encode()),
    )
    user = {
        "client-certificate-data": embedded(certificate.cert_chain_pems[0].bytes()),
        "client-key-data": embedded(key),
    }
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://10.0.0.1", user=user))
    program = f"from slipway.cluster.connection.connection import connect; connect({{'kubeconfig': {path!r}}}, {{}})"
    printed = on_a_terminal(sys.executable, "-c", program)
    assert "are PEM without a pass phrase" in printed
    assert "Enter PEM pass phrase" not in printed


def test_a_key_of_another_certificate(tmp_path: Path, authority: trustme.CA) -> None:
    one, other = authority.issue_cert("one.example"), authority.issue_cert("other.example")
    user = {
        "client-certificate-data": embedded(one.cert_chain_pems[0].bytes()),
        "client-key-data": embedded(other.private_key_pem.bytes()),
    }
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://10.0.0.1", user=user))
    assert "that the key belongs to the certificate" in refused({"kubeconfig": path})


def test_without_yaml_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example"))
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert (
        refused({"kubeconfig": path}) == "the Python package 'PyYAML' is missing; install it: pip install 'PyYAML>=6'"
    )


def test_a_token_file_that_is_empty(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("\n")
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user={"tokenFile": "token"}))
    assert "the file that it names as tokenFile is empty; write the token into it" in refused({"kubeconfig": path})
