"""What selected cells come to."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.aggregate import MOST_DIFFERENT, Aggregate, aggregate
from lakebase_tui.query.columns import Column
from lakebase_tui.query.result_store import ResultStore
from lakebase_tui.query.rows import Row
from lakebase_tui.query.type_kinds import column_for

NUMERIC, TEXT, DATE, INT, OID = (column_for("c", oid) for oid in (1700, 25, 1082, 23, 26))


async def of(columns: Sequence[Column], rows: Sequence[Row]) -> Aggregate:
    store = ResultStore(tuple(columns))
    store.append(rows)
    return await aggregate(store, range(len(rows)), range(len(columns)))


async def test_numbers_are_added_up_exactly() -> None:
    found = await of([NUMERIC, INT], [("0.1", "1"), ("0.2", None), ("1e3", "-7"), (None, "5")])
    assert (found.cells, found.nulls, found.numbers) == (8, 2, 6)
    assert found.total == Decimal("999.3")
    assert found.average == Decimal("166.55")
    assert (found.least, found.greatest) == ("-7", "1e3")
    assert len(found.values) == 6


async def test_what_is_no_number_is_left_out_of_the_sum_and_is_above_all() -> None:
    found = await of([NUMERIC], [("NaN",), ("Infinity",), ("-Infinity",), ("2",)])
    assert (found.numbers, found.total) == (1, 2)
    assert (found.least, found.greatest) == ("-Infinity", "NaN")


async def test_dates_and_texts_have_ends_but_no_sum() -> None:
    dates = await of([DATE], [("infinity",), ("0044-03-15 BC",), ("2026-01-01",)])
    assert (dates.least, dates.greatest, dates.average) == ("0044-03-15 BC", "infinity", None)
    odd = await of([DATE], [("2026-01-01",), ("1.1.2026",)])
    assert (odd.least, odd.greatest) == (None, None)
    mixed = await of([TEXT, DATE], [("a", "2026-01-01")])
    assert (mixed.least, mixed.numbers) == (None, 0)


async def test_ends_of_numbers_beside_texts_are_of_the_numbers() -> None:
    found = await of([TEXT, INT], [("z", "3"), ("a", "4")])
    assert (found.least, found.greatest, found.total) == ("3", "4", 7)
    names = await of([OID], [("3",), ("4",)])
    assert (names.least, names.greatest, names.numbers) == ("3", "4", 0)


async def test_a_part_of_the_rows() -> None:
    store = ResultStore((INT, TEXT))
    store.append([(str(i), "x") for i in range(1_000)])
    found = await aggregate(store, range(10, 20), [0])
    assert (found.cells, found.total) == (10, sum(range(10, 20)))


async def test_many_values_are_not_all_kept() -> None:
    found = await of([INT], [(str(i),) for i in range(MOST_DIFFERENT + 5)])
    assert (len(found.values), found.more_values) == (MOST_DIFFERENT, True)


@given(st.lists(st.decimals(-1_000_000_000, 1_000_000_000, places=3), min_size=1, max_size=20))
async def test_like_python(numbers: list[Decimal]) -> None:
    found = await of([NUMERIC], [(format(number, "f"),) for number in numbers])
    assert found.total == sum(numbers)
    assert found.least is not None
    assert Decimal(found.least) == min(numbers)
