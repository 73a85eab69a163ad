# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets out of text: the values given to a chart are never left in logs, events or results."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus

__all__ = ["MARK", "SHORTEST_VALUE", "Redactor"]

MARK = "[redacted]"
"""What stands where a secret stood."""
SHORTEST_VALUE = 4
"""Characters, blanks around not counted, from which on any text among the values counts as a
secret. Shorter ones are words of every log; they are redacted below a key that names a secret."""

_SECRET_KEY = re.compile(r"pass(word|wd|phrase)|\bpass\b|pwd|secret|token|credential|.key", re.IGNORECASE)
_PUBLIC_KEYS = frozenset({"image", "repository", "registry", "tag", "digest", "pullpolicy"})
"""Keys (lower case) whose values name an image. Without them a finding could not be read."""
_PUBLIC_WORDS = frozenset({"true", "false", "null", "none"})
_CREDENTIALS_IN_URL = re.compile(r"//[^/@\s]*@")

Text = TypeVar("Text", str, bytes)


class Redactor:
    """Replaces secrets in text by ``[redacted]``. ``repr()`` tells how many it knows, not which.

    A secret is each text among the values of SHORTEST_VALUE characters or more, any text, however
    short, below a key that names a secret (password, token, apiKey, …), and there a number of
    SHORTEST_VALUE digits or more. Texts under image, repository, registry, tag, digest and
    pullPolicy stay readable, unless they hold credentials or stand below such a key. A one-letter
    password makes a log unreadable: that is the price of never showing it.

    Each secret is found as it is, line by line, and in the ways that logs write it: in base64
    (standard and URL-safe, with and without padding), escaped for JSON, URLs and HTML, and
    quoted by Python.

    :param values: Helm values, or any other tree of mappings and lists.
    :param public: texts that are no secret although they stand among the values: names of the app,
        its release, namespace and chart. Below a key that names a secret they are one all the same.
    """

    def __init__(self, values: Mapping[str, Any] | None = None, public: Iterable[str] = ()) -> None:
        secrets = set(_secrets(values or {}, frozenset(public)))
        forms = {form for secret in secrets for form in _forms(secret)}
        self._count = len(secrets)
        self._texts = sorted(forms, key=len, reverse=True)
        self._bytes = [form.encode("utf-8", "surrogatepass") for form in self._texts]

    def __repr__(self) -> str:
        return f"Redactor({self._count} secrets)"

    def redact(self, text: Text) -> Text:
        """The text without any secret. Overlapping secrets become one mark."""
        if isinstance(text, str):
            return _replace(text, self._texts, MARK)
        return _replace(text, self._bytes, MARK.encode())


def _replace(text: Text, needles: list[Text], mark: Text) -> Text:
    spans = sorted(span for needle in needles for span in _occurrences(text, needle))
    if not spans:
        return text
    pieces: list[Text] = []
    done = 0
    for start, end in _merged(spans):
        pieces += (text[done:start], mark)
        done = end
    pieces.append(text[done:])
    return text[:0].join(pieces)


def _occurrences(text: Text, needle: Text) -> Iterator[tuple[int, int]]:
    start = text.find(needle)
    while start >= 0:
        yield start, start + len(needle)
        start = text.find(needle, start + 1)


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, end = spans[0]
    for next_start, next_end in spans[1:]:
        if next_start > end:
            yield start, end
            start = next_start
        end = max(end, next_end)
    yield start, end


def _secrets(tree: Any, public: frozenset[str], key: str = "", *, below_secret: bool = False) -> Iterator[str]:
    if isinstance(tree, Mapping):
        for name, branch in tree.items():
            named = bool(_SECRET_KEY.search(str(name)))
            yield from _secrets(branch, public, str(name).lower(), below_secret=below_secret or named)
    elif isinstance(tree, (list, tuple, set, frozenset)):
        for branch in tree:
            yield from _secrets(branch, public, key, below_secret=below_secret)
    elif isinstance(tree, bool):
        return
    elif isinstance(tree, (str, bytes)):
        text = tree if isinstance(tree, str) else tree.decode("utf-8", "surrogateescape")
        yield from (one for one in _whole_and_lines(text) if below_secret or _counts(one, key, public))
    elif below_secret and isinstance(tree, (int, float)) and len(str(tree)) >= SHORTEST_VALUE:
        yield str(tree)
        yield _as_go_writes(tree)


def _whole_and_lines(text: str) -> Iterator[str]:
    """The text, and of one with several lines also each that is not short: a log shows them one by one."""
    if text.strip():
        yield text
    lines = text.splitlines()
    if len(lines) > 1:
        yield from (line.strip() for line in lines if len(line.strip()) >= SHORTEST_VALUE)


def _counts(text: str, key: str, public: frozenset[str]) -> bool:
    if text.strip() in public or (key in _PUBLIC_KEYS and not _CREDENTIALS_IN_URL.search(text)):
        return False
    return len(text.strip()) >= SHORTEST_VALUE and text.lower() not in _PUBLIC_WORDS


def _as_go_writes(number: float) -> str:
    """Helm turns large numbers into floats and writes 12345678 as 1.2345678e+07."""
    try:
        mantissa, _letter, exponent = f"{Decimal(str(number)).normalize():e}".partition("e")
    except ArithmeticError:
        return str(number)
    return f"{mantissa}e{int(exponent or 0):+03d}"


def _forms(secret: str) -> Iterator[str]:
    yield from _spellings(secret)
    yield from _spellings(secret.strip())


def _spellings(secret: str) -> Iterator[str]:
    yield secret
    for raw in (secret, f"{secret}\n"):  # with the newline: what `echo` hands to base64
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            encoded = encode(raw.encode("utf-8", "surrogatepass")).decode()
            yield encoded.rstrip("=")
    as_json = json.dumps(secret)[1:-1]
    yield as_json
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield as_json.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")  # as Go does
    yield repr(secret)[1:-1]
    yield html.escape(secret)
    for quoted in (quote(secret, safe="", errors="replace"), quote(secret, errors="replace")):
        yield quoted
        yield re.sub(r"%[0-9A-F]{2}", lambda found: found.group().lower(), quoted)
    yield quote_plus(secret, errors="replace")
