# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a runner may use its rights: an admission policy that judges all that it writes, and nobody else's.

RBAC gives the runner its verbs in every namespace, since nobody knows beforehand which ones will be projects'. The
policy refuses what is not in a project's namespace, and what would make one of a namespace that is none. Dry runs are
judged alike. It lists what is allowed, by resource and subresource: what nobody thought of is refused, and so is what
lives in no namespace, to connect to pods, and to delete many objects in one request.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from ..resources.labels import MANAGED_BY
from ..resources.manifest import Manifest
from ..resources.pod_security import ENFORCE_LABEL
from ..resources.validating_admission_policy import validating_admission_policy
from .fixed_names import OWN_PREFIX, ROLE_BINDING, SERVICE_ACCOUNT, TOKEN_SECRET
from .naming import RESERVED_NAMESPACES
from .project import IDENTITY_LABEL, IDENTITY_LABELS
from .runner_needs import RunnerNeeds
from .runner_rights import RBAC, binding_names, runner_rights

__all__ = ["runner_policy"]

Validation = tuple[str, str]
_WHOLE = (IDENTITY_LABELS[0], IDENTITY_LABEL)
_ROLES, _BINDINGS = f"{RBAC}/roles", f"{RBAC}/rolebindings"


def runner_policy(
    name: str,
    username: str,
    needs: RunnerNeeds,
    labels: dict[str, str],
    *,
    reserved: Sequence[str] = (),
    allow_adopt: bool = False,
) -> Manifest:
    """The ValidatingAdmissionPolicy of one account.

    :param username: as the API server knows it: ``system:serviceaccount:NAMESPACE:NAME``.
    :param reserved: more namespaces that are never a project's; a star at the end stands for any ending.
    :param allow_adopt: whether it may make a project's of a namespace that exists and is nobody's.
    """
    return validating_admission_policy(
        name,
        labels,
        conditions={"is-the-runner": f"request.userInfo.username == {_text(username)}"},
        variables=_variables(),
        validations=[
            *_scope(needs, (*RESERVED_NAMESPACES, *reserved), allow_adopt=allow_adopt),
            *_namespaces(needs, allow_adopt=allow_adopt),
            *_names(needs),
            *_bindings(needs),
            *_secrets(needs),
        ],
    )


def _variables() -> dict[str, str]:
    def labels_of(what: str) -> str:
        return f"{what} != null && has({what}.metadata.labels) ? {what}.metadata.labels : {{}}"

    whole = 'request.resource.group + "/" + request.resource.resource'
    part = 'has(request.subResource) && request.subResource != "" ? "/" + request.subResource : ""'
    return {
        "resource": f"{whole} + ({part})",
        "name": 'has(request.name) ? request.name : ""',
        "isNamespace": 'variables.resource == "/namespaces"',
        "place": 'variables.isNamespace ? variables.name : (has(request.namespace) ? request.namespace : "")',
        "written": 'request.operation in ["CREATE", "UPDATE"]',
        "labels": labels_of("object"),
        "oldLabels": labels_of("oldObject"),
        "namespaceLabels": labels_of("namespaceObject"),
        "wasOurs": _ours("variables.oldLabels"),
    }


def _scope(needs: RunnerNeeds, reserved: Iterable[str], *, allow_adopt: bool) -> Iterable[Validation]:
    resources = sorted({f"{right.group}/{right.resource}" for right in runner_rights(needs)} - {f"{RBAC}/clusterroles"})
    yield f"variables.resource in {_texts(resources)}", "the runner writes only what projects are made of"
    yield _not_reserved("variables.place", reserved), "the namespace is reserved"
    place = _ours("variables.namespaceLabels")
    if allow_adopt:
        # The API server judges by a copy that lags behind: right after it was adopted, a namespace still is nobody's.
        place = f"({place}) || {_nobodys('variables.namespaceLabels')}"
    yield f"variables.isNamespace || {place}", "the namespace is no project's: it has no labels of one"


def _namespaces(needs: RunnerNeeds, *, allow_adopt: bool) -> Iterable[Validation]:
    whole = " && ".join([_ours("variables.labels"), *(_has("variables.labels", key) for key in _WHOLE)])
    old = "variables.wasOurs"
    if allow_adopt:
        old = f'({old} || (request.operation == "UPDATE" && {_nobodys("variables.oldLabels")}))'
    yield (
        f"!variables.isNamespace || !variables.written || ({whole})",
        "a project's namespace keeps the labels of one",
    )
    yield (
        f'!variables.isNamespace || request.operation == "CREATE" || {old}',
        "the namespace is not one that slipway made",
    )
    # Who chooses the level and has an account in the namespace has the nodes too.
    level = f"variables.labels[{_text(ENFORCE_LABEL)}] in {_texts(needs.pod_security)}"
    yield (
        f"!variables.isNamespace || !variables.written || ({_has('variables.labels', ENFORCE_LABEL)} && {level})",
        "the namespace has a Pod Security level that no profile names",
    )
    kept = " && ".join(map(_kept, IDENTITY_LABELS))
    decides = f"({_has('variables.oldLabels', IDENTITY_LABEL)} ? {_kept(IDENTITY_LABEL)} : ({kept}))"
    yield (
        f'!variables.isNamespace || request.operation != "UPDATE" || {decides}',
        "a project's namespace stays that project's",
    )


def _names(needs: RunnerNeeds) -> Iterable[Validation]:
    """The names that RBAC limits too, as a second lock; and what may be removed."""
    fixed = {
        ("", "serviceaccounts"): (SERVICE_ACCOUNT,),
        (RBAC, "roles"): (ROLE_BINDING,) if needs.rules else (),
        (RBAC, "rolebindings"): binding_names(needs),
    }
    for (group, resource), names in fixed.items():
        if (group, resource) not in needs.extra_kinds:
            others = f"variables.resource != {_text(f'{group}/{resource}')} || !variables.written"
            message = f"of {resource} the runner writes only those that projects have"
            yield f"{others} || variables.name in {_texts(names)}", message
    yield (
        f'variables.resource != "/serviceaccounts/token" || variables.name == {_text(SERVICE_ACCOUNT)}',
        "the runner makes tokens of projects' accounts alone",
    )
    own = (
        f"variables.name in {_texts((SERVICE_ACCOUNT, TOKEN_SECRET))} || variables.name.startsWith({_text(OWN_PREFIX)})"
    )
    yield (
        f'variables.isNamespace || request.operation != "DELETE" || {_managed("variables.oldLabels")} || {own}',
        "the runner removes only what slipway made",
    )


def _bindings(needs: RunnerNeeds) -> Iterable[Validation]:
    others = f"variables.resource != {_text(_BINDINGS)} || !variables.written"
    own_role = "true" if (RBAC, "roles") in needs.extra_kinds else f"object.roleRef.name == {_text(ROLE_BINDING)}"
    cluster_role = f"object.roleRef.name in {_texts(needs.cluster_roles)}"
    bound = f'object.roleRef.kind == "Role" ? {own_role} : (object.roleRef.kind == "ClusterRole" && {cluster_role})'
    yield f"{others} || ({bound})", "the runner binds only the roles that its profiles name"
    account = f"(subject.name in {_texts(needs.own_accounts)} && subject.namespace == variables.place)"
    listed = f'subject.namespace + "/" + subject.name in {_texts(needs.service_accounts)}'
    known = (
        f'subject.kind == "ServiceAccount" ? ({account} || {listed}) : '
        f'subject.kind == "User" ? subject.name in {_texts(needs.users)} : '
        f'(subject.kind == "Group" && subject.name in {_texts(needs.groups)})'
    )
    yield (
        f"{others} || !has(object.subjects) || object.subjects.all(subject, {known})",
        "the runner binds the project's own account, and whom its profiles name",
    )


def _secrets(needs: RunnerNeeds) -> Iterable[Validation]:
    others = 'variables.resource != "/secrets"'
    yield (
        f"{others} || variables.name in {_texts((TOKEN_SECRET, *needs.secrets))}",
        "of secrets the runner writes only those that projects have",
    )
    key = '"kubernetes.io/service-account.name"'
    account = (
        f"has(object.metadata.annotations) && {key} in object.metadata.annotations && "
        f"object.metadata.annotations[{key}] == {_text(SERVICE_ACCOUNT)}"
    )
    typed = 'has(object.type) && object.type == "kubernetes.io/service-account-token"'
    others_type = "true" if needs.token_secrets else f"!({typed})"
    right = f"variables.name == {_text(TOKEN_SECRET)} ? ({typed} && {account}) : {others_type}"
    yield f"{others} || !variables.written || ({right})", "a token Secret is the project's own account's"


def _ours(labels: str) -> str:
    """A project's, also where somebody took one of the two labels away, which the runner puts back."""
    return f"({_managed(labels)} && ({_has(labels, IDENTITY_LABEL)} || {_has(labels, IDENTITY_LABELS[0])}))"


def _nobodys(labels: str) -> str:
    keys = (*IDENTITY_LABELS, IDENTITY_LABEL)
    return f"!({' || '.join([_managed(labels), *(_has(labels, key) for key in keys)])})"


def _managed(labels: str) -> str:
    key, value = map(_text, MANAGED_BY)
    return f"({key} in {labels} && {labels}[{key}] == {value})"


def _has(labels: str, key: str) -> str:
    return f"{_text(key)} in {labels}"


def _kept(key: str) -> str:
    old, new, label = "variables.oldLabels", "variables.labels", _text(key)
    return f"(!({label} in {old}) || ({label} in {new} && {new}[{label}] == {old}[{label}]))"


def _not_reserved(namespace: str, reserved: Iterable[str]) -> str:
    names = sorted(set(reserved))
    whole = _texts(name for name in names if not name.endswith("*"))
    begins = [f"!{namespace}.startsWith({_text(name[:-1])})" for name in names if name.endswith("*")]
    return " && ".join([f"!({namespace} in {whole})", *begins])


def _texts(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _text(value: str) -> str:
    """A string of CEL; JSON's escapes are among its own."""
    return json.dumps(value, ensure_ascii=False)
