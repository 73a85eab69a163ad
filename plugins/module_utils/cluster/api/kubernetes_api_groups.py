# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API groups that every Kubernetes API server has, and the metrics server's."""

from __future__ import annotations

from .api_group import ApiGroup, ApiResource

__all__ = ["KUBERNETES_API_GROUPS"]

_CREATE = ("create",)
"""Reviews are questions: they are created, answered, and kept nowhere."""
_READ = ("get", "find", "list")
"""Measurements are read, and nothing else."""

KUBERNETES_API_GROUPS: dict[str, ApiGroup] = {
    "core": ApiGroup(
        "",
        ("v1",),
        (
            ApiResource("ConfigMap", "configmaps"),
            ApiResource("Endpoints", "endpoints"),
            ApiResource("Event", "events"),
            ApiResource("LimitRange", "limitranges"),
            ApiResource("Namespace", "namespaces", namespaced=False),
            ApiResource("Node", "nodes", namespaced=False),
            ApiResource("PersistentVolume", "persistentvolumes", namespaced=False),
            ApiResource("PersistentVolumeClaim", "persistentvolumeclaims"),
            ApiResource("Pod", "pods"),
            ApiResource("PodTemplate", "podtemplates"),
            ApiResource("ReplicationController", "replicationcontrollers"),
            ApiResource("ResourceQuota", "resourcequotas"),
            ApiResource("Secret", "secrets"),
            ApiResource("Service", "services"),
            ApiResource("ServiceAccount", "serviceaccounts"),
        ),
    ),
    "apps": ApiGroup(
        "apps",
        ("v1",),
        (
            ApiResource("ControllerRevision", "controllerrevisions"),
            ApiResource("DaemonSet", "daemonsets"),
            ApiResource("Deployment", "deployments"),
            ApiResource("ReplicaSet", "replicasets"),
            ApiResource("StatefulSet", "statefulsets"),
        ),
    ),
    "batch": ApiGroup(
        "batch",
        ("v1",),
        (
            ApiResource("CronJob", "cronjobs"),
            ApiResource("Job", "jobs"),
        ),
    ),
    "rbac": ApiGroup(
        "rbac.authorization.k8s.io",
        ("v1",),
        (
            ApiResource("ClusterRole", "clusterroles", namespaced=False),
            ApiResource("ClusterRoleBinding", "clusterrolebindings", namespaced=False),
            ApiResource("Role", "roles"),
            ApiResource("RoleBinding", "rolebindings"),
        ),
    ),
    "networking": ApiGroup(
        "networking.k8s.io",
        ("v1",),
        (
            ApiResource("Ingress", "ingresses"),
            ApiResource("IngressClass", "ingressclasses", namespaced=False),
            ApiResource("IPAddress", "ipaddresses", namespaced=False),
            ApiResource("NetworkPolicy", "networkpolicies"),
            ApiResource("ServiceCIDR", "servicecidrs", namespaced=False),
        ),
    ),
    "policy": ApiGroup(
        "policy",
        ("v1",),
        (ApiResource("PodDisruptionBudget", "poddisruptionbudgets"),),
    ),
    "autoscaling": ApiGroup(
        "autoscaling",
        ("v2",),
        (ApiResource("HorizontalPodAutoscaler", "horizontalpodautoscalers"),),
    ),
    "storage": ApiGroup(
        "storage.k8s.io",
        ("v1",),
        (
            ApiResource("CSIDriver", "csidrivers", namespaced=False),
            ApiResource("CSINode", "csinodes", namespaced=False),
            ApiResource("CSIStorageCapacity", "csistoragecapacities"),
            ApiResource("StorageClass", "storageclasses", namespaced=False),
            ApiResource("VolumeAttachment", "volumeattachments", namespaced=False),
            ApiResource("VolumeAttributesClass", "volumeattributesclasses", namespaced=False),
        ),
    ),
    "coordination": ApiGroup(
        "coordination.k8s.io",
        ("v1",),
        (ApiResource("Lease", "leases"),),
    ),
    "events": ApiGroup(
        "events.k8s.io",
        ("v1",),
        (ApiResource("Event", "events"),),
    ),
    "discovery": ApiGroup(
        "discovery.k8s.io",
        ("v1",),
        (ApiResource("EndpointSlice", "endpointslices"),),
    ),
    "authentication": ApiGroup(
        "authentication.k8s.io",
        ("v1",),
        (
            ApiResource("SelfSubjectReview", "selfsubjectreviews", namespaced=False, verbs=_CREATE),
            ApiResource("TokenReview", "tokenreviews", namespaced=False, verbs=_CREATE),
        ),
    ),
    "authorization": ApiGroup(
        "authorization.k8s.io",
        ("v1",),
        (
            ApiResource("LocalSubjectAccessReview", "localsubjectaccessreviews", verbs=_CREATE),
            ApiResource("SelfSubjectAccessReview", "selfsubjectaccessreviews", namespaced=False, verbs=_CREATE),
            ApiResource("SelfSubjectRulesReview", "selfsubjectrulesreviews", namespaced=False, verbs=_CREATE),
            ApiResource("SubjectAccessReview", "subjectaccessreviews", namespaced=False, verbs=_CREATE),
        ),
    ),
    "apiextensions": ApiGroup(
        "apiextensions.k8s.io",
        ("v1",),
        (ApiResource("CustomResourceDefinition", "customresourcedefinitions", namespaced=False),),
    ),
    "admissionregistration": ApiGroup(
        "admissionregistration.k8s.io",
        ("v1",),
        (
            ApiResource("MutatingAdmissionPolicy", "mutatingadmissionpolicies", namespaced=False),
            ApiResource("MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings", namespaced=False),
            ApiResource("MutatingWebhookConfiguration", "mutatingwebhookconfigurations", namespaced=False),
            ApiResource("ValidatingAdmissionPolicy", "validatingadmissionpolicies", namespaced=False),
            ApiResource("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", namespaced=False),
            ApiResource("ValidatingWebhookConfiguration", "validatingwebhookconfigurations", namespaced=False),
        ),
    ),
    "metrics": ApiGroup(
        "metrics.k8s.io",
        ("v1beta1",),
        (
            ApiResource("NodeMetrics", "nodes", namespaced=False, verbs=_READ),
            ApiResource("PodMetrics", "pods", verbs=_READ),
        ),
    ),
    "certificates": ApiGroup(
        "certificates.k8s.io",
        ("v1",),
        (
            ApiResource("CertificateSigningRequest", "certificatesigningrequests", namespaced=False),
            ApiResource("ClusterTrustBundle", "clustertrustbundles", namespaced=False, versions=("v1beta1",)),
        ),
    ),
    "scheduling": ApiGroup(
        "scheduling.k8s.io",
        ("v1",),
        (ApiResource("PriorityClass", "priorityclasses", namespaced=False),),
    ),
}
