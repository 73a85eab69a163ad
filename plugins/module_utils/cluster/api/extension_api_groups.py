# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API groups of well-known extensions: there once their custom resource definitions are installed."""

from __future__ import annotations

from .api_group import ApiGroup, ApiResource

__all__ = ["EXTENSION_API_GROUPS"]

EXTENSION_API_GROUPS: dict[str, ApiGroup] = {
    "gateway": ApiGroup(
        "gateway.networking.k8s.io",
        ("v1", "v1beta1"),
        (
            ApiResource("Gateway", "gateways"),
            ApiResource("GatewayClass", "gatewayclasses", namespaced=False),
            ApiResource("GRPCRoute", "grpcroutes", versions=("v1",)),
            ApiResource("HTTPRoute", "httproutes"),
            ApiResource("ReferenceGrant", "referencegrants", versions=("v1beta1",)),
            ApiResource("TCPRoute", "tcproutes", versions=("v1alpha2",)),
            ApiResource("TLSRoute", "tlsroutes", versions=("v1alpha2",)),
            ApiResource("UDPRoute", "udproutes", versions=("v1alpha2",)),
        ),
    ),
    "istio": ApiGroup(
        "networking.istio.io",
        ("v1", "v1beta1", "v1alpha3"),
        (
            ApiResource("DestinationRule", "destinationrules"),
            ApiResource("EnvoyFilter", "envoyfilters", versions=("v1alpha3",)),
            ApiResource("Gateway", "gateways"),
            ApiResource("ProxyConfig", "proxyconfigs", versions=("v1beta1",)),
            ApiResource("ServiceEntry", "serviceentries"),
            ApiResource("Sidecar", "sidecars"),
            ApiResource("VirtualService", "virtualservices"),
            ApiResource("WorkloadEntry", "workloadentries"),
            ApiResource("WorkloadGroup", "workloadgroups"),
        ),
    ),
    "istio_security": ApiGroup(
        "security.istio.io",
        ("v1", "v1beta1"),
        (
            ApiResource("AuthorizationPolicy", "authorizationpolicies"),
            ApiResource("PeerAuthentication", "peerauthentications"),
            ApiResource("RequestAuthentication", "requestauthentications"),
        ),
    ),
    "knative": ApiGroup(
        "serving.knative.dev",
        ("v1",),
        (
            ApiResource("Configuration", "configurations"),
            ApiResource("DomainMapping", "domainmappings", versions=("v1beta1",)),
            ApiResource("Revision", "revisions"),
            ApiResource("Route", "routes"),
            ApiResource("Service", "services"),
        ),
    ),
    "cilium": ApiGroup(
        "cilium.io",
        ("v2",),
        (
            ApiResource("CiliumClusterwideEnvoyConfig", "ciliumclusterwideenvoyconfigs", namespaced=False),
            ApiResource("CiliumClusterwideNetworkPolicy", "ciliumclusterwidenetworkpolicies", namespaced=False),
            ApiResource("CiliumEgressGatewayPolicy", "ciliumegressgatewaypolicies", namespaced=False),
            ApiResource("CiliumEndpoint", "ciliumendpoints"),
            ApiResource("CiliumEnvoyConfig", "ciliumenvoyconfigs"),
            ApiResource("CiliumIdentity", "ciliumidentities", namespaced=False),
            ApiResource("CiliumLocalRedirectPolicy", "ciliumlocalredirectpolicies"),
            ApiResource("CiliumNetworkPolicy", "ciliumnetworkpolicies"),
            ApiResource("CiliumNode", "ciliumnodes", namespaced=False),
        ),
    ),
    "cert_manager": ApiGroup(
        "cert-manager.io",
        ("v1",),
        (
            ApiResource("Certificate", "certificates"),
            ApiResource("CertificateRequest", "certificaterequests"),
            ApiResource("ClusterIssuer", "clusterissuers", namespaced=False),
            ApiResource("Issuer", "issuers"),
        ),
    ),
    "cert_manager_acme": ApiGroup(
        "acme.cert-manager.io",
        ("v1",),
        (
            ApiResource("Challenge", "challenges"),
            ApiResource("Order", "orders"),
        ),
    ),
    "monitoring": ApiGroup(
        "monitoring.coreos.com",
        ("v1",),
        (
            ApiResource("Alertmanager", "alertmanagers"),
            ApiResource("AlertmanagerConfig", "alertmanagerconfigs", versions=("v1alpha1",)),
            ApiResource("PodMonitor", "podmonitors"),
            ApiResource("Probe", "probes"),
            ApiResource("Prometheus", "prometheuses"),
            ApiResource("PrometheusAgent", "prometheusagents", versions=("v1alpha1",)),
            ApiResource("PrometheusRule", "prometheusrules"),
            ApiResource("ScrapeConfig", "scrapeconfigs", versions=("v1alpha1",)),
            ApiResource("ServiceMonitor", "servicemonitors"),
            ApiResource("ThanosRuler", "thanosrulers"),
        ),
    ),
    "crossplane": ApiGroup(
        "apiextensions.crossplane.io",
        ("v1",),
        (
            ApiResource("CompositeResourceDefinition", "compositeresourcedefinitions", namespaced=False),
            ApiResource("Composition", "compositions", namespaced=False),
            ApiResource("CompositionRevision", "compositionrevisions", namespaced=False),
            ApiResource("EnvironmentConfig", "environmentconfigs", namespaced=False, versions=("v1beta1",)),
        ),
    ),
    "crossplane_packages": ApiGroup(
        "pkg.crossplane.io",
        ("v1",),
        (
            ApiResource("Configuration", "configurations", namespaced=False),
            ApiResource("ConfigurationRevision", "configurationrevisions", namespaced=False),
            ApiResource("DeploymentRuntimeConfig", "deploymentruntimeconfigs", namespaced=False, versions=("v1beta1",)),
            ApiResource("Function", "functions", namespaced=False),
            ApiResource("FunctionRevision", "functionrevisions", namespaced=False),
            ApiResource("Provider", "providers", namespaced=False),
            ApiResource("ProviderRevision", "providerrevisions", namespaced=False),
        ),
    ),
}
