# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names by which the client offers the verbs of all kinds: ``get_role_binding``."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ...errors import InvalidInput
from .api_group import ApiGroup

__all__ = ["Delegated", "delegated_names"]

_OF_MANY = "list"
"""The verb whose noun is the plural."""


@dataclass(frozen=True)
class Delegated:
    """What a name stands for: the verb of a kind of a group, as ``client.<group>.<kind>.<verb>``."""

    group: str
    resource: str
    verb: str


def delegated_names(api_groups: Mapping[str, ApiGroup], reserved: AbstractSet[str]) -> dict[str, Delegated]:
    """Each name and what it stands for.

    Where two groups have a kind of one name, the first has the short names (``get_event``) and the
    other has its group's in them (``get_events_event``).

    :param reserved: names that the client has by itself; they count as taken.
    :raises InvalidInput: two kinds would have one name all the same.
    """
    names: dict[str, Delegated] = {}
    for group_name, group in api_groups.items():
        taken = reserved | names.keys()
        for resource in group.resources:
            for verb in resource.verbs:
                noun = resource.plural_name if verb == _OF_MANY else resource.singular_name
                name = f"{verb}_{noun}" if f"{verb}_{noun}" not in taken else f"{verb}_{group_name}_{noun}"
                if name in names or name in reserved:
                    raise InvalidInput(f"the client would have {name} twice; give the API group another name")
                names[name] = Delegated(group_name, resource.plural_name, verb)
    return names
