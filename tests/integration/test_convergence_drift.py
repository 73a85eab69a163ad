"""Drift on the real cluster: any field or object of ours that others change is found, exactly it, and put back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.converge.compare import cleaned
from slipway.converge.fields import changed_fields
from slipway.projects.requested import requested_projects
from slipway.resources.manifest import Manifest
from tests.fixtures.audit import AuditLog
from tests.fixtures.desired_states import RICH, with_templates
from tests.fixtures.project_namespace import CHECK, actions, mutating, project_namespace
from tests.fixtures.real_cluster import RealCluster
from tests.soak.counts import SOAK, dice, tell

ReserveNamespace = Callable[[], str]
Path_ = tuple[str | int, ...]

DRIFTS = 8
"""Single-field drifts that the suite tries; the soak tries all."""
DECIDING = ("app.kubernetes.io/managed-by", "slipway.dev/identity")
"""Labels of the namespace that say whose it is: without them it is not ours to mend."""
REVISION = "deployment.kubernetes.io/revision"
"""The controller counts here how often a Deployment was changed, a moment after it was."""
KEYS = (("Service", "port"), ("Deployment", "name"))
"""What tells items of a list apart: with another one, an item is another's, and ours is gone."""
OTHERS = {"string": ("7", "drifted", "Egress", "UDP", "10.2.0.0/16"), "number": (8443, 3), "truth": (True, False)}


@dataclass(frozen=True)
class Drift:
    """One field of one object of ours, and what somebody does to it: another value, or none."""

    manifest: Manifest
    path: Path_
    value: Any

    def operation(self) -> dict[str, Any]:
        pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in self.path)
        if self.value is None:
            return {"op": "remove", "path": pointer}
        return {"op": "replace", "path": pointer, "value": self.value}


@pytest.fixture
def asked(runner_client: Client, reserve_namespace: ReserveNamespace, tmp_path: Path) -> dict[str, Any]:
    """A project with many objects, as asked for; it is there."""
    given = {"name": "rich", "id": "1", "namespace": reserve_namespace(), **with_templates(RICH, tmp_path)}
    project_namespace(runner_client, **given)
    return given


def test_any_drift_of_a_field_is_found_exactly_and_put_back_by_one_write(
    cluster: RealCluster, runner_client: Client, asked: dict[str, Any], audit: AuditLog
) -> None:
    drifts = list(_drifts(asked))
    dice("fields").shuffle(drifts)
    tried = refused = 0
    for drift in drifts:
        before = _live(cluster, drift.manifest)
        if not _done(cluster, drift) or not (fields := changed_fields(_live(cluster, drift.manifest), before)):
            refused += 1
            continue
        summary = {"action": "updated", "fields": list(fields), "kind": drift.manifest["kind"]}
        predicted = project_namespace(runner_client, CHECK, **asked)["projects"][0]["actions"]
        mark = audit.mark()
        mended = project_namespace(runner_client, **asked)["projects"][0]["actions"]
        assert len(mutating(audit, mark, asked["namespace"])) == 1, drift
        assert [{key: action[key] for key in summary} for action in map(_without_revision, mended)] == [summary], drift
        assert list(map(_without_revision, predicted)) == list(map(_without_revision, mended))
        assert mended[0]["name"] == drift.manifest["metadata"]["name"]
        assert drift.value is None or "somebody" in mended[0]["managers"]
        assert _live(cluster, drift.manifest) == before
        tried += 1
        if tried == DRIFTS and not SOAK:
            break
    assert tried >= DRIFTS
    assert not project_namespace(runner_client, CHECK, **asked)["changed"]
    tell(f"{tried} drifts of one field found and mended, {refused} that the API server does not let anybody make")


def test_any_object_that_is_deleted_is_found_exactly_and_made_again_by_one_write(
    cluster: RealCluster, runner_client: Client, asked: dict[str, Any], audit: AuditLog
) -> None:
    objects = _manifests(asked)[1:]
    dice("objects").shuffle(objects)
    for manifest in objects if SOAK else objects[:8]:
        kind, name = manifest["kind"], manifest["metadata"]["name"]
        cluster.kubectl("delete", kind, name, "-n", asked["namespace"])
        predicted = project_namespace(runner_client, CHECK, **asked)["projects"][0]["actions"]
        mark = audit.mark()
        mended = project_namespace(runner_client, **asked)["projects"][0]["actions"]
        assert len(mutating(audit, mark, asked["namespace"])) == 1
        assert predicted == mended == [{"kind": kind, "name": name, "action": "created"}]
    assert not project_namespace(runner_client, CHECK, **asked)["changed"]
    tell(f"{len(objects)} deleted objects found and made again")


def test_what_others_add_is_left_alone(
    cluster: RealCluster, runner_client: Client, asked: dict[str, Any], audit: AuditLog
) -> None:
    place = asked["namespace"]
    added = {"metadata": {"labels": {"theirs": "1"}, "annotations": {"example.com/theirs": "1"}}}
    for manifest in _manifests(asked):
        cluster.kubectl(*_patch(manifest), "--type=merge", "-p", json.dumps(added))
    more = {"spec": {"hard": {"count/jobs.batch": "5"}}}
    cluster.kubectl("patch", "resourcequota", "slipway-project", "-n", place, "--type=merge", "-p", json.dumps(more))
    cluster.kubectl("patch", "configmap", "first", "-n", place, "--type=merge", "-p", '{"data":{"theirs":"1"}}')
    for kind, name in (("configmap", "first"), ("rolebinding", "slipway-project"), ("resourcequota", "slipway-batch")):
        copied = cleaned(cluster.get(kind, name, "-n", place))
        copied["metadata"]["name"] = f"theirs-{kind}"
        cluster.kubectl("create", "-f", "-", stdin=json.dumps(copied))
    before = _everything(cluster, place)
    mark = audit.mark()
    assert actions(project_namespace(runner_client, **asked)) == []
    assert not mutating(audit, mark, place)
    cluster.kubectl("label", "namespace", place, "team=drifted", "--overwrite")
    assert actions(project_namespace(runner_client, **asked)) == [("updated", "Namespace")]
    fewer = {key: value for key, value in asked.items() if key not in {"scoped_quotas", "variables", "templates"}}
    removed = project_namespace(runner_client, **fewer)["projects"][0]["actions"]
    assert not [action for action in removed if action["name"].startswith("theirs-")]
    after = _everything(cluster, place)
    assert {key: after.get(key) for key in before if "theirs-" in key} == {
        key: value for key, value in before.items() if "theirs-" in key
    }
    assert cluster.get("resourcequota", "slipway-project", "-n", place)["spec"]["hard"]["count/jobs.batch"] == "5"


def test_a_record_that_others_lengthened_is_put_back_by_one_write(
    cluster: RealCluster, runner_client: Client, asked: dict[str, Any], audit: AuditLog
) -> None:
    place = asked["namespace"]
    recorded = cluster.get("namespace", place)["metadata"]["annotations"]["slipway.dev/applied"]
    cluster.kubectl(
        "annotate", "namespace", place, "--overwrite", f"slipway.dev/applied={recorded} networking.k8s.io/v1/Ingress"
    )
    mark = audit.mark()
    assert actions(project_namespace(runner_client, **asked)) == [("updated", "Namespace")]
    assert len(mutating(audit, mark, place)) == 1
    assert cluster.get("namespace", place)["metadata"]["annotations"]["slipway.dev/applied"] == recorded


@pytest.mark.parametrize(
    "record",
    ["v1/Secret/Bad_Name", "v1/Secret/..", "v1/Secret/a%2Fb", "v1/Node", "x.example/v1/Thing"],
)
def test_whatever_others_write_into_the_record_fails_nobody(
    cluster: RealCluster, runner_client: Client, asked: dict[str, Any], record: str
) -> None:
    place = asked["namespace"]
    cluster.kubectl("annotate", "namespace", place, "--overwrite", f"slipway.dev/applied={record}")
    assert actions(project_namespace(runner_client, **asked)) == [("updated", "Namespace")]
    assert not project_namespace(runner_client, **asked)["changed"]


def _manifests(asked: Mapping[str, Any]) -> list[Manifest]:
    (requested,) = requested_projects(asked)
    return [requested.wanted.namespace, *requested.wanted.objects]


def _drifts(asked: Mapping[str, Any]) -> Iterator[Drift]:
    """All fields that we set, each with another value, and each removed."""
    for manifest in _manifests(asked):
        body = {key: value for key, value in manifest.items() if key not in {"apiVersion", "kind"}}
        for path, value in _leaves(body, ()):
            if path in {("metadata", "name"), ("metadata", "namespace")} or path[:2] == ("spec", "selector"):
                continue
            if manifest["kind"] == "Namespace" and path[-1] in DECIDING:
                continue
            if (manifest["kind"], path[-1]) in KEYS:
                yield Drift(manifest, path[:-1], None)
            else:
                yield Drift(manifest, path, _another(value))
                yield Drift(manifest, path, None)


def _leaves(value: Any, path: Path_) -> Iterator[tuple[Path_, Any]]:
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _leaves(below, (*path, key))
    elif isinstance(value, list) and value:
        for number, below in enumerate(value):
            yield from _leaves(below, (*path, number))
    else:
        yield path, value


def _another(value: Any) -> Any:
    kind = "truth" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"
    return next(other for other in OTHERS[kind] if other != value)


def _done(cluster: RealCluster, drift: Drift) -> bool:
    """Whether somebody else could do it: what is fixed, or needed, the API server keeps."""
    values = [drift.value]
    if isinstance(drift.value, str):
        values = [drift.value, *OTHERS["string"]]
    for value in values:
        operation = Drift(drift.manifest, drift.path, value).operation()
        said = cluster.kubectl(
            *_patch(drift.manifest),
            "--type=json",
            "-p",
            json.dumps([operation]),
            "--field-manager=somebody",
            check=False,
        )
        if "patched" in said and "no change" not in said:
            return True
    return False


def _patch(manifest: Manifest) -> list[str]:
    metadata = manifest["metadata"]
    place = ["-n", metadata["namespace"]] if "namespace" in metadata else []
    return ["patch", manifest["kind"], metadata["name"], *place]


def _without_revision(action: Mapping[str, Any]) -> dict[str, Any]:
    fields = [field for field in action["fields"] if field != f"metadata.annotations[{REVISION}]"]
    return {**action, "fields": fields}


def _live(cluster: RealCluster, manifest: Manifest) -> Manifest:
    """The object without what Kubernetes itself keeps in it, which may follow the drift a moment later."""
    found = cleaned(cluster.get(*_patch(manifest)[1:]))
    annotations = {key: text for key, text in found["metadata"].get("annotations", {}).items() if key != REVISION}
    return {**found, "metadata": {**found["metadata"], "annotations": annotations}}


def _everything(cluster: RealCluster, place: str) -> dict[str, Manifest]:
    kinds = "serviceaccount,role,rolebinding,resourcequota,limitrange,networkpolicy,configmap,service,deployment"
    found = cluster.get(kinds, "-n", place)["items"]
    return {f"{item['kind']}/{item['metadata']['name']}": cleaned(item) for item in found}
