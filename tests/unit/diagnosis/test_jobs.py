"""Rules on jobs, and on those that Helm runs as hooks."""

from __future__ import annotations

import pytest

from slipway.diagnosis.finding import ERROR, WARNING
from slipway.diagnosis.jobs import hook_failed, job_failed
from tests.unit.diagnosis.cases import container, event, job, pod, snapshot, terminated


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("BackoffLimitExceeded", "its pods failed as often as its backoffLimit allows"),
        ("DeadlineExceeded", "it ran longer than its activeDeadlineSeconds"),
    ],
)
def test_a_failed_hook_is_found_with_its_cause(reason: str, cause: str) -> None:
    namespace = snapshot(jobs=[job("migrate", ("Failed", reason), hook="pre-install,pre-upgrade")])
    [finding] = hook_failed(namespace)
    assert (finding.code, finding.severity, finding.kind, finding.name) == ("hook_failed", ERROR, "Job", "migrate")
    assert finding.summary == f"The pre-install, pre-upgrade hook failed: {cause}."
    assert not list(job_failed(namespace))


def test_the_exit_code_of_the_hooks_pod_is_evidence() -> None:
    failed = pod("migrate-x", container("main", state=terminated(3)), phase="Failed", owner="Job/migrate")
    stranger = pod("other-x", container("main", state=terminated(4)), phase="Failed", owner="Job/other")
    migrate = job("migrate", ("Failed", "BackoffLimitExceeded"), hook="pre-install")
    [finding] = hook_failed(snapshot(jobs=[migrate], pods=[failed, stranger]))
    quotes = [quote for quote in finding.evidence if "exit code" in quote]
    assert len(quotes) == 1
    assert quotes[0].startswith("pod migrate-x: container main ended at ")
    assert quotes[0].endswith("exit code 3")


def test_words_of_the_hook_annotation_that_helm_does_not_know_are_not_repeated() -> None:
    migrate = job("migrate", ("Failed", "DeadlineExceeded"), hook="<b>pre-install")
    [finding] = hook_failed(snapshot(jobs=[migrate]))
    assert finding.summary.startswith("The hook failed: ")


def test_a_job_that_is_no_hook_is_told_as_a_job() -> None:
    namespace = snapshot(jobs=[job("report", ("Failed", "BackoffLimitExceeded"))])
    assert [finding.code for finding in job_failed(namespace)] == ["job_failed"]
    assert not list(hook_failed(namespace))


def test_complete_overrides_failed() -> None:
    done = job("migrate", ("Failed", "BackoffLimitExceeded"), ("Complete", "CompletionsReached"), hook="pre-install")
    assert not list(hook_failed(snapshot(jobs=[done])))


def test_a_job_that_still_runs_has_not_failed() -> None:
    running = snapshot(jobs=[job("migrate", hook="pre-install"), job("report")])
    assert not [*hook_failed(running), *job_failed(running)]


def test_a_failed_job_that_was_deleted_is_a_warning() -> None:
    gone = event("Job/migrate", "BackoffLimitExceeded", "Job has reached the specified backoff limit")
    [finding] = job_failed(snapshot(events=[gone]))
    assert (finding.severity, finding.name) == (WARNING, "migrate")
    assert "delete policy" in finding.next_step


def test_a_failed_job_that_is_there_is_told_once() -> None:
    namespace = snapshot(
        jobs=[job("report", ("Failed", "BackoffLimitExceeded"))],
        events=[event("Job/report", "BackoffLimitExceeded", "Job has reached the specified backoff limit")],
    )
    assert len(list(job_failed(namespace))) == 1
