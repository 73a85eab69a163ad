"""The control plane: what is asked, stored, decided and scheduled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .certificates import Authority, Pair, write_service_account_keys
from .kubeconfig import write_kubeconfig
from .network import SERVICE_NETWORK, Wire
from .place import Place

__all__ = ["NODE_NAME", "PORT", "Credentials", "commands", "prepare"]

NODE_NAME = "slipway"
PORT = 6443
_ETCD = "http://127.0.0.1:2379"


@dataclass(frozen=True)
class Credentials:
    """Who everybody is."""

    authority: Pair
    administrator: Pair
    server: Pair
    kubelet_client: Pair
    node: Pair
    service_accounts: Path
    kubeconfigs: Mapping[str, Path]
    """One a daemon, by its name."""


def prepare(place: Place, wire: Wire) -> Credentials:
    """Write keys, certificates, kubeconfigs and the audit policy."""
    authority = Authority(place.keys)
    node_address = str(wire.node)
    administrator = authority.issue("administrator", "administrator", "system:masters")
    node = authority.issue(
        "node", f"system:node:{NODE_NAME}", "system:nodes", names=[NODE_NAME], addresses=[node_address]
    )
    users = {
        "kubelet": node,
        **{
            name: authority.issue(name, f"system:{name}")
            for name in ("kube-controller-manager", "kube-scheduler", "kube-proxy", "coredns")
        },
    }
    url = f"https://{node_address}:{PORT}"
    kubeconfigs = {
        name: write_kubeconfig(
            place.keys / f"{name}.kubeconfig", server=url, authority=authority.pair.certificate, user=user
        )
        for name, user in users.items()
    }
    write_kubeconfig(place.kubeconfig, server=url, authority=authority.pair.certificate, user=administrator)
    _audit_policy(place).write_text(_AUDIT_POLICY, encoding="ascii")
    return Credentials(
        authority=authority.pair,
        administrator=administrator,
        server=authority.issue(
            "server",
            "kube-apiserver",
            names=["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"],
            addresses=["127.0.0.1", node_address, str(SERVICE_NETWORK[1])],
        ),
        kubelet_client=authority.issue("kubelet-client", "kube-apiserver-kubelet-client", "system:masters"),
        node=node,
        service_accounts=write_service_account_keys(place.keys),
        kubeconfigs=kubeconfigs,
    )


def commands(place: Place, wire: Wire, programs: Mapping[str, Path], credentials: Credentials) -> dict[str, list[str]]:
    """The command lines by the daemons' names, in the order to start them."""
    return {
        "etcd": [
            str(programs["etcd"]),
            f"--data-dir={place.state / 'etcd'}",
            f"--listen-client-urls={_ETCD}",
            f"--advertise-client-urls={_ETCD}",
            "--listen-peer-urls=http://127.0.0.1:2380",
            "--unsafe-no-fsync",  # nobody needs this data after a power cut
            "--log-level=warn",
        ],
        "kube-apiserver": _api_server(place, wire, programs["kube-apiserver"], credentials),
        "kube-controller-manager": [
            str(programs["kube-controller-manager"]),
            f"--kubeconfig={credentials.kubeconfigs['kube-controller-manager']}",
            "--use-service-account-credentials",
            "--leader-elect=false",
            "--bind-address=127.0.0.1",
            # Tests and benchmarks delete namespaces by the hundred; as it comes, a thousand take three minutes.
            "--concurrent-namespace-syncs=40",
            "--kube-api-qps=200",
            "--kube-api-burst=400",
            f"--root-ca-file={credentials.authority.certificate}",
            f"--cluster-signing-cert-file={credentials.authority.certificate}",
            f"--cluster-signing-key-file={credentials.authority.key}",
            f"--service-account-private-key-file={credentials.service_accounts}",
        ],
        "kube-scheduler": [
            str(programs["kube-scheduler"]),
            f"--kubeconfig={credentials.kubeconfigs['kube-scheduler']}",
            "--leader-elect=false",
            "--bind-address=127.0.0.1",
        ],
    }


def _api_server(place: Place, wire: Wire, program: Path, credentials: Credentials) -> list[str]:
    return [
        str(program),
        f"--etcd-servers={_ETCD}",
        "--bind-address=0.0.0.0",
        f"--advertise-address={wire.node}",
        f"--secure-port={PORT}",
        f"--service-cluster-ip-range={SERVICE_NETWORK}",
        "--allow-privileged",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        f"--client-ca-file={credentials.authority.certificate}",
        f"--tls-cert-file={credentials.server.certificate}",
        f"--tls-private-key-file={credentials.server.key}",
        f"--kubelet-certificate-authority={credentials.authority.certificate}",
        f"--kubelet-client-certificate={credentials.kubelet_client.certificate}",
        f"--kubelet-client-key={credentials.kubelet_client.key}",
        "--kubelet-preferred-address-types=InternalIP",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={credentials.service_accounts}",
        f"--service-account-signing-key-file={credentials.service_accounts}",
        f"--audit-policy-file={_audit_policy(place)}",
        f"--audit-log-path={place.audit_log}",
        "--audit-log-format=json",
        "--audit-log-maxsize=4000",  # megabytes; who reads it from a remembered position wants it in one file
    ]


def _audit_policy(place: Place) -> Path:
    return place.state / "audit-policy.json"


_AUDIT_POLICY = json.dumps(
    {
        "apiVersion": "audit.k8s.io/v1",
        "kind": "Policy",
        "omitStages": ["RequestReceived"],
        "rules": [{"level": "Metadata"}],
    }
)
