"""API groups: kinds of the user's own, versions by preference, and what is not installed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest

from slipway.cluster.api.api_group import ApiGroup, ApiResource
from slipway.cluster.api.api_groups import SUPPORTED_API_GROUPS
from slipway.cluster.api.watch import Watch
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.errors import ApiError, InvalidInput, NotFound
from tests.contract.conftest import AccountWith, GatewayTo, Server
from tests.contract.objects import Manifest, config_map, custom_resource_definition, names

EVERYTHING: Manifest = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
WIDGET = ApiResource("Widget", "widgets")


@dataclass(frozen=True)
class Installed:
    """A custom kind Widget of a group of its own, served as v1 (which is stored) and v1beta1."""

    group: str
    client_of: Callable[..., Client]


@pytest.fixture(scope="module")
def installed(server: Server) -> Iterator[Installed]:
    group = f"test-{uuid4().hex[:8]}.slipway.test"
    made: list[Client] = []

    def client_of(*versions: str) -> Client:
        groups = {**SUPPORTED_API_GROUPS, "widgets": ApiGroup(group, versions, (WIDGET,))}
        made.append(Client(connect({"kubeconfig": str(server.kubeconfig)}, {}), groups))
        return made[-1]

    client = client_of("v1")
    try:
        install(client, group)
        yield Installed(group, client_of)
    finally:
        client.delete_custom_resource_definition(f"widgets.{group}")
        for client in made:
            client.close()


def install(client: Client, group: str) -> None:
    """Install the kind, and wait until it is served."""
    definition = custom_resource_definition(group, "Widget", "v1", "v1beta1", stored="v1")
    client.create_custom_resource_definition(definition)
    definitions = Watch(client.apiextensions.custom_resource_definitions, fields=f"metadata.name=widgets.{group}")
    next(item for _kind, item in definitions.events() if is_established(item))
    definitions.close()


def is_established(definition: Manifest) -> bool:
    conditions = definition.get("status", {}).get("conditions") or []
    return any(condition["type"] == "Established" and condition["status"] == "True" for condition in conditions)


def widget(name: str, namespace: str, **spec: str) -> Manifest:
    return {"metadata": {"name": name, "namespace": namespace}, "spec": spec}


def test_a_kind_of_the_users_own_has_all_verbs(installed: Installed, namespace: str) -> None:
    widgets = installed.client_of("v1").group("widgets").widgets
    assert widgets.create(widget("w", namespace, size="1"))["spec"] == {"size": "1"}
    assert widgets.apply(widget("w", namespace, colour="red"))["spec"] == {"size": "1", "colour": "red"}
    assert widgets.patch("w", {"spec": {"size": None}}, namespace)["spec"] == {"colour": "red"}
    assert names(widgets.list(namespace)) == ["w"]
    assert widgets.delete("w", namespace)


def test_a_kind_of_the_users_own_has_its_names_at_the_client(installed: Installed, namespace: str) -> None:
    client = installed.client_of("v1")
    client.create_widget(widget("w", namespace))  # type: ignore[attr-defined]  # editors know our own kinds alone
    assert names(client.list_widgets(namespace)) == ["w"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("versions", "taken"),
    [
        (("v1", "v1beta1"), "v1"),
        (("v1beta1", "v1"), "v1beta1"),
        (("v2", "v1beta1", "v1"), "v1beta1"),
    ],
    ids=["the newest first", "the older first", "one that is not served is passed over"],
)
def test_the_first_version_is_taken_that_the_server_serves(
    installed: Installed, namespace: str, versions: tuple[str, ...], taken: str
) -> None:
    made = installed.client_of(*versions).group("widgets").widgets.create(widget("w", namespace))
    assert made["apiVersion"] == f"{installed.group}/{taken}"


def test_a_group_without_a_version_that_we_know_is_not_found(installed: Installed, namespace: str) -> None:
    with pytest.raises(NotFound, match="but not in version v2 or v3"):
        installed.client_of("v2", "v3").group("widgets").widgets.list(namespace)


def test_a_manifest_is_taken_in_its_own_version(installed: Installed, namespace: str) -> None:
    older = {"apiVersion": f"{installed.group}/v1beta1", "kind": "Widget", **widget("w", namespace)}
    applied = installed.client_of("v1", "v1beta1").for_manifest(older).apply(older)
    assert applied["apiVersion"] == f"{installed.group}/v1beta1"


def test_a_strategic_patch_of_a_custom_kind_is_refused_by_the_server(installed: Installed, namespace: str) -> None:
    widgets = installed.client_of("v1").group("widgets").widgets
    widgets.create(widget("w", namespace))
    with pytest.raises(ApiError) as caught:
        widgets.patch("w", {"spec": {"size": "1"}}, namespace, kind="strategic")
    assert (caught.value.status, caught.value.reason) == (415, "UnsupportedMediaType")


def test_the_versions_of_a_group_are_asked_for_once(
    account_with: AccountWith, gateway_for: GatewayTo, namespace: str
) -> None:
    gateway, client = gateway_for(account_with("does-all", EVERYTHING))
    for _time in range(2):
        client.list_endpoint_slices(namespace)
        client.autoscaling.horizontal_pod_autoscalers.list(namespace)
        client.autoscaling.horizontal_pod_autoscalers.list(namespace)
    asked = [line for line in gateway.asked if re.fullmatch("GET /apis(/[^/]+)?", line)]
    assert len(asked) == len(set(asked))
    assert "GET /apis" not in asked


@pytest.mark.parametrize(
    ("group", "kind", "api_group", "provider"),
    [
        ("gateway", "gateways", "gateway.networking.k8s.io", "its CRDs"),
        ("cert_manager", "certificates", "cert-manager.io", "its CRDs"),
        ("metrics", "node_metrics", "metrics.k8s.io", "metrics-server"),
    ],
    ids=["of several versions", "of one version", "aggregated"],
)
def test_a_group_that_is_not_installed_is_told(
    client: Client, namespace: str, group: str, kind: str, api_group: str, provider: str
) -> None:
    with pytest.raises(
        NotFound, match=f"the server has no .*API group {re.escape(api_group)}; install {provider}"
    ) as caught:
        getattr(client.group(group), kind).list()
    assert (caught.value.status, caught.value.attributes.group) == (404, api_group)


def test_find_in_a_group_that_is_not_installed_finds_nothing(client: Client, namespace: str) -> None:
    assert client.gateway.gateways.find("g", namespace) is None


def test_a_group_that_is_installed_later_is_found(server: Server, client: Client, namespace: str) -> None:
    group = f"late-{uuid4().hex[:8]}.slipway.test"
    own = {"widgets": ApiGroup(group, ("v1", "v1beta1"), (WIDGET,))}
    late = Client(connect({"kubeconfig": str(server.kubeconfig)}, {}), own)
    with pytest.raises(NotFound, match="the server has no API group"):
        late.group("widgets").widgets.list(namespace)
    try:
        install(client, group)
        assert late.group("widgets").widgets.list(namespace) == []
    finally:
        client.delete_custom_resource_definition(f"widgets.{group}")
        late.close()


def test_a_name_of_two_kinds_is_the_first_groups(client: Client, namespace: str) -> None:
    about = {"kind": "ConfigMap", "name": "s", "namespace": namespace}
    event = {"metadata": {"name": "e", "namespace": namespace}, "involvedObject": about, "reason": "Tested"}
    client.create_event(event)
    assert client.get_event("e", namespace)["apiVersion"] == "v1"
    assert client.get_events_event("e", namespace)["apiVersion"] == "events.k8s.io/v1"


def test_a_kind_that_nobody_registered_is_refused_before_it_is_sent(client: Client) -> None:
    with pytest.raises(InvalidInput, match="is not a kind that slipway handles"):
        client.for_manifest({"apiVersion": "example.com/v1", "kind": "Widget"})


def test_a_manifest_finds_its_kind(client: Client, namespace: str) -> None:
    manifest = config_map("s", namespace)
    assert client.for_manifest(manifest).create(manifest)["kind"] == "ConfigMap"
