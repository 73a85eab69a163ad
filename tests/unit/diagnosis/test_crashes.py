"""Rules on containers that end: crash loops, memory, failed pods."""

from __future__ import annotations

import pytest

from slipway.diagnosis.crashes import RECENT, crash_loop, out_of_memory, pod_failed
from slipway.diagnosis.finding import ERROR, WARNING
from tests.unit.diagnosis.cases import container, pod, snapshot, terminated

_BACK_OFF = {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 40s"}}
_RUNNING = {"running": {"startedAt": "2026-01-02T11:59:30Z"}}


def test_a_container_in_back_off_is_in_a_crash_loop() -> None:
    web = container("web", state=_BACK_OFF, lastState=terminated(127), restartCount=4)
    [finding] = crash_loop(snapshot(pods=[pod("web-1", web)]))
    assert (finding.code, finding.severity, finding.name) == ("crash_loop", ERROR, "web-1")
    assert finding.summary == "Container web ends with exit code 127 and was restarted 4 times."
    assert "the command was not found" in finding.evidence[0]


def test_a_container_that_crashed_and_runs_again_is_a_warning() -> None:
    web = container("web", state=_RUNNING, lastState=terminated(1), restartCount=1)
    [finding] = crash_loop(snapshot(pods=[pod("web-1", web)]))
    assert finding.severity == WARNING


def test_a_container_that_has_just_crashed_for_the_first_time_is_found() -> None:
    [finding] = crash_loop(snapshot(pods=[pod("web-1", container("web", state=terminated(1)))]))
    assert finding.severity == ERROR


def test_a_crash_long_ago_is_history() -> None:
    minutes = RECENT.total_seconds() / 60 + 1
    web = container("web", state=_RUNNING, lastState=terminated(1, minutes=minutes), restartCount=1)
    assert not list(crash_loop(snapshot(pods=[pod("web-1", web)])))


def test_an_init_container_that_ended_well_is_no_crash() -> None:
    assert not list(crash_loop(snapshot(pods=[pod("web-1", container("web", state=terminated(0, "Completed")))])))


def test_a_container_killed_for_its_memory_is_told_as_that_alone() -> None:
    web = container("web", state=_BACK_OFF, lastState=terminated(137, "OOMKilled"), restartCount=2)
    namespace = snapshot(pods=[pod("web-1", web)])
    [finding] = out_of_memory(namespace)
    assert (finding.code, finding.severity) == ("out_of_memory", ERROR)
    assert not list(crash_loop(namespace))


def test_exit_code_137_alone_is_not_the_memory() -> None:
    web = container("web", state=_BACK_OFF, lastState=terminated(137, "Error"), restartCount=2)
    namespace = snapshot(pods=[pod("web-1", web)])
    assert not list(out_of_memory(namespace))
    assert len(list(crash_loop(namespace))) == 1


def test_a_failed_one_off_pod_is_told_with_its_exit_code() -> None:
    install = pod("install-web", container("main", state=terminated(1)), phase="Failed", restart="Never")
    namespace = snapshot(pods=[install])
    [finding] = pod_failed(namespace)
    assert finding.summary == "The pod failed with exit code 1."
    assert not list(crash_loop(namespace))


def test_an_evicted_pod_is_told_with_its_reason() -> None:
    evicted = pod("web-1", phase="Failed", reason="Evicted", message="the node was low on memory")
    [finding] = pod_failed(snapshot(pods=[evicted]))
    assert finding.evidence[0] == "status Evicted: the node was low on memory"


def test_a_failed_pod_of_a_job_is_left_to_its_job() -> None:
    failed = pod("hook-1", container("main", state=terminated(1)), phase="Failed", restart="Never", owner="Job/hook")
    assert not list(pod_failed(snapshot(pods=[failed])))


@pytest.mark.parametrize("phase", ["Running", "Succeeded", "Pending"])
def test_a_pod_in_another_phase_has_not_failed(phase: str) -> None:
    assert not list(pod_failed(snapshot(pods=[pod("web-1", container("web"), phase=phase)])))
