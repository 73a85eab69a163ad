"""The guard over a name service that lies, and without one."""

from __future__ import annotations

import os
import pickle
import socket
from ipaddress import ip_address

import pytest

from slipway.cluster.guard.allow_list import AllowEntry, parse_allow_list
from slipway.cluster.guard.guard import Guard
from slipway.cluster.guard.own_address import is_own_address
from slipway.cluster.guard.server_url import IPAddress
from slipway.errors import ConfigurationError, TargetRefused, Unreachable

GOOD, BAD = ip_address("8.8.8.8"), ip_address("127.0.0.1")


class NameService:
    """Gives one answer after the other, and notes what it was asked."""

    def __init__(self, *answers: list[IPAddress]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int, float]] = []

    def __call__(self, host: str, port: int, seconds: float) -> list[IPAddress]:
        self.asked.append((host, port, seconds))
        return self.answers.pop(0)


def test_what_was_checked_is_what_may_be_dialled_though_the_next_answer_is_another() -> None:
    rebinding = NameService([GOOD], [BAD])
    guard = Guard(untrusted=True, resolve=rebinding)
    assert guard.addresses("rebind.example", 6443, 2.5) == [GOOD]
    assert rebinding.asked == [("rebind.example", 6443, 2.5)]


def test_each_new_connection_is_checked_anew() -> None:
    rebinding = NameService([GOOD], [BAD])
    guard = Guard(untrusted=True, resolve=rebinding)
    guard.addresses("rebind.example", 6443, 1)
    with pytest.raises(TargetRefused, match="not_public"):
        guard.addresses("rebind.example", 6443, 1)


def test_addresses_keep_their_order_and_come_once() -> None:
    first, second = ip_address("2a00:1450::1"), ip_address("9.9.9.9")
    guard = Guard(untrusted=True, resolve=NameService([second, first, second]))
    assert guard.addresses("a.example", 443, 1) == [second, first]


@pytest.mark.parametrize("host", ["8.8.8.8", "2a00:1450::1"])
def test_an_address_is_not_resolved(host: str) -> None:
    service = NameService()
    assert Guard(untrusted=True, resolve=service).addresses(host, 443, 1) == [ip_address(host)]
    assert service.asked == []


@pytest.mark.parametrize(
    "host", ["metadata.google.internal", "a.example.", "a b", "A.example", "[::1]", "\x1b[2J", "", "a%41.example"]
)
def test_a_name_that_is_refused_is_not_resolved(host: str) -> None:
    service = NameService()
    with pytest.raises(TargetRefused) as caught:
        Guard(resolve=service).addresses(host, 443, 1)
    assert caught.value.rule in ("metadata", "host_name")
    assert str(caught.value).isprintable()
    assert service.asked == []


def test_a_made_up_zone_id_is_not_shown() -> None:
    with pytest.raises(TargetRefused, match=r"^fe80::1, port 443, is refused \(zone\)"):
        Guard().addresses("fe80::1%\x1b[2J", 443, 1)


def test_a_name_without_addresses_is_unreachable() -> None:
    with pytest.raises(Unreachable, match=r"^a\.example has no address; check"):
        Guard(resolve=NameService([])).addresses("a.example", 443, 1)


def test_the_refused_address_of_a_name_is_shown() -> None:
    guard = Guard(untrusted=True, resolve=NameService([GOOD, BAD]))
    with pytest.raises(TargetRefused) as caught:
        guard.addresses("a.example", 6443, 1)
    assert str(caught.value) == (
        "a.example (127.0.0.1), port 6443, is refused (not_public): it is no public address (loopback); "
        "check the server's address, or allow it by name, network or host:port (allowed_targets)"
    )


@pytest.mark.parametrize("host", ["a.example", "10.0.0.1", "localhost"])
def test_a_name_for_the_proxy_is_judged_without_resolving(host: str) -> None:
    service = NameService()
    Guard(resolve=service).check_name(host, 6443)
    assert service.asked == []


@pytest.mark.parametrize("host", ["metadata.goog", "169.254.169.254", "::ffff:a9fe:a9fe"])
def test_no_proxy_is_asked_for_a_metadata_service(host: str) -> None:
    with pytest.raises(TargetRefused, match="metadata"):
        Guard().check_name(host, 443)


@pytest.mark.parametrize("entry", ["169.254.169.254", "169.254.0.0/16", "0.0.0.0/0", "a.example", "*.example"])
def test_no_allow_list_opens_a_metadata_service(entry: str) -> None:
    service = NameService([ip_address("169.254.169.254")])
    guard = Guard(untrusted=True, allowed=parse_allow_list([entry]), resolve=service)
    with pytest.raises(TargetRefused, match="no setting allows that"):
        guard.addresses("a.example", 443, 1)


def test_an_allowed_port_of_a_network_does_not_open_it_elsewhere() -> None:
    service = NameService([GOOD], [ip_address("10.0.0.1")])
    guard = Guard(untrusted=True, allowed=parse_allow_list(["10.0.0.0/8:22"]), resolve=service)
    with pytest.raises(TargetRefused, match="low_port"):
        guard.addresses("a.example", 22, 1)
    assert guard.addresses("a.example", 22, 1) == [ip_address("10.0.0.1")]


def test_an_allowed_translator_does_not_open_what_is_behind_it() -> None:
    guard = Guard(untrusted=True, allowed=parse_allow_list(["64:ff9b::/96"]))
    with pytest.raises(TargetRefused, match="not_public"):
        guard.addresses("64:ff9b::10.0.0.1", 443, 1)


@pytest.mark.parametrize(
    ("entry", "meaning"),
    [
        ("Lab.Example", AllowEntry(name="lab.example")),
        ("*.lab.example", AllowEntry(name="lab.example", below=True)),
        ("lab.example:22", AllowEntry(name="lab.example", port=22)),
        ("cafe:443", AllowEntry(name="cafe", port=443)),
    ],
)
def test_an_entry_names_hosts(entry: str, meaning: AllowEntry) -> None:
    assert parse_allow_list([entry]) == (meaning,)


@pytest.mark.parametrize(
    ("entry", "network", "port"),
    [
        ("10.0.0.0/8", "10.0.0.0/8", None),
        ("10.0.0.1", "10.0.0.1/32", None),
        ("10.0.0.1:6443", "10.0.0.1/32", 6443),
        ("10.0.0.0/8:6443", "10.0.0.0/8", 6443),
        ("fd00::/8", "fd00::/8", None),
        ("FD00::1", "fd00::1/128", None),
        ("[fd00::1]", "fd00::1/128", None),
        ("[fd00::/8]:6443", "fd00::/8", 6443),
    ],
)
def test_an_entry_names_a_network(entry: str, network: str, port: int | None) -> None:
    (found,) = parse_allow_list([entry])
    assert (str(found.network), found.port) == (network, port)


@pytest.mark.parametrize(
    ("entry", "host", "port", "covered"),
    [
        ("lab.example", "lab.example", 443, True),
        ("lab.example", "lab.example", 6443, True),
        ("lab.example", "lab.example", 22, False),
        ("lab.example", "x.lab.example", 443, False),
        ("lab.example:22", "lab.example", 22, True),
        ("lab.example:22", "lab.example", 443, False),
        ("*.lab.example", "x.lab.example", 443, True),
        ("*.lab.example", "y.x.lab.example", 443, True),
        ("*.lab.example", "lab.example", 443, False),
        ("*.lab.example", "evillab.example", 443, False),
        ("10.0.0.0/8", "lab.example", 443, True),
        ("11.0.0.0/8", "lab.example", 443, False),
        ("fd00::/8", "lab.example", 443, False),
    ],
)
def test_an_entry_covers_what_it_says(entry: str, host: str, port: int, *, covered: bool) -> None:
    (found,) = parse_allow_list([entry])
    assert found.covers(host, port, ip_address("10.0.0.1")) is covered


@pytest.mark.parametrize(
    "entry",
    [
        *("", "a b", "*", "*.", "*.*.a", "a.", "10.0.0.1/8", "127.1", "10.0.0.0/8:", "a:0", "a:99999", "[a]:1"),
        *("fe80::1%e", "https://a.example", "a.example/8", "[::1", "::1::2"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named(entry: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_allow_list(["a.example", entry])
    assert f"the allow list's entry {entry!r} cannot be read; write NAME" in str(caught.value)


@pytest.mark.parametrize("entry", ["\x1b[2J", "a" * 1000, "\uff41.example"], ids=["escape", "long", "not ascii"])
def test_an_entry_that_must_not_be_shown_is_counted(entry: str) -> None:
    with pytest.raises(ConfigurationError, match="the allow list's entry number 2 cannot be read"):
        parse_allow_list(["a.example", entry])


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "0.0.0.0"])
def test_an_address_of_this_machine_is_known_as_its_own(address: str) -> None:
    assert is_own_address(ip_address(address))


@pytest.mark.skipif(not socket.has_ipv6 or not os.path.exists("/proc/net/if_inet6"), reason="this machine has no IPv6")
def test_an_ipv6_address_of_this_machine_is_known_as_its_own() -> None:
    assert is_own_address(ip_address("::1"))


@pytest.mark.parametrize("address", ["192.0.2.1", "8.8.8.8", "2001:db8::1"])
def test_an_address_of_another_machine_is_not_its_own(address: str) -> None:
    assert not is_own_address(ip_address(address))


def test_a_refusal_survives_a_pickle_round_trip() -> None:
    with pytest.raises(TargetRefused) as caught:
        Guard().check_name("169.254.169.254", 443)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.rule) == (str(caught.value), "metadata")
