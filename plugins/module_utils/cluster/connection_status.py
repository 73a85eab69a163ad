# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a cluster can be talked to, and if not, what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import (
    ApiError,
    ConfigurationError,
    ConnectionFailed,
    Forbidden,
    NotKubernetes,
    ServerFailed,
    SlipwayError,
    TargetRefused,
    TLSFailed,
    TooManyRequests,
    Unauthorized,
)
from ..resource_attributes import ResourceAttributes
from .connection.connection import Connection
from .http.transport import Transport
from .request import Request

__all__ = ["ConnectionStatus", "connection_status"]

_STATES: tuple[tuple[type[SlipwayError], str], ...] = (
    (TargetRefused, "refused"),
    (TLSFailed, "tls_error"),
    (NotKubernetes, "not_kubernetes"),
    (ConnectionFailed, "unreachable"),
    (Unauthorized, "unauthenticated"),
    (ConfigurationError, "unauthenticated"),  # after the connection was made, credentials alone are read again
    (Forbidden, "forbidden"),
    (TooManyRequests, "failing"),
    (ServerFailed, "failing"),
)
_DISCOVERY = Request("GET", "/api", attributes=ResourceAttributes(verb="get", kind="APIVersions"))
"""What every authenticated account may read (system:discovery), and no other; /version is open to all."""


@dataclass(frozen=True)
class ConnectionStatus:
    """How it stands with a cluster.

    :param state: ``connected``, ``unreachable``, ``unauthenticated``, ``forbidden``, ``tls_error``,
        ``not_kubernetes``, ``refused`` (by the guard) or ``failing`` (the server answers with errors).
    :param error: why, when it is not ``connected``; ``str()`` of it says what to do.
    """

    state: str
    error: SlipwayError | None = None

    @property
    def connected(self) -> bool:
        """Whether requests are answered for this account."""
        return self.state == "connected"


def connection_status(transport: Transport) -> ConnectionStatus:
    """Ask the server once, and sort the answer. Raises nothing but faults of ours."""
    try:
        answer = transport.send(_DISCOVERY)
    except SlipwayError as error:
        if not (isinstance(error, ApiError) and error.foreign):
            return ConnectionStatus(_state(error, transport.connection), error)
        answer = {}
    if answer.get("kind") != "APIVersions":
        where = transport.connection.server.origin
        return ConnectionStatus(
            "not_kubernetes",
            NotKubernetes(f"{where} does not answer as a Kubernetes API server does; check the address"),
        )
    return ConnectionStatus("connected")


def _state(error: SlipwayError, connection: Connection) -> str:
    if isinstance(error, Forbidden) and not connection.has_credentials:
        # Who says nothing is system:anonymous, whom the server knows and refuses.
        return "unauthenticated"
    for kind, state in _STATES:
        if isinstance(error, kind):
            return state
    # An API server has this path, answers GET on it, and redirects nowhere.
    return "not_kubernetes" if isinstance(error, ApiError) else "failing"
