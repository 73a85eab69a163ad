# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an address is one of this machine's own."""

from __future__ import annotations

import socket

from .server_url import IPAddress

__all__ = ["is_own_address"]


def is_own_address(address: IPAddress) -> bool:
    """Whether this machine has the address on any interface. Nothing is sent.

    Only an own address can be bound, so one that can is ours; that needs no list of interfaces.
    (Where ``ip_nonlocal_bind`` is set any address can be bound: then each one counts as ours.)
    """
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(address), 0))
    except OSError:
        return False
    return True
