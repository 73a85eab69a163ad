"""The verdict on a URL, from the parser to the addresses, without a name service."""

from __future__ import annotations

from ipaddress import ip_address

from slipway.cluster.guard.allow_list import parse_allow_list
from slipway.cluster.guard.guard import Guard
from slipway.cluster.guard.server_url import IPAddress, ServerUrl, parse_server_url
from slipway.errors import TargetRefused
from tests.unit.cluster.guard.url_cases import OWN, Good, Hostile


def dialled(case: Hostile | Good, server: ServerUrl) -> list[str]:
    """What would be dialled for a server; raises what the guard raises."""

    def resolve(_host: str, _port: int, _seconds: float) -> list[IPAddress]:
        return [ip_address(answer) for answer in case.answers or ("8.8.8.8",)]

    guard = Guard(case.untrusted, parse_allow_list(getattr(case, "allowed", ())), resolve, is_own)
    return [str(address) for address in guard.addresses(server.host, server.port, 1)]


def refusal(case: Hostile) -> str:
    """The rule that refuses the case; empty when none does."""
    try:
        dialled(case, parse_server_url(case.url))
    except TargetRefused as refused:
        return refused.rule
    return ""


def is_own(address: IPAddress) -> bool:
    """Whether the address is the one that the tests give to this machine."""
    return str(address) == OWN
