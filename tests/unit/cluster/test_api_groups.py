"""The table of API groups: names, paths and versions."""

from __future__ import annotations

import pytest

from slipway.cluster.api.api_groups import SUPPORTED_API_GROUPS, ApiGroup, ApiResource

WANTED = [
    "core",
    "apps",
    "batch",
    "rbac",
    "networking",
    "policy",
    "autoscaling",
    "storage",
    "coordination",
    "events",
    "discovery",
    "authentication",
    "authorization",
    "apiextensions",
    "admissionregistration",
    "metrics",
    "certificates",
    "scheduling",
    "gateway",
    "istio",
    "knative",
    "cilium",
    "cert_manager",
    "monitoring",
    "crossplane",
]


@pytest.mark.parametrize("name", WANTED)
def test_a_group_is_supported_with_its_kinds(name: str) -> None:
    assert SUPPORTED_API_GROUPS[name].resources
    assert SUPPORTED_API_GROUPS[name].versions


@pytest.mark.parametrize(
    ("kind", "plural", "singular_name", "plural_name"),
    [
        ("Pod", "pods", "pod", "pods"),
        ("RoleBinding", "rolebindings", "role_binding", "role_bindings"),
        ("NetworkPolicy", "networkpolicies", "network_policy", "network_policies"),
        ("IngressClass", "ingressclasses", "ingress_class", "ingress_classes"),
        ("Endpoints", "endpoints", "endpoints", "endpoints"),
        ("CSIDriver", "csidrivers", "csi_driver", "csi_drivers"),
        ("ServiceCIDR", "servicecidrs", "service_cidr", "service_cidrs"),
        ("HTTPRoute", "httproutes", "http_route", "http_routes"),
        ("PodMetrics", "pods", "pod_metrics", "pod_metrics"),
        ("Prometheus", "prometheuses", "prometheus", "prometheuses"),
    ],
)
def test_a_kind_is_named_in_words(kind: str, plural: str, singular_name: str, plural_name: str) -> None:
    resource = ApiResource(kind, plural)
    assert (resource.singular_name, resource.plural_name) == (singular_name, plural_name)


def test_the_core_group_has_a_path_of_its_own() -> None:
    core, apps = ApiGroup("", ("v1",), ()), ApiGroup("apps", ("v1",), ())
    assert (core.path("v1"), core.api_version("v1")) == ("/api/v1", "v1")
    assert (apps.path("v1"), apps.api_version("v1")) == ("/apis/apps/v1", "apps/v1")


def test_a_kind_may_have_other_versions_than_its_group() -> None:
    route, gate = ApiResource("Route", "routes", versions=("v1alpha2",)), ApiResource("Gate", "gates")
    group = ApiGroup("example.com", ("v1", "v1beta1"), (route, gate))
    assert group.versions_of(route) == ("v1alpha2",)
    assert group.versions_of(gate) == ("v1", "v1beta1")


def test_no_kind_is_listed_twice_in_a_group() -> None:
    for group in SUPPORTED_API_GROUPS.values():
        kinds = [resource.kind for resource in group.resources]
        assert sorted(set(kinds)) == sorted(kinds)


def test_no_group_is_listed_twice() -> None:
    groups = [group.group for group in SUPPORTED_API_GROUPS.values()]
    assert len(set(groups)) == len(groups)


@pytest.mark.parametrize(
    "name", [name for name, group in SUPPORTED_API_GROUPS.items() if ".istio.io" not in group.group]
)
def test_groups_of_kubernetes_itself_cost_no_discovery(name: str) -> None:
    group = SUPPORTED_API_GROUPS[name]
    several = [resource.kind for resource in group.resources if len(group.versions_of(resource)) > 1]
    assert several == (["Gateway", "GatewayClass", "HTTPRoute"] if name == "gateway" else [])
