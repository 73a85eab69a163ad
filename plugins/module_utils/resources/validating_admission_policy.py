# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ValidatingAdmissionPolicy and its binding, admissionregistration.k8s.io v1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .manifest import Manifest

__all__ = ["validating_admission_policy", "validating_admission_policy_binding"]

_API_VERSION = "admissionregistration.k8s.io/v1"


def validating_admission_policy(
    name: str,
    labels: Mapping[str, str],
    *,
    conditions: Mapping[str, str],
    variables: Mapping[str, str],
    validations: Sequence[tuple[str, str]],
) -> Manifest:
    """A policy on every write and every connect, of any resource and subresource. What it cannot judge is refused.

    :param conditions: CEL by name; a request that does not meet all of them is none of the policy's.
    :param variables: CEL by name; each may use those before it.
    :param validations: CEL, and what is said where it is false.
    """
    every = {"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*/*"], "scope": "*"}
    return {
        "apiVersion": _API_VERSION,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name, "labels": dict(labels)},
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {"resourceRules": [every]},
            "matchConditions": _named(conditions),
            "variables": _named(variables),
            "validations": [
                {"expression": expression, "message": message, "reason": "Forbidden"}
                for expression, message in validations
            ],
        },
    }


def validating_admission_policy_binding(name: str, policy: str, labels: Mapping[str, str]) -> Manifest:
    """Puts a policy into force: it refuses, everywhere."""
    return {
        "apiVersion": _API_VERSION,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": name, "labels": dict(labels)},
        "spec": {"policyName": policy, "validationActions": ["Deny"]},
    }


def _named(expressions: Mapping[str, str]) -> list[Manifest]:
    return [{"name": name, "expression": expression} for name, expression in expressions.items()]
