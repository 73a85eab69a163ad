"""Start a cluster, from nothing to its last addon."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import addons, cgroups, chart_repository, control_plane, name_service, network, node
from .api import ApiServer
from .daemons import HOLDER, Daemons
from .place import Place
from .progress import say
from .record import Record
from .sandbox import READY_FILE, hold, inside, prepare_view

__all__ = ["start_cluster"]


def start_cluster(place: Place, programs: Mapping[str, Path], images: Sequence[Path]) -> Record:
    """Return when the cluster can be used; ClusterError says what did not come up."""
    began = time.monotonic()
    daemons = _open_namespaces(place, programs)
    wire = network.connect(place.interface, daemons.holder)
    credentials = control_plane.prepare(place, wire)
    node.prepare(place, credentials)
    name_service.prepare(place, wire, credentials)
    commands = control_plane.commands(place, wire, programs, credentials)
    commands |= node.commands(place, wire, programs, credentials)
    commands["coredns"] = name_service.command(place, programs)
    server = ApiServer(str(wire.node), control_plane.PORT, place.keys)

    daemons.start(commands, "etcd", "kube-apiserver", "containerd")
    daemons.wait("kube-apiserver", server.is_ready, "the API server is not ready")
    say(f"API server ready after {time.monotonic() - began:.1f} s")
    daemons.wait("containerd", inside(daemons.holder, node.RUNTIME_SOCKET).exists, "containerd does not listen")
    daemons.start(commands, "kube-controller-manager", "kubelet", "kube-scheduler", "kube-proxy")
    daemons.wait("kubelet", lambda: server.node_is_ready(control_plane.NODE_NAME), "the node is not Ready")
    say(f"node Ready after {time.monotonic() - began:.1f} s")

    kubectl = addons.kubectl(place, programs["kubectl"])
    # CoreDNS waits longer with each refusal, so its rights come before it.
    kubectl("apply", "--server-side", "--filename=-", stdin=json.dumps(name_service.objects(wire)))
    daemons.start(commands, "coredns")
    addons.import_images(place, daemons.holder, programs["ctr"], images)
    _wait_for_services(daemons, server, wire)
    chart_repository.install(kubectl)
    say(f"usable after {time.monotonic() - began:.1f} s")
    return Record(
        api_server=server.url,
        programs={name: str(path) for name, path in programs.items()},
        images=[str(path) for path in images],
        processes=daemons.processes(),
    )


def _wait_for_services(daemons: Daemons, server: ApiServer, wire: network.Wire) -> None:
    """Wait for what a pod needs: its account, names and the way to services."""
    account = "/api/v1/namespaces/default/serviceaccounts/default"
    daemons.wait("kube-controller-manager", lambda: server.has(account), "there is no default service account")
    daemons.wait("coredns", lambda: name_service.is_ready(wire), "the name server is not ready")
    daemons.wait("kube-proxy", lambda: node.proxy_is_healthy(wire), "the service proxy is not ready")


def _open_namespaces(place: Place, programs: Mapping[str, Path]) -> Daemons:
    """Make folders, control groups and namespaces."""
    place.state.mkdir(parents=True, mode=0o700)
    for folder in (place.keys, place.logs, place.state / "home", place.state / "temporary"):
        folder.mkdir()
    cgroups.create(place.cgroup)
    prepare_view(place.state)
    # containerd finds its shim by PATH.
    daemons = Daemons(place, path=[programs["containerd"].parent])
    daemons.open(hold(place.state, programs["pause"]))
    daemons.wait(HOLDER, inside(daemons.holder, READY_FILE).exists, "the namespaces are not there")
    return daemons
