# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks with a purpose of their own, and where clouds keep the credentials of their machines."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from .server_url import IPAddress

__all__ = ["METADATA_NAMES", "is_metadata", "special_purpose"]

# Whoever reaches one of these from a cloud's machine gets that machine's credentials.
_METADATA = frozenset(
    map(
        ip_address,
        (
            "169.254.169.254",  # AWS, Azure, Google, OpenStack, Oracle, DigitalOcean, Hetzner and most others
            "fe80::a9fe:a9fe",  # OpenStack, by IPv6
            "169.254.170.2",  # AWS, credentials of ECS tasks
            "169.254.170.23",  # AWS, EKS Pod Identity
            "fd00:ec2::23",
            "fd00:ec2::254",  # AWS
            "fd20:ce::254",  # Google
            "168.63.129.16",  # Azure, the host's agent: a public address
            "100.100.100.200",  # Alibaba
            "fd00:100::100:200",
            "192.0.0.192",  # Oracle, classic: Python 3.11 calls it global
            "fd00:c1::a9fe:a9fe",  # Oracle
            "169.254.42.42",  # Scaleway
            "fd00:42::42",
            "fd00:a9fe:a9fe::1",  # Akamai
            "169.254.0.23",  # Tencent
            "169.254.10.10",
            "192.80.8.124",  # Equinix Metal: a public address
        ),
    )
)

METADATA_NAMES = frozenset(
    (
        "instance-data",
        "instance-data.ec2.internal",
        "metadata",
        "metadata.google.internal",
        "metadata.goog",
        "metadata.packet.net",
        "metadata.platformequinix.com",
        "metadata.tencentyun.com",
        "api.metadata.cloud.ibm.com",
        "rancher-metadata",
    )
)

# IANA's special-purpose registries, also those blocks that it calls globally reachable: no API server lives there.
_SPECIAL: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple(
    (ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier's customers"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "for documentation"),
        ("192.31.196.0/24", "an AS112 sink"),
        ("192.52.193.0/24", "a multicast relay"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "an AS112 sink"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("64:ff9b:1::/48", "a local NAT64 prefix"),
        ("100::/64", "a sink"),
        ("2001::/32", "a Teredo tunnel"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "a 6to4 tunnel"),
        ("2620:4f:8000::/48", "an AS112 sink"),
        ("3fff::/20", "for documentation"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
# All public IPv6 addresses are here (RFC 4291, IANA's address space), but for those that NAT64 makes of IPv4 ones.
_PUBLIC_IPV6 = (IPv6Network("2000::/3"), IPv6Network("64:ff9b::/96"))


def is_metadata(address: IPAddress) -> bool:
    """Whether a cloud's metadata service answers there."""
    return address in _METADATA


def special_purpose(address: IPAddress) -> str | None:
    """What the address is, where it is no public one; None for a public one.

    Our own list and Python's must agree: each lacks blocks that the other has.
    """
    found = next((what for network, what in _SPECIAL if address in network), None)
    if found:
        return found
    if address.version == 6 and not any(address in network for network in _PUBLIC_IPV6):
        return "not assigned"
    return None if address.is_global else "not global"
