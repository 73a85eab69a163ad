"""From options, variables and kubeconfigs to a connection: what wins, and what a connection holds."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from slipway.cluster.connection import connection as connection_module
from slipway.cluster.connection import pod_account
from slipway.cluster.connection.connection import Connection, connect
from slipway.cluster.connection.options import connection_options
from slipway.errors import ConfigurationError
from tests.unit.cluster.kubeconfigs import embedded, kubeconfig, write_kubeconfig

CONTEXTS = ("main", "other")


@pytest.fixture(autouse=True)
def temp_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temp folder for this test alone; nothing may be left in it."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(connection_module, "MEMORY", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A kubeconfig with two contexts, main and other, each with a token."""
    return write_kubeconfig(
        tmp_path / "config",
        *(kubeconfig(f"https://{name}.example", name=name, user={"token": f"{name}-token"}) for name in CONTEXTS),
    )


def test_the_current_context_is_used(config: str) -> None:
    found = connect({"kubeconfig": config}, {})
    assert (found.host, found.authorization) == ("https://main.example", "Bearer main-token")


def test_a_context_is_used_when_named(config: str) -> None:
    found = connect({"kubeconfig": config, "context": "other"}, {})
    assert (found.host, found.authorization) == ("https://other.example", "Bearer other-token")


def test_an_option_goes_before_its_variable(config: str) -> None:
    environment = {"K8S_AUTH_CONTEXT": "other", "K8S_AUTH_KUBECONFIG": config, "K8S_AUTH_API_KEY": "of-the-variable"}
    options = connection_options({"context": "main", "api_key": None}, environment)
    found = connect(options, environment)
    assert (found.host, found.authorization) == ("https://main.example", "Bearer of-the-variable")


def test_the_kubeconfig_of_k8s_auth_goes_before_kubeconfig(config: str, tmp_path: Path) -> None:
    second = write_kubeconfig(tmp_path / "second", kubeconfig("https://second.example"))
    environment = {"K8S_AUTH_KUBECONFIG": second, "KUBECONFIG": config}
    assert connect(connection_options({}, environment), environment).host == "https://second.example"


def test_kubeconfig_goes_before_the_pods_own_account(config: str) -> None:
    assert connect({}, {"KUBECONFIG": config, "KUBERNETES_SERVICE_HOST": "10.0.0.1"}).host == "https://main.example"


def test_the_pods_own_account_goes_before_the_home_folder(
    clean_environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authority: trustme.CA
) -> None:
    (clean_environment / ".kube").mkdir()
    write_kubeconfig(clean_environment / ".kube" / "config", kubeconfig("https://home.example"))
    (tmp_path / "token").write_text("account-token\n")
    authority.cert_pem.write_to_path(str(tmp_path / "ca.crt"))
    monkeypatch.setattr(pod_account, "FOLDER", str(tmp_path))
    found = connect({}, {"KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"})
    assert (found.host, found.authorization) == ("https://[fd00::1]", "Bearer account-token")
    assert connect({}, {}).host == "https://home.example"


@pytest.mark.parametrize("empty", ["token", "ca.crt", None])
def test_a_pod_without_an_account_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty: str | None
) -> None:
    for name in ("token", "ca.crt") if empty else ():
        (tmp_path / name).write_text("" if name == empty else "x")
    monkeypatch.setattr(pod_account, "FOLDER", str(tmp_path))
    with pytest.raises(ConfigurationError, match="its service account's token or CA is not mounted"):
        connect({}, {"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"})


def test_without_anything_it_is_said_what_to_give() -> None:
    with pytest.raises(ConfigurationError, match="no cluster was named; give kubeconfig, or host with api_key"):
        connect({}, {})


def test_a_host_with_a_token_needs_no_kubeconfig() -> None:
    found = connect({"host": "https://10.0.0.1/", "api_key": "x"}, {"KUBECONFIG": "/nonexistent"})
    assert (found.host, found.authorization) == ("https://10.0.0.1", "Bearer x")


def test_a_token_given_replaces_all_credentials_of_the_kubeconfig(tmp_path: Path, authority: trustme.CA) -> None:
    user = {"client-certificate-data": embedded(b"not even PEM"), "client-key-data": embedded(b"neither")}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://main.example", user=user))
    assert connect({"kubeconfig": path, "api_key": "mine"}, {}).authorization == "Bearer mine"


def test_a_certificate_given_replaces_the_token_of_the_kubeconfig(tmp_path: Path, authority: trustme.CA) -> None:
    pem = tmp_path / "me.pem"
    authority.issue_cert("me.example").private_key_and_cert_chain_pem.write_to_path(str(pem))
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://main.example", user={"token": "of-the-file"}))
    assert connect({"kubeconfig": path, "client_cert": str(pem)}, {}).authorization is None


def test_embedded_data_leaves_no_file_and_works_twice(tmp_path: Path, authority: trustme.CA, temp_folder: Path) -> None:
    certificate = authority.issue_cert("me.example")
    user = {
        "client-certificate-data": embedded(certificate.cert_chain_pems[0].bytes()),
        "client-key-data": embedded(certificate.private_key_pem.bytes()),
    }
    cluster = {"certificate-authority-data": embedded(authority.cert_pem.bytes())}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user=user, cluster=cluster))
    for _time in range(2):
        context = connect({"kubeconfig": path}, {}).ssl_context
        assert context is not None
        assert len(context.get_ca_certs()) == 1
        assert list(temp_folder.iterdir()) == []


def test_a_token_file_is_read_beside_the_kubeconfig(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-file\n")
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user={"tokenFile": "token"}))
    assert connect({"kubeconfig": path}, {}).authorization == "Bearer from-file"


def test_a_token_file_goes_before_a_token_that_is_written_as_for_kubectl(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("renewed\n")
    user = {"token": "written", "tokenFile": "token"}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user=user))
    assert connect({"kubeconfig": path}, {}).authorization == "Bearer renewed"
    (tmp_path / "token").unlink()
    assert connect({"kubeconfig": path}, {}).authorization == "Bearer written"


def test_a_token_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("first")
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user={"tokenFile": "token"}))
    renewal = connect({"kubeconfig": path}, {}).renewal
    assert renewal is not None
    assert not renewal.files_changed()
    (tmp_path / "token").write_text("another one")
    assert renewal.files_changed()


def test_fields_that_are_empty_count_as_not_given(tmp_path: Path) -> None:
    user = {"token": "written", "tokenFile": "", "client-certificate": "", "client-key": None}
    cluster = {"certificate-authority": None, "certificate-authority-data": "", "tls-server-name": ""}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user=user, cluster=cluster))
    found = connect({"kubeconfig": path}, {})
    assert (found.authorization, found.server_name) == ("Bearer written", None)


def test_the_user_that_a_kubeconfig_acts_as_is_acted_as_unless_another_one_is_given(tmp_path: Path) -> None:
    user = {"token": "admin", "as": "deployer", "as-groups": ["teams"]}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", user=user))
    found = connect({"kubeconfig": path}, {})
    assert (found.impersonate_user, found.impersonate_groups) == ("deployer", ("teams",))
    given = connect({"kubeconfig": path, "impersonate_user": "jane"}, {})
    assert (given.impersonate_user, given.impersonate_groups) == ("jane", ())


def test_a_host_that_is_given_has_not_the_name_of_the_kubeconfigs_server(tmp_path: Path) -> None:
    cluster = {"tls-server-name": "api.internal"}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://10.0.0.1", cluster=cluster))
    assert connect({"kubeconfig": path, "host": "https://b.example"}, {}).server_name is None


def test_a_ca_counts_however_the_scheme_is_written(tmp_path: Path, authority: trustme.CA) -> None:
    cluster = {"certificate-authority-data": embedded(authority.cert_pem.bytes())}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("HTTPS://a.example", cluster=cluster))
    context = connect({"kubeconfig": path}, {}).ssl_context
    assert context is not None
    assert len(context.get_ca_certs()) == 1


def test_several_files_are_merged_and_missing_ones_left_out(tmp_path: Path) -> None:
    first = write_kubeconfig(tmp_path / "first", kubeconfig("https://first.example", name="first"))
    second = write_kubeconfig(tmp_path / "second", kubeconfig("https://second.example", name="second"))
    environment = {"KUBECONFIG": f"{first}:/nonexistent:{second}:"}
    hosts = [connect({"context": name}, environment).host for name in ("first", "second")]
    assert hosts == ["https://first.example", "https://second.example"]


def test_of_several_files_the_first_decides_as_for_kubectl(tmp_path: Path) -> None:
    first = write_kubeconfig(tmp_path / "first", kubeconfig("https://first.example", name="same"))
    second = write_kubeconfig(
        tmp_path / "second",
        kubeconfig("https://second.example", name="second"),
        kubeconfig("https://shadowed.example", name="same"),
    )
    environment = {"KUBECONFIG": f"{first}:{second}"}
    assert connect({}, environment).host == "https://first.example"
    assert connect({"context": "same"}, environment).host == "https://first.example"
    assert connect({}, {"KUBECONFIG": f"{second}:{first}"}).host == "https://second.example"


def test_the_servers_name_for_tls_and_the_proxy_come_from_the_kubeconfig(tmp_path: Path) -> None:
    cluster = {"tls-server-name": "api.internal", "proxy-url": "http://proxy.example:3128"}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://10.0.0.1", cluster=cluster))
    found = connect({"kubeconfig": path}, {})
    assert (found.server_name, found.proxy) == ("api.internal", "http://proxy.example:3128")


@pytest.mark.parametrize(
    ("skip", "option", "verified"),
    [(True, None, False), (False, None, True), (True, True, True), (False, False, False)],
    ids=["kubeconfig skips", "kubeconfig verifies", "option verifies", "option skips"],
)
def test_whether_certificates_are_verified(tmp_path: Path, *, skip: bool, option: bool | None, verified: bool) -> None:
    cluster = {"insecure-skip-tls-verify": skip}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://10.0.0.1", cluster=cluster))
    context = connect({"kubeconfig": path, "validate_certs": option}, {}).ssl_context
    assert context is not None
    assert (context.check_hostname, context.verify_mode != 0) == (verified, verified)


def test_a_connection_shows_its_host_alone() -> None:
    shown = repr(connect({"host": "https://10.0.0.1", "api_key": "secret", "proxy": "http://me:secret@p:1"}, {}))
    assert shown == "Connection(host='https://10.0.0.1')"


def test_a_connection_without_tls_holds_plain_values() -> None:
    found = connect({"host": "http://10.0.0.1", "api_key": "x", "impersonate_user": "jane", "allow_http": True}, {})
    assert pickle.loads(pickle.dumps(found)) == found
    assert found == Connection("http://10.0.0.1", None, "Bearer x", impersonate_user="jane")
