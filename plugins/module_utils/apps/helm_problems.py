# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Helm's output means, in our own words: the text itself never becomes part of a message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["HelmProblem", "explain_helm"]


@dataclass(frozen=True)
class HelmProblem:
    """A code that stays the same, what is wrong, and what to do."""

    code: str
    sentence: str


# The first that matches one of the last lines wins: the more telling ones stand first.
_PROBLEMS: tuple[tuple[str, HelmProblem], ...] = (
    (
        r"another operation \(install/upgrade/rollback\) is in progress",
        HelmProblem(
            "release_pending",
            "an earlier Helm run was cut off and left the release pending; "
            "roll it back or delete its newest release Secret, then run again",
        ),
    ),
    (
        r"admission webhook|failed calling webhook",
        HelmProblem("webhook_refused", "an admission webhook of the cluster refuses an object of the chart, or fails"),
    ),
    (
        r"Kubernetes cluster unreachable",
        HelmProblem("cluster_unreachable", "the pod cannot reach the API server; check the cluster's network policies"),
    ),
    (
        r"values don't meet the specifications of the schema|values don't match the chart's schema",
        HelmProblem("values_refused", "the chart's schema refuses the values"),
    ),
    (
        (
            r"chart .* not found in|no chart (name|version) found|improper constraint|unable to locate any tags|"
            r"could not (locate|find) a version matching|failed to (fetch|perform|resolve|do).*(404|not found)|"
            r": not found$|404 Not Found|status code 404"
        ),
        HelmProblem("chart_not_found", "there is no such chart or version; check chart, repository and version"),
    ),
    (
        (
            r"is not a valid chart repository or cannot be reached|no such host|connection refused|i/o timeout|"
            r"server gave HTTP response to HTTPS client|x509:"
        ),
        HelmProblem(
            "repository_unreachable",
            "the chart repository cannot be reached from the cluster; check repository or chart, "
            "and that the cluster's network leads there",
        ),
    ),
    (
        r"is forbidden: User|cannot (get|list|watch|create|update|patch|delete) resource",
        HelmProblem(
            "forbidden",
            "the chart needs more rights than the app's account has; set cluster_role, or cluster_wide if it must",
        ),
    ),
    (
        r"failed (pre|post)-(install|upgrade)|hooks? failed",
        HelmProblem("hook_failed", "a hook of the chart failed"),
    ),
    (
        (
            r"parse error at|execution error at|error calling include|template: |YAML parse error|"
            r"error converting YAML|nil pointer evaluating"
        ),
        HelmProblem("template_error", "a template of the chart cannot be rendered with these values"),
    ),
    (
        r"timed out waiting|context deadline exceeded|client rate limiter",
        HelmProblem(
            "not_ready_in_time",
            "the release was written but did not become ready in time; open the notebook, or raise timeout",
        ),
    ),
    (
        r"exists and cannot be imported into the current release|invalid ownership metadata",
        HelmProblem("not_ours", "an object of the chart exists already and belongs to something else"),
    ),
    (
        r"unknown flag",
        HelmProblem("helm_too_old", "the image's Helm is too old; use Helm 3.16 or newer"),
    ),
)


def explain_helm(lines: Iterable[str]) -> HelmProblem | None:
    """The problem that Helm's last lines tell of, or None when they match nothing we know."""
    text = "\n".join(lines)
    for pattern, problem in _PROBLEMS:
        if re.search(pattern, text, re.MULTILINE | re.IGNORECASE):
            return problem
    return None
