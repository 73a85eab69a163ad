"""What Helm's last lines mean. The lines are Helm 3.22's and 4.3's own."""

from __future__ import annotations

import pytest

from slipway.apps.helm_problems import explain_helm


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('Error: chart "none" not found in http://charts.example.com repository', "chart_not_found"),
        ("Error: no chart version found for web-9.9.9", "chart_not_found"),
        ('Error: GET "http://charts/v2/none/tags/list": response status code 404: name unknown', "chart_not_found"),
        (
            'Error: looks like "http://x" is not a valid chart repository or cannot be reached: no such host',
            "repository_unreachable",
        ),
        ("Error: failed pre-install: 1 error occurred:", "hook_failed"),
        ("Error: execution error at (web/templates/a.yaml:9:12): no", "template_error"),
        ("Error: parse error at (web/templates/a.yaml:1): unclosed action", "template_error"),
        ("Error: values don't meet the specifications of the schema(s) in the following chart(s):", "values_refused"),
        ('Error: roles is forbidden: User "x" cannot create resource "roles"', "forbidden"),
        ("Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress", "release_pending"),
        ("Error: context deadline exceeded", "not_ready_in_time"),
        ('Error: unable to continue with install: Secret "x" exists and cannot be imported', None),
        ("Error: Secret x exists and cannot be imported into the current release: invalid", "not_ours"),
        ("Error: unknown flag: --hide-notes", "helm_too_old"),
        ('Error: failed calling webhook "x": Post "https://y": x509: certificate signed by', "webhook_refused"),
        ("Error: admission webhook denied the request: policy not found", "webhook_refused"),
        ("Error: Kubernetes cluster unreachable: dial tcp: i/o timeout", "cluster_unreachable"),
        ("Error: something quite new", None),
    ],
)
def test_a_line_of_helm_means(line: str, code: str | None) -> None:
    problem = explain_helm(["Release does not exist. Installing it now.", line])
    assert (problem.code if problem else None) == code


def test_no_line_means_nothing() -> None:
    assert explain_helm([]) is None
