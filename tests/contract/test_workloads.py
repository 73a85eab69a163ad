"""Subresources of workloads: status, scale, and eviction within a disruption budget."""

from __future__ import annotations

import pytest

from slipway.cluster.client import Client
from slipway.errors import Conflict, Forbidden, Invalid, NotFound, TooManyRequests
from tests.contract.conftest import AccountWith, GatewayTo, RunPod
from tests.contract.objects import Manifest, deployment, pod

EVICT: Manifest = {"apiGroups": [""], "resources": ["pods/eviction"], "verbs": ["create"]}

ADMITTED: Manifest = {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}


def ingress(namespace: str) -> Manifest:
    """An ingress of a class that no controller takes, so that nobody but the test writes its status."""
    spec = {"ingressClassName": "nobody", "defaultBackend": {"service": {"name": "none", "port": {"number": 80}}}}
    return {"metadata": {"name": "i", "namespace": namespace}, "spec": spec}


@pytest.fixture
def guarded(client: Client, namespace: str, run_pod: RunPod) -> str:
    """The name of a pod that a disruption budget lets nobody evict."""
    client.create_pod_disruption_budget(
        {
            "metadata": {"name": "all", "namespace": namespace},
            "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "guarded"}}},
        }
    )
    run_pod(pod("guarded", namespace, labels={"app": "guarded"}))
    return "guarded"


def test_a_scale_tells_the_replicas_and_their_selector(client: Client, namespace: str) -> None:
    client.create_deployment(deployment("d", namespace))
    found = client.apps.deployments.get_scale("d", namespace)
    assert (found["kind"], found["spec"].get("replicas", 0), found["status"]["selector"]) == ("Scale", 0, "app=d")


def test_scale_wants_other_replicas_and_changes_nothing_else(client: Client, namespace: str) -> None:
    before = client.create_deployment(deployment("d", namespace))
    assert client.apps.deployments.scale("d", 2, namespace)["spec"]["replicas"] == 2
    after = client.get_deployment("d", namespace)["spec"]
    assert after == {**before["spec"], "replicas": 2}


def test_a_scale_that_breaks_a_rule_names_the_field(client: Client, namespace: str) -> None:
    client.create_deployment(deployment("d", namespace))
    with pytest.raises(Invalid) as caught:
        client.apps.deployments.scale("d", -1, namespace)
    assert (caught.value.fields, caught.value.attributes.subresource) == (("spec.replicas",), "scale")


def test_a_scale_of_what_is_not_there_is_not_found(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound) as caught:
        client.apps.deployments.get_scale("missing", namespace)
    assert (caught.value.attributes.subresource, caught.value.attributes.name) == ("scale", "missing")


def test_a_dry_run_of_scale_changes_nothing(client: Client, namespace: str) -> None:
    client.create_deployment(deployment("d", namespace))
    assert client.apps.deployments.scale("d", 2, namespace, dry_run=True)["spec"]["replicas"] == 2
    assert client.get_deployment("d", namespace)["spec"]["replicas"] == 0


def test_scale_without_the_right_says_which_is_missing(account_with: AccountWith, namespace: str) -> None:
    with pytest.raises(Forbidden, match="grant it the verb patch on deployments/scale of API group apps"):
        account_with("nobody").client.apps.deployments.scale("d", 1, namespace)


def test_patch_status_changes_the_status_and_nothing_else(client: Client, namespace: str) -> None:
    client.create_ingress(ingress(namespace))
    change = {"spec": {"ingressClassName": "other"}, "status": ADMITTED}
    assert client.networking.ingresses.patch_status("i", change, namespace)["status"] == ADMITTED
    assert client.get_ingress("i", namespace)["spec"]["ingressClassName"] == "nobody"


def test_update_status_replaces_the_status_and_nothing_else(client: Client, namespace: str) -> None:
    made = client.create_ingress(ingress(namespace))
    made["spec"]["ingressClassName"] = "other"
    assert client.networking.ingresses.update_status({**made, "status": ADMITTED})["status"] == ADMITTED
    assert client.get_ingress("i", namespace)["spec"]["ingressClassName"] == "nobody"


def test_update_status_of_a_version_that_changed_meanwhile_is_a_conflict(client: Client, namespace: str) -> None:
    made = client.create_ingress(ingress(namespace))
    client.patch_ingress("i", {"metadata": {"labels": {"a": "1"}}}, namespace)
    with pytest.raises(Conflict) as caught:
        client.networking.ingresses.update_status({**made, "status": ADMITTED})
    assert (caught.value.attributes.verb, caught.value.attributes.subresource) == ("update", "status")


def test_create_leaves_the_status_alone(client: Client, namespace: str) -> None:
    made = client.create_ingress({**ingress(namespace), "status": ADMITTED})
    assert made["status"] == {"loadBalancer": {}}


def test_evict_deletes_a_pod(client: Client, namespace: str, run_pod: RunPod) -> None:
    run_pod(pod("p", namespace))
    client.evict("p", namespace, grace_seconds=0)
    found = client.find_pod("p", namespace)
    assert found is None or "deletionTimestamp" in found["metadata"]


def test_a_disruption_budget_refuses_an_eviction(client: Client, namespace: str, guarded: str) -> None:
    with pytest.raises(TooManyRequests) as caught:
        client.evict(guarded, namespace)
    about = caught.value.attributes
    assert (caught.value.status, about.verb, about.resource, about.subresource) == (429, "create", "pods", "eviction")
    assert "deletionTimestamp" not in client.get_pod(guarded, namespace)["metadata"]


def test_a_refused_eviction_is_not_tried_again(
    namespace: str, guarded: str, account_with: AccountWith, gateway_for: GatewayTo
) -> None:
    gateway, evictor = gateway_for(account_with("evictor", EVICT))
    with pytest.raises(TooManyRequests):
        evictor.evict(guarded, namespace)
    assert len(gateway.asked) == 1


def test_the_refusal_of_an_eviction_names_the_disruption_budget_as_its_cause(
    client: Client, namespace: str, guarded: str
) -> None:
    with pytest.raises(TooManyRequests, match="disruption budget"):
        client.evict(guarded, namespace)


def test_an_eviction_insists_on_a_uid(client: Client, namespace: str, run_pod: RunPod) -> None:
    run_pod(pod("p", namespace))
    with pytest.raises(Conflict):
        client.evict("p", namespace, uid="another")
    assert "deletionTimestamp" not in client.get_pod("p", namespace)["metadata"]


def test_a_dry_run_of_evict_deletes_nothing(client: Client, namespace: str, run_pod: RunPod) -> None:
    run_pod(pod("p", namespace))
    client.evict("p", namespace, dry_run=True)
    assert "deletionTimestamp" not in client.get_pod("p", namespace)["metadata"]


def test_an_eviction_of_what_is_not_there_is_not_found(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound) as caught:
        client.evict("missing", namespace)
    assert caught.value.attributes.name == "missing"
