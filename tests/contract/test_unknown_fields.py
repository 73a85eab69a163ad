"""What the server says of fields that a kind does not have, and of what it would rather not see."""

from __future__ import annotations

import pytest

from slipway.cluster.api.write_options import PatchKind
from slipway.cluster.client import Client
from slipway.errors import ApiError, BadRequest
from tests.contract.objects import Manifest, config_map, deployment


def misspelt(name: str, namespace: str) -> Manifest:
    return {**config_map(name, namespace), "dta": {"a": "1"}}


def test_create_refuses_an_object_with_an_unknown_field(client: Client, namespace: str) -> None:
    with pytest.raises(BadRequest) as caught:
        client.create_config_map(misspelt("s", namespace))
    assert (caught.value.status, caught.value.reason) == (400, "BadRequest")
    assert client.find_config_map("s", namespace) is None


def test_the_refusal_names_the_unknown_fields(client: Client, namespace: str) -> None:
    twice = deployment("d", namespace)
    twice["spec"]["replcas"] = 3
    twice["spec"]["template"]["spec"]["containers"][0]["imag"] = "x"
    with pytest.raises(BadRequest, match=r"spec\.replcas") as caught:
        client.create_deployment(twice)
    assert set(caught.value.fields) == {"spec.replcas", "spec.template.spec.containers[0].imag"}


def test_update_refuses_an_unknown_field(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace, a="1"))
    with pytest.raises(BadRequest):
        client.update_config_map(misspelt("s", namespace))
    assert client.get_config_map("s", namespace)["data"] == {"a": "1"}


@pytest.mark.parametrize("kind", ["merge", "strategic"])
def test_patch_refuses_an_unknown_field(client: Client, namespace: str, kind: PatchKind) -> None:
    client.create_deployment(deployment("d", namespace))
    with pytest.raises(ApiError) as caught:
        client.patch_deployment("d", {"spec": {"replcas": 3}}, namespace, kind=kind)
    assert caught.value.status in (400, 422)
    assert client.get_deployment("d", namespace)["spec"]["replicas"] == 0


def test_apply_refuses_an_unknown_field(client: Client, namespace: str) -> None:
    with pytest.raises(ApiError):
        client.apply_config_map(misspelt("s", namespace))
    assert client.find_config_map("s", namespace) is None


def test_ignored_fields_are_dropped_without_a_word(client: Client, namespace: str) -> None:
    created = client.create_config_map(misspelt("s", namespace), field_validation="Ignore")
    assert "dta" not in created
    assert client.warnings() == []


def test_a_field_that_only_warns_is_dropped_and_the_warning_reaches_the_caller(client: Client, namespace: str) -> None:
    assert "dta" not in client.create_config_map(misspelt("s", namespace), field_validation="Warn")
    (warning,) = client.warnings()
    assert 'unknown field "dta"' in warning


def test_a_warning_of_the_server_reaches_the_caller(client: Client, namespace: str) -> None:
    old = deployment("d", namespace)
    old["spec"]["template"]["metadata"]["annotations"] = {"scheduler.alpha.kubernetes.io/critical-pod": ""}
    client.create_deployment(old)
    (warning,) = client.warnings()
    assert "scheduler.alpha.kubernetes.io/critical-pod" in warning


def test_a_request_without_a_warning_leaves_none(client: Client, namespace: str) -> None:
    client.create_config_map(config_map("s", namespace))
    assert client.warnings() == []
