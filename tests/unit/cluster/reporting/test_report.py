"""What a call leaves in kubernetes.log: which event, how severe, which fields, and what never."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from typing import Any

import pytest

from slipway.cluster.reporting.kubernetes_log import KubernetesLog
from slipway.cluster.reporting.report import NO_REPORT, Report
from slipway.cluster.request import Request
from slipway.errors import (
    ApiError,
    Conflict,
    Forbidden,
    Gone,
    InternalError,
    InvalidInput,
    NotFound,
    ServerFailed,
    SlipwayError,
    TargetRefused,
    Unreachable,
)
from slipway.resource_attributes import ResourceAttributes

Written = Callable[[], list[dict[str, Any]]]
MakeReport = Callable[..., Report]
METHODS = {"create": "POST", "update": "PUT", "patch": "PATCH", "delete": "DELETE", "deletecollection": "DELETE"}
CALL: dict[str, Any] = {"cluster": "https://10.0.0.1:6443", "seconds": 0.0123456, "request_id": "a-1"}


def request(verb: str = "get", resource: str = "pods", **more: Any) -> Request:
    sent = {name: more.pop(name) for name in ("query", "body") if name in more}
    attributes = {"name": "web", "namespace": "shop", **more}
    return Request(
        METHODS.get(verb, "GET"), "/x", attributes=ResourceAttributes(verb, "", "v1", resource, **attributes), **sent
    )


def answered(report: Report, asked: Request, status: int = 200, **more: Any) -> None:
    report.answered(asked, **{**CALL, "status": status, **more})


def failed(report: Report, asked: Request, error: SlipwayError, **more: Any) -> None:
    report.failed(asked, error, **{**CALL, **more})


def test_a_line_says_who_did_what_where_when_and_how_it_ended(report_at: MakeReport, written: Written) -> None:
    answered(report_at(), request("patch", "deployments", kind="Deployment"))
    (line,) = written()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert re.fullmatch(r"[0-9a-f]{16}", line.pop("run_id"))
    assert line == {
        "severity": "info",
        "event": "change",
        "cluster": "https://10.0.0.1:6443",
        "namespace": "shop",
        "object": "Deployment/web",
        "verb": "patch",
        "status": 200,
        "duration": 0.012346,
        "request_id": "a-1",
    }


@pytest.mark.parametrize("verb", METHODS)
def test_a_successful_write_is_a_change(report_at: MakeReport, written: Written, verb: str) -> None:
    answered(report_at(), request(verb))
    assert [(line["event"], line["severity"], line["verb"]) for line in written()] == [("change", "info", verb)]


@pytest.mark.parametrize("verb", ["get", "list", "watch"])
def test_a_read_is_written_at_debug_level_only(report_at: MakeReport, written: Written, verb: str) -> None:
    answered(report_at("info"), request(verb))
    assert written() == []
    answered(report_at("debug"), request(verb))
    assert [(line["event"], line["severity"]) for line in written()] == [("request", "debug")]


NO_CHANGES = {
    "dry run of a create": request("create", query={"dryRun": "All"}),
    "dry run of an apply": request("patch", query={"dryRun": "All", "fieldManager": "slipway"}),
    "dry run of a delete": request("delete", body={"kind": "DeleteOptions", "dryRun": ["All"]}),
    "dry run of an eviction": request("create", subresource="eviction", body={"deleteOptions": {"dryRun": ["All"]}}),
    "access review": request("create", "selfsubjectaccessreviews"),
    "rules review": request("create", "selfsubjectrulesreviews"),
    "who am I": request("create", "selfsubjectreviews"),
    "token review": request("create", "tokenreviews"),
    "token": request("create", "serviceaccounts", subresource="token"),
}


@pytest.mark.parametrize("asked", NO_CHANGES.values(), ids=NO_CHANGES.keys())
def test_what_leaves_the_cluster_as_it_was_is_no_change(
    report_at: MakeReport, written: Written, asked: Request
) -> None:
    answered(report_at("debug"), asked, 201)
    assert [line["event"] for line in written()] == ["request"]


CHANGES = {
    "eviction": request("create", subresource="eviction", body={"deleteOptions": {"gracePeriodSeconds": 0}}),
    "eviction without options": request("create", subresource="eviction", body={"deleteOptions": None}),
    "scale": request("patch", "deployments", subresource="scale"),
    "program in a pod by GET": request("get", subresource="exec"),
    "program in a pod by POST": request("create", subresource="exec"),
    "object with a field called dryRun": request("create", "widgets", body={"dryRun": ["All"]}),
    "patch as a list": request("patch", body=[{"op": "remove", "path": "/dryRun"}]),
    "delete without options": request("delete", body=None),
}


@pytest.mark.parametrize("asked", CHANGES.values(), ids=CHANGES.keys())
def test_what_may_leave_something_changed_is_a_change(report_at: MakeReport, written: Written, asked: Request) -> None:
    answered(report_at(), asked)
    assert [line["event"] for line in written()] == ["change"]


def test_a_request_that_nobody_described_has_the_verb_of_its_method(report_at: MakeReport, written: Written) -> None:
    answered(report_at("debug"), Request("DELETE", "/x"))
    answered(report_at("debug"), Request("GET", "/version"))
    assert [(line["event"], line["verb"]) for line in written()] == [("change", "delete"), ("request", "get")]
    assert all("object" not in line and "namespace" not in line for line in written())


FAILURES = {
    "forbidden": (request("get"), Forbidden(403, "Forbidden"), "warning"),
    "server failed": (request("get"), ServerFailed(500, "InternalError"), "warning"),
    "no connection": (request("get"), Unreachable("nobody listens"), "warning"),
    "guard": (request("get"), TargetRefused("not there", rule="metadata"), "warning"),
    "looking for what is not there": (request("get"), NotFound(404, "NotFound"), "debug"),
    "a list of what is not served": (request("list"), NotFound(404, "NotFound"), "debug"),
    "a watch that is too old": (request("watch"), Gone(410, "Expired"), "debug"),
    "created by another": (request("create"), Conflict(409, "AlreadyExists"), "info"),
    "deleted by another": (request("delete"), NotFound(404, "NotFound"), "info"),
    "changed by another": (request("update"), Conflict(409, "Conflict"), "warning"),
    "patch of what is not there": (request("patch"), NotFound(404, "NotFound"), "warning"),
    "a fault of ours": (request("get"), InternalError("please tell us"), "error"),
}


@pytest.mark.parametrize(("asked", "error", "severity"), FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_is_as_severe_as_it_is_unexpected(
    report_at: MakeReport, written: Written, asked: Request, error: SlipwayError, severity: str
) -> None:
    failed(report_at("debug"), asked, error)
    assert [(line["event"], line["severity"]) for line in written()] == [("request_failed", severity)]


def test_a_failure_says_its_class_and_code(report_at: MakeReport, written: Written) -> None:
    failed(report_at(), request(), Forbidden(403, "Forbidden"))
    failed(report_at(), request(), Unreachable("nobody listens"))
    failed(report_at(), request(), TargetRefused("not there", rule="metadata"))
    said = [{name: line.get(name) for name in ("exception", "code", "status", "rule")} for line in written()]
    assert said == [
        {"exception": "Forbidden", "code": "forbidden", "status": 403, "rule": None},
        {"exception": "Unreachable", "code": "unreachable", "status": None, "rule": None},
        {"exception": "TargetRefused", "code": "target_refused", "status": None, "rule": "metadata"},
    ]


@pytest.mark.parametrize(
    ("level", "severities"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("warning", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_the_level_is_the_least_severity_that_is_written(
    report_at: MakeReport, written: Written, level: str, severities: list[str]
) -> None:
    report = report_at(level)
    answered(report, request("get"))
    answered(report, request("create"))
    failed(report, request("get"), Forbidden(403, "Forbidden"))
    failed(report, request("get"), InternalError("please tell us"))
    assert [line["severity"] for line in written()] == severities


CLUSTERS = {
    "origin": ("https://10.0.0.1:6443", "https://10.0.0.1:6443"),
    "path": ("https://rancher.example/k8s/clusters/c-secret", "https://rancher.example"),
    "query": ("https://host.example:6443?token=secret", "https://host.example:6443"),
    "IPv6": ("https://[fd00::1]:6443/", "https://[fd00::1]:6443"),
    "without scheme": ("host.example:6443", "host.example:6443"),
    "user and password": ("https://jane:secret@host.example", None),
    "password with a slash": ("https://jane:se/cret@host.example", None),
    "line break": ("\nhttps://host.example", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("address", "shown"), CLUSTERS.values(), ids=CLUSTERS.keys())
def test_of_the_cluster_only_the_origin_is_written(
    report_at: MakeReport, written: Written, address: str, shown: str | None
) -> None:
    answered(report_at(), request("create"), cluster=address)
    assert written()[0].get("cluster") == shown


@pytest.mark.parametrize("hostile", ["\x1b[2Jweb", "<b>web</b>", "we b", "w\u202eeb", 'w"eb', "x" * 300, "web\n{}"])
def test_a_name_that_looks_like_none_is_left_out(report_at: MakeReport, written: Written, hostile: str) -> None:
    answered(report_at(), request("create", name=hostile, namespace=hostile, kind=hostile, subresource=hostile))
    (line,) = written()
    assert ("object" in line, "namespace" in line) == (False, False)


def test_an_object_without_a_name_is_its_kind(report_at: MakeReport, written: Written) -> None:
    answered(report_at(), request("create", "widgets", name=""))
    answered(report_at(), request("create", "pods", kind="Pod", subresource="eviction"))
    assert [line["object"] for line in written()] == ["widgets", "Pod/web/eviction"]


def test_nothing_of_query_body_or_message_is_written(report_at: MakeReport, written: Written, log: Any) -> None:
    report = report_at("debug")
    asked = request("create", query={"labelSelector": "secret"}, body={"data": "secret"})
    answered(report, asked)
    failed(
        report,
        asked,
        ApiError(500, "secret of the server", hint="secret"),
        original=ValueError("secret"),
        body=b'{"message": "secret"}',
    )
    assert len(written()) == 2
    assert "secret" not in log.read_text()


def test_other_events_say_what_they_are_given(report_at: MakeReport, written: Written) -> None:
    report = report_at()
    report.event("task_failed", severity="error", error=InvalidInput("no"), task="managed_app", namespace="shop")
    (line,) = written()
    assert (line["event"], line["severity"], line["task"], line["namespace"]) == (
        "task_failed",
        "error",
        "managed_app",
        "shop",
    )
    assert (line["exception"], line["code"]) == ("InvalidInput", "invalid_input")


def test_a_text_is_no_field(report_at: MakeReport, written: Written) -> None:
    report_at().event("task_failed", task="a sentence of some server", namespace="", code="x" * 513)
    assert set(written()[0]) == {"time", "severity", "event", "run_id"}


def test_a_log_that_cannot_be_written_is_a_problem_and_no_error(report_at: MakeReport, log: Any) -> None:
    log.parent.write_text("a file where the folder should be")
    report = report_at()
    answered(report, request("create"))
    assert str(log) in report.problem


def test_no_report_writes_nothing_and_has_no_problem() -> None:
    answered(NO_REPORT, request("create"))
    failed(NO_REPORT, request(), Forbidden(403, "Forbidden"))
    assert (NO_REPORT.problem, KubernetesLog().keeps("error")) == ("", False)


def test_an_error_is_not_changed_by_being_reported(report_at: MakeReport) -> None:
    error = Forbidden(403, "Forbidden")
    before = pickle.dumps(error)
    failed(report_at(), request(), error, original=ValueError("secret"), body=b"secret")
    assert pickle.dumps(error) == before
