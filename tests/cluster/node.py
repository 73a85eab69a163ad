"""The one node: containers, pods and the way from a service to its pods."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .api import answers
from .control_plane import NODE_NAME, Credentials
from .network import POD_NETWORK, SERVICE_NETWORK, Wire
from .place import Place

__all__ = ["RUNTIME_SOCKET", "commands", "prepare", "proxy_is_healthy"]

RUNTIME_SOCKET = "/run/containerd/containerd.sock"
"""Inside the cluster's own /run."""

_PROXY_HEALTH_PORT = 10256
_SANDBOX_IMAGE = "slipway.test/pause:1"
_NAME_SERVER = SERVICE_NETWORK[10]

# restrict_oom_score_adj: without CAP_SYS_RESOURCE no sandbox starts, unless containerd leaves the score alone.
_CONTAINERD = """\
version = 3
root = "{root}"
disabled_plugins = [
  "io.containerd.nri.v1.nri",
  "io.containerd.snapshotter.v1.blockfile",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.erofs",
  "io.containerd.snapshotter.v1.zfs",
  "io.containerd.tracing.processor.v1.otlp",
]

[plugins."io.containerd.internal.v1.opt"]
path = "{root}/opt"

[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = "{image}"

[plugins."io.containerd.cri.v1.runtime"]
restrict_oom_score_adj = true

[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = ["/usr/lib/cni"]
conf_dir = "{networks}"
use_internal_loopback = true
"""


def prepare(place: Place, credentials: Credentials) -> None:
    """Write the configuration of containerd, of the pod network and of the kubelet."""
    networks = place.state / "networks"
    networks.mkdir()
    (networks / "10-slipway.conflist").write_text(json.dumps(_pod_network()), encoding="ascii")
    containerd = _CONTAINERD.format(root=place.state / "containerd", image=_SANDBOX_IMAGE, networks=networks)
    _containerd_file(place).write_text(containerd, encoding="ascii")
    _kubelet_file(place).write_text(json.dumps(_kubelet(place, credentials)), encoding="ascii")


def commands(place: Place, wire: Wire, programs: Mapping[str, Path], credentials: Credentials) -> dict[str, list[str]]:
    """The command lines by the daemons' names, in the order to start them."""
    return {
        "containerd": [str(programs["containerd"]), f"--config={_containerd_file(place)}", "--log-level=warn"],
        "kubelet": [
            str(programs["kubelet"]),
            f"--config={_kubelet_file(place)}",
            f"--kubeconfig={credentials.kubeconfigs['kubelet']}",
            f"--root-dir={place.state / 'kubelet'}",
            f"--hostname-override={NODE_NAME}",
            f"--node-ip={wire.node}",
        ],
        "kube-proxy": [
            str(programs["kube-proxy"]),
            f"--kubeconfig={credentials.kubeconfigs['kube-proxy']}",
            f"--hostname-override={NODE_NAME}",
            "--proxy-mode=nftables",
            f"--cluster-cidr={POD_NETWORK}",
            f"--healthz-bind-address={wire.node}:{_PROXY_HEALTH_PORT}",
            "--oom-score-adj=0",  # a lower one needs CAP_SYS_RESOURCE
            # These are settings of the whole machine, and not ours.
            "--conntrack-max-per-core=0",
            "--conntrack-min=0",
            "--conntrack-tcp-timeout-established=0",
            "--conntrack-tcp-timeout-close-wait=0",
        ],
    }


def proxy_is_healthy(wire: Wire) -> bool:
    """Whether the service proxy has written its rules."""
    return answers(str(wire.node), _PROXY_HEALTH_PORT, "/healthz")


def _pod_network() -> dict[str, Any]:
    """Point-to-point, not a bridge: on a bridge, answers of a service's pod pass by nftables and keep its address."""
    ranges = [[{"subnet": str(POD_NETWORK)}]]
    addresses = {"type": "host-local", "ranges": ranges, "routes": [{"dst": "0.0.0.0/0"}]}
    return {"cniVersion": "1.0.0", "name": "slipway", "plugins": [{"type": "ptp", "ipMasq": False, "ipam": addresses}]}


def _kubelet(place: Place, credentials: Credentials) -> dict[str, Any]:
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "authentication": {"x509": {"clientCAFile": str(credentials.authority.certificate)}},
        "tlsCertFile": str(credentials.node.certificate),
        "tlsPrivateKeyFile": str(credentials.node.key),
        "containerRuntimeEndpoint": f"unix://{RUNTIME_SOCKET}",
        "resolvConf": "/etc/resolv.conf",
        "clusterDNS": [str(_NAME_SERVER)],
        "clusterDomain": "cluster.local",
        "volumePluginDir": str(place.state / "volume-plugins"),
        "podLogsDir": str(place.state / "pod-logs"),  # /var/log would be in memory
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{place.cgroup}",
        "failCgroupV1": False,
        "failSwapOn": False,
        "oomScoreAdj": 0,  # a lower one needs CAP_SYS_RESOURCE
        # The machine is shared: its load and its full disk must not evict a test's pod.
        "enforceNodeAllocatable": [],
        "evictionHard": {},
        "imageGCHighThresholdPercent": 100,
        "localStorageCapacityIsolation": False,
        "maxPods": 250,
        # Tests wait for what the kubelet tells.
        "serializeImagePulls": False,
        "registryPullQPS": 0,
        "eventRecordQPS": 0,
        "nodeStatusUpdateFrequency": "2s",
        "syncFrequency": "5s",
    }


def _containerd_file(place: Place) -> Path:
    return place.state / "containerd.toml"


def _kubelet_file(place: Place) -> Path:
    return place.state / "kubelet.json"
