"""Many readers, one consumer."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from slipway.apps import sources as module
from slipway.apps.sources import Happening, Source, Sources

LOG = Source("log", "web", ("uid", "main", 0))


class Reader:
    """Yields what it is given, then waits until it is closed."""

    def __init__(self, *items: object, waits: bool = False) -> None:
        self._items = items
        self._waits = waits
        self.closed = threading.Event()

    def close(self) -> None:
        self.closed.set()

    def read(self) -> Iterator[object]:
        for item in self._items:
            if isinstance(item, Exception):
                raise item
            yield item
        if self._waits:
            self.closed.wait(10)


def test_items_come_in_order_and_then_the_end() -> None:
    reader = Reader("one", "two")
    with Sources() as sources:
        sources.start(LOG, reader, reader.read)
        seen = [sources.next(5), sources.next(5), sources.next(5)]
    assert seen == [Happening(LOG, "one"), Happening(LOG, "two"), Happening(LOG, None)]


def test_whatever_a_reader_raises_reaches_the_consumer() -> None:
    reader = Reader(ZeroDivisionError())
    with Sources() as sources:
        sources.start(LOG, reader, reader.read)
        happening = sources.next(5)
    assert happening is not None
    assert isinstance(happening.what, ZeroDivisionError)


def test_leaving_closes_every_reader_and_ends_every_thread() -> None:
    reader = Reader(waits=True)
    with Sources() as sources:
        sources.start(LOG, reader, reader.read)
    assert reader.closed.is_set()
    assert "slipway web" not in [thread.name for thread in threading.enumerate()]


def test_a_reader_that_nobody_listens_to_any_more_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 1)
    reader = Reader(*range(100))
    with Sources() as sources:
        sources.start(LOG, reader, reader.read)
        sources.next(5)
    assert "slipway web" not in [thread.name for thread in threading.enumerate()]


def test_a_source_is_started_once() -> None:
    first, second = Reader("one"), Reader("two")
    with Sources() as sources:
        sources.start(LOG, first, first.read)
        sources.start(LOG, second, second.read)
        seen = [sources.next(5), sources.next(5), sources.next(0.2)]
    assert [happening.what for happening in seen if happening] == ["one", None]


def test_nothing_is_nothing() -> None:
    with Sources() as sources:
        assert sources.next(0) is None
