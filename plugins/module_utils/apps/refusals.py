# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands against an install, told before anything is written."""

from __future__ import annotations

from ..cluster.client import Client
from ..converge.errors import Refused
from ..errors import Forbidden
from ..logs.fields import text
from .app_spec import APPS_NAMESPACE, AppSpec
from .manifests import release_label
from .record import Record
from .release import read_release

__all__ = ["refuse_missing_namespace", "refuse_others_release", "refuse_second_release", "refuse_unknown_cluster_role"]


def refuse_missing_namespace(client: Client, spec: AppSpec) -> None:
    """Raise Refused when the target namespace does not exist and may not be created."""
    if not spec.create_namespace and client.find_namespace(spec.namespace) is None:
        raise Refused(
            f"namespace {spec.namespace} does not exist; make it with project_namespace, or set create_namespace: true"
        )


def refuse_unknown_cluster_role(client: Client, spec: AppSpec) -> None:
    """Raise Refused for a role that does not exist: the API server would bind it, and Helm could do nothing.

    An account that may not read cluster roles goes without this check.
    """
    try:
        found = client.find_cluster_role(spec.cluster_role)
    except Forbidden:
        return
    if found is None:
        raise Refused(f"the cluster has no cluster role {spec.cluster_role}; check cluster_role")


def refuse_others_release(client: Client, spec: AppSpec) -> None:
    """Raise Refused when the release is another app's: two apps would undo each other's work in each run."""
    selector = f"slipway.dev/part=record,slipway.dev/release={release_label(spec.namespace, spec.release)}"
    for found in client.list_secrets(APPS_NAMESPACE, labels=selector, metadata_only=True):
        owner = text(found, "metadata", "labels", "slipway.dev/app")
        if owner != spec.name:
            raise Refused(
                f"release {spec.release} in namespace {spec.namespace} is that of app {owner}; "
                "give this one another release or namespace"
            )


def refuse_second_release(client: Client, spec: AppSpec, record: Record | None) -> None:
    """Raise Refused when the app is installed as another release: an app is one release of a cluster."""
    before = record.public if record else {}
    namespace, release = text(before, "namespace"), text(before, "release")
    if not release or (namespace, release) == (spec.namespace, spec.release):
        return
    if read_release(client, namespace, release) is not None:
        raise Refused(
            f"app {spec.name} is release {release} in namespace {namespace} already; "
            f"give this one another name, for example {spec.name}-2 with release: {spec.release}"
        )
