# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service accounts of any namespace, as users write them: ``namespace/name``."""

from __future__ import annotations

from ..errors import InvalidInput
from .names import check_label, check_subdomain, quoted

__all__ = ["account_place"]


def account_place(text: str, what: str) -> tuple[str, str]:
    """Namespace and name of a service account.

    :param what: the field, for the message.
    :raises InvalidInput: one of them is missing, or no account can be called that.
    """
    namespace, slash, name = text.partition("/")
    if not slash:
        raise InvalidInput(f"{what} {quoted(text)} names no namespace; write NAMESPACE/NAME")
    return check_label(namespace, f"{what} {quoted(text)}: namespace"), check_subdomain(
        name, f"{what} {quoted(text)}: name"
    )
