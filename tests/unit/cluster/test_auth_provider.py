"""Users with an auth-provider: the official package gives the token, and nothing of it is left."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import trustme
from kubernetes.config import kube_config

from slipway.cluster.connection.connection import connect
from slipway.errors import ConfigurationError
from tests.unit.cluster.kubeconfigs import embedded, kubeconfig, write_kubeconfig


def token(expires_in: float) -> str:
    """A token in the form of OpenID Connect's."""
    claims = json.dumps({"sub": "jane", "exp": int(time.time() + expires_in)}).encode()
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b"{}", claims, b"signature"))


def written(folder: Path, identity: str, **user: str) -> str:
    """A kubeconfig whose user has an OpenID Connect provider."""
    provider = {"name": "oidc", "config": {"id-token": identity}}
    return write_kubeconfig(
        folder / "config", kubeconfig("https://a.example", user={"auth-provider": provider, **user})
    )


def test_a_token_that_is_still_good_is_taken(tmp_path: Path) -> None:
    identity = token(3600)
    assert connect({"kubeconfig": written(tmp_path, identity)}, {}).authorization == f"Bearer {identity}"


def test_a_provider_that_gives_nothing_leaves_the_token_that_is_written(tmp_path: Path) -> None:
    path = written(tmp_path, "not=a=token", token="written")
    assert connect({"kubeconfig": path}, {}).authorization == "Bearer written"


def test_a_token_given_asks_no_provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kubernetes.config", None)
    assert connect({"kubeconfig": written(tmp_path, token(1)), "api_key": "mine"}, {}).authorization == "Bearer mine"


def test_no_key_is_remembered_after_connecting(tmp_path: Path, authority: trustme.CA) -> None:
    issued = authority.issue_cert("me.example")
    keys = {
        "client-certificate-data": embedded(issued.cert_chain_pems[0].bytes()),
        "client-key-data": embedded(issued.private_key_pem.bytes()),
    }
    connect({"kubeconfig": written(tmp_path, token(3600), **keys)}, {})
    assert kube_config._temp_files == {}


def test_without_the_official_package_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kubernetes.config", None)
    with pytest.raises(ConfigurationError) as caught:
        connect({"kubeconfig": written(tmp_path, token(3600))}, {})
    assert str(caught.value) == (
        "the kubeconfig's user has an auth-provider, which needs the Python package 'kubernetes' (31 or newer); "
        "install it: pip install 'kubernetes>=31', or use a credential plugin (exec)"
    )


def test_nobody_else_waits_for_the_official_package(tmp_path: Path) -> None:
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user={"token": "written"}))
    program = (
        "import sys; from slipway.cluster.connection.connection import connect; "
        f"connect({{'kubeconfig': {path!r}}}, {{}}); print('kubernetes' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout == "False\n"
