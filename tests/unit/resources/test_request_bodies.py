"""What is sent besides objects: options of a delete, evictions, scales, token requests, access reviews."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.resources.access_review import self_subject_access_review
from slipway.resources.delete_options import delete_options
from slipway.resources.eviction import eviction
from slipway.resources.scale import scale
from slipway.resources.token_request import token_request


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, {"propagationPolicy": "Background"}),
        ({"propagation": "Foreground"}, {"propagationPolicy": "Foreground"}),
        ({"uid": "u"}, {"propagationPolicy": "Background", "preconditions": {"uid": "u"}}),
        (
            {"uid": "u", "resource_version": "7"},
            {"propagationPolicy": "Background", "preconditions": {"uid": "u", "resourceVersion": "7"}},
        ),
        ({"dry_run": True}, {"propagationPolicy": "Background", "dryRun": ["All"]}),
        ({"grace_seconds": 0}, {"propagationPolicy": "Background", "gracePeriodSeconds": 0}),
    ],
    ids=["nothing", "propagation", "one object", "one version of it", "a trial", "at once"],
)
def test_a_delete_says_what_becomes_of_what_is_owned_and_what_else_was_given(
    given: dict[str, Any], told: dict[str, Any]
) -> None:
    assert delete_options(**given) == {"apiVersion": "v1", "kind": "DeleteOptions", **told}


def test_an_eviction_is_a_delete_of_one_pod() -> None:
    assert eviction("web", "shop", delete_options()) == {
        "apiVersion": "policy/v1",
        "kind": "Eviction",
        "metadata": {"name": "web", "namespace": "shop"},
        "deleteOptions": delete_options(),
    }


def test_a_scale_holds_the_replicas_alone() -> None:
    assert scale(0) == {"apiVersion": "autoscaling/v1", "kind": "Scale", "spec": {"replicas": 0}}


def test_a_token_request_says_for_whom_and_how_long() -> None:
    assert token_request(("vault",), 600) == {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        "spec": {"audiences": ["vault"], "expirationSeconds": 600},
    }


def test_a_bound_token_names_the_object_and_no_more_of_it() -> None:
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s", "uid": "u"},
        "data": {"a": "cGxhbnRlZA=="},
    }
    assert token_request((), 600, secret)["spec"] == {
        "audiences": [],
        "expirationSeconds": 600,
        "boundObjectRef": {"apiVersion": "v1", "kind": "Secret", "name": "s", "uid": "u"},
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, {}),
        ({"namespace": "shop", "name": "web"}, {"namespace": "shop", "name": "web"}),
        ({"group": "apps", "subresource": "scale"}, {"group": "apps", "subresource": "scale"}),
    ],
    ids=["everywhere", "one object", "a subresource"],
)
def test_an_access_review_asks_for_one_right(given: dict[str, str], told: dict[str, str]) -> None:
    assert self_subject_access_review("get", "pods", **given) == {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {"verb": "get", "resource": "pods", **told}},
    }
