"""Which objects and findings of a shared namespace are the app's own."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.diagnosis.belonging import Belonging, own_findings, split
from slipway.diagnosis.finding import ERROR, WARNING, Finding

from .cases import event, job, pod, snapshot


def _labelled(item: dict[str, Any], **labels: str) -> dict[str, Any]:
    item["metadata"]["labels"] = {f"app.kubernetes.io/{key}": value for key, value in labels.items()}
    return item


def _owned(name: str, by: str = "", release: str = "") -> dict[str, Any]:
    item = pod(name, owner=by)
    item["metadata"]["annotations"] = {"meta.helm.sh/release-name": release} if release else {}
    return item


@pytest.mark.parametrize("name", ["web", "web-5d9-x", "web-migrate"])
def test_an_object_named_after_the_release_is_its_own(name: str) -> None:
    assert Belonging(snapshot(), "web").has("Pod", name)


@pytest.mark.parametrize("name", ["webshop", "my-web", "", "other"])
def test_an_object_with_another_name_is_not(name: str) -> None:
    assert not Belonging(snapshot(), "web").has("Pod", name)


def test_an_object_labelled_with_the_release_is_its_own_whatever_its_name() -> None:
    seen = snapshot(pods=[_labelled(pod("frontend"), instance="web")])
    assert Belonging(seen, "web").has("Pod", "frontend")


def test_an_object_labelled_with_another_release_is_not_for_its_name_alone() -> None:
    seen = snapshot(pods=[_labelled(pod("web-admin-0"), instance="web-admin")])
    assert not Belonging(seen, "web").has("Pod", "web-admin-0")


def test_the_pods_of_an_own_job_are_own() -> None:
    seen = snapshot(pods=[pod("prepare-x", owner="Job/prepare")], jobs=[_labelled(job("prepare"), instance="web")])
    assert Belonging(seen, "web").has("Pod", "prepare-x")


def test_the_pods_of_a_deployment_that_helm_marked_are_own() -> None:
    seen = snapshot(
        pods=[pod("frontend-1-a", owner="ReplicaSet/frontend-1")],
        replica_sets=[_owned("frontend-1", by="Deployment/frontend")],
        deployments=[_owned("frontend", release="web")],
    )
    assert Belonging(seen, "web").has("Pod", "frontend-1-a")
    assert not Belonging(seen, "api").has("Pod", "frontend-1-a")


def test_what_helm_marked_for_another_release_is_not_own_for_its_name() -> None:
    seen = snapshot(deployments=[_owned("web-admin", release="web-admin")], pods=[])
    assert not Belonging(seen, "web").has("Deployment", "web-admin")


def test_owners_that_own_each_other_end() -> None:
    seen = snapshot(replica_sets=[_owned("a", by="ReplicaSet/b"), _owned("b", by="ReplicaSet/a")])
    assert not Belonging(seen, "web").has("ReplicaSet", "a")


def test_own_findings_keep_their_order_and_what_could_not_be_read() -> None:
    def finding(code: str, kind: str, name: str) -> Finding:
        return Finding(code, ERROR if kind == "Pod" else WARNING, kind, "shop", name, "summary", "step")

    found = [
        finding("crash_loop", "Pod", "web-1"),
        finding("crash_loop", "Pod", "other-1"),
        finding("job_failed", "Job", "web-migrate"),
        finding("cannot_be_read", "Namespace", "shop"),
    ]
    assert own_findings(found, snapshot(), "web") == [found[0], found[2], found[3]]


@pytest.mark.parametrize("labels", [None, [], {"app.kubernetes.io/instance": 7}])
def test_labels_of_any_shape_are_read(labels: Any) -> None:
    broken = pod("frontend")
    broken["metadata"]["labels"] = labels
    assert not Belonging(snapshot(pods=[broken]), "web").has("Pod", "frontend")


def test_pods_and_events_are_split_into_own_and_others_and_none_is_lost() -> None:
    about = [event("Pod/web-1", "Failed", "x"), event("Pod/other-1", "Failed", "x"), event("Job/web-migrate", "x", "x")]
    seen = snapshot(pods=[pod("web-1"), pod("other-1")], jobs=[job("other")], events=about)
    own, others = split(seen, "web")
    assert (own.pods, own.events) == (seen.pods[:1], (about[0], about[2]))
    assert (others.pods, others.events) == (seen.pods[1:], (about[1],))
