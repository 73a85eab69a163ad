# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client asks about accounts: tokens of service accounts, and what it may do itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ...errors import NotKubernetes
from ...resource_attributes import ResourceAttributes
from ...resources.access_review import self_subject_access_review
from ...resources.manifest import Manifest
from ...resources.token_request import token_request
from ..http.transport import Transport
from ..request import Request, segment

__all__ = ["AccountCalls", "ServiceAccountToken"]

_WRONG = "the server does not answer as a Kubernetes API server does; check the server's address"


@dataclass(frozen=True)
class ServiceAccountToken:
    """A token of a service account. ``repr`` leaves the token out.

    :param expires: RFC 3339; the server may grant a shorter or longer time than was asked for.
    """

    token: str = field(repr=False)
    expires: str


class AccountCalls:
    """The questions about accounts that a Client can ask."""

    _transport: Transport

    def create_token(
        self,
        service_account: str,
        namespace: str,
        *,
        audiences: Sequence[str] = (),
        expiration_seconds: int = 3600,
        bound_to: Manifest | None = None,
        dry_run: bool = False,
    ) -> ServiceAccountToken:
        """A new token of a service account, as ``kubectl create token`` makes it. Nothing is stored on the server.

        :param audiences: who may be shown it; none for the API server itself.
        :param expiration_seconds: 600 at least; an hour, as kubectl asks for.
        :param bound_to: a Pod, Secret or Node as the server gave it: the token ends with it.
        :raises NotFound: there is no such account.
        :raises Invalid: the server does not take these seconds, or that object.
        """
        about = ResourceAttributes(
            "create", "", "v1", "serviceaccounts", "token", service_account, namespace, "ServiceAccount"
        )
        request = Request(
            "POST",
            f"/api/v1/namespaces/{segment(namespace)}/serviceaccounts/{segment(service_account)}/token",
            {"dryRun": "All" if dry_run else None},
            token_request(audiences, expiration_seconds, bound_to),
            attributes=about,
            harmless_twice=True,
        )
        status = _status(self._transport.send(request))
        token = status.get("token")
        if not isinstance(token, str) or not token:
            raise NotKubernetes(_WRONG)
        return ServiceAccountToken(token, str(status.get("expirationTimestamp") or ""))

    def can_i(  # the fields of the API's resourceAttributes
        self,
        verb: str,
        resource: str,
        namespace: str = "",
        *,
        group: str = "",
        subresource: str = "",
        name: str = "",
    ) -> bool:
        """Whether we have a right, as ``kubectl auth can-i`` asks (SelfSubjectAccessReview).

        :param verb: get, list, watch, create, update, patch, delete, deletecollection, or another that RBAC knows.
        :param resource: the plural in URLs: ``rolebindings``.
        :param namespace: empty for all of them, and for kinds that live in none.
        :param group: empty for the core group: ``rbac.authorization.k8s.io``.
        :param name: empty for every object of the resource.
        """
        review = self_subject_access_review(
            verb, resource, group=group, subresource=subresource, namespace=namespace, name=name
        )
        request = Request(
            "POST",
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            body=review,
            attributes=ResourceAttributes(
                "create", "authorization.k8s.io", "v1", "selfsubjectaccessreviews", kind="SelfSubjectAccessReview"
            ),
            harmless_twice=True,
        )
        allowed = _status(self._transport.send(request)).get("allowed")
        if not isinstance(allowed, bool):
            raise NotKubernetes(_WRONG)
        return allowed


def _status(answer: Manifest) -> Manifest:
    status = answer.get("status")
    if not isinstance(status, dict):
        raise NotKubernetes(_WRONG)
    return status
