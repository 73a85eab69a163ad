"""What a rendered document may be: an object of the project's own namespace, and none that gives or takes rights."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.projects.template_kinds import ALLOWABLE_KINDS, check_allowed_kinds, extra_manifest

RBAC = "rbac.authorization.k8s.io/v1"
NETWORK = "networking.k8s.io/v1"


def document(kind: str = "ConfigMap", api_version: str = "v1", name: Any = "mine", **metadata: Any) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **metadata}}


def binding(**fields: Any) -> dict[str, Any]:
    return {**document("RoleBinding", RBAC), "roleRef": {"kind": "ClusterRole", "name": "view"}, **fields}


def role(*rules: Any) -> dict[str, Any]:
    return {**document("Role", RBAC), "rules": list(rules)}


RULE = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}


def refusal(given: Any, *allowed: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        extra_manifest(given, "shop", allowed)
    assert str(refused.value).isprintable()
    return str(refused.value)


@pytest.mark.parametrize(
    "given",
    [
        document(),
        document(namespace="shop", labels={"team": "blue"}, annotations={"a/b": "c"}, finalizers=["a/b"]),
        document(labels=None, namespace=None),
        document("Deployment", "apps/v1"),
        document("Job", "batch/v1"),
        document("Pod"),
        document("NetworkPolicy", NETWORK),
        document("ServiceAccount", name="worker"),
        document("HTTPRoute", "gateway.networking.k8s.io/v1beta1"),
        {**document("Secret"), "type": "kubernetes.io/dockerconfigjson"},
        {**document("Secret"), "type": None, "stringData": {"a": "b"}},
    ],
    ids=lambda given: given["kind"],
)
def test_objects_of_a_namespace_are_taken_and_put_into_the_project_s(given: dict[str, Any]) -> None:
    made = extra_manifest(given, "shop", ())
    kept = {name: value for name, value in given["metadata"].items() if value is not None}
    assert made == {**given, "metadata": {**kept, "namespace": "shop"}}


@pytest.mark.parametrize(
    ("given", "leave"),
    [
        (document("Role", RBAC), "Role"),
        (binding(), "RoleBinding"),
        ({**document("Secret"), "type": "kubernetes.io/service-account-token"}, "token Secret"),
        ({**document("Secret"), "type": "bootstrap.kubernetes.io/token"}, "token Secret"),
    ],
    ids=["role", "binding", "token", "bootstrap token"],
)
def test_what_gives_rights_needs_leave_by_its_name(given: dict[str, Any], leave: str) -> None:
    others = [kind for kind in ALLOWABLE_KINDS if kind != leave]
    assert f"only where allow_kinds names {leave}" in refusal(given, *others)
    assert extra_manifest(given, "shop", [leave])["metadata"]["namespace"] == "shop"


@pytest.mark.parametrize(
    ("kind", "api_version"),
    [
        ("Namespace", "v1"),
        ("Node", "v1"),
        ("PersistentVolume", "v1"),
        ("ClusterRole", RBAC),
        ("ClusterRoleBinding", RBAC),
        ("CustomResourceDefinition", "apiextensions.k8s.io/v1"),
        ("ValidatingAdmissionPolicy", "admissionregistration.k8s.io/v1"),
        ("ClusterIssuer", "cert-manager.io/v1"),
        ("LocalSubjectAccessReview", "authorization.k8s.io/v1"),
        ("PodMetrics", "metrics.k8s.io/v1beta1"),
        ("List", "v1"),
        ("ConfigMapList", "v1"),
        ("configmap", "v1"),
        ("Widget", "example.com/v1"),
        ("Role", "v1"),
        ("Deployment", "v1"),
    ],
)
def test_kinds_of_the_cluster_and_unknown_ones_are_refused_also_with_leave(kind: str, api_version: str) -> None:
    message = refusal(document(kind, api_version), *ALLOWABLE_KINDS)
    assert message.startswith(f"kind: '{kind}' of '{api_version}' is none that a template may make; ")


@pytest.mark.parametrize("api_version", ["apps/v1beta1", "apps/", "apps/v1/v2"])
def test_a_version_that_is_not_known_is_refused(api_version: str) -> None:
    assert refusal(document("Deployment", api_version)).startswith(
        ("apiVersion: slipway knows Deployment as", "kind: ")
    )


@pytest.mark.parametrize(
    ("kind", "api_version", "name", "owner"),
    [
        ("ServiceAccount", "v1", "project", "slipway"),
        ("Secret", "v1", "project-token", "slipway"),
        ("ConfigMap", "v1", "kube-root-ca.crt", "Kubernetes"),
        ("ResourceQuota", "v1", "slipway-project", "slipway"),
        ("ResourceQuota", "v1", "slipway-besteffort", "slipway"),
        ("LimitRange", "v1", "slipway-project", "slipway"),
        ("NetworkPolicy", NETWORK, "slipway-default-deny", "slipway"),
        ("Role", RBAC, "slipway-project", "slipway"),
        ("RoleBinding", RBAC, "slipway-project", "slipway"),
    ],
)
def test_names_that_are_taken_are_refused_also_with_leave(kind: str, api_version: str, name: str, owner: str) -> None:
    message = refusal(document(kind, api_version, name), *ALLOWABLE_KINDS)
    assert message == f"metadata.name: {kind} {name} is made by {owner} itself; choose another name"


@pytest.mark.parametrize(
    "field",
    [
        "generateName",
        "uid",
        "resourceVersion",
        "managedFields",
        "ownerReferences",
        "creationTimestamp",
        "deletionTimestamp",
        "generation",
        "selfLink",
    ],
)
def test_metadata_of_the_server_and_owners_are_refused_also_when_null(field: str) -> None:
    assert refusal(document() | {"metadata": {"name": "mine", field: None}}).startswith(
        f"metadata: '{field}' is not a template's to set; "
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("text", "it is no mapping; an object has apiVersion, kind and metadata"),
        ([document()], "it is no mapping"),
        ({"kind": "ConfigMap", "metadata": {"name": "a"}}, "apiVersion: an object needs it, as text"),
        ({"apiVersion": "v1", "metadata": {"name": "a"}}, "kind: an object needs it, as text"),
        ({"apiVersion": 1, "kind": "ConfigMap"}, "apiVersion: an object needs it, as text"),
        ({"apiVersion": "v1", "kind": ["ConfigMap"]}, "kind: an object needs it, as text"),
        ({"apiVersion": "v1", "kind": "ConfigMap"}, "metadata: an object needs it, with a name"),
        ({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {}}, "metadata.name: an object needs it, as text"),
        (document(name=7), "metadata.name: an object needs it, as text"),
        (document(name="../x"), "metadata.name: '../x' is not a name that Kubernetes takes"),
        (document(name=""), "metadata.name: '' is not a name that Kubernetes takes"),
        (document(namespace="other"), "metadata.namespace: it must be the project's own, shop; leave it out"),
        (document(namespace=["shop"]), "metadata.namespace: it must be the project's own, shop"),
        (document(namespace=""), "metadata.namespace: it must be the project's own, shop"),
        (document(labels=["a"]), "metadata.labels: a mapping is needed"),
        (document(labels={"a": 1}), "metadata.labels: the value of the label 'a' is not a string"),
        (document(labels={"slipway.dev/project": "x"}), "metadata.labels: the label slipway.dev/project is set by"),
        (document(annotations={"a": 1}), "metadata.annotations: the value of the annotation 'a' is not a string"),
        ({**document(), "status": {}}, "status: the cluster writes it; leave it out"),
    ],
)
def test_what_is_no_object_of_the_project_is_refused_by_field(given: Any, sentence: str) -> None:
    assert refusal(given).startswith(sentence)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (binding(roleRef=None), "roleRef: a mapping with kind and name is needed"),
        (binding(roleRef="view"), "roleRef: a mapping with kind and name is needed"),
        (binding(roleRef={"kind": "ClusterRole"}), "roleRef: name: text is needed"),
        (binding(roleRef={"kind": ["ClusterRole"], "name": "view"}), "roleRef: kind: text is needed"),
        (binding(subjects="all"), "subjects: a list is needed"),
        (binding(subjects=["all"]), "subjects: item 1: a mapping with kind and name is needed"),
        (binding(subjects=[{"kind": "User", "name": 7}]), "subjects: item 1: name: text is needed"),
        (
            binding(subjects=[{"kind": "User", "name": "a", "namespace": 7}]),
            "subjects: item 1: namespace: text is needed",
        ),
        (role(None), "rules: rule 1: a mapping with apiGroups, resources, verbs is needed"),
        (role(RULE, {**RULE, "apiGroups": None}), "rules: rule 2: apiGroups: a list of texts is needed"),
        (role({**RULE, "resources": []}), "rules: rule 1: resources: a list of texts is needed"),
        (role({**RULE, "verbs": "get"}), "rules: rule 1: verbs: a list of texts is needed"),
        (role({**RULE, "verbs": [7]}), "rules: rule 1: verbs: a list of texts is needed"),
        (role({**RULE, "resourceNames": "a"}), "rules: rule 1: resourceNames: a list of texts is needed"),
        ({**role(), "rules": {"a": "b"}}, "rules: a list is needed"),
    ],
)
def test_rights_of_a_shape_that_the_api_does_not_take_are_refused_by_field(given: Any, sentence: str) -> None:
    assert refusal(given, "Role", "RoleBinding") == sentence


@pytest.mark.parametrize(
    "given",
    [binding(), binding(subjects=None), role(), role(RULE, {**RULE, "resourceNames": ["a"]}), document("Role", RBAC)],
)
def test_rights_of_another_shape_are_taken(given: Any) -> None:
    assert extra_manifest(given, "shop", ["Role", "RoleBinding"])["kind"] == given["kind"]


def test_leave_is_given_only_for_what_needs_it() -> None:
    check_allowed_kinds(ALLOWABLE_KINDS)
    for kind in ("Secret", "ClusterRole", "role", ""):
        with pytest.raises(InvalidInput, match=f"^allow_kinds: '{kind}' cannot be allowed there; it may name Role, "):
            check_allowed_kinds([kind])
