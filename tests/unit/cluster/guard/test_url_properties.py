"""What holds for every text that the parser takes, and that other parsers then read the same."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from hypothesis import assume, example, given
from hypothesis import strategies as some
from urllib3.util import parse_url

from slipway.cluster.guard.server_url import ServerUrl, parse_server_url
from slipway.cluster.guard.url_rules import URL_RULES, looks_like_ipv4
from slipway.errors import TargetRefused

LABELS = some.from_regex(r"[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?", fullmatch=True)
NAMES = some.lists(LABELS, min_size=1, max_size=5).map(".".join)
IPV6 = some.ip_addresses(v=6)
HOSTS = NAMES | some.ip_addresses(v=4).map(str) | IPV6.map(lambda a: f"[{a}]") | IPV6.map(lambda a: f"[{a.exploded}]")
PORTS = some.just("") | some.integers(1, 65535).map(lambda port: f":{port}")
PATHS = some.lists(some.from_regex(r"[A-Za-z0-9_~:@+=,-]{1,12}", fullmatch=True), max_size=4).map(
    lambda segments: "".join(f"/{segment}" for segment in segments)
)
WELL_WRITTEN = some.builds("{}://{}{}{}".format, some.sampled_from(["https", "http", "HTTPS"]), HOSTS, PORTS, PATHS)
# Texts made of what parsers stumble over.
PIECES = (
    *("//", "https://", "http:", "a.example", "127.0.0.1", "0x7f", "::1", "[::1]", "%2e", "%00", "..", "\uff0f"),
    *("\u3002", "@evil.example", ":443", "xn--a", "fe80::1%25eth0", "2130706433"),
    *"/\\:@?#%[].-_;,&= \t\r\n\x00aF01",
)
MALFORMED = (
    some.lists(some.sampled_from(PIECES), max_size=10).map(lambda pieces: "https://" + "".join(pieces)) | some.text()
)


def _taken(text: str) -> ServerUrl | None:
    assume(text)
    try:
        return parse_server_url(text, allow_http=True)
    except TargetRefused:
        return None


def _refusal(text: str) -> str:
    assume(text)
    try:
        parse_server_url(text, allow_http=True)
    except TargetRefused as refused:
        return str(refused)
    return ""


def _same_host(host: str | None) -> str:
    """A host of another parser in our spelling: no brackets, addresses in their short form."""
    bare = (host or "").strip("[]").lower()
    try:
        return str(ip_address(bare))
    except ValueError:
        return bare


@given(WELL_WRITTEN | MALFORMED)
@example("https://a.example/k8s/clusters/c-1/")
@example("https://[::ffff:1.2.3.4]:443")
def test_what_is_taken_is_taken_again_as_the_same(text: str) -> None:
    server = _taken(text)
    if server is not None:
        assert parse_server_url(server.url, allow_http=True) == server


@given(WELL_WRITTEN | MALFORMED)
@example("https://A.Example:6443/k8s")
def test_other_parsers_see_the_same_in_what_was_written(text: str) -> None:
    server = _taken(text)
    if server is None:
        return
    standard, other = urlsplit(text), parse_url(text)
    assert standard.scheme == other.scheme == server.scheme
    assert _same_host(standard.hostname) == _same_host(other.host) == server.host
    assert (standard.port or server.port) == (other.port or server.port) == server.port
    assert standard.username is standard.password is other.auth is None
    assert standard.path.removesuffix("/") == (other.path or "").removesuffix("/") == server.path


@given(WELL_WRITTEN | MALFORMED)
def test_nothing_in_what_is_taken_ends_a_part_early(text: str) -> None:
    server = _taken(text)
    if server is None:
        return
    assert server.url.isascii()
    assert server.url.isprintable()
    assert not set(server.url) & set(" \\?#%;\"'<>|^`{}")
    assert not set(server.host) & set("/@[]")
    assert 0 < server.port < 65536
    assert ":" not in server.host or server.address is not None


@given(MALFORMED)
def test_a_refusal_says_the_same_whatever_was_written(text: str) -> None:
    known = {f"the API server's address is refused ({rule.name}): {rule.reason}" for rule in URL_RULES}
    assert _refusal(text) in {"", *known}


@given(WELL_WRITTEN)
@example("https://[::]")
def test_what_is_well_written_is_taken_unless_it_looks_like_an_ipv4_address(text: str) -> None:
    host = urlsplit(text).hostname or ""
    assume(len(host) <= 253)
    assert not _refusal(text) or (looks_like_ipv4(host) and "(ipv4_spelling)" in _refusal(text))
