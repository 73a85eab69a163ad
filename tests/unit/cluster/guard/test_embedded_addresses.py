"""No way of writing an IPv4 address inside of an IPv6 address leads around a rule."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as some

from slipway.cluster.guard.embedded_addresses import judged_addresses
from slipway.cluster.guard.guard import Guard
from slipway.cluster.guard.server_url import IPAddress
from slipway.errors import TargetRefused

Form = Callable[[int], int]

FORMS: dict[str, Form] = {
    "IPv4-mapped": lambda v4: int(IPv6Address("::ffff:0:0")) | v4,
    "IPv4-compatible": lambda v4: v4,
    "IPv4-translated": lambda v4: int(IPv6Address("::ffff:0:0:0")) | v4,
    "NAT64": lambda v4: int(IPv6Address("64:ff9b::")) | v4,
    "local NAT64 of 48 bits": lambda v4: int(IPv6Address("64:ff9b:1::")) | v4 >> 16 << 64 | (v4 & 0xFFFF) << 40,
    "local NAT64 of 56 bits": lambda v4: int(IPv6Address("64:ff9b:1::")) | v4 >> 24 << 64 | (v4 & 0xFFFFFF) << 32,
    "local NAT64 of 64 bits": lambda v4: int(IPv6Address("64:ff9b:1::")) | v4 << 24,
    "local NAT64 of 96 bits": lambda v4: int(IPv6Address("64:ff9b:1::")) | v4,
    "6to4": lambda v4: int(IPv6Address("2002::")) | v4 << 80,
    "Teredo server": lambda v4: int(IPv6Address("2001::f7f7:f7f7")) | v4 << 64,
    "Teredo client": lambda v4: int(IPv6Address("2001:0:808:808::")) | v4 ^ 0xFFFFFFFF,
    "ISATAP": lambda v4: int(IPv6Address("2a00:1450::5efe:0:0")) | v4,
    "ISATAP, universal": lambda v4: int(IPv6Address("2a00:1450::200:5efe:0:0")) | v4,
    "ISATAP, group": lambda v4: int(IPv6Address("2a00:1450::100:5efe:0:0")) | v4,
}
# 0.0.0.0 and 0.0.0.1 in the IPv4-compatible form are :: and ::1.
IPV4 = some.integers(2, 2**32 - 1).map(IPv4Address)


def _refusal(guard: Guard, address: IPAddress) -> str:
    try:
        guard.addresses(str(address), 6443, 1)
    except TargetRefused as refused:
        return refused.rule
    return ""


def _is_own(_address: IPAddress) -> bool:
    return False


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(IPV4)
def test_the_ipv4_address_is_found(form: Form, address: IPv4Address) -> None:
    assert address in judged_addresses(IPv6Address(form(int(address))))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(IPV4 | some.sampled_from(["169.254.169.254", "224.0.0.1", "255.255.255.255", "10.0.0.1"]).map(IPv4Address))
def test_what_is_refused_as_ipv4_is_refused_inside_of_ipv6(form: Form, address: IPv4Address) -> None:
    for guard in (Guard(is_own=_is_own), Guard(untrusted=True, is_own=_is_own)):
        if _refusal(guard, address):
            assert _refusal(guard, IPv6Address(form(int(address))))


@given(some.ip_addresses())
def test_what_untrusted_targets_may_dial_is_global_for_python_too(address: IPAddress) -> None:
    guard = Guard(untrusted=True, is_own=_is_own)
    if not _refusal(guard, address):
        assert all(judged.is_global for judged in judged_addresses(address))


@pytest.mark.parametrize("address", ["::", "::1", "fe80::1", "2a00:1450::1", "2001:4860:4860::8888"])
def test_an_address_without_ipv4_stands_for_itself(address: str) -> None:
    assert judged_addresses(IPv6Address(address)) == (IPv6Address(address),)


def test_a_mapped_address_stands_for_its_ipv4_address_alone() -> None:
    assert judged_addresses(IPv6Address("::ffff:10.0.0.1")) == (IPv4Address("10.0.0.1"),)


def test_all_forms_in_one_address_are_unpacked() -> None:
    both = IPv6Address("2002:a00:1::5efe:c0a8:1")
    assert judged_addresses(both) == (both, IPv4Address("10.0.0.1"), IPv4Address("192.168.0.1"))
