"""Our reading of a kubeconfig beside that of the official package: the same server, the same credentials."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kubernetes.config import ConfigException, load_kube_config

from slipway.cluster.connection.kubeconfig import read_kubeconfig
from slipway.errors import ConfigurationError
from tests.unit.cluster.kubeconfigs import embedded

NAMES = ("a", "b")
FILES = {"ca.pem": b"authority", "me.pem": b"certificate", "key.pem": b"key", "token": b"of-the-file"}


def _ways(field: str, file: str) -> list[dict[str, Any]]:
    """A file, embedded data, both, or a file that is not there."""
    by_name, by_data = {field: file}, {f"{field}-data": embedded(b"embedded " + FILES[file])}
    return [by_name, by_data, {**by_name, **by_data}, {field: "missing.pem"}]


def _merged(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(*parts).map(lambda found: {key: value for part in found for key, value in part.items()})


CLUSTERS = _merged(
    # For http the package reads no files of TLS, which makes no difference.
    st.sampled_from(["https://10.0.0.1:6443", "https://a.example/", "https://a.example//", "https://[fd00::1]/x"]).map(
        lambda server: {"server": server}
    ),
    st.sampled_from([{}, *_ways("certificate-authority", "ca.pem")]),
    st.sampled_from([{}, {"insecure-skip-tls-verify": True}, {"insecure-skip-tls-verify": False}]),
    st.sampled_from([{}, {"tls-server-name": "api.internal"}]),
    st.sampled_from([{}, {"proxy-url": "http://proxy.example:3128"}]),
)
KEYS = _ways("client-key", "key.pem")
USERS = _merged(
    # The package takes one without the other, with which nobody can say who he is.
    st.sampled_from([{}, *({**a, **b} for a in _ways("client-certificate", "me.pem") for b in KEYS)]),
    # Of a token that is written and one in a file the package takes the written one, kubectl the other.
    st.sampled_from([{}, {"token": "written"}, {"tokenFile": "token"}, {"tokenFile": "missing"}]),
    st.sampled_from([{}, {"username": "me", "password": "p:w"}, {"username": "me"}]),
)
CONTEXTS = st.fixed_dictionaries(
    # A user that is not there is none for the package; kubectl refuses it, as we do.
    {"cluster": st.sampled_from([*NAMES, "gone"]), "user": st.sampled_from([*NAMES, None])}
)


def _entries(kind: str, contents: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.tuples(*(contents for _name in NAMES)).map(
        lambda found: [{"name": name, kind: content} for name, content in zip(NAMES, found, strict=True)]
    )


KUBECONFIGS = st.fixed_dictionaries(
    {
        "clusters": _entries("cluster", CLUSTERS),
        "users": _entries("user", USERS),
        "contexts": _entries("context", CONTEXTS),
        "current-context": st.sampled_from([*NAMES, "gone"]),
    }
)


def _content(path: str | None) -> bytes | None:
    return Path(path).read_bytes() if path else None


def _of_the_package(file: Path, context: str | None, folder: Path) -> tuple[Any, ...] | None:
    """What the official package makes of it; None where it refuses."""
    found = SimpleNamespace(api_key={})
    try:
        load_kube_config(
            str(file), context=context, client_configuration=found, persist_config=False, temp_file_path=str(folder)
        )
    except (ConfigException, OSError):
        return None
    header = found.api_key.get("BearerToken") or found.api_key.get("authorization")
    files = (getattr(found, name, None) for name in ("ssl_ca_cert", "cert_file", "key_file"))
    return (
        found.host,
        header,
        *map(_content, files),
        getattr(found, "tls_server_name", None),
        getattr(found, "verify_ssl", True),
    )


def _of_ours(file: Path, context: str | None, folder: Path) -> tuple[Any, ...] | None:
    try:
        found = read_kubeconfig([str(file)], context, str(folder), 1.0)
    except ConfigurationError:
        return None
    files = (found.authority, found.certificate, found.key)
    return (found.host, found.authorization, *map(_content, files), found.server_name, found.verify)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(document=KUBECONFIGS, context=st.sampled_from([*NAMES, "gone", None]))
def test_a_context_means_the_same_for_both(
    document: dict[str, Any], context: str | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("kubeconfig")
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    file = folder / "config"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    places = [folder / "official", folder / "ours"]
    for place in places:
        place.mkdir()
    official, ours = _of_the_package(file, context, places[0]), _of_ours(file, context, places[1])
    assert ours == official
