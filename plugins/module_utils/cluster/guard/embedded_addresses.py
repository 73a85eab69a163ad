# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPv4 addresses that an IPv6 address carries, so that no translator or tunnel is a way around the guard."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network

from .server_url import IPAddress

__all__ = ["judged_addresses"]

# The IPv4 address is in the last 32 bits: IPv4-compatible (RFC 4291), IPv4-translated (RFC 2765), NAT64 (RFC 6052).
_LAST_BITS = tuple(map(IPv6Network, ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96")))
# An operator's own NAT64 (RFC 8215) has a prefix of any length that RFC 6052 knows; so each reading is judged.
_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")
_TEREDO = IPv6Network("2001::/32")
# The interface identifier of RFC 5214, whatever its universal and group bits are.
_ISATAP = 0x00005EFE
_ISATAP_BITS = 0xFCFFFFFF


def judged_addresses(address: IPAddress) -> tuple[IPAddress, ...]:
    """All that must be harmless for this address to be: itself and every IPv4 address in it, whoever unpacks it.

    An IPv4-mapped address stands for its IPv4 address alone: the kernel dials that.
    """
    if not isinstance(address, IPv6Address):
        return (address,)
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    return tuple(dict.fromkeys((address, *_carried(address))))


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    bits = int(address)
    if any(address in network for network in _LAST_BITS) and bits > 1:  # not :: and ::1
        yield IPv4Address(bits & 0xFFFFFFFF)
    if address in _LOCAL_NAT64:
        yield from _readings_of_local_nat64(bits)
    if address.sixtofour:
        yield address.sixtofour
    if address in _TEREDO:
        yield IPv4Address(bits >> 64 & 0xFFFFFFFF)  # the tunnel's server
        yield IPv4Address(~bits & 0xFFFFFFFF)  # the client, every bit turned round
    if bits >> 32 & _ISATAP_BITS == _ISATAP:
        yield IPv4Address(bits & 0xFFFFFFFF)


def _readings_of_local_nat64(bits: int) -> Iterator[IPv4Address]:
    """RFC 6052, section 2.2: prefixes of 48, 56, 64 and 96 bits; octet 8 (bits 64 to 71) is left out."""
    yield IPv4Address((bits >> 64 & 0xFFFF) << 16 | bits >> 40 & 0xFFFF)
    yield IPv4Address((bits >> 64 & 0xFF) << 24 | bits >> 32 & 0xFFFFFF)
    yield IPv4Address(bits >> 24 & 0xFFFFFFFF)
    yield IPv4Address(bits & 0xFFFFFFFF)
