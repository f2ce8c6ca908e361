from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.profile.times import DAY, SECOND, days_of
from lakebase_tui.ui.charts.scale import round_scale, short_number, ticks_within
from lakebase_tui.ui.charts.time_axis import moment_text, time_ticks

FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@given(FLOATS, FLOATS, st.integers(1, 12))
def test_a_scale_holds_its_range_from_tick_to_tick(one: float, other: float, most: int) -> None:
    low, high = min(one, other), max(one, other)
    scale = round_scale(low, high, most)
    assert scale.low <= low <= high <= scale.high
    assert 2 <= len(scale.ticks) <= most + 2
    assert 0 <= scale.at(low) <= scale.at(high) <= 1


@given(FLOATS, FLOATS, st.integers(1, 12), st.booleans())
def test_ticks_are_within_their_range_and_differ(one: float, other: float, most: int, whole: bool) -> None:
    low, high = min(one, other), max(one, other)
    ticks = ticks_within(low, high, most, whole=whole)
    assert len(ticks) <= most + 1
    assert all(low <= place <= high for place, _ in ticks)
    if high - low > abs(low) * 1e-5:
        assert len({label for _, label in ticks}) == len(ticks)


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0, 3, ["0", "1", "2", "3"]),
        (-0.05, 0.1, ["-0.05", "0", "0.05", "0.10"]),
        (0, 3_000_000, ["0", "1 M", "2 M", "3 M"]),
        (1_000_000, 1_000_004, ["1,000,000", "1,000,001", "1,000,002", "1,000,003", "1,000,004"]),
        (0, 400_000, ["0", "100 k", "200 k", "300 k", "400 k"]),
        (-3e20, 3e20, ["-2e+20", "0", "2e+20"]),
        (7, 7, ["7"]),
    ],
)
def test_ticks_are_round_and_short(low: float, high: float, labels: list[str]) -> None:
    assert [label for _, label in ticks_within(low, high, 4)] == labels


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (1234.5, "1,234.5"),
        (Decimal("48120.50"), "48,120.5"),
        (100.0, "100"),
        (1.23456789e20, "1.23457e+20"),
        (-1e-9, "-1e-9"),
        (Decimal("NaN"), "NaN"),
    ],
)
def test_a_number_is_written_with_the_digits_that_tell(number: float | Decimal, text: str) -> None:
    assert short_number(number) == text


NOON = days_of(2026, 11, 21) * DAY + 12 * 3_600 * SECOND


@pytest.mark.parametrize(
    ("length", "labels"),
    [
        (2, ["12:00:00", "12:00:00.000001", "12:00:00.000002"]),
        (3 * SECOND, ["12:00:00", "12:00:01", "12:00:02", "12:00:03"]),
        (4 * 3_600 * SECOND, ["12:00", "13:00", "14:00", "15:00", "16:00"]),
        (DAY, ["12:00", "18:00", "11-22", "06:00", "12:00"]),
        (20 * DAY, ["2026-11-23", "2026-11-30", "2026-12-07"]),
        (100 * DAY, ["2026-12", "2027-01", "2027-02", "2027-03"]),
        (1_500 * DAY, ["2028", "2030"]),
        (3_000_000 * DAY, ["5000", "10000"]),
    ],
)
def test_ticks_of_time_are_round_moments(length: int, labels: list[str]) -> None:
    found = [label for _, label in time_ticks(NOON, NOON + length, 4)]
    assert found[: len(labels)] == labels
    assert len(found) <= 6


def test_years_before_christ_have_their_name() -> None:
    low, high = days_of(-99, 1, 1) * DAY, days_of(120, 1, 1) * DAY
    assert [label for _, label in time_ticks(low, high, 5)] == ["51 BC", "1 BC", "50", "100"]
    assert moment_text(low) == "0100-01-01 00:00:00 BC"


def test_the_clock_is_that_of_the_server() -> None:
    ticks = time_ticks(NOON, NOON + 2 * 3_600 * SECOND, 4, offset_s=19_800)
    assert [label for _, label in ticks] == ["17:30", "18:00", "18:30", "19:00", "19:30"]
    assert ticks[0][0] == NOON
    assert moment_text(NOON, 19_800) == "2026-11-21 17:30:00"


def test_a_day_has_a_clock_and_no_date() -> None:
    ticks = time_ticks(0, DAY, 4, of_day=True)
    assert [label for _, label in ticks] == ["00:00", "06:00", "12:00", "18:00", "24:00"]
