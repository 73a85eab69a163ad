"""Amounts are the same however they are written, and have one form in which the API server keeps them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from slipway.errors import InvalidInput
from slipway.resources.quantity import canonical_quantity, same_quantity, thousandths_of
from tests.fixtures.quantities import exact_amount, quantity_texts

LARGEST = 2**63 - 1


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
        ("-1", -1),
        ("123456789012345678.0000000001", "123456789012345678.000000001"),
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
        ("1", "-1"),
        ("1", True),
        ("web", "web"),
        ("", ""),
        (None, None),
        ("1 Gi", "1Gi"),
        ("1Gi\n", "1Gi"),
        ("1e999", "1e999"),
        ("9" * 10_000, "9" * 10_000),
        (10**5000, 10**5000),
        (float("inf"), float("inf")),
        ([1], [1]),
        ("123456789012345678.00000000000000000001", "123456789012345678"),
    ],
    ids=lambda value: repr(value)[:20] if not isinstance(value, int) or value < 10**9 else "a huge number",
)
def test_other_amounts_and_what_is_no_amount_are_not(one: Any, other: Any) -> None:
    assert not same_quantity(one, other)
    assert not same_quantity(other, one)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        # Fractions and too many digits go; the largest suffix that leaves a whole number stays.
        ("0.5", "500m"),
        ("1.5", "1500m"),
        ("1000m", "1"),
        ("1500m", "1500m"),
        ("1000", "1k"),
        ("1001", "1001"),
        ("100000000", "100M"),
        ("1000000000000000000", "1E"),
        ("1000u", "1m"),
        ("5m", "5m"),
        # Texts that the server would keep although they break its own rules.
        ("+5", "5"),
        ("007", "7"),
        ("1.500", "1500m"),
        ("5.", "5"),
        (".5", "500m"),
        ("1.Ki", "1Ki"),
        # Zeros are one.
        ("0", "0"),
        ("-0", "0"),
        ("0Gi", "0"),
        ("0e9", "0"),
        ("0.000n", "0"),
        # Exponents stay exponents; E alone means exa.
        ("1e3", "1e3"),
        ("1E3", "1e3"),
        ("1e+3", "1e3"),
        ("12e4", "120e3"),
        ("1e-1", "100e-3"),
        ("1e0", "1"),
        ("1000e0", "1e3"),
        ("1E", "1E"),
        ("1e18", "1e18"),
        ("1E-3", "1e-3"),
        # Binary suffixes stay, unless the amount has a fraction or is less than 1024.
        ("1024Mi", "1Gi"),
        ("1025Mi", "1025Mi"),
        ("1536Mi", "1536Mi"),
        ("1.5Gi", "1536Mi"),
        ("1.5Ki", "1536"),
        ("1.0001Ki", "1024103m"),
        ("0.5Gi", "512Mi"),
        ("0.5Ki", "512"),
        ("0.9765625Ki", "1k"),
        ("0.0001Ki", "103m"),
        ("1023.9999999Ki", "1Mi"),
        ("7Ei", "7Ei"),
        # Rounded up to thousandths, however little it is.
        ("1n", "1m"),
        ("1001u", "2m"),
        ("1e-99", "1e-3"),
        ("0.9999", "1"),
        ("123456789012345678.00000000000000000001", "123456789012345678001m"),
        # As large as it gets.
        (str(LARGEST), "9223372036854775807"),
        ("8191Pi", "8191Pi"),
        # What YAML and Python make of numbers, and margins.
        (2, "2"),
        (4000, "4k"),
        (0.5, "500m"),
        (1.0, "1"),
        (0.1, "100m"),
        (1e-05, "1e-3"),
        (1e16, "10e15"),
        (LARGEST, "9223372036854775807"),
        (" 1Gi\n", "1Gi"),
    ],
    ids=repr,
)
def test_a_quantity_is_brought_into_the_form_that_the_server_keeps(written: Any, kept: str) -> None:
    assert canonical_quantity(written, "quota: cpu") == kept


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            " ",
            "+",
            "-",
            ".",
            "+.",
            "Ki",
            "m",
            "e3",
            "web",
            "1 Gi",
            "1K",
            "1KiB",
            "1GB",
            "1g",
            "1ki",
            "1M1",
            "1ee3",
        ),
        *(
            "1e",
            "1e1.5",
            "1.2.3",
            "--1",
            "+-1",
            "0x10",
            "1_000",
            "1,5",
            "٣",
            "1Gi\0",
            "nan",
            "inf",
            "-1",
            "-1n",
            "-0.1",
        ),
        *("1e999", "1e19", "10E", "8Ei", "1000E", str(LARGEST + 1), "9" * 10_000),
        *(True, False, None, -1, -0.5, float("nan"), float("inf"), LARGEST + 1, 1e30, 10**5000, [1], {"cpu": 1}, b"1"),
    ],
    ids=lambda value: repr(value)[:20] if not isinstance(value, int) or value < 10**9 else "a huge number",
)
def test_what_is_no_quantity_is_refused_naming_the_field(written: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        canonical_quantity(written, "quota: cpu")
    message = str(refused.value)
    assert message.startswith("quota: cpu: ")
    assert "is no quantity; write such as 500m" in message
    assert len(message) < 250


@given(quantity_texts())
def test_the_form_is_the_same_amount_rounded_up_to_thousandths(text: str) -> None:
    made = Fraction(thousandths_of(canonical_quantity(text, "x")), 10**3)
    exact = exact_amount(text)
    assert exact <= made < exact + Fraction(1, 10**3)


@given(quantity_texts())
def test_the_form_of_the_form_is_itself(text: str) -> None:
    made = canonical_quantity(text, "x")
    assert canonical_quantity(made, "x") == made
