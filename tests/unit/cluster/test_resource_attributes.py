"""What a request is about, in words that may be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slipway.resource_attributes import NO_RESOURCE, ResourceAttributes


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        (NO_RESOURCE, ""),
        (ResourceAttributes(resource="pods"), "pods"),
        (ResourceAttributes(resource="pods", name="web"), "pods/web"),
        (ResourceAttributes(resource="pods", namespace="shop"), "pods in namespace shop"),
        (ResourceAttributes(resource="pods", name="web", subresource="exec", namespace="shop"),
         "pods/web/exec in namespace shop"),
        (ResourceAttributes(resource="clusterroles", name="system:node"), "clusterroles/system:node"),
    ],
    ids=["nothing", "resource", "name", "namespace", "subresource", "colon in the name"],
)  # fmt: skip
def test_it_is_told_as_kubectl_does(attributes: ResourceAttributes, told: str) -> None:
    assert str(attributes) == told


@pytest.mark.parametrize(
    "hostile", ["\x1b[2J", "<b>", "a b", "a\nb", "ä", "a/b", "x" * 254, ""], ids=lambda name: ascii(name)[:12]
)
def test_a_name_that_looks_like_none_is_not_shown(hostile: str) -> None:
    attributes = ResourceAttributes(resource="pods", name=hostile, namespace=hostile)
    assert str(attributes) == "pods"
    assert (attributes.shown_name, attributes.shown_namespace) == ("", "")


@pytest.mark.parametrize(
    ("group", "provider"), [("metrics.k8s.io", "metrics-server"), ("cert-manager.io", "its CRDs"), ("", "its CRDs")]
)
def test_it_is_known_what_brings_an_api_group(group: str, provider: str) -> None:
    assert ResourceAttributes(group=group).provider == provider


@given(st.text(), st.text())
def test_whatever_the_names_are_it_is_one_printable_line(name: str, namespace: str) -> None:
    told = str(ResourceAttributes(resource="pods", name=name, namespace=namespace))
    assert told.isascii()
    assert told.isprintable()
