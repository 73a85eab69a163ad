"""Which proxies are taken, and when one is used."""

from __future__ import annotations

import pytest

from slipway.cluster.connection.proxy import proxy_address
from slipway.cluster.guard.server_url import parse_server_url
from slipway.errors import ConfigurationError

PROXY = {"HTTPS_PROXY": "http://proxy.example:3128"}


def _proxy(url: str, given: str | None, environment: dict[str, str]) -> str | None:
    return proxy_address(parse_server_url(url, allow_http=True), given, environment)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_the_proxy_of_the_environment_is_used_for_the_servers_scheme(name: str) -> None:
    environment = {name: "http://proxy.example:3128"}
    assert _proxy("https://a.example", None, environment) == "http://proxy.example:3128"
    assert _proxy("http://a.example", None, environment) is None


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
        ("10.0.0.1:6443", "https://10.0.0.1:6443"),
        ("[fd00::1]:6443", "https://[fd00::1]:6443"),
    ],
)
def test_no_proxy_names_servers_that_are_reached_directly(no_proxy: str, host: str) -> None:
    assert _proxy(host, None, {**PROXY, "NO_PROXY": no_proxy}) is None


@pytest.mark.parametrize("no_proxy", ["", "b.example", "le", "10.0.0.0/8", "a.example:80", ","])
def test_no_proxy_lets_other_servers_go_by_the_proxy(no_proxy: str) -> None:
    assert _proxy("https://a.example:6443", None, {**PROXY, "NO_PROXY": no_proxy}) == PROXY["HTTPS_PROXY"]


@pytest.mark.parametrize("host", ["https://localhost:6443", "https://127.0.0.1", "https://[::1]:6443"])
def test_this_machine_is_not_asked_by_the_environments_proxy(host: str) -> None:
    assert _proxy(host, None, PROXY) is None
    assert _proxy(host, "http://mine:1", PROXY) == "http://mine:1"


def test_the_proxy_given_goes_before_the_environments_and_before_no_proxy() -> None:
    environment = {**PROXY, "NO_PROXY": "*"}
    assert _proxy("https://a.example", "http://mine.example:1", environment) == "http://mine.example:1"


def test_a_proxy_without_a_scheme_speaks_http() -> None:
    assert _proxy("https://a.example", "proxy.example:3128", {}) == "http://proxy.example:3128"


@pytest.mark.parametrize(
    "proxy", ["socks5://a:1080", "http://", "http://a:x", "http://me:secret@", "http://a/path", "a b"]
)
def test_a_proxy_that_cannot_be_used_is_refused_without_quoting_it(proxy: str) -> None:
    with pytest.raises(ConfigurationError, match="the proxy must look like http://address:port") as caught:
        _proxy("https://a.example", proxy, {})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("no_proxy", ["0.0.1", ".0.1", "10.0.0.1:80", "11.0.0.0/8", "fd00::/8"])
def test_the_end_of_an_address_is_no_domain(no_proxy: str) -> None:
    environment = {**PROXY, "NO_PROXY": no_proxy}
    assert _proxy("https://10.0.0.1:6443", None, environment) == PROXY["HTTPS_PROXY"]
