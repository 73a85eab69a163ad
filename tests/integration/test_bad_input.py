"""Wrong input ends a play at once with one clear line, no secret, no traceback, and nothing half-written."""

from __future__ import annotations

import base64
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.fixtures.audit import AuditLog
from tests.fixtures.playbook import RunPlaybook
from tests.fixtures.played_tasks import AS_MODULE, playbook_of, task
from tests.fixtures.real_cluster import RealCluster

LIMIT_SECONDS = 30
"""A play takes 2 to 6 s, also beside other tests; the rest is for a machine that has much else to do."""


@dataclass(frozen=True)
class Material:
    """What the cases below are made of."""

    cluster: RealCluster
    namespace: str
    folder: Path
    silent_port: int

    def kubeconfig(self, **changes: Any) -> str:
        """The administrator's kubeconfig with another cluster entry."""
        document = json.loads(self.cluster.kubeconfig.read_text(encoding="utf-8"))
        document["clusters"][0]["cluster"].update(changes)
        path = self.folder / "config"
        path.write_text(json.dumps(document), encoding="utf-8")
        return str(path)

    def token(self) -> str:
        return self.cluster.kubectl("create", "token", "default", "--namespace", self.namespace).strip()

    def expired_token(self) -> str:
        """A token as the API server makes them, of an hour ago, signed with its key."""
        header, claims, _signature = self.token().split(".")
        changed = {**json.loads(_decoded(claims)), "exp": int(time.time()) - 3600}
        signed = f"{header}.{_encoded(json.dumps(changed).encode())}"
        pem = (self.cluster.kubeconfig.parent / "keys" / "service-accounts.key").read_bytes()
        key = serialization.load_pem_private_key(pem, None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return f"{signed}.{_encoded(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def with_token(self, token: str) -> dict[str, Any]:
        document = json.loads(self.cluster.kubeconfig.read_text(encoding="utf-8"))
        entry = document["clusters"][0]["cluster"]
        ca_file = self.folder / "ca.pem"
        ca_file.write_bytes(base64.b64decode(entry["certificate-authority-data"]))
        return {"host": entry["server"], "ca_cert": str(ca_file), "api_key": token}


CASES: dict[str, tuple[Callable[[Material], dict[str, Any]], str]] = {
    "refused": (
        lambda of: {"kubeconfig": of.kubeconfig(server="https://127.0.0.1:1")},
        r"127\.0\.0\.1:1 refuses the connection; check the address and that the API server runs there",
    ),
    "unreachable": (
        lambda of: {"kubeconfig": of.kubeconfig(server=f"https://127.0.0.1:{of.silent_port}")},
        r"127\.0\.0\.1:\d+ does not answer in time; check the address, the port and the firewall",
    ),
    "wrong CA": (
        lambda of: {
            "kubeconfig": of.kubeconfig(**{"certificate-authority-data": _encoded_pem(trustme.CA().cert_pem.bytes())})
        },
        r"the certificate of [\d.:]+ is not signed by the CA given; check ca_cert or the kubeconfig's CA",
    ),
    "expired token": (
        lambda of: of.with_token(of.expired_token()),
        r"Kubernetes error: 401 Unauthorized on get \S+.*: the credentials are missing, wrong or expired; renew .*",
    ),
    "forbidden verb": (
        lambda of: of.with_token(of.token()),
        (
            r"Kubernetes error: 403 Forbidden: service account default in namespace \S+ may not get \S+.*; "
            r"grant it the verb get on (pods|namespaces), or use another account"
        ),
    ),
    "unknown context": (
        lambda of: {"kubeconfig": of.kubeconfig(), "context": "gone"},
        r"context 'gone' is not in the kubeconfig \S+; it has: 'slipway-test'",
    ),
    "long namespace": (
        lambda of: {"kubeconfig": of.kubeconfig(), "namespace": "n" * 64},
        r"namespace '?n{64}'? .*63.*",
    ),
}
TASKS: dict[str, dict[str, Any]] = {
    "project_namespace": {},
    "managed_app": {"chart": "good", "repository": "http://charts.charts.svc/", "image": "slipway.test/helm:3"},
}


@pytest.fixture
def material(cluster: RealCluster, namespace: str, tmp_path: Path) -> Iterator[Material]:
    with socket.create_server(("127.0.0.1", 0)) as listening:  # takes connections and never says a word
        yield Material(cluster, namespace, tmp_path, listening.getsockname()[1])


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("case", CASES)
def test_wrong_input_is_one_clear_line(
    run_playbook: RunPlaybook, material: Material, audit: AuditLog, case: str, name: str
) -> None:
    make_options, sentence = CASES[case]
    options = {"name": material.namespace, "namespace": material.namespace, **TASKS[name], **make_options(material)}
    mark = audit.mark()
    text = playbook_of({**task(name, options), "ignore_errors": False})
    run = run_playbook(text, "-vvv", timeout=LIMIT_SECONDS)
    assert run.rc == 2, run.text
    (line,) = re.findall(r'^    "msg": "(.*?)",?$', run.stdout, re.MULTILINE)
    assert re.fullmatch(sentence, line), line
    assert "Traceback" not in run.text
    assert not any(secret in run.text for secret in _secrets_of(options, material.cluster))
    assert not [
        str(record) for record in audit.requests(mark) if record.is_mutating and material.namespace in record.uri
    ]
    assert list(run.temp_folder.iterdir()) == []


def test_a_module_fails_with_the_same_line(run_playbook: RunPlaybook, material: Material) -> None:
    make_options, sentence = CASES["wrong CA"]
    options = {"name": material.namespace, "namespace": material.namespace, **make_options(material)}
    run = run_playbook(playbook_of({**task("project_namespace", options, **AS_MODULE), "ignore_errors": False}))
    assert run.rc == 2, run.text
    assert re.search(sentence, run.text)
    assert "Traceback" not in run.text


@pytest.mark.parametrize("case", ["refused", "expired token", "unknown context"])
def test_who_wants_all_tracebacks_gets_ansibles_own_and_no_secret(
    run_playbook: RunPlaybook, material: Material, case: str
) -> None:
    options = {"name": "a", "namespace": material.namespace, **CASES[case][0](material)}
    text = playbook_of(task("project_namespace", options))
    run = run_playbook(text, "-vvv", environment={"ANSIBLE_DISPLAY_TRACEBACK": "always"})
    frames = re.findall(r'^ *File "(.*?)"', run.text, re.MULTILINE)
    assert frames
    assert [frame for frame in frames if "/site-packages/ansible/" not in frame] == []
    assert not any(secret in run.text for secret in _secrets_of(options, material.cluster))


def _secrets_of(options: dict[str, Any], cluster: RealCluster) -> set[str]:
    user = json.loads(cluster.kubeconfig.read_text(encoding="utf-8"))["users"][0]["user"]
    return {user["client-key-data"], *([options["api_key"]] if "api_key" in options else [])}


def _encoded_pem(pem: bytes) -> str:
    return base64.b64encode(pem).decode()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
