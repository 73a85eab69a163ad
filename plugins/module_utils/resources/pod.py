# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pods that run one command once, under the restricted Pod Security Standard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .manifest import Manifest

__all__ = ["one_off_pod"]

_USER = 65532
"""The numeric ID that images without a root user take by convention (distroless ``nonroot``)."""
_SCRATCH = "/tmp"  # noqa: S108  # a path in the pod: an emptyDir of its own, shared with nobody


def one_off_pod(  # noqa: PLR0913  # each says one thing that differs between such pods
    name: str,
    namespace: str,
    *,
    image: str,
    command: Sequence[str],
    service_account: str,
    secret_name: str,
    secret_folder: str,
    deadline_seconds: int,
    gate: str,
    labels: Mapping[str, str],
    annotations: Mapping[str, str],
) -> Manifest:
    """A pod with one container ``main`` that is never restarted.

    The Secret's keys are files in ``secret_folder``; the root file system is read-only and
    HOME is an empty folder of the pod's own.

    :param deadline_seconds: the kubelet ends the pod after so long.
    :param gate: scheduling gate; the pod does not start until it is taken away.
    """
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "labels": dict(labels),
            "annotations": dict(annotations),
        },
        "spec": {
            "restartPolicy": "Never",
            "schedulingGates": [{"name": gate}],
            "serviceAccountName": service_account,
            "enableServiceLinks": False,
            "activeDeadlineSeconds": deadline_seconds,
            "terminationGracePeriodSeconds": 30,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": _USER,
                "runAsGroup": _USER,
                "fsGroup": _USER,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [_container(image, command, secret_folder)],
            "volumes": [
                {"name": "scratch", "emptyDir": {}},
                {"name": "secret", "secret": {"secretName": secret_name, "defaultMode": 0o440}},
            ],
        },
    }


def _container(image: str, command: Sequence[str], secret_folder: str) -> Manifest:
    return {
        "name": "main",
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "command": list(command),
        "env": [{"name": "HOME", "value": _SCRATCH}],
        "resources": {
            "requests": {"cpu": "50m", "memory": "64Mi"},
            "limits": {"cpu": "1", "memory": "512Mi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "scratch", "mountPath": _SCRATCH},
            {"name": "secret", "mountPath": secret_folder, "readOnly": True},
        ],
    }
