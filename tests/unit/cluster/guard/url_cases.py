"""How a case is written: a URL of an API server, what the name service says of it, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass

OWN = "8.8.4.4"
"""The address that the tests give to this machine."""


@dataclass(frozen=True)
class Hostile:
    kind: str
    rule: str
    url: str
    untrusted: bool = True
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Good:
    why: str
    url: str
    untrusted: bool = False
    answers: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
