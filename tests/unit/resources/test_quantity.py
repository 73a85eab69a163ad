"""Amounts are the same however they are written."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.resources.quantity import same_quantity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1000m", "1"),
        ("1000m", 1),
        (0.5, "500m"),
        ("1024Mi", "1Gi"),
        ("1e3", "1k"),
        ("1E3", "1000"),
        ("1E", "1000P"),
        ("0.5Gi", "512Mi"),
        ("5.", "5"),
        (".5", "0.5"),
        ("+1", "1"),
        ("1n", "0.001u"),
        ("0", "0m"),
    ],
    ids=repr,
)
def test_the_same_amount_is_the_same(one: Any, other: Any) -> None:
    assert same_quantity(one, other)
    assert same_quantity(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1000m", "1.1"),
        ("1Gi", "1G"),
        ("1", True),
        ("web", "web"),
        ("", ""),
        (None, None),
        ("1 Gi", "1Gi"),
        ("1Gi\n", "1Gi"),
        ("1e999", "1e999"),
        ("9" * 10_000, "9" * 10_000),
        ([1], [1]),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_other_amounts_and_what_is_no_amount_are_not(one: Any, other: Any) -> None:
    assert not same_quantity(one, other)
    assert not same_quantity(other, one)
