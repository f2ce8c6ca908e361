import itertools
from datetime import UTC, datetime, timedelta, timezone
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.profile.times import (
    DATE,
    DAY,
    INTERVAL,
    SECOND,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    TIMETZ,
    civil,
    days_of,
    instant_of,
    offset_of,
)


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5, minutes=-30))])))
def test_a_timestamp_is_its_microseconds(moment: datetime) -> None:
    expected = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert instant_of(moment.isoformat(sep=" "), TIMESTAMPTZ) == expected


@given(st.integers(-2_500_000, 110_000_000))
def test_days_and_dates_turn_into_each_other(days: int) -> None:
    assert days_of(*civil(days)) == days


@pytest.mark.parametrize(
    ("type_oid", "in_order"),
    [
        (DATE, ["-infinity", "4713-01-01 BC", "0001-12-31 BC", "0001-01-01", "2026-02-28", "10000-01-01"]),
        (TIMESTAMP, ["0044-03-15 12:00:00 BC", "1969-12-31 23:59:59.9", "294276-12-31 23:59:59", "infinity"]),
        (TIMESTAMPTZ, ["1999-12-31 20:00:00-08", "2026-11-21 09:00:00+05:30", "2026-11-21 04:00:00+00"]),
        (TIME, ["00:00:00", "09:12:44.000001", "24:00:00"]),
        (TIMETZ, ["12:00:00+02", "10:30:00+00:30", "10:00:00+00", "09:00:00-01"]),
        (
            INTERVAL,
            ["-1 days", "-00:00:01", "00:00:00", "29 days 23:59:59.5", "1 mon", "1 year -1 days", "1 year"],
        ),
    ],
)
def test_times_sort_as_in_postgres(type_oid: int, in_order: list[str]) -> None:
    instants = [instant_of(text, type_oid) for text in in_order]
    known = [instant for instant in instants if instant is not None]
    assert len(known) == len(in_order)
    assert all(first < second for first, second in itertools.pairwise(known))


@pytest.mark.parametrize(
    ("text", "type_oid", "instant"),
    [
        ("1970-01-02", DATE, DAY),
        ("0001-01-01 BC", DATE, days_of(0, 1, 1) * DAY),
        ("10000-01-01 00:00:01+00:00:01", TIMESTAMPTZ, days_of(10_000, 1, 1) * DAY),
        ("00:00:01.5", TIME, 1_500_000),
        ("1 day 01:00:00", INTERVAL, DAY + 3_600 * SECOND),
        ("2 mons -3 days -00:00:00.25", INTERVAL, 57 * DAY - SECOND // 4),
        ("infinity", TIMESTAMP, inf),
        ("21.11.2026", DATE, None),
        ("2026-02-31", DATE, None),
        ("20000-02-31", DATE, None),
        ("P1D", INTERVAL, None),
        ("", INTERVAL, None),
        ("noon", TIME, None),
        ("2026-01-01", 25, None),
    ],
)
def test_what_is_not_understood_is_told(text: str, type_oid: int, instant: float | None) -> None:
    assert instant_of(text, type_oid) == instant


def test_the_offset_is_the_one_that_was_written() -> None:
    assert offset_of("2026-11-21 09:00:00.5+05:30") == 19_800
    assert offset_of("2026-11-21 09:00:00-08") == -28_800
    assert offset_of("2026-11-21") == 0
