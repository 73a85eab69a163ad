# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D204, PYI021  # editors show these docstrings
"""Written by scripts/generate_client_types.py; not to be edited."""

from collections.abc import Iterable
from typing import Any, Protocol, type_check_only

from ...resources.delete_options import Propagation
from ...resources.manifest import Manifest
from .group_client import GroupClients
from .resource_client import ResourceClient
from .watch import Watch
from .write_options import FieldValidation, PatchKind

__all__ = ["Delegation"]

@type_check_only
class _Get(Protocol):
    """One object. Raises NotFound when there is none."""
    def __call__(self, name: str, namespace: str | None = None) -> Manifest: ...

@type_check_only
class _Find(Protocol):
    """One object, or None when there is none, or no such kind on the server."""
    def __call__(self, name: str, namespace: str | None = None) -> Manifest | None: ...

@type_check_only
class _List(Protocol):
    """All objects that the selectors match, with apiVersion and kind as a GET has them."""
    def __call__(
        self,
        namespace: str | None = None,
        labels: str | None = None,
        fields: str | None = None,
        *,
        metadata_only: bool = False,
        page_size: int = ...,
    ) -> list[Manifest]: ...

@type_check_only
class _Watch(Protocol):
    """Changes of the objects that the selectors match; what exists already comes first, as ADDED."""
    def __call__(
        self,
        namespace: str | None = None,
        labels: str | None = None,
        fields: str | None = None,
        *,
        known: Iterable[Manifest] = (),
    ) -> Watch: ...

@type_check_only
class _Create(Protocol):
    """The object as created."""
    def __call__(
        self, manifest: Manifest, *, dry_run: bool = False, field_validation: FieldValidation = "Strict"
    ) -> Manifest: ...

@type_check_only
class _Update(Protocol):
    """Replace the object of this name by the manifest (PUT): what is not in it is gone."""
    def __call__(
        self, manifest: Manifest, *, dry_run: bool = False, field_validation: FieldValidation = "Strict"
    ) -> Manifest: ...

@type_check_only
class _Patch(Protocol):
    """The object as changed. Raises NotFound when there is none."""
    def __call__(
        self,
        name: str,
        change: Any,
        namespace: str | None = None,
        *,
        kind: PatchKind = "merge",
        dry_run: bool = False,
        field_validation: FieldValidation = "Strict",
    ) -> Manifest: ...

@type_check_only
class _Apply(Protocol):
    """Server-side apply: the object has the fields given; fields we gave earlier and give no more are removed."""
    def __call__(
        self,
        manifest: Manifest,
        *,
        force: bool = True,
        dry_run: bool = False,
        field_validation: FieldValidation = "Strict",
    ) -> Manifest: ...

@type_check_only
class _Delete(Protocol):
    """Delete one object and, in the background, what it owns."""
    def __call__(
        self,
        name: str,
        namespace: str | None = None,
        uid: str | None = None,
        grace_seconds: int | None = None,
        *,
        resource_version: str | None = None,
        propagation: Propagation = "Background",
        dry_run: bool = False,
    ) -> bool: ...

@type_check_only
class _CoreGroup:
    config_maps: ResourceClient
    endpoints: ResourceClient
    events: ResourceClient
    limit_ranges: ResourceClient
    namespaces: ResourceClient
    nodes: ResourceClient
    persistent_volumes: ResourceClient
    persistent_volume_claims: ResourceClient
    pods: ResourceClient
    pod_templates: ResourceClient
    replication_controllers: ResourceClient
    resource_quotas: ResourceClient
    secrets: ResourceClient
    services: ResourceClient
    service_accounts: ResourceClient

@type_check_only
class _AppsGroup:
    controller_revisions: ResourceClient
    daemon_sets: ResourceClient
    deployments: ResourceClient
    replica_sets: ResourceClient
    stateful_sets: ResourceClient

@type_check_only
class _BatchGroup:
    cron_jobs: ResourceClient
    jobs: ResourceClient

@type_check_only
class _RbacGroup:
    cluster_roles: ResourceClient
    cluster_role_bindings: ResourceClient
    roles: ResourceClient
    role_bindings: ResourceClient

@type_check_only
class _NetworkingGroup:
    ingresses: ResourceClient
    ingress_classes: ResourceClient
    ip_addresses: ResourceClient
    network_policies: ResourceClient
    service_cidrs: ResourceClient

@type_check_only
class _PolicyGroup:
    pod_disruption_budgets: ResourceClient

@type_check_only
class _AutoscalingGroup:
    horizontal_pod_autoscalers: ResourceClient

@type_check_only
class _StorageGroup:
    csi_drivers: ResourceClient
    csi_nodes: ResourceClient
    csi_storage_capacities: ResourceClient
    storage_classes: ResourceClient
    volume_attachments: ResourceClient
    volume_attributes_classes: ResourceClient

@type_check_only
class _CoordinationGroup:
    leases: ResourceClient

@type_check_only
class _EventsGroup:
    events: ResourceClient

@type_check_only
class _DiscoveryGroup:
    endpoint_slices: ResourceClient

@type_check_only
class _AuthenticationGroup:
    self_subject_reviews: ResourceClient
    token_reviews: ResourceClient

@type_check_only
class _AuthorizationGroup:
    local_subject_access_reviews: ResourceClient
    self_subject_access_reviews: ResourceClient
    self_subject_rules_reviews: ResourceClient
    subject_access_reviews: ResourceClient

@type_check_only
class _ApiextensionsGroup:
    custom_resource_definitions: ResourceClient

@type_check_only
class _AdmissionregistrationGroup:
    mutating_admission_policies: ResourceClient
    mutating_admission_policy_bindings: ResourceClient
    mutating_webhook_configurations: ResourceClient
    validating_admission_policies: ResourceClient
    validating_admission_policy_bindings: ResourceClient
    validating_webhook_configurations: ResourceClient

@type_check_only
class _MetricsGroup:
    node_metrics: ResourceClient
    pod_metrics: ResourceClient

@type_check_only
class _CertificatesGroup:
    certificate_signing_requests: ResourceClient
    cluster_trust_bundles: ResourceClient

@type_check_only
class _SchedulingGroup:
    priority_classes: ResourceClient

@type_check_only
class _GatewayGroup:
    gateways: ResourceClient
    gateway_classes: ResourceClient
    grpc_routes: ResourceClient
    http_routes: ResourceClient
    reference_grants: ResourceClient
    tcp_routes: ResourceClient
    tls_routes: ResourceClient
    udp_routes: ResourceClient

@type_check_only
class _IstioGroup:
    destination_rules: ResourceClient
    envoy_filters: ResourceClient
    gateways: ResourceClient
    proxy_configs: ResourceClient
    service_entries: ResourceClient
    sidecars: ResourceClient
    virtual_services: ResourceClient
    workload_entries: ResourceClient
    workload_groups: ResourceClient

@type_check_only
class _IstioSecurityGroup:
    authorization_policies: ResourceClient
    peer_authentications: ResourceClient
    request_authentications: ResourceClient

@type_check_only
class _KnativeGroup:
    configurations: ResourceClient
    domain_mappings: ResourceClient
    revisions: ResourceClient
    routes: ResourceClient
    services: ResourceClient

@type_check_only
class _CiliumGroup:
    cilium_clusterwide_envoy_configs: ResourceClient
    cilium_clusterwide_network_policies: ResourceClient
    cilium_egress_gateway_policies: ResourceClient
    cilium_endpoints: ResourceClient
    cilium_envoy_configs: ResourceClient
    cilium_identities: ResourceClient
    cilium_local_redirect_policies: ResourceClient
    cilium_network_policies: ResourceClient
    cilium_nodes: ResourceClient

@type_check_only
class _CertManagerGroup:
    certificates: ResourceClient
    certificate_requests: ResourceClient
    cluster_issuers: ResourceClient
    issuers: ResourceClient

@type_check_only
class _CertManagerAcmeGroup:
    challenges: ResourceClient
    orders: ResourceClient

@type_check_only
class _MonitoringGroup:
    alertmanagers: ResourceClient
    alertmanager_configs: ResourceClient
    pod_monitors: ResourceClient
    probes: ResourceClient
    prometheuses: ResourceClient
    prometheus_agents: ResourceClient
    prometheus_rules: ResourceClient
    scrape_configs: ResourceClient
    service_monitors: ResourceClient
    thanos_rulers: ResourceClient

@type_check_only
class _CrossplaneGroup:
    composite_resource_definitions: ResourceClient
    compositions: ResourceClient
    composition_revisions: ResourceClient
    environment_configs: ResourceClient

@type_check_only
class _CrossplanePackagesGroup:
    configurations: ResourceClient
    configuration_revisions: ResourceClient
    deployment_runtime_configs: ResourceClient
    functions: ResourceClient
    function_revisions: ResourceClient
    providers: ResourceClient
    provider_revisions: ResourceClient

class Delegation:
    """The API groups of the client, and the verbs of their kinds by name."""

    _groups: GroupClients
    core: _CoreGroup
    apps: _AppsGroup
    batch: _BatchGroup
    rbac: _RbacGroup
    networking: _NetworkingGroup
    policy: _PolicyGroup
    autoscaling: _AutoscalingGroup
    storage: _StorageGroup
    coordination: _CoordinationGroup
    events: _EventsGroup
    discovery: _DiscoveryGroup
    authentication: _AuthenticationGroup
    authorization: _AuthorizationGroup
    apiextensions: _ApiextensionsGroup
    admissionregistration: _AdmissionregistrationGroup
    metrics: _MetricsGroup
    certificates: _CertificatesGroup
    scheduling: _SchedulingGroup
    gateway: _GatewayGroup
    istio: _IstioGroup
    istio_security: _IstioSecurityGroup
    knative: _KnativeGroup
    cilium: _CiliumGroup
    cert_manager: _CertManagerGroup
    cert_manager_acme: _CertManagerAcmeGroup
    monitoring: _MonitoringGroup
    crossplane: _CrossplaneGroup
    crossplane_packages: _CrossplanePackagesGroup
    get_config_map: _Get
    find_config_map: _Find
    list_config_maps: _List
    watch_config_map: _Watch
    create_config_map: _Create
    update_config_map: _Update
    patch_config_map: _Patch
    apply_config_map: _Apply
    delete_config_map: _Delete
    get_endpoints: _Get
    find_endpoints: _Find
    list_endpoints: _List
    watch_endpoints: _Watch
    create_endpoints: _Create
    update_endpoints: _Update
    patch_endpoints: _Patch
    apply_endpoints: _Apply
    delete_endpoints: _Delete
    get_event: _Get
    find_event: _Find
    list_events: _List
    watch_event: _Watch
    create_event: _Create
    update_event: _Update
    patch_event: _Patch
    apply_event: _Apply
    delete_event: _Delete
    get_limit_range: _Get
    find_limit_range: _Find
    list_limit_ranges: _List
    watch_limit_range: _Watch
    create_limit_range: _Create
    update_limit_range: _Update
    patch_limit_range: _Patch
    apply_limit_range: _Apply
    delete_limit_range: _Delete
    get_namespace: _Get
    find_namespace: _Find
    list_namespaces: _List
    watch_namespace: _Watch
    create_namespace: _Create
    update_namespace: _Update
    patch_namespace: _Patch
    apply_namespace: _Apply
    delete_namespace: _Delete
    get_node: _Get
    find_node: _Find
    list_nodes: _List
    watch_node: _Watch
    create_node: _Create
    update_node: _Update
    patch_node: _Patch
    apply_node: _Apply
    delete_node: _Delete
    get_persistent_volume: _Get
    find_persistent_volume: _Find
    list_persistent_volumes: _List
    watch_persistent_volume: _Watch
    create_persistent_volume: _Create
    update_persistent_volume: _Update
    patch_persistent_volume: _Patch
    apply_persistent_volume: _Apply
    delete_persistent_volume: _Delete
    get_persistent_volume_claim: _Get
    find_persistent_volume_claim: _Find
    list_persistent_volume_claims: _List
    watch_persistent_volume_claim: _Watch
    create_persistent_volume_claim: _Create
    update_persistent_volume_claim: _Update
    patch_persistent_volume_claim: _Patch
    apply_persistent_volume_claim: _Apply
    delete_persistent_volume_claim: _Delete
    get_pod: _Get
    find_pod: _Find
    list_pods: _List
    watch_pod: _Watch
    create_pod: _Create
    update_pod: _Update
    patch_pod: _Patch
    apply_pod: _Apply
    delete_pod: _Delete
    get_pod_template: _Get
    find_pod_template: _Find
    list_pod_templates: _List
    watch_pod_template: _Watch
    create_pod_template: _Create
    update_pod_template: _Update
    patch_pod_template: _Patch
    apply_pod_template: _Apply
    delete_pod_template: _Delete
    get_replication_controller: _Get
    find_replication_controller: _Find
    list_replication_controllers: _List
    watch_replication_controller: _Watch
    create_replication_controller: _Create
    update_replication_controller: _Update
    patch_replication_controller: _Patch
    apply_replication_controller: _Apply
    delete_replication_controller: _Delete
    get_resource_quota: _Get
    find_resource_quota: _Find
    list_resource_quotas: _List
    watch_resource_quota: _Watch
    create_resource_quota: _Create
    update_resource_quota: _Update
    patch_resource_quota: _Patch
    apply_resource_quota: _Apply
    delete_resource_quota: _Delete
    get_secret: _Get
    find_secret: _Find
    list_secrets: _List
    watch_secret: _Watch
    create_secret: _Create
    update_secret: _Update
    patch_secret: _Patch
    apply_secret: _Apply
    delete_secret: _Delete
    get_service: _Get
    find_service: _Find
    list_services: _List
    watch_service: _Watch
    create_service: _Create
    update_service: _Update
    patch_service: _Patch
    apply_service: _Apply
    delete_service: _Delete
    get_service_account: _Get
    find_service_account: _Find
    list_service_accounts: _List
    watch_service_account: _Watch
    create_service_account: _Create
    update_service_account: _Update
    patch_service_account: _Patch
    apply_service_account: _Apply
    delete_service_account: _Delete
    get_controller_revision: _Get
    find_controller_revision: _Find
    list_controller_revisions: _List
    watch_controller_revision: _Watch
    create_controller_revision: _Create
    update_controller_revision: _Update
    patch_controller_revision: _Patch
    apply_controller_revision: _Apply
    delete_controller_revision: _Delete
    get_daemon_set: _Get
    find_daemon_set: _Find
    list_daemon_sets: _List
    watch_daemon_set: _Watch
    create_daemon_set: _Create
    update_daemon_set: _Update
    patch_daemon_set: _Patch
    apply_daemon_set: _Apply
    delete_daemon_set: _Delete
    get_deployment: _Get
    find_deployment: _Find
    list_deployments: _List
    watch_deployment: _Watch
    create_deployment: _Create
    update_deployment: _Update
    patch_deployment: _Patch
    apply_deployment: _Apply
    delete_deployment: _Delete
    get_replica_set: _Get
    find_replica_set: _Find
    list_replica_sets: _List
    watch_replica_set: _Watch
    create_replica_set: _Create
    update_replica_set: _Update
    patch_replica_set: _Patch
    apply_replica_set: _Apply
    delete_replica_set: _Delete
    get_stateful_set: _Get
    find_stateful_set: _Find
    list_stateful_sets: _List
    watch_stateful_set: _Watch
    create_stateful_set: _Create
    update_stateful_set: _Update
    patch_stateful_set: _Patch
    apply_stateful_set: _Apply
    delete_stateful_set: _Delete
    get_cron_job: _Get
    find_cron_job: _Find
    list_cron_jobs: _List
    watch_cron_job: _Watch
    create_cron_job: _Create
    update_cron_job: _Update
    patch_cron_job: _Patch
    apply_cron_job: _Apply
    delete_cron_job: _Delete
    get_job: _Get
    find_job: _Find
    list_jobs: _List
    watch_job: _Watch
    create_job: _Create
    update_job: _Update
    patch_job: _Patch
    apply_job: _Apply
    delete_job: _Delete
    get_cluster_role: _Get
    find_cluster_role: _Find
    list_cluster_roles: _List
    watch_cluster_role: _Watch
    create_cluster_role: _Create
    update_cluster_role: _Update
    patch_cluster_role: _Patch
    apply_cluster_role: _Apply
    delete_cluster_role: _Delete
    get_cluster_role_binding: _Get
    find_cluster_role_binding: _Find
    list_cluster_role_bindings: _List
    watch_cluster_role_binding: _Watch
    create_cluster_role_binding: _Create
    update_cluster_role_binding: _Update
    patch_cluster_role_binding: _Patch
    apply_cluster_role_binding: _Apply
    delete_cluster_role_binding: _Delete
    get_role: _Get
    find_role: _Find
    list_roles: _List
    watch_role: _Watch
    create_role: _Create
    update_role: _Update
    patch_role: _Patch
    apply_role: _Apply
    delete_role: _Delete
    get_role_binding: _Get
    find_role_binding: _Find
    list_role_bindings: _List
    watch_role_binding: _Watch
    create_role_binding: _Create
    update_role_binding: _Update
    patch_role_binding: _Patch
    apply_role_binding: _Apply
    delete_role_binding: _Delete
    get_ingress: _Get
    find_ingress: _Find
    list_ingresses: _List
    watch_ingress: _Watch
    create_ingress: _Create
    update_ingress: _Update
    patch_ingress: _Patch
    apply_ingress: _Apply
    delete_ingress: _Delete
    get_ingress_class: _Get
    find_ingress_class: _Find
    list_ingress_classes: _List
    watch_ingress_class: _Watch
    create_ingress_class: _Create
    update_ingress_class: _Update
    patch_ingress_class: _Patch
    apply_ingress_class: _Apply
    delete_ingress_class: _Delete
    get_ip_address: _Get
    find_ip_address: _Find
    list_ip_addresses: _List
    watch_ip_address: _Watch
    create_ip_address: _Create
    update_ip_address: _Update
    patch_ip_address: _Patch
    apply_ip_address: _Apply
    delete_ip_address: _Delete
    get_network_policy: _Get
    find_network_policy: _Find
    list_network_policies: _List
    watch_network_policy: _Watch
    create_network_policy: _Create
    update_network_policy: _Update
    patch_network_policy: _Patch
    apply_network_policy: _Apply
    delete_network_policy: _Delete
    get_service_cidr: _Get
    find_service_cidr: _Find
    list_service_cidrs: _List
    watch_service_cidr: _Watch
    create_service_cidr: _Create
    update_service_cidr: _Update
    patch_service_cidr: _Patch
    apply_service_cidr: _Apply
    delete_service_cidr: _Delete
    get_pod_disruption_budget: _Get
    find_pod_disruption_budget: _Find
    list_pod_disruption_budgets: _List
    watch_pod_disruption_budget: _Watch
    create_pod_disruption_budget: _Create
    update_pod_disruption_budget: _Update
    patch_pod_disruption_budget: _Patch
    apply_pod_disruption_budget: _Apply
    delete_pod_disruption_budget: _Delete
    get_horizontal_pod_autoscaler: _Get
    find_horizontal_pod_autoscaler: _Find
    list_horizontal_pod_autoscalers: _List
    watch_horizontal_pod_autoscaler: _Watch
    create_horizontal_pod_autoscaler: _Create
    update_horizontal_pod_autoscaler: _Update
    patch_horizontal_pod_autoscaler: _Patch
    apply_horizontal_pod_autoscaler: _Apply
    delete_horizontal_pod_autoscaler: _Delete
    get_csi_driver: _Get
    find_csi_driver: _Find
    list_csi_drivers: _List
    watch_csi_driver: _Watch
    create_csi_driver: _Create
    update_csi_driver: _Update
    patch_csi_driver: _Patch
    apply_csi_driver: _Apply
    delete_csi_driver: _Delete
    get_csi_node: _Get
    find_csi_node: _Find
    list_csi_nodes: _List
    watch_csi_node: _Watch
    create_csi_node: _Create
    update_csi_node: _Update
    patch_csi_node: _Patch
    apply_csi_node: _Apply
    delete_csi_node: _Delete
    get_csi_storage_capacity: _Get
    find_csi_storage_capacity: _Find
    list_csi_storage_capacities: _List
    watch_csi_storage_capacity: _Watch
    create_csi_storage_capacity: _Create
    update_csi_storage_capacity: _Update
    patch_csi_storage_capacity: _Patch
    apply_csi_storage_capacity: _Apply
    delete_csi_storage_capacity: _Delete
    get_storage_class: _Get
    find_storage_class: _Find
    list_storage_classes: _List
    watch_storage_class: _Watch
    create_storage_class: _Create
    update_storage_class: _Update
    patch_storage_class: _Patch
    apply_storage_class: _Apply
    delete_storage_class: _Delete
    get_volume_attachment: _Get
    find_volume_attachment: _Find
    list_volume_attachments: _List
    watch_volume_attachment: _Watch
    create_volume_attachment: _Create
    update_volume_attachment: _Update
    patch_volume_attachment: _Patch
    apply_volume_attachment: _Apply
    delete_volume_attachment: _Delete
    get_volume_attributes_class: _Get
    find_volume_attributes_class: _Find
    list_volume_attributes_classes: _List
    watch_volume_attributes_class: _Watch
    create_volume_attributes_class: _Create
    update_volume_attributes_class: _Update
    patch_volume_attributes_class: _Patch
    apply_volume_attributes_class: _Apply
    delete_volume_attributes_class: _Delete
    get_lease: _Get
    find_lease: _Find
    list_leases: _List
    watch_lease: _Watch
    create_lease: _Create
    update_lease: _Update
    patch_lease: _Patch
    apply_lease: _Apply
    delete_lease: _Delete
    get_events_event: _Get
    find_events_event: _Find
    list_events_events: _List
    watch_events_event: _Watch
    create_events_event: _Create
    update_events_event: _Update
    patch_events_event: _Patch
    apply_events_event: _Apply
    delete_events_event: _Delete
    get_endpoint_slice: _Get
    find_endpoint_slice: _Find
    list_endpoint_slices: _List
    watch_endpoint_slice: _Watch
    create_endpoint_slice: _Create
    update_endpoint_slice: _Update
    patch_endpoint_slice: _Patch
    apply_endpoint_slice: _Apply
    delete_endpoint_slice: _Delete
    create_self_subject_review: _Create
    create_token_review: _Create
    create_local_subject_access_review: _Create
    create_self_subject_access_review: _Create
    create_self_subject_rules_review: _Create
    create_subject_access_review: _Create
    get_custom_resource_definition: _Get
    find_custom_resource_definition: _Find
    list_custom_resource_definitions: _List
    watch_custom_resource_definition: _Watch
    create_custom_resource_definition: _Create
    update_custom_resource_definition: _Update
    patch_custom_resource_definition: _Patch
    apply_custom_resource_definition: _Apply
    delete_custom_resource_definition: _Delete
    get_mutating_admission_policy: _Get
    find_mutating_admission_policy: _Find
    list_mutating_admission_policies: _List
    watch_mutating_admission_policy: _Watch
    create_mutating_admission_policy: _Create
    update_mutating_admission_policy: _Update
    patch_mutating_admission_policy: _Patch
    apply_mutating_admission_policy: _Apply
    delete_mutating_admission_policy: _Delete
    get_mutating_admission_policy_binding: _Get
    find_mutating_admission_policy_binding: _Find
    list_mutating_admission_policy_bindings: _List
    watch_mutating_admission_policy_binding: _Watch
    create_mutating_admission_policy_binding: _Create
    update_mutating_admission_policy_binding: _Update
    patch_mutating_admission_policy_binding: _Patch
    apply_mutating_admission_policy_binding: _Apply
    delete_mutating_admission_policy_binding: _Delete
    get_mutating_webhook_configuration: _Get
    find_mutating_webhook_configuration: _Find
    list_mutating_webhook_configurations: _List
    watch_mutating_webhook_configuration: _Watch
    create_mutating_webhook_configuration: _Create
    update_mutating_webhook_configuration: _Update
    patch_mutating_webhook_configuration: _Patch
    apply_mutating_webhook_configuration: _Apply
    delete_mutating_webhook_configuration: _Delete
    get_validating_admission_policy: _Get
    find_validating_admission_policy: _Find
    list_validating_admission_policies: _List
    watch_validating_admission_policy: _Watch
    create_validating_admission_policy: _Create
    update_validating_admission_policy: _Update
    patch_validating_admission_policy: _Patch
    apply_validating_admission_policy: _Apply
    delete_validating_admission_policy: _Delete
    get_validating_admission_policy_binding: _Get
    find_validating_admission_policy_binding: _Find
    list_validating_admission_policy_bindings: _List
    watch_validating_admission_policy_binding: _Watch
    create_validating_admission_policy_binding: _Create
    update_validating_admission_policy_binding: _Update
    patch_validating_admission_policy_binding: _Patch
    apply_validating_admission_policy_binding: _Apply
    delete_validating_admission_policy_binding: _Delete
    get_validating_webhook_configuration: _Get
    find_validating_webhook_configuration: _Find
    list_validating_webhook_configurations: _List
    watch_validating_webhook_configuration: _Watch
    create_validating_webhook_configuration: _Create
    update_validating_webhook_configuration: _Update
    patch_validating_webhook_configuration: _Patch
    apply_validating_webhook_configuration: _Apply
    delete_validating_webhook_configuration: _Delete
    get_node_metrics: _Get
    find_node_metrics: _Find
    list_node_metrics: _List
    get_pod_metrics: _Get
    find_pod_metrics: _Find
    list_pod_metrics: _List
    get_certificate_signing_request: _Get
    find_certificate_signing_request: _Find
    list_certificate_signing_requests: _List
    watch_certificate_signing_request: _Watch
    create_certificate_signing_request: _Create
    update_certificate_signing_request: _Update
    patch_certificate_signing_request: _Patch
    apply_certificate_signing_request: _Apply
    delete_certificate_signing_request: _Delete
    get_cluster_trust_bundle: _Get
    find_cluster_trust_bundle: _Find
    list_cluster_trust_bundles: _List
    watch_cluster_trust_bundle: _Watch
    create_cluster_trust_bundle: _Create
    update_cluster_trust_bundle: _Update
    patch_cluster_trust_bundle: _Patch
    apply_cluster_trust_bundle: _Apply
    delete_cluster_trust_bundle: _Delete
    get_priority_class: _Get
    find_priority_class: _Find
    list_priority_classes: _List
    watch_priority_class: _Watch
    create_priority_class: _Create
    update_priority_class: _Update
    patch_priority_class: _Patch
    apply_priority_class: _Apply
    delete_priority_class: _Delete
    get_gateway: _Get
    find_gateway: _Find
    list_gateways: _List
    watch_gateway: _Watch
    create_gateway: _Create
    update_gateway: _Update
    patch_gateway: _Patch
    apply_gateway: _Apply
    delete_gateway: _Delete
    get_gateway_class: _Get
    find_gateway_class: _Find
    list_gateway_classes: _List
    watch_gateway_class: _Watch
    create_gateway_class: _Create
    update_gateway_class: _Update
    patch_gateway_class: _Patch
    apply_gateway_class: _Apply
    delete_gateway_class: _Delete
    get_grpc_route: _Get
    find_grpc_route: _Find
    list_grpc_routes: _List
    watch_grpc_route: _Watch
    create_grpc_route: _Create
    update_grpc_route: _Update
    patch_grpc_route: _Patch
    apply_grpc_route: _Apply
    delete_grpc_route: _Delete
    get_http_route: _Get
    find_http_route: _Find
    list_http_routes: _List
    watch_http_route: _Watch
    create_http_route: _Create
    update_http_route: _Update
    patch_http_route: _Patch
    apply_http_route: _Apply
    delete_http_route: _Delete
    get_reference_grant: _Get
    find_reference_grant: _Find
    list_reference_grants: _List
    watch_reference_grant: _Watch
    create_reference_grant: _Create
    update_reference_grant: _Update
    patch_reference_grant: _Patch
    apply_reference_grant: _Apply
    delete_reference_grant: _Delete
    get_tcp_route: _Get
    find_tcp_route: _Find
    list_tcp_routes: _List
    watch_tcp_route: _Watch
    create_tcp_route: _Create
    update_tcp_route: _Update
    patch_tcp_route: _Patch
    apply_tcp_route: _Apply
    delete_tcp_route: _Delete
    get_tls_route: _Get
    find_tls_route: _Find
    list_tls_routes: _List
    watch_tls_route: _Watch
    create_tls_route: _Create
    update_tls_route: _Update
    patch_tls_route: _Patch
    apply_tls_route: _Apply
    delete_tls_route: _Delete
    get_udp_route: _Get
    find_udp_route: _Find
    list_udp_routes: _List
    watch_udp_route: _Watch
    create_udp_route: _Create
    update_udp_route: _Update
    patch_udp_route: _Patch
    apply_udp_route: _Apply
    delete_udp_route: _Delete
    get_destination_rule: _Get
    find_destination_rule: _Find
    list_destination_rules: _List
    watch_destination_rule: _Watch
    create_destination_rule: _Create
    update_destination_rule: _Update
    patch_destination_rule: _Patch
    apply_destination_rule: _Apply
    delete_destination_rule: _Delete
    get_envoy_filter: _Get
    find_envoy_filter: _Find
    list_envoy_filters: _List
    watch_envoy_filter: _Watch
    create_envoy_filter: _Create
    update_envoy_filter: _Update
    patch_envoy_filter: _Patch
    apply_envoy_filter: _Apply
    delete_envoy_filter: _Delete
    get_istio_gateway: _Get
    find_istio_gateway: _Find
    list_istio_gateways: _List
    watch_istio_gateway: _Watch
    create_istio_gateway: _Create
    update_istio_gateway: _Update
    patch_istio_gateway: _Patch
    apply_istio_gateway: _Apply
    delete_istio_gateway: _Delete
    get_proxy_config: _Get
    find_proxy_config: _Find
    list_proxy_configs: _List
    watch_proxy_config: _Watch
    create_proxy_config: _Create
    update_proxy_config: _Update
    patch_proxy_config: _Patch
    apply_proxy_config: _Apply
    delete_proxy_config: _Delete
    get_service_entry: _Get
    find_service_entry: _Find
    list_service_entries: _List
    watch_service_entry: _Watch
    create_service_entry: _Create
    update_service_entry: _Update
    patch_service_entry: _Patch
    apply_service_entry: _Apply
    delete_service_entry: _Delete
    get_sidecar: _Get
    find_sidecar: _Find
    list_sidecars: _List
    watch_sidecar: _Watch
    create_sidecar: _Create
    update_sidecar: _Update
    patch_sidecar: _Patch
    apply_sidecar: _Apply
    delete_sidecar: _Delete
    get_virtual_service: _Get
    find_virtual_service: _Find
    list_virtual_services: _List
    watch_virtual_service: _Watch
    create_virtual_service: _Create
    update_virtual_service: _Update
    patch_virtual_service: _Patch
    apply_virtual_service: _Apply
    delete_virtual_service: _Delete
    get_workload_entry: _Get
    find_workload_entry: _Find
    list_workload_entries: _List
    watch_workload_entry: _Watch
    create_workload_entry: _Create
    update_workload_entry: _Update
    patch_workload_entry: _Patch
    apply_workload_entry: _Apply
    delete_workload_entry: _Delete
    get_workload_group: _Get
    find_workload_group: _Find
    list_workload_groups: _List
    watch_workload_group: _Watch
    create_workload_group: _Create
    update_workload_group: _Update
    patch_workload_group: _Patch
    apply_workload_group: _Apply
    delete_workload_group: _Delete
    get_authorization_policy: _Get
    find_authorization_policy: _Find
    list_authorization_policies: _List
    watch_authorization_policy: _Watch
    create_authorization_policy: _Create
    update_authorization_policy: _Update
    patch_authorization_policy: _Patch
    apply_authorization_policy: _Apply
    delete_authorization_policy: _Delete
    get_peer_authentication: _Get
    find_peer_authentication: _Find
    list_peer_authentications: _List
    watch_peer_authentication: _Watch
    create_peer_authentication: _Create
    update_peer_authentication: _Update
    patch_peer_authentication: _Patch
    apply_peer_authentication: _Apply
    delete_peer_authentication: _Delete
    get_request_authentication: _Get
    find_request_authentication: _Find
    list_request_authentications: _List
    watch_request_authentication: _Watch
    create_request_authentication: _Create
    update_request_authentication: _Update
    patch_request_authentication: _Patch
    apply_request_authentication: _Apply
    delete_request_authentication: _Delete
    get_configuration: _Get
    find_configuration: _Find
    list_configurations: _List
    watch_configuration: _Watch
    create_configuration: _Create
    update_configuration: _Update
    patch_configuration: _Patch
    apply_configuration: _Apply
    delete_configuration: _Delete
    get_domain_mapping: _Get
    find_domain_mapping: _Find
    list_domain_mappings: _List
    watch_domain_mapping: _Watch
    create_domain_mapping: _Create
    update_domain_mapping: _Update
    patch_domain_mapping: _Patch
    apply_domain_mapping: _Apply
    delete_domain_mapping: _Delete
    get_revision: _Get
    find_revision: _Find
    list_revisions: _List
    watch_revision: _Watch
    create_revision: _Create
    update_revision: _Update
    patch_revision: _Patch
    apply_revision: _Apply
    delete_revision: _Delete
    get_route: _Get
    find_route: _Find
    list_routes: _List
    watch_route: _Watch
    create_route: _Create
    update_route: _Update
    patch_route: _Patch
    apply_route: _Apply
    delete_route: _Delete
    get_knative_service: _Get
    find_knative_service: _Find
    list_knative_services: _List
    watch_knative_service: _Watch
    create_knative_service: _Create
    update_knative_service: _Update
    patch_knative_service: _Patch
    apply_knative_service: _Apply
    delete_knative_service: _Delete
    get_cilium_clusterwide_envoy_config: _Get
    find_cilium_clusterwide_envoy_config: _Find
    list_cilium_clusterwide_envoy_configs: _List
    watch_cilium_clusterwide_envoy_config: _Watch
    create_cilium_clusterwide_envoy_config: _Create
    update_cilium_clusterwide_envoy_config: _Update
    patch_cilium_clusterwide_envoy_config: _Patch
    apply_cilium_clusterwide_envoy_config: _Apply
    delete_cilium_clusterwide_envoy_config: _Delete
    get_cilium_clusterwide_network_policy: _Get
    find_cilium_clusterwide_network_policy: _Find
    list_cilium_clusterwide_network_policies: _List
    watch_cilium_clusterwide_network_policy: _Watch
    create_cilium_clusterwide_network_policy: _Create
    update_cilium_clusterwide_network_policy: _Update
    patch_cilium_clusterwide_network_policy: _Patch
    apply_cilium_clusterwide_network_policy: _Apply
    delete_cilium_clusterwide_network_policy: _Delete
    get_cilium_egress_gateway_policy: _Get
    find_cilium_egress_gateway_policy: _Find
    list_cilium_egress_gateway_policies: _List
    watch_cilium_egress_gateway_policy: _Watch
    create_cilium_egress_gateway_policy: _Create
    update_cilium_egress_gateway_policy: _Update
    patch_cilium_egress_gateway_policy: _Patch
    apply_cilium_egress_gateway_policy: _Apply
    delete_cilium_egress_gateway_policy: _Delete
    get_cilium_endpoint: _Get
    find_cilium_endpoint: _Find
    list_cilium_endpoints: _List
    watch_cilium_endpoint: _Watch
    create_cilium_endpoint: _Create
    update_cilium_endpoint: _Update
    patch_cilium_endpoint: _Patch
    apply_cilium_endpoint: _Apply
    delete_cilium_endpoint: _Delete
    get_cilium_envoy_config: _Get
    find_cilium_envoy_config: _Find
    list_cilium_envoy_configs: _List
    watch_cilium_envoy_config: _Watch
    create_cilium_envoy_config: _Create
    update_cilium_envoy_config: _Update
    patch_cilium_envoy_config: _Patch
    apply_cilium_envoy_config: _Apply
    delete_cilium_envoy_config: _Delete
    get_cilium_identity: _Get
    find_cilium_identity: _Find
    list_cilium_identities: _List
    watch_cilium_identity: _Watch
    create_cilium_identity: _Create
    update_cilium_identity: _Update
    patch_cilium_identity: _Patch
    apply_cilium_identity: _Apply
    delete_cilium_identity: _Delete
    get_cilium_local_redirect_policy: _Get
    find_cilium_local_redirect_policy: _Find
    list_cilium_local_redirect_policies: _List
    watch_cilium_local_redirect_policy: _Watch
    create_cilium_local_redirect_policy: _Create
    update_cilium_local_redirect_policy: _Update
    patch_cilium_local_redirect_policy: _Patch
    apply_cilium_local_redirect_policy: _Apply
    delete_cilium_local_redirect_policy: _Delete
    get_cilium_network_policy: _Get
    find_cilium_network_policy: _Find
    list_cilium_network_policies: _List
    watch_cilium_network_policy: _Watch
    create_cilium_network_policy: _Create
    update_cilium_network_policy: _Update
    patch_cilium_network_policy: _Patch
    apply_cilium_network_policy: _Apply
    delete_cilium_network_policy: _Delete
    get_cilium_node: _Get
    find_cilium_node: _Find
    list_cilium_nodes: _List
    watch_cilium_node: _Watch
    create_cilium_node: _Create
    update_cilium_node: _Update
    patch_cilium_node: _Patch
    apply_cilium_node: _Apply
    delete_cilium_node: _Delete
    get_certificate: _Get
    find_certificate: _Find
    list_certificates: _List
    watch_certificate: _Watch
    create_certificate: _Create
    update_certificate: _Update
    patch_certificate: _Patch
    apply_certificate: _Apply
    delete_certificate: _Delete
    get_certificate_request: _Get
    find_certificate_request: _Find
    list_certificate_requests: _List
    watch_certificate_request: _Watch
    create_certificate_request: _Create
    update_certificate_request: _Update
    patch_certificate_request: _Patch
    apply_certificate_request: _Apply
    delete_certificate_request: _Delete
    get_cluster_issuer: _Get
    find_cluster_issuer: _Find
    list_cluster_issuers: _List
    watch_cluster_issuer: _Watch
    create_cluster_issuer: _Create
    update_cluster_issuer: _Update
    patch_cluster_issuer: _Patch
    apply_cluster_issuer: _Apply
    delete_cluster_issuer: _Delete
    get_issuer: _Get
    find_issuer: _Find
    list_issuers: _List
    watch_issuer: _Watch
    create_issuer: _Create
    update_issuer: _Update
    patch_issuer: _Patch
    apply_issuer: _Apply
    delete_issuer: _Delete
    get_challenge: _Get
    find_challenge: _Find
    list_challenges: _List
    watch_challenge: _Watch
    create_challenge: _Create
    update_challenge: _Update
    patch_challenge: _Patch
    apply_challenge: _Apply
    delete_challenge: _Delete
    get_order: _Get
    find_order: _Find
    list_orders: _List
    watch_order: _Watch
    create_order: _Create
    update_order: _Update
    patch_order: _Patch
    apply_order: _Apply
    delete_order: _Delete
    get_alertmanager: _Get
    find_alertmanager: _Find
    list_alertmanagers: _List
    watch_alertmanager: _Watch
    create_alertmanager: _Create
    update_alertmanager: _Update
    patch_alertmanager: _Patch
    apply_alertmanager: _Apply
    delete_alertmanager: _Delete
    get_alertmanager_config: _Get
    find_alertmanager_config: _Find
    list_alertmanager_configs: _List
    watch_alertmanager_config: _Watch
    create_alertmanager_config: _Create
    update_alertmanager_config: _Update
    patch_alertmanager_config: _Patch
    apply_alertmanager_config: _Apply
    delete_alertmanager_config: _Delete
    get_pod_monitor: _Get
    find_pod_monitor: _Find
    list_pod_monitors: _List
    watch_pod_monitor: _Watch
    create_pod_monitor: _Create
    update_pod_monitor: _Update
    patch_pod_monitor: _Patch
    apply_pod_monitor: _Apply
    delete_pod_monitor: _Delete
    get_probe: _Get
    find_probe: _Find
    list_probes: _List
    watch_probe: _Watch
    create_probe: _Create
    update_probe: _Update
    patch_probe: _Patch
    apply_probe: _Apply
    delete_probe: _Delete
    get_prometheus: _Get
    find_prometheus: _Find
    list_prometheuses: _List
    watch_prometheus: _Watch
    create_prometheus: _Create
    update_prometheus: _Update
    patch_prometheus: _Patch
    apply_prometheus: _Apply
    delete_prometheus: _Delete
    get_prometheus_agent: _Get
    find_prometheus_agent: _Find
    list_prometheus_agents: _List
    watch_prometheus_agent: _Watch
    create_prometheus_agent: _Create
    update_prometheus_agent: _Update
    patch_prometheus_agent: _Patch
    apply_prometheus_agent: _Apply
    delete_prometheus_agent: _Delete
    get_prometheus_rule: _Get
    find_prometheus_rule: _Find
    list_prometheus_rules: _List
    watch_prometheus_rule: _Watch
    create_prometheus_rule: _Create
    update_prometheus_rule: _Update
    patch_prometheus_rule: _Patch
    apply_prometheus_rule: _Apply
    delete_prometheus_rule: _Delete
    get_scrape_config: _Get
    find_scrape_config: _Find
    list_scrape_configs: _List
    watch_scrape_config: _Watch
    create_scrape_config: _Create
    update_scrape_config: _Update
    patch_scrape_config: _Patch
    apply_scrape_config: _Apply
    delete_scrape_config: _Delete
    get_service_monitor: _Get
    find_service_monitor: _Find
    list_service_monitors: _List
    watch_service_monitor: _Watch
    create_service_monitor: _Create
    update_service_monitor: _Update
    patch_service_monitor: _Patch
    apply_service_monitor: _Apply
    delete_service_monitor: _Delete
    get_thanos_ruler: _Get
    find_thanos_ruler: _Find
    list_thanos_rulers: _List
    watch_thanos_ruler: _Watch
    create_thanos_ruler: _Create
    update_thanos_ruler: _Update
    patch_thanos_ruler: _Patch
    apply_thanos_ruler: _Apply
    delete_thanos_ruler: _Delete
    get_composite_resource_definition: _Get
    find_composite_resource_definition: _Find
    list_composite_resource_definitions: _List
    watch_composite_resource_definition: _Watch
    create_composite_resource_definition: _Create
    update_composite_resource_definition: _Update
    patch_composite_resource_definition: _Patch
    apply_composite_resource_definition: _Apply
    delete_composite_resource_definition: _Delete
    get_composition: _Get
    find_composition: _Find
    list_compositions: _List
    watch_composition: _Watch
    create_composition: _Create
    update_composition: _Update
    patch_composition: _Patch
    apply_composition: _Apply
    delete_composition: _Delete
    get_composition_revision: _Get
    find_composition_revision: _Find
    list_composition_revisions: _List
    watch_composition_revision: _Watch
    create_composition_revision: _Create
    update_composition_revision: _Update
    patch_composition_revision: _Patch
    apply_composition_revision: _Apply
    delete_composition_revision: _Delete
    get_environment_config: _Get
    find_environment_config: _Find
    list_environment_configs: _List
    watch_environment_config: _Watch
    create_environment_config: _Create
    update_environment_config: _Update
    patch_environment_config: _Patch
    apply_environment_config: _Apply
    delete_environment_config: _Delete
    get_crossplane_packages_configuration: _Get
    find_crossplane_packages_configuration: _Find
    list_crossplane_packages_configurations: _List
    watch_crossplane_packages_configuration: _Watch
    create_crossplane_packages_configuration: _Create
    update_crossplane_packages_configuration: _Update
    patch_crossplane_packages_configuration: _Patch
    apply_crossplane_packages_configuration: _Apply
    delete_crossplane_packages_configuration: _Delete
    get_configuration_revision: _Get
    find_configuration_revision: _Find
    list_configuration_revisions: _List
    watch_configuration_revision: _Watch
    create_configuration_revision: _Create
    update_configuration_revision: _Update
    patch_configuration_revision: _Patch
    apply_configuration_revision: _Apply
    delete_configuration_revision: _Delete
    get_deployment_runtime_config: _Get
    find_deployment_runtime_config: _Find
    list_deployment_runtime_configs: _List
    watch_deployment_runtime_config: _Watch
    create_deployment_runtime_config: _Create
    update_deployment_runtime_config: _Update
    patch_deployment_runtime_config: _Patch
    apply_deployment_runtime_config: _Apply
    delete_deployment_runtime_config: _Delete
    get_function: _Get
    find_function: _Find
    list_functions: _List
    watch_function: _Watch
    create_function: _Create
    update_function: _Update
    patch_function: _Patch
    apply_function: _Apply
    delete_function: _Delete
    get_function_revision: _Get
    find_function_revision: _Find
    list_function_revisions: _List
    watch_function_revision: _Watch
    create_function_revision: _Create
    update_function_revision: _Update
    patch_function_revision: _Patch
    apply_function_revision: _Apply
    delete_function_revision: _Delete
    get_provider: _Get
    find_provider: _Find
    list_providers: _List
    watch_provider: _Watch
    create_provider: _Create
    update_provider: _Update
    patch_provider: _Patch
    apply_provider: _Apply
    delete_provider: _Delete
    get_provider_revision: _Get
    find_provider_revision: _Find
    list_provider_revisions: _List
    watch_provider_revision: _Watch
    create_provider_revision: _Create
    update_provider_revision: _Update
    patch_provider_revision: _Patch
    apply_provider_revision: _Apply
    delete_provider_revision: _Delete
