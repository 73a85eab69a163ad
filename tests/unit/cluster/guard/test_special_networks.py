"""What an address is, where it is no public one; both ends of a network, and its neighbours."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from slipway.cluster.guard.special_networks import special_purpose

SPECIAL = {
    "unspecified": ["0.0.0.0", "0.255.255.255", "::"],
    "private": ["10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255"],
    "shared by a carrier's customers": ["100.64.0.0", "100.127.255.255"],
    "loopback": ["127.0.0.0", "127.255.255.255", "::1"],
    "link-local": ["169.254.0.0", "169.254.255.255", "fe80::", "febf:ffff::"],
    "reserved for protocols": ["192.0.0.0", "192.0.0.9", "192.0.0.255", "2001:1::1", "2001:1ff:ffff::"],
    "for documentation": ["192.0.2.0", "198.51.100.255", "203.0.113.0", "2001:db8::", "3fff:fff:ffff::"],
    "an AS112 sink": ["192.31.196.0", "192.175.48.255", "2620:4f:8000::"],
    "a multicast relay": ["192.52.193.0"],
    "a 6to4 relay": ["192.88.99.0"],
    "for benchmarks": ["198.18.0.0", "198.19.255.255"],
    "multicast": ["224.0.0.0", "239.255.255.255", "ff00::", "ffff::"],
    "reserved": ["240.0.0.0", "255.255.255.255"],
    "a local NAT64 prefix": ["64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"],
    "a sink": ["100::"],
    "a Teredo tunnel": ["2001::", "2001:0:ffff::"],
    "a 6to4 tunnel": ["2002::", "2002:ffff::"],
    "unique local": ["fc00::", "fdff:ffff::"],
    "site-local": ["fec0::", "feff::"],
    "not assigned": ["::2", "64:ff9a::", "64:ff9b:2::", "1fff:ffff::", "4000::", "5f00::", "fbff::", "fe00::"],
}
PUBLIC = [
    *("1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0"),
    *("169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0"),
    *("192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "203.0.114.0"),
    *("223.255.255.255", "2000::", "2001:200::", "2001:db7::", "2001:db9::", "2003::", "2620:4f:8001::", "3ffe::"),
    *("3fff:1000::", "64:ff9b::808:808"),
]


@pytest.mark.parametrize(
    ("address", "what"), [(address, what) for what, addresses in SPECIAL.items() for address in addresses]
)
def test_an_address_in_a_special_network_is_named_for_it(address: str, what: str) -> None:
    assert special_purpose(ip_address(address)) == what


@pytest.mark.parametrize("address", PUBLIC)
def test_the_neighbours_of_special_networks_are_public(address: str) -> None:
    assert special_purpose(ip_address(address)) is None
