"""What selected cells come to, in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lakebase_tui.query.aggregate import Aggregate
from lakebase_tui.ui.aggregate_words import aggregate_words


def numbers(total: int | Decimal, how_many: int, **more: object) -> Aggregate:
    found = Aggregate(cells=how_many, numbers=how_many, total=total)
    for name, value in more.items():
        setattr(found, name, value)
    return found


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Aggregate(), "0 cells · 0 distinct"),
        (Aggregate(cells=1, nulls=1), "1 cell, 1 NULL · 0 distinct"),
        (Aggregate(cells=12_345, values={"a", "b"}), "12,345 cells · 2 distinct"),
        (
            Aggregate(cells=9, values={"a"}, more_values=True, least="a", greatest="z"),
            "9 cells · a … z · 1+ distinct",
        ),
        (
            numbers(6, 3, values={"1", "2", "3"}, least="1", greatest="3"),
            "3 cells · sum 6 · avg 2 · 1 … 3 · 3 distinct",
        ),
        (numbers(1_234_567, 2), "2 cells · sum 1,234,567 · avg 617,283.5 · 0 distinct"),
        (numbers(Decimal("1000.00"), 4), "4 cells · sum 1,000 · avg 250 · 0 distinct"),
        (numbers(Decimal("-0.10"), 1), "1 cell · sum -0.10 · avg -0.1 · 0 distinct"),
        (numbers(Decimal("1e3"), 1), "1 cell · sum 1,000 · avg 1,000 · 0 distinct"),
        (numbers(0, 2), "2 cells · sum 0 · avg 0 · 0 distinct"),
        (numbers(10**30, 1), f"1 cell · sum {10**30:,} · avg {10**30:,} · 0 distinct"),
    ],
)
def test_words(found: Aggregate, words: str) -> None:
    assert aggregate_words(found)[0] == words


def test_more_digits_than_one_can_read_are_rounded() -> None:
    words = aggregate_words(numbers(Decimal("0.1234567890123456789012345"), 1))[0]
    assert "sum 0.12345678901234567890 " in words


def test_ends_are_short_and_safe() -> None:
    words = aggregate_words(Aggregate(cells=2, least="\x1b[2J" + "x" * 500, greatest="自" * 40))[0]
    assert "␛[2Jxxx" in words
    assert "\x1b" not in words
    low, high = words.split(" · ")[1].split(" … ")
    assert cell_len(low) <= 24
    assert cell_len(high) <= 24
    assert low.endswith("…")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**14), max_value=10**14))
def test_a_sum_reads_back_as_what_it_is(total: Decimal) -> None:
    words = aggregate_words(numbers(total, 1))[0].split(" · ")[1]
    assert Decimal(words.removeprefix("sum ").replace(",", "")) == total
