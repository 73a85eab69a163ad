"""The wire between the host and a cluster: a veth pair on a small network of its own, and no way further."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from .commands import run
from .errors import ClusterError
from .locks import exclusive
from .place import STATES
from .sandbox import enter

__all__ = ["POD_NETWORK", "SERVICE_NETWORK", "Wire", "choose_subnet", "connect", "disconnect", "used_networks"]

POD_NETWORK = IPv4Network("10.244.0.0/16")
SERVICE_NETWORK = IPv4Network("10.96.0.0/16")
_POOL = IPv4Network("10.200.0.0/16")


@dataclass(frozen=True)
class Wire:
    """The four addresses of a /30: network, host, node, broadcast."""

    subnet: IPv4Network

    @property
    def host(self) -> IPv4Address:
        """The host's end."""
        return self.subnet[1]

    @property
    def node(self) -> IPv4Address:
        """The cluster's end: API server, name server and node."""
        return self.subnet[2]


def choose_subnet(used: Iterable[IPv4Network]) -> IPv4Network:
    """Return the first free /30; ClusterError when other clusters hold them all."""
    taken = [network for network in used if network.overlaps(_POOL) and network.prefixlen > 0]
    for candidate in _POOL.subnets(new_prefix=30):
        if not any(candidate.overlaps(network) for network in taken):
            return candidate
    raise ClusterError(f"no free network in {_POOL}: see `ip address` and `ip route` for who uses it")


def used_networks() -> list[IPv4Network]:
    """All networks that an interface or a route of the host uses."""
    addresses = json.loads(run(["ip", "-json", "-4", "address"]))
    routes = json.loads(run(["ip", "-json", "-4", "route", "show", "table", "all"]))
    texts = [f"{entry['local']}/{entry['prefixlen']}" for link in addresses for entry in link["addr_info"]]
    texts += [route["dst"] for route in routes if route["dst"] != "default"]
    return [IPv4Network(text, strict=False) for text in texts]


def connect(interface: str, holder: int) -> Wire:
    """Lay the wire into the network namespace of the process `holder` and give both ends an address."""
    # Clusters of two checkouts may start at once and must not choose the same network.
    with exclusive(STATES, seconds=30):
        wire = Wire(choose_subnet(used_networks()))
        run(["ip", "link", "add", interface, "type", "veth", "peer", "name", "eth0", "netns", str(holder)])
        run(["ip", "address", "add", f"{wire.host}/30", "dev", interface])
    run(["ip", "link", "set", interface, "up"])
    inside = (
        ["ip", "address", "add", f"{wire.node}/30", "dev", "eth0"],
        ["ip", "link", "set", "eth0", "up"],
        # The node itself (API server to webhook) needs a route to services before nftables rewrites the address.
        ["ip", "route", "add", str(SERVICE_NETWORK), "dev", "eth0"],
    )
    for command in inside:
        run(enter(holder, command))
    return wire


def disconnect(interface: str, *, seconds: float = 10) -> None:
    """Remove the wire: the kernel does that with the namespace, but takes its time and may do it while we do."""
    deadline = time.monotonic() + seconds
    while _exists(interface):
        try:
            run(["ip", "link", "delete", interface])
        except ClusterError:
            if time.monotonic() > deadline:
                raise


def _exists(interface: str) -> bool:
    return any(link["ifname"] == interface for link in json.loads(run(["ip", "-json", "link"])))
