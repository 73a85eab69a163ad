"""In which order the objects of a namespace are written."""

from __future__ import annotations

from typing import Any

from slipway.converge.difference import Action, Difference
from slipway.converge.write import stage_of


def stage(kind: str, action: Action = "created") -> int:
    manifest: dict[str, Any] = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "x", "namespace": "n"}}
    return stage_of(Difference(manifest, action, None, manifest))


def test_an_account_is_there_before_its_token_s_secret_which_kubernetes_would_remove_else() -> None:
    assert stage("Namespace") < stage("ServiceAccount") < stage("Secret")


def test_a_role_is_there_before_what_binds_it() -> None:
    assert stage("Role") < stage("RoleBinding")
    assert stage("ClusterRole") < stage("ClusterRoleBinding")


def test_what_is_removed_goes_after_all_that_is_written() -> None:
    written = max(map(stage, ("Namespace", "ServiceAccount", "ConfigMap", "Role", "RoleBinding")))
    assert stage("Role", "removed") == stage("RoleBinding", "removed") > written
