"""Tokens of restricted accounts on the real cluster: asked for, or waited for by name alone, with few rights."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.errors import Forbidden
from slipway.projects.token_claims import token_claims
from slipway.projects.tokens import NoToken, bound_token, secret_token
from tests.fixtures.audit import AuditLog
from tests.fixtures.real_cluster import RealCluster

RBAC = "rbac.authorization.k8s.io/v1"
_SECRET: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "project-token", "annotations": {"kubernetes.io/service-account.name": "project"}},
    "type": "kubernetes.io/service-account-token",
}
_NEVER_FILLED = {**_SECRET, "type": "Opaque"}
"""Of its own type it would have a token before anybody could look."""


@pytest.fixture
def project(cluster: RealCluster, namespace: str) -> str:
    """A namespace with the account."""
    cluster.kubectl("create", "serviceaccount", "project", "--namespace", namespace)
    return namespace


def until_watched(audit: AuditLog, mark: int, namespace: str) -> None:
    """Look until somebody watches in the namespace; the suite's time-out is the limit."""
    while not any(record.verb == "watch" for record in audit.requests(mark, namespace=namespace)):
        continue


def test_a_secrets_token_is_watched_for_by_name_alone(
    cluster: RealCluster, client: Client, project: str, audit: AuditLog
) -> None:
    cluster.kubectl("create", "--namespace", project, "-f", "-", stdin=json.dumps(_NEVER_FILLED))
    token = cluster.kubectl("create", "token", "project", "--namespace", project).strip()
    mark = audit.mark()
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(secret_token, client, project, 60)
        until_watched(audit, mark, project)
        patch = json.dumps({"stringData": {"token": token}})
        cluster.kubectl("patch", "secret", "project-token", "--namespace", project, "--patch", patch)
        assert waiting.result() == token
    asked = [record for record in audit.requests(mark, namespace=project) if record.resource == "secrets"]
    assert [record.verb for record in asked] == ["get", "list", "watch"]
    assert {record.name for record in asked} == {"project-token"}


@pytest.mark.parametrize("kind", ["bound", "secret"])
def test_the_rights_to_two_names_are_enough(cluster: RealCluster, project: str, kind: str) -> None:
    cluster.kubectl("create", "--namespace", project, "-f", "-", stdin=json.dumps(_NEVER_FILLED))
    rights = [
        {"apiGroups": [""], "resources": ["serviceaccounts/token"], "resourceNames": ["project"], "verbs": ["create"]},
        {
            "apiGroups": [""],
            "resources": ["secrets"],
            "resourceNames": ["project-token"],
            "verbs": ["get", "list", "watch"],
        },
    ]
    role = {"apiVersion": RBAC, "kind": "Role", "metadata": {"name": "runner"}, "rules": rights}
    cluster.kubectl("create", "--namespace", project, "-f", "-", stdin=json.dumps(role))
    cluster.kubectl("create", "rolebinding", "runner", "--role=runner", "--user=runner", "--namespace", project)
    runner = Client(connect({"kubeconfig": str(cluster.kubeconfig), "impersonate_user": "runner"}, {}))
    if kind == "bound":
        assert token_claims(bound_token(runner, project, 600)) is not None
    else:
        # Asked, listed and watched, none of which is refused.
        with pytest.raises(NoToken, match="got no token within"):
            secret_token(runner, project, 0.5)
    with pytest.raises(Forbidden):
        runner.create_token("default", project)
    runner.close()


def test_a_secret_that_nobody_fills_ends_with_what_to_look_at(
    cluster: RealCluster, client: Client, project: str
) -> None:
    cluster.kubectl("create", "--namespace", project, "-f", "-", stdin=json.dumps(_NEVER_FILLED))
    with pytest.raises(NoToken, match=f"kubectl describe secret project-token --namespace {project}"):
        secret_token(client, project, 0.5)


def test_a_secret_that_goes_with_its_account_while_it_is_waited_for_is_told(
    cluster: RealCluster, client: Client, project: str, audit: AuditLog
) -> None:
    cluster.kubectl("create", "--namespace", project, "-f", "-", stdin=json.dumps(_SECRET))
    assert token_claims(secret_token(client, project, 60)) is not None
    mark = audit.mark()
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(secret_token, client, project, 60, "of-an-account-to-come")
        until_watched(audit, mark, project)
        cluster.kubectl("delete", "serviceaccount", "project", "--namespace", project)
        with pytest.raises(NoToken, match="was deleted while its token was waited for"):
            waiting.result()
