"""The system's name service, asked within a time limit."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest

from slipway.cluster.guard.resolver import system_resolver
from slipway.errors import TimedOut, Unreachable

STREAM = (socket.AF_INET, socket.SOCK_STREAM, 6, "")


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A name service that says nothing until the test is over."""
    over = threading.Event()

    def wait(*_arguments: object, **_options: object) -> list[Any]:
        over.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    yield
    over.set()
    for thread in threading.enumerate():
        if thread.name == "slipway-resolver":
            thread.join()


def test_the_names_of_this_machine_resolve() -> None:
    assert ip_address("127.0.0.1") in system_resolver("localhost", 443, 60)


def test_a_silent_name_service_is_left_after_the_time_given(silence: None) -> None:
    with pytest.raises(TimedOut, match=r"^a\.example was not resolved within 0\.01 seconds; check the name service"):
        system_resolver("a.example", 443, 0.01)


def test_the_time_that_was_left_of_a_call_is_told_in_round_numbers(silence: None) -> None:
    with pytest.raises(TimedOut, match=r"within 0\.01 seconds;"):
        system_resolver("a.example", 443, 0.0112345)


def test_no_time_left_is_a_time_out(silence: None) -> None:
    with pytest.raises(TimedOut):
        system_resolver("a.example", 443, -1)


def test_a_name_that_is_not_known_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_options: object) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match=r"^a\.example cannot be resolved; check the server's address") as caught:
        system_resolver("a.example", 443, 60)
    assert caught.value.__context__ is None


def test_a_name_that_dns_cannot_have_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        system_resolver("a" * 70, 443, 60)


def test_each_address_comes_once_in_the_systems_order(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        (*STREAM, ("9.9.9.9", 443)),
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2a00:1450::1", 443, 0, 0)),
        (*STREAM, ("9.9.9.9", 443)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: found)
    assert system_resolver("a.example", 443, 60) == [ip_address("9.9.9.9"), ip_address("2a00:1450::1")]


@pytest.mark.parametrize("place", [("fe80::1", 443, 0, 2), ("fe80::1%2", 443, 0, 2)], ids=["apart", "in the text"])
def test_a_zone_id_is_kept_for_the_guard(monkeypatch: pytest.MonkeyPatch, place: tuple[str, int, int, int]) -> None:
    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", place)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: found)
    assert system_resolver("a.example", 443, 60) == [ip_address("fe80::1%2")]
