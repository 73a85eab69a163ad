"""Kubeconfigs of the project ``shop`` as earlier runs left them, and what is planned for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from slipway.cluster.client import Client
from slipway.projects.kubeconfig import KubeconfigPlan, plan_kubeconfig
from slipway.projects.kubeconfig_target import KubeconfigTarget
from slipway.projects.kubeconfig_text import kubeconfig_text
from tests.fixtures.scripted_server import ScriptedServer
from tests.unit.projects.service_account_tokens import UID, made_token

__all__ = ["NOW", "SERVER", "ServeClient", "file_of", "plan", "put"]

SERVER = "https://api.example:6443"
NOW = 1000
ServeClient = Callable[..., tuple[Client, ScriptedServer]]


def plan(target: KubeconfigTarget, kind: str = "bound", lifetime: int = 3600, **more: Any) -> KubeconfigPlan:
    """What is to be done, at the time NOW and for the live account UID unless said otherwise."""
    given: dict[str, Any] = {"now": NOW, "account_uid": UID, **more}
    return plan_kubeconfig(target, "shop", kind, lifetime, given["now"], account_uid=given["account_uid"])


def file_of(target: KubeconfigTarget) -> Path:
    assert target.folder is not None
    return Path(target.folder, "shop.kubeconfig")


def put(target: KubeconfigTarget, token: str | dict[str, Any], *, namespace: str = "shop") -> None:
    """Have a kubeconfig with this token, or with one of these claims, in the folder."""
    file = file_of(target)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text(kubeconfig_text(target, namespace, token if isinstance(token, str) else made_token(token)))
    file.chmod(0o600)
