# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kubeconfigs of restricted accounts: planned from what is on the disk, written with a token, removed."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..cluster.client import Client
from ..errors import InvalidInput
from ..resources.names import check_label, quoted
from .fixed_names import SERVICE_ACCOUNT, TOKEN_SECRET
from .kubeconfig_folder import FoundFile, private_folder
from .kubeconfig_target import KubeconfigTarget
from .kubeconfig_text import file_name, is_ours, kubeconfig_text, token_in
from .token_claims import TokenClaims, is_good, token_claims
from .tokens import SHORTEST_LIFETIME, bound_token, secret_token

__all__ = [
    "KubeconfigPlan",
    "WrittenKubeconfig",
    "new_kubeconfig",
    "plan_kubeconfig",
    "remove_kubeconfig",
    "write_kubeconfig",
]

TOKEN_WAIT = 30.0
"""Seconds that the cluster's token controller has for a Secret's token. It takes milliseconds."""
_BOUND, _SECRET = "bound", "secret"


@dataclass(frozen=True)
class KubeconfigPlan:
    """What is to be done for the kubeconfig of one project.

    :param token_kind: ``bound`` or ``secret``.
    :param token_lifetime: seconds, of a bound one.
    :param action: ``created``; ``renewed``: its token is old, dead or none; ``updated``: something else in it, or its
        mode, is not as it should be; ``unchanged``. For one that is not written ``unchanged``, too.
    :param path: None when it is not written but returned.
    :param content: what is in the file, when that stays.
    """

    target: KubeconfigTarget = field(repr=False)
    namespace: str
    token_kind: str
    token_lifetime: int
    action: str
    path: str | None
    content: str | None = field(default=None, repr=False)

    @property
    def changed(self) -> bool:
        """Whether a file will be written."""
        return self.action != "unchanged"


@dataclass(frozen=True)
class WrittenKubeconfig:
    """A kubeconfig that is there now. ``repr()`` shows no token.

    :param path: None when it was not written.
    :param expires: RFC 3339; empty for a token that does not expire.
    """

    path: str | None
    content: str = field(repr=False)
    expires: str


def plan_kubeconfig(
    target: KubeconfigTarget,
    project_namespace: str,
    token_kind: str,
    token_lifetime: int,
    now: float,
    *,
    account_uid: str | None,
) -> KubeconfigPlan:
    """What is to be done, told from the file that is there. Sends nothing and writes nothing.

    :param token_kind: ``bound`` or ``secret``; a project with ``none`` has no kubeconfig.
    :param now: seconds since 1970.
    :param account_uid: the live account's; None when there is no account yet. A token of another one is dead.
    :raises InvalidInput: the arguments, the folder or what is in it cannot be right.
    """
    namespace = check_label(project_namespace, "namespace")
    _check_token(token_kind, token_lifetime)

    def planned(action: str, content: str | None = None) -> KubeconfigPlan:
        path = os.path.join(target.folder, file_name(namespace)) if target.folder else None
        return KubeconfigPlan(target, namespace, token_kind, token_lifetime, action, path, content)

    if target.folder is None:
        return planned("unchanged")
    with private_folder(target.folder) as folder:
        found = folder.read(file_name(namespace)) if folder else None
    if found is None:
        return planned("created")
    token = token_in(found.text)
    if not _is_as_written(found, target, namespace, token):
        return planned("updated")
    claims = token_claims(token)
    if (
        claims is None
        or not _is_of_account(claims, namespace, token_kind, account_uid)
        or not is_good(claims, kind=token_kind, lifetime=token_lifetime, now=now)
    ):
        return planned("renewed")
    return planned("unchanged", found.text)


def new_kubeconfig(
    target: KubeconfigTarget, project_namespace: str, token_lifetime: int, path: str | None
) -> KubeconfigPlan:
    """The plan of one with a new bound token, whatever is there.

    :param path: absolute, of the file; None to have it returned only.
    :raises InvalidInput: the arguments cannot be right.
    """
    namespace = check_label(project_namespace, "namespace")
    _check_token(_BOUND, token_lifetime)
    return KubeconfigPlan(target, namespace, _BOUND, token_lifetime, "created", path)


def write_kubeconfig(
    client: Client, plan: KubeconfigPlan, *, account_uid: str | None = None, timeout: float = TOKEN_WAIT
) -> WrittenKubeconfig:
    """Do it: get a token and write it. An unchanged one is handed out as it is, and nothing is sent.

    :param account_uid: the live account's, for a token in a Secret: one of an account before it is not taken. None
        to ask for it.
    :param timeout: seconds to wait for a Secret's token.
    :raises NoToken: the Secret got none in time.
    :raises InvalidInput: the file cannot be written.
    :raises SlipwayError: the server did not give a token.
    """
    content = plan.content
    if content is None:
        content = kubeconfig_text(plan.target, plan.namespace, _token(client, plan, account_uid, timeout))
        if plan.path is not None:
            with private_folder(os.path.dirname(plan.path), make=True) as folder:
                if folder is not None:
                    folder.write(os.path.basename(plan.path), content)
    return WrittenKubeconfig(plan.path, content, _expiry(token_claims(token_in(content))))


def _token(client: Client, plan: KubeconfigPlan, account_uid: str | None, timeout: float) -> str:
    if plan.token_kind == _BOUND:
        return bound_token(client, plan.namespace, plan.token_lifetime)
    if account_uid is None:
        # An account that was deleted and made again leaves its Secret for moments, and a dead token in it.
        account_uid = str(client.get_service_account(SERVICE_ACCOUNT, plan.namespace)["metadata"].get("uid") or "")
    return secret_token(client, plan.namespace, timeout, account_uid)


def remove_kubeconfig(folder: str, namespace: str, *, check_mode: bool = False) -> str | None:
    """Remove a namespace's kubeconfig from the folder, when it is one of ours. The token in it is not revoked by that.

    :param folder: as the parameter kubeconfig_folder has it.
    :param check_mode: only tell whether it would be removed.
    :returns: its path; None when there is none of ours.
    :raises InvalidInput: the folder, or what has the file's name, cannot be right.
    """
    name = file_name(check_label(namespace, "namespace"))
    with private_folder(os.path.abspath(os.path.expanduser(folder))) as opened:
        found = opened.read(name) if opened else None
        if opened is None or found is None or not is_ours(found.text, namespace):
            return None
        if not check_mode:
            opened.remove(name)
        return os.path.join(opened.path, name)


def _check_token(kind: str, lifetime: int) -> None:
    if kind not in (_BOUND, _SECRET):
        raise InvalidInput(f"token: {quoted(str(kind))} is none for a kubeconfig; give bound or secret")
    if kind == _BOUND and lifetime < SHORTEST_LIFETIME:
        raise InvalidInput(f"token_lifetime: {lifetime} seconds are too few; give {SHORTEST_LIFETIME} at least")


def _is_as_written(found: FoundFile, target: KubeconfigTarget, namespace: str, token: str) -> bool:
    return found.private and found.text == kubeconfig_text(target, namespace, token)


def _is_of_account(claims: TokenClaims, namespace: str, kind: str, account_uid: str | None) -> bool:
    secret = TOKEN_SECRET if kind == _SECRET else ""
    return (claims.namespace, claims.account, claims.secret) == (namespace, SERVICE_ACCOUNT, secret) and bool(
        account_uid and claims.account_uid == account_uid
    )


def _expiry(claims: TokenClaims | None) -> str:
    if claims is None or not claims.expires:
        return ""
    try:
        return datetime.fromtimestamp(claims.expires, UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return ""
