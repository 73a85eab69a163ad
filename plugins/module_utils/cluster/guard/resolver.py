# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses of a name, from the operating system, within a time limit."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import Thread

from ...errors import TimedOut, Unreachable
from .server_url import IPAddress

__all__ = ["system_resolver"]


def system_resolver(host: str, port: int, seconds: float) -> list[IPAddress]:
    """All addresses of a host, each once, in the order in which the system would dial them.

    :param seconds: how long to wait. The system's own limit is minutes and cannot be set,
        so a thread asks; one that is not heard any more ends when the system gives up.
    :raises Unreachable: the name has no address.
    :raises TimedOut: there was no answer in time.
    """
    answers: SimpleQueue[list[IPAddress]] = SimpleQueue()
    Thread(target=_ask, args=(host, port, answers), name="slipway-resolver", daemon=True).start()
    try:
        found = answers.get(timeout=max(seconds, 0))
    except Empty:
        raise TimedOut(
            f"{host} was not resolved within {round(seconds, 2):g} seconds; check the name service, or give more time"
        ) from None
    if not found:
        raise Unreachable(f"{host} cannot be resolved; check the server's address and the name service")
    return found


def _ask(host: str, port: int, answers: SimpleQueue[list[IPAddress]]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        # A zone id, which some systems give apart from the address, must not get lost on the way to the guard.
        answers.put(list(dict.fromkeys(_address(place) for *_kind, place in found)))
    except (OSError, ValueError):  # UnicodeError, for labels that DNS cannot have, is a ValueError
        answers.put([])


def _address(place: tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]) -> IPAddress:
    text = str(place[0])
    scope = place[3] if len(place) == 4 else 0
    return ip_address(f"{text}%{scope}" if scope and "%" not in text else text)
