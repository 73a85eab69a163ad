"""CoreDNS beside the node, and the objects that let pods find it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .api import answers
from .control_plane import Credentials
from .network import SERVICE_NETWORK, Wire
from .place import Place

__all__ = ["command", "is_ready", "objects", "prepare"]

_READY_PORT = 8181
_SERVICE_ADDRESS = SERVICE_NETWORK[10]

# Two blocks: in one, the template would answer before the kubernetes plugin is asked. NXDOMAIN for the rest of the
# world makes a pull from a foreign registry fail at once, as there is no way out anyhow.
_COREFILE = """\
cluster.local in-addr.arpa {{
  bind {address} 127.0.0.1
  errors
  kubernetes {{
    kubeconfig {kubeconfig}
  }}
  ready {address}:{port}
}}
. {{
  bind {address} 127.0.0.1
  template ANY ANY {{
    rcode NXDOMAIN
  }}
}}
"""


def prepare(place: Place, wire: Wire, credentials: Credentials) -> None:
    """Write CoreDNS's configuration."""
    kubeconfig = credentials.kubeconfigs["coredns"]
    corefile = _COREFILE.format(address=wire.node, kubeconfig=kubeconfig, port=_READY_PORT)
    _file(place).write_text(corefile, encoding="ascii")


def command(place: Place, programs: Mapping[str, Path]) -> list[str]:
    """The command line of CoreDNS."""
    return [str(programs["coredns"]), "-conf", str(_file(place))]


def is_ready(wire: Wire) -> bool:
    """Whether CoreDNS has seen the cluster's services."""
    return answers(str(wire.node), _READY_PORT, "/ready")


def objects(wire: Wire) -> dict[str, Any]:
    """What CoreDNS may read, and the Service at the address that the kubelet gives to pods."""
    ports = [{"name": "dns", "port": 53, "protocol": "UDP"}, {"name": "dns-tcp", "port": 53, "protocol": "TCP"}]
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "kube-dns", "namespace": "kube-system"},
        "spec": {"clusterIP": str(_SERVICE_ADDRESS), "ports": ports},
    }
    slice_ = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": "kube-dns",
            "namespace": "kube-system",
            "labels": {"kubernetes.io/service-name": "kube-dns"},
        },
        "addressType": "IPv4",
        "endpoints": [{"addresses": [str(wire.node)], "conditions": {"ready": True}}],
        "ports": ports,
    }
    return {"apiVersion": "v1", "kind": "List", "items": [*_rights(), service, slice_]}


def _rights() -> list[dict[str, Any]]:
    rules = [
        {"apiGroups": [""], "resources": ["services", "namespaces"], "verbs": ["list", "watch"]},
        {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": ["list", "watch"]},
    ]
    name = "slipway:coredns"
    api = "rbac.authorization.k8s.io"
    return [
        {"apiVersion": f"{api}/v1", "kind": "ClusterRole", "metadata": {"name": name}, "rules": rules},
        {
            "apiVersion": f"{api}/v1",
            "kind": "ClusterRoleBinding",
            "metadata": {"name": name},
            "roleRef": {"apiGroup": api, "kind": "ClusterRole", "name": name},
            "subjects": [{"apiGroup": api, "kind": "User", "name": "system:coredns"}],
        },
    ]


def _file(place: Place) -> Path:
    return place.state / "Corefile"
