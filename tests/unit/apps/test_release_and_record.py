"""When an app is what is asked for, and what is read from Helm's Secrets and ours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from slipway.apps.install import is_current
from slipway.apps.pod_end import PodEnd, pod_end, state_in_words
from slipway.apps.record import Record
from slipway.apps.release import Release, latest_release
from tests.unit.apps.test_app_spec import spec

KEY = b"k" * 32
DEPLOYED = Release(3, "deployed")


def recorded(revision: int = 3, **options: Any) -> Record:
    return Record(KEY, Record(KEY).fingerprint_of(spec(**options)), revision)


def test_an_app_is_current_when_the_record_and_the_release_agree() -> None:
    assert is_current(spec(), recorded(), None, DEPLOYED)


@pytest.mark.parametrize(
    ("record", "pod", "release"),
    [
        (None, None, DEPLOYED),
        (recorded(), None, None),
        (recorded(revision=2), None, DEPLOYED),
        (recorded(version="9.9.9"), None, DEPLOYED),
        (recorded(), None, Release(3, "failed")),
        (recorded(), None, Release(3, "pending-upgrade")),
        (recorded(), {"metadata": {"name": "install-web"}}, DEPLOYED),
        (Record(b"x" * 32, recorded().fingerprint, 3), None, DEPLOYED),
    ],
    ids=["no record", "no release", "by hand", "other options", "failed", "pending", "a pod is there", "other key"],
)
def test_an_app_is_not_current_in_doubt(record: Record | None, pod: Any, release: Release | None) -> None:
    assert not is_current(spec(), record, pod, release)


def test_a_pod_that_is_being_removed_is_no_doubt() -> None:
    pod = {"metadata": {"name": "install-web", "deletionTimestamp": "2026-01-01T00:00:00Z"}}
    assert is_current(spec(), recorded(), pod, DEPLOYED)


def test_a_record_shows_no_key() -> None:
    assert "kkkk" not in repr(recorded())


def test_the_newest_revision_counts_as_a_number_not_as_text() -> None:
    secrets = [{"metadata": {"labels": {"version": version, "status": "superseded"}}} for version in ("9", "10", "2")]
    assert latest_release(secrets) == Release(10, "superseded")


def test_a_revision_begun_after_the_pod_ended_is_somebody_elses() -> None:
    ended = datetime(2026, 1, 1, 0, 0, 10, tzinfo=UTC)
    secrets = [
        {"metadata": {"creationTimestamp": f"2026-01-01T00:00:{second:02d}Z", "labels": {"version": version}}}
        for version, second in (("1", 9), ("2", 11))
    ]
    assert latest_release(secrets, until=ended) == Release(1, "")


@pytest.mark.parametrize("labels", [{}, {"version": "x"}, {"version": None}, None])
def test_a_secret_without_a_revision_is_no_release(labels: Any) -> None:
    assert latest_release([{"metadata": {"labels": labels}}, {}]) is None


def pod(phase: str, state: dict[str, Any] | None = None, reason: str = "") -> dict[str, Any]:
    status = {"phase": phase, "reason": reason, "containerStatuses": [{"name": "main", "state": state or {}}]}
    return {"spec": {"nodeName": "node", "containers": [{"name": "main"}]}, "status": status}


def test_a_running_pod_has_not_ended() -> None:
    assert pod_end(pod("Running", {"running": {}})) is None


def test_a_failed_pod_tells_reason_and_exit_code() -> None:
    assert pod_end(pod("Failed", {"terminated": {"reason": "Error", "exitCode": 1}})) == PodEnd("Failed", "Error", 1)


def test_the_pods_own_reason_goes_before_its_containers() -> None:
    ended = pod("Failed", {"terminated": {"reason": "Error", "exitCode": 137}}, "DeadlineExceeded")
    assert pod_end(ended) == PodEnd("Failed", "DeadlineExceeded", 137)


def test_a_container_that_a_mesh_added_does_not_count() -> None:
    ended = pod("Failed", {"terminated": {"reason": "Error", "exitCode": 1}})
    ended["spec"]["initContainers"] = [{"name": "istio-init"}]
    ended["status"]["initContainerStatuses"] = [
        {"name": "istio-init", "state": {"terminated": {"reason": "Completed", "exitCode": 0}}}
    ]
    assert pod_end(ended) == PodEnd("Failed", "Error", 1)


def test_a_reason_that_is_no_word_is_not_shown() -> None:
    ended = pod("Failed", {"terminated": {"reason": "Error", "exitCode": 1}}, "\x1b[2Jevil")
    assert pod_end(ended) == PodEnd("Failed", "Error", 1)


def test_a_failed_pod_whose_container_never_started_has_no_exit_code() -> None:
    assert pod_end(pod("Failed", {}, "Evicted")) == PodEnd("Failed", "Evicted", None)


@pytest.mark.parametrize("hostile", [{}, {"status": None}, {"status": {"phase": 7}}, {"status": []}])
def test_a_pod_of_any_shape_is_read_without_an_exception(hostile: dict[str, Any]) -> None:
    assert pod_end(hostile) is None
    assert state_in_words(hostile) == "waiting for a node"
