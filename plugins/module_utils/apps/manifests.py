# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of one install: who may do it, what it is given, and the pod that does it."""

from __future__ import annotations

import hashlib
import json

from ..resources.cluster_role_binding import cluster_role_binding
from ..resources.labels import MANAGED_BY
from ..resources.manifest import Manifest
from ..resources.namespace import namespace
from ..resources.pod import one_off_pod
from ..resources.role_binding import role_binding
from ..resources.secret import secret
from ..resources.service_account import service_account
from .app_spec import APPS_NAMESPACE, AppSpec

__all__ = [
    "FINGERPRINT",
    "PUBLIC",
    "VALUES_FILE",
    "access_manifests",
    "app_account",
    "app_labels",
    "apps_namespace",
    "install_pod",
    "release_label",
    "values_secret",
]

FINGERPRINT = "slipway.dev/fingerprint"
"""Annotation of an install pod: what its release will stand for."""
PUBLIC = "slipway.dev/app"
"""Annotation of an install pod: the app without its values, as JSON."""
_VALUES_FOLDER = "/slipway"
VALUES_FILE = "values.yaml"
"""Key of the values Secret, and so the file's name in the pod."""
_GRACE_SECONDS = 60
"""The pod gets so much longer than Helm's own --timeout, so that Helm can say what was not ready."""
_GATE = "slipway.dev/access"
"""Keeps the pod from starting until its account has its rights (KEP-3521, since Kubernetes 1.27)."""


def app_labels(app: str, part: str) -> dict[str, str]:
    """Labels of everything that belongs to one app's installs."""
    return {MANAGED_BY[0]: MANAGED_BY[1], "slipway.dev/app": app, "slipway.dev/part": part}


def release_label(namespace: str, release: str) -> str:
    """The value of a record's label ``slipway.dev/release``: both names are too long together for a label."""
    return hashlib.sha256(f"{namespace}/{release}".encode()).hexdigest()[:32]


def apps_namespace() -> Manifest:
    """The namespace of install pods. Its pods must meet the restricted Pod Security Standard; ours do."""
    enforced = {"pod-security.kubernetes.io/enforce": "restricted"}
    return namespace(APPS_NAMESPACE, {MANAGED_BY[0]: MANAGED_BY[1], **enforced})


def app_account(spec: AppSpec) -> Manifest:
    """The app's own account. It may do what ``access_manifests`` give it."""
    return service_account(spec.pod_name, APPS_NAMESPACE, app_labels(spec.name, "account"))


def access_manifests(spec: AppSpec) -> list[Manifest]:
    """What the account may do: ``cluster_role`` in the target namespace, and everywhere if asked."""
    labels = app_labels(spec.name, "access")
    name = spec.pod_name
    manifests = [role_binding(name, spec.namespace, spec.cluster_role, name, APPS_NAMESPACE, labels=labels)]
    if spec.cluster_wide:
        manifests.append(cluster_role_binding(name, spec.cluster_role, name, APPS_NAMESPACE, labels=labels))
    return manifests


def values_secret(spec: AppSpec, name: str) -> Manifest:
    """The values as a file; JSON is YAML. Immutable: what the pod reads is what was fingerprinted."""
    content = json.dumps(spec.values).encode()
    return secret(name, APPS_NAMESPACE, {VALUES_FILE: content}, app_labels(spec.name, "values"), immutable=True)


def install_pod(spec: AppSpec, fingerprint: str, secret_name: str) -> Manifest:
    """The pod that runs Helm. Its name is the lock: there is one per app at a time."""
    return one_off_pod(
        spec.pod_name,
        APPS_NAMESPACE,
        image=spec.image,
        command=spec.helm_command(f"{_VALUES_FOLDER}/{VALUES_FILE}"),
        service_account=spec.pod_name,
        secret_name=secret_name,
        secret_folder=_VALUES_FOLDER,
        deadline_seconds=spec.timeout + _GRACE_SECONDS,
        labels=app_labels(spec.name, "install"),
        gate=_GATE,
        annotations={FINGERPRINT: fingerprint, PUBLIC: json.dumps(spec.public(), sort_keys=True)},
    )
