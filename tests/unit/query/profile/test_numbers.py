from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.profile.numbers import (
    MONEY_OID,
    Number,
    drawable,
    floor_index,
    multiple,
    number_of,
    numbers_of,
    round_step,
)

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("-42", -42),
        ("1.50", Decimal("1.50")),
        ("1e+15", Decimal(10) ** 15),
        ("9" * 5_000, Decimal("9" * 5_000)),
        ("Infinity", Decimal("Infinity")),
        ("-Infinity", Decimal("-Infinity")),
        ("", None),
        ("abc", None),
    ],
)
def test_a_number_is_what_the_server_wrote(text: str, number: Number | None) -> None:
    assert number_of(text) == number
    assert numbers_of([text, "0.5"]) == [number, Decimal("0.5")]


def test_nan_is_a_number_that_cannot_be_drawn() -> None:
    number = number_of("NaN")
    assert number is not None
    assert Decimal(number).is_nan()
    assert drawable(number) is None
    assert drawable(10**400) is None
    assert drawable(Decimal("1e400")) is None
    assert drawable(Decimal("0.5")) == 0.5


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("$1,234.50", "1234.50"),
        ("-$5.00", "-5"),
        ("($5.00)", "-5"),
        ("1.234,50 €", "1234.50"),
        ("¥1,234,567", "1234567"),
        ("$0.05", "0.05"),
        ("$", None),
        ("", None),
    ],
)
def test_money_is_read_in_the_way_of_any_country(text: str, number: str | None) -> None:
    assert number_of(text, MONEY_OID) == (None if number is None else Decimal(number))


@given(st.one_of(st.integers(), DECIMALS), st.sampled_from([1, 2, 5]), st.integers(-30, 30))
def test_a_number_is_in_the_bin_that_it_is_counted_in(number: Number, digit: int, exponent: int) -> None:
    index = floor_index(number, digit, exponent)
    assert multiple(index, digit, exponent) <= number < multiple(index + 1, digit, exponent)


@given(st.decimals(min_value=Decimal("1e-300"), max_value=Decimal("1e300"), allow_nan=False))
def test_a_round_step_is_the_next_of_one_two_and_five(least: Decimal) -> None:
    digit, exponent = round_step(least)
    assert digit in (1, 2, 5)
    step = multiple(1, digit, exponent)
    assert step >= least
    smaller = step * Decimal("0.4") if digit == 5 else step / 2
    assert smaller < least
