"""Which addresses of servers and proxies are taken, and when a proxy is used."""

from __future__ import annotations

import pytest

from slipway.cluster.address import proxy_address, server_address
from slipway.cluster.errors import ConfigurationError

PROXY = {"HTTPS_PROXY": "http://proxy.example:3128"}


@pytest.mark.parametrize(
    "host",
    ["https://10.0.0.1:6443", "http://localhost", "https://[fd00::1]:6443", "https://rancher.example/k8s/clusters/c-1"],
)
def test_a_servers_address_is_taken_as_it_is(host: str) -> None:
    assert server_address(host) == host
    assert server_address(f"{host}/") == host


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1:6443",
        "ftp://a",
        "https://",
        "https://me:secret@a",
        "https://a:99999",
        "https://a:port",
        "https://[fd00::1",
        "https://a b",
        "https://a/\n",
        "https://a\tb",
        "https://a\r\nX-Evil: yes",
        "https://a/?token=secret",
        "https://a/#b",
        "https://\x1b[2J",
        5,
    ],
)
def test_any_other_address_is_refused_without_quoting_it(host: object) -> None:
    with pytest.raises(ConfigurationError) as caught:
        server_address(host)
    assert "secret" not in str(caught.value)
    assert "give host" in str(caught.value) or "host must look like https://address:port" in str(caught.value)


@pytest.mark.parametrize("host", [None, ""], ids=["none", "empty"])
def test_a_missing_address_is_asked_for(host: str | None) -> None:
    with pytest.raises(ConfigurationError, match="the API server's address is missing; give host or a kubeconfig"):
        server_address(host)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_the_proxy_of_the_environment_is_used_for_the_servers_scheme(name: str) -> None:
    environment = {name: "http://proxy.example:3128"}
    assert proxy_address("https://a.example", None, environment) == "http://proxy.example:3128"
    assert proxy_address("http://a.example", None, environment) is None


@pytest.mark.parametrize(
    ("no_proxy", "host"),
    [
        ("*", "https://a.example"),
        ("a.example", "https://a.example:6443"),
        (".example", "https://a.example"),
        ("example", "https://a.example"),
        ("x, A.Example", "https://a.example"),
        ("a.example:6443", "https://a.example:6443"),
        ("10.0.0.1", "https://10.0.0.1:6443"),
        ("10.0.0.0/8", "https://10.1.2.3:6443"),
        ("[fd00::1]", "https://[fd00::1]:6443"),
        ("fd00::/8", "https://[fd00::1]"),
    ],
)
def test_no_proxy_names_servers_that_are_reached_directly(no_proxy: str, host: str) -> None:
    assert proxy_address(host, None, {**PROXY, "NO_PROXY": no_proxy}) is None


@pytest.mark.parametrize("no_proxy", ["", "b.example", "le", "10.0.0.0/8", "a.example:80", ","])
def test_no_proxy_lets_other_servers_go_by_the_proxy(no_proxy: str) -> None:
    assert proxy_address("https://a.example:6443", None, {**PROXY, "NO_PROXY": no_proxy}) == PROXY["HTTPS_PROXY"]


@pytest.mark.parametrize("host", ["https://localhost:6443", "https://127.0.0.1", "https://[::1]:6443"])
def test_this_machine_is_not_asked_by_the_environments_proxy(host: str) -> None:
    assert proxy_address(host, None, PROXY) is None
    assert proxy_address(host, "http://mine:1", PROXY) == "http://mine:1"


def test_the_proxy_given_goes_before_the_environments_and_before_no_proxy() -> None:
    environment = {**PROXY, "NO_PROXY": "*"}
    assert proxy_address("https://a.example", "http://mine.example:1", environment) == "http://mine.example:1"


def test_a_proxy_without_a_scheme_speaks_http() -> None:
    assert proxy_address("https://a.example", "proxy.example:3128", {}) == "http://proxy.example:3128"


@pytest.mark.parametrize(
    "proxy", ["socks5://a:1080", "http://", "http://a:x", "http://me:secret@", "http://a/path", "a b"]
)
def test_a_proxy_that_cannot_be_used_is_refused_without_quoting_it(proxy: str) -> None:
    with pytest.raises(ConfigurationError, match="the proxy must look like http://address:port") as caught:
        proxy_address("https://a.example", proxy, {})
    assert "secret" not in str(caught.value)
