# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every write says besides the object: who we are, whether it is a trial, how strict to be."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

__all__ = ["FIELD_MANAGER", "PATCH_TYPES", "FieldValidation", "PatchKind", "write_query"]

FIELD_MANAGER = "slipway"
"""Who owns the fields that we set (server-side apply, KEP-555)."""

FieldValidation: TypeAlias = Literal["Strict", "Warn", "Ignore"]
"""What the server does with a field that the kind does not have: refuse the object, warn
(``client.warnings()``), or drop the field without a word. Strict is our default: a field that is
dropped is a wish that nobody hears."""

PatchKind: TypeAlias = Literal["merge", "strategic", "json"]
"""How a patch is written: JSON merge patch (RFC 7386), Kubernetes' strategic merge patch (built-in
kinds only), or JSON patch (RFC 6902)."""

PATCH_TYPES: dict[PatchKind, str] = {
    "merge": "application/merge-patch+json",
    "strategic": "application/strategic-merge-patch+json",
    "json": "application/json-patch+json",
}


def write_query(*, dry_run: bool, field_validation: FieldValidation | None = None) -> dict[str, Any]:
    """The query of a write.

    :param dry_run: the server does all but store it.
    :param field_validation: None for requests without fields to look at.
    """
    return {
        "fieldManager": FIELD_MANAGER,
        "dryRun": "All" if dry_run else None,
        "fieldValidation": field_validation,
    }
