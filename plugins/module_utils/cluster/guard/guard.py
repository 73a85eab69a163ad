# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guard: where a connection may go. It decides on addresses, and exactly those are dialled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...errors import TargetRefused, Unreachable
from .address_rules import ADDRESS_RULES, AddressRule, Candidate
from .allow_list import AllowEntry
from .embedded_addresses import judged_addresses
from .own_address import is_own_address
from .resolver import system_resolver
from .server_url import IPAddress, literal_address
from .url_rules import is_host_name

__all__ = ["Guard"]


@dataclass(frozen=True)
class Guard:
    """Decides for one connection's target where it may go. Ask it for each new connection.

    :param untrusted: whether the server's address came as data, from somebody who must not choose
        where we dial. It must then be public. One from the operator's own files may be anything
        but a cloud's metadata service.
    :param allowed: what untrusted targets may have on top, from ``parse_allow_list``.
    :param resolve: host, port and seconds to the host's addresses.
    :param is_own: tells this machine's own addresses.
    """

    untrusted: bool = False
    allowed: tuple[AllowEntry, ...] = ()
    resolve: Callable[[str, int, float], list[IPAddress]] = system_resolver
    is_own: Callable[[IPAddress], bool] = is_own_address

    def check_name(self, host: str, port: int) -> None:
        """Judge what can be judged without resolving, for a name that a trusted target's proxy resolves.

        :raises TargetRefused: by the name, the port, or the address that the host spells out.
        """
        address = literal_address(host)
        if address is None and not is_host_name(host):
            raise TargetRefused("the server's host is refused (host_name): it is no host name", rule="host_name")
        self._judge(host, port, judged_addresses(address) if address else (None,))

    def addresses(self, host: str, port: int, seconds: float) -> list[IPAddress]:
        """The addresses that may be dialled for this host. Dial these and do not resolve again.

        :param host: as a ServerUrl has it: in lower case, without brackets.
        :param seconds: how long resolving may take.
        :returns: at least one, in the resolver's order.
        :raises TargetRefused: the name, the port or any of its addresses is refused: whoever
            answers with a good and a bad address means the bad one.
        :raises Unreachable: the name has no address.
        :raises TimedOut: the resolver took longer.
        """
        self.check_name(host, port)
        literal = literal_address(host)
        if literal:
            return [literal]
        found = list(dict.fromkeys(self.resolve(host, port, seconds)))
        if not found:
            raise Unreachable(f"{host} has no address; check the server's address and the name service")
        for address in found:
            self._judge(host, port, judged_addresses(address))
        return found

    def _judge(self, host: str, port: int, addresses: tuple[IPAddress | None, ...]) -> None:
        for address in addresses:
            candidate = Candidate(host, port, address, self.is_own)
            allowed = any(entry.covers(host, port, address) for entry in self.allowed)
            for rule in ADDRESS_RULES:
                if not rule.always and (not self.untrusted or allowed):
                    continue
                finding = rule.finding(candidate)
                if finding:
                    raise TargetRefused(_sentence(candidate, rule, finding), rule=rule.name)


def _sentence(candidate: Candidate, rule: AddressRule, finding: str) -> str:
    # A zone id is any text that somebody made up.
    place = candidate.host.partition("%")[0]
    address = candidate.address
    if address is not None and address != literal_address(candidate.host):
        place = f"{place} ({str(address).partition('%')[0]})"
    if rule.always:
        remedy = "no setting allows that; check the server's address"
    else:
        remedy = "check the server's address, or allow it by name, network or host:port (allowed_targets)"
    return f"{place}, port {candidate.port}, is refused ({rule.name}): it is {finding}; {remedy}"
