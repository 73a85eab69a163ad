# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that make up one project namespace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..converge.wanted_namespace import WantedNamespace
from ..converge.write import STAND_IN
from ..errors import InvalidInput
from ..resources.labels import MANAGED_BY, check_annotations, check_labels
from ..resources.limit_range import limit_range
from ..resources.manifest import Manifest
from ..resources.names import quoted
from ..resources.namespace import namespace
from ..resources.pod_security import ENFORCE_LABEL, check_pod_security_labels, pod_security_labels
from ..resources.resource_quota import resource_quota
from ..resources.secret import token_secret
from ..resources.service_account import service_account
from .access import access_manifests
from .fixed_names import OBJECT_NAME, SERVICE_ACCOUNT, TOKEN_SECRET, is_own_object
from .network import network_manifests
from .project import DEFAULT_POD_SECURITY, IDENTITY_LABEL, IDENTITY_LABELS, Project
from .scoped_quotas import scoped_quota_manifests
from .templates import extra_manifests

__all__ = ["ProjectManifests", "manifests_of"]

_MARKS = (MANAGED_BY[0], IDENTITY_LABEL)
_LASTING = (*_MARKS, *IDENTITY_LABELS, ENFORCE_LABEL)
"""Labels that a project's namespace never is without, as the runner's admission policy wants it too."""
_USUAL = frozenset(
    {
        "v1/LimitRange",
        "v1/ResourceQuota",
        "networking.k8s.io/v1/NetworkPolicy",
        "rbac.authorization.k8s.io/v1/Role",
        "rbac.authorization.k8s.io/v1/RoleBinding",
    }
)
"""What projects have without templates, as a namespace records it."""


@dataclass(frozen=True)
class ProjectManifests:
    """A project and all that it is to have."""

    project: Project
    wanted: WantedNamespace


def manifests_of(project: Project, profile: str, folder: str) -> ProjectManifests:
    """The namespace and the objects in it, in the form in which the API server gives them back.

    :param profile: its name, for templates.
    :param folder: what the names of template files are relative to.
    :raises InvalidInput: a setting cannot be right; the sentence begins with its name.
    """
    objects = [*_own_objects(project), *_from_templates(project, profile, folder)]
    _refuse_stand_ins(objects)
    return ProjectManifests(
        project,
        WantedNamespace(
            namespace=_namespace(project),
            objects=tuple(objects),
            marks={label: project.identity[label] for label in _MARKS},
            lasting=_LASTING,
            usual=_USUAL,
            take_over=project.adopt,
        ),
    )


def _refuse_stand_ins(objects: Sequence[Manifest]) -> None:
    """A binding whose role changes is made anew, and another one must not have the name that stands in meanwhile."""
    bindings = {found["metadata"]["name"] for found in objects if found["kind"] == "RoleBinding"}
    for name in sorted(bindings):
        if f"{name}{STAND_IN}" in bindings:
            field = "bindings" if is_own_object("RoleBinding", name) else "templates"
            raise InvalidInput(
                f"{field}: a RoleBinding {quoted(name + STAND_IN)} cannot be beside {quoted(name)}: its name is that "
                "of the other's stand-in while that is made anew; name it, or the role it is named for, differently"
            )


def _namespace(project: Project) -> Manifest:
    settings = project.settings
    labels, annotations = settings.get("labels") or {}, settings.get("annotations") or {}
    check_labels(labels)
    check_pod_security_labels(labels)
    check_annotations(annotations)
    return namespace(project.namespace, {**_pod_security(settings, labels), **labels, **project.identity}, annotations)


def _pod_security(settings: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, str]:
    """The labels of Pod Security; none where the project's own labels say it."""
    level = settings.get("pod_security")
    if ENFORCE_LABEL in labels:
        if level is not None:
            raise InvalidInput(f"pod_security: the label {ENFORCE_LABEL} is given too; give one of them")
        return {}
    return pod_security_labels(level or DEFAULT_POD_SECURITY, settings.get("pod_security_version", "latest"))


def _own_objects(project: Project) -> Iterator[Manifest]:
    settings, place, labels = project.settings, project.namespace, project.identity
    yield service_account(SERVICE_ACCOUNT, place, labels, image_pull_secrets=settings.get("image_pull_secrets") or ())
    yield from access_manifests(project)
    if quota := settings.get("quota"):
        yield resource_quota(OBJECT_NAME, place, quota, labels)
    yield from scoped_quota_manifests(project)
    if limits := settings.get("limits"):
        yield limit_range(OBJECT_NAME, place, limits, labels)
    yield from network_manifests(project)
    if project.token == "secret":  # noqa: S105  # a kind of token, not one
        yield token_secret(TOKEN_SECRET, place, SERVICE_ACCOUNT, labels)


def _from_templates(project: Project, profile: str, folder: str) -> Iterator[Manifest]:
    templates = project.settings.get("templates")
    if not templates:
        return
    settings = project.settings
    context = {
        "project": {
            "name": project.name,
            "id": project.identifier,
            "environment": project.environment,
            "namespace": project.namespace,
            "labels": settings.get("labels") or {},
            "annotations": settings.get("annotations") or {},
            "profile": profile,
        },
        "variables": settings.get("variables") or {},
    }
    made = extra_manifests(templates, context, project.namespace, settings.get("allow_kinds") or (), folder=folder)
    for manifest in made:
        metadata = manifest["metadata"]
        yield {
            **manifest,
            "metadata": {**metadata, "labels": {**(metadata.get("labels") or {}), **project.identity}},
        }
