# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which addresses nobody dials: one row a rule.

The first rows hold for every target. The others hold for untrusted ones, unless
the operator's allow list has the target.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address

from .server_url import IPAddress
from .special_networks import METADATA_NAMES, is_metadata, special_purpose

__all__ = ["ADDRESS_RULES", "AddressRule", "Candidate"]

_RESERVED_IPV4 = 0xF0000000  # 240.0.0.0/4, the broadcast address among them
_FIRST_FREE_PORT = 1024
_HTTPS = 443


@dataclass(frozen=True)
class Candidate:
    """What is judged: a port of a host, and one address that stands for it.

    :param address: None while only the name is known.
    :param is_own_address: tells this machine's own addresses.
    """

    host: str
    port: int
    address: IPAddress | None
    is_own_address: Callable[[IPAddress], bool]


@dataclass(frozen=True)
class AddressRule:
    """One kind of place that is not dialled.

    :param name: what the rule is called in messages, logs and tests.
    :param always: whether it holds for trusted targets too, and whatever the allow list says.
    :param finding: what the candidate is, as the end of "it is ..."; None when the rule does not apply.
    """

    name: str
    always: bool
    finding: Callable[[Candidate], str | None]


def _metadata(candidate: Candidate) -> str | None:
    named = candidate.host in METADATA_NAMES
    there = candidate.address is not None and is_metadata(candidate.address)
    return "a cloud's metadata service" if named or there else None


def _zone(candidate: Candidate) -> str | None:
    scoped = isinstance(candidate.address, IPv6Address) and candidate.address.scope_id
    return "an address with a zone id" if scoped else None


def _multicast(candidate: Candidate) -> str | None:
    return "a multicast address" if candidate.address is not None and candidate.address.is_multicast else None


def _reserved(candidate: Candidate) -> str | None:
    address = candidate.address
    reserved = address is not None and address.version == 4 and int(address) >= _RESERVED_IPV4
    return "a reserved or broadcast address" if reserved else None


def _port(candidate: Candidate) -> str | None:
    usual = candidate.port == _HTTPS or candidate.port >= _FIRST_FREE_PORT
    return None if usual else "a port below 1024 other than 443"


def _not_public(candidate: Candidate) -> str | None:
    special = candidate.address is not None and special_purpose(candidate.address)
    return f"no public address ({special})" if special else None


def _own_address(candidate: Candidate) -> str | None:
    own = candidate.address is not None and candidate.is_own_address(candidate.address)
    return "an address of this machine" if own else None


# In this order; the first that finds something is named.
ADDRESS_RULES = (
    AddressRule("metadata", always=True, finding=_metadata),
    AddressRule("zone", always=True, finding=_zone),
    AddressRule("multicast", always=True, finding=_multicast),
    AddressRule("reserved", always=True, finding=_reserved),
    AddressRule("low_port", always=False, finding=_port),
    AddressRule("not_public", always=False, finding=_not_public),
    AddressRule("own_address", always=False, finding=_own_address),
)
