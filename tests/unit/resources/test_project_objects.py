"""What the builders of a project's objects make."""

from __future__ import annotations

from slipway.resources.manifest import ObjectReference, reference_of
from slipway.resources.namespace import namespace
from slipway.resources.role_binding import role_binding
from slipway.resources.service_account import service_account

LABELS = {"team": "shop"}


def test_a_namespace_has_its_labels_and_annotations() -> None:
    assert namespace("shop-1", LABELS, {"note": "x"}) == {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "shop-1", "labels": {"team": "shop"}, "annotations": {"note": "x"}},
    }


def test_a_namespace_without_annotations_sets_none() -> None:
    assert "annotations" not in namespace("shop-1", LABELS)["metadata"]


def test_a_service_account_lives_in_its_namespace() -> None:
    assert service_account("project", "shop-1", LABELS) == {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": "project", "namespace": "shop-1", "labels": {"team": "shop"}},
    }


def test_a_role_binding_gives_one_account_one_cluster_role_in_one_namespace() -> None:
    assert role_binding("slipway-project", "shop-1", "edit", "project", "accounts", labels=LABELS) == {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "slipway-project", "namespace": "shop-1", "labels": {"team": "shop"}},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"},
        "subjects": [{"kind": "ServiceAccount", "name": "project", "namespace": "accounts"}],
    }


def test_a_change_of_the_labels_given_does_not_reach_the_manifest() -> None:
    labels = {"team": "shop"}
    made = service_account("project", "shop-1", labels)
    labels["team"] = "other"
    assert made["metadata"]["labels"] == {"team": "shop"}


def test_a_reference_names_the_object_for_people() -> None:
    assert str(reference_of(service_account("project", "shop-1", {}))) == "ServiceAccount project in namespace shop-1"
    assert str(reference_of(namespace("shop-1", {}))) == "Namespace shop-1"
    assert reference_of(namespace("shop-1", {})) == ObjectReference("v1", "Namespace", "", "shop-1")
