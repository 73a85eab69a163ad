"""Tokens as the API server makes them for service accounts, but for the signature."""

from __future__ import annotations

import base64
import json
from typing import Any

__all__ = ["UID", "bound_claims", "long_lived_claims", "made_token", "token_secret"]

UID = "7f0c1a52-6f0e-4a52-9a1e-2f4a4a0a9f10"


def bound_claims(*, issued: int = 1000, expires: int = 4600, namespace: str = "shop", uid: str = UID) -> dict[str, Any]:
    """What the answer to a TokenRequest says."""
    return {
        "aud": ["https://kubernetes.default.svc"],
        "exp": expires,
        "iat": issued,
        "iss": "https://kubernetes.default.svc",
        "kubernetes.io": {"namespace": namespace, "serviceaccount": {"name": "project", "uid": uid}},
        "nbf": issued,
        "sub": f"system:serviceaccount:{namespace}:project",
    }


def long_lived_claims(*, secret: str = "project-token", uid: str = UID) -> dict[str, Any]:
    """What the token in a Secret says."""
    return {
        "iss": "kubernetes/serviceaccount",
        "kubernetes.io/serviceaccount/namespace": "shop",
        "kubernetes.io/serviceaccount/secret.name": secret,
        "kubernetes.io/serviceaccount/service-account.name": "project",
        "kubernetes.io/serviceaccount/service-account.uid": uid,
        "sub": "system:serviceaccount:shop:project",
    }


def made_token(claims: Any) -> str:
    """A token with these claims."""
    parts = (b'{"alg":"RS256"}', json.dumps(claims).encode(), b"signature")
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def token_secret(token: str | None, version: str = "1") -> dict[str, Any]:
    """The Secret with a long-lived token; None when it was not put in yet."""
    data = {} if token is None else {"token": base64.b64encode(token.encode()).decode()}
    return {"metadata": {"name": "project-token", "uid": "u", "resourceVersion": version}, "data": data}
