"""What a running cluster was made of, so that a later command finds it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from .place import Place, write_private

__all__ = ["Record", "read_record", "write_record"]


@dataclass(frozen=True)
class Record:
    """The facts about a cluster that came up."""

    api_server: str
    """Its URL."""

    programs: dict[str, str]
    images: list[str]
    processes: dict[str, int]
    """The process of each daemon."""


def write_record(place: Place, record: Record) -> None:
    """Keep the record; it is complete or absent."""
    unfinished = place.record.with_suffix(".unfinished")
    write_private(unfinished, json.dumps(asdict(record), indent=2))
    unfinished.rename(place.record)


def read_record(place: Place) -> Record | None:
    """Return the record of the cluster that came up last; None without one, or when another launcher wrote it."""
    try:
        content: dict[str, Any] = json.loads(place.record.read_text(encoding="utf-8"))
        return Record(**content)
    except (FileNotFoundError, TypeError):
        return None
