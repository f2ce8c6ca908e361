import asyncio
import os
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.row_file import RowFile, encode_row
from lakebase_tui.query.row_view import RowView
from tests.support.rows import ORDER_ROWS, ORDERS, ListSource, MadeSource, Row


@given(
    st.lists(st.integers(0, 99), max_size=60),
    st.one_of(st.none(), st.lists(st.integers(0, 6), max_size=4)),
    st.integers(-2, 70),
    st.integers(-2, 70),
)
def test_rows_and_columns_are_picked(
    order: list[int], columns: list[int] | None, start: int, stop: int
) -> None:
    source = ListSource(rows=[(str(i), *ORDER_ROWS[i % 8][1:]) for i in range(100)])
    view = RowView(source, array("I", order), columns)
    shown = range(7) if columns is None else columns
    expected = [tuple(source.rows(i, i + 1)[0][c] for c in shown) for i in order]
    assert list(view.rows(start, stop)) == expected[max(0, start) : max(0, stop)]
    assert len(view) == len(order)
    assert [column.name for column in view.columns] == [ORDERS[c].name for c in shown]
    assert [view.source_row(i) for i in range(len(order))] == order


def test_without_an_order_it_is_the_source_and_grows_with_it() -> None:
    source = ListSource()
    view = RowView(source, columns=(1, 0))
    assert view.rows(0, 1) == [("Ada Bikes & Co", "4711")]
    source.append(*ORDER_ROWS[:1])
    assert len(view) == 9
    assert view.source_row(8) == 8
    with pytest.raises(IndexError):
        view.source_row(9)
    with pytest.raises(IndexError):
        view.source_row(-1)


def test_rows_in_a_row_are_read_in_one_go_and_no_others_are() -> None:
    source = MadeSource(1_000_000)
    view = RowView(source, array("I", [500_001, 500_000, 3, 900_000]))
    assert [row[0] for row in view.rows(0, 4)] == [
        "value 500001.0", "value 500000.0", "value 3.0", "value 900000.0",
    ]  # fmt: skip
    assert source.asked == 4


def test_an_order_may_grow() -> None:
    order = array("I")
    view = RowView(ListSource(), order)
    assert list(view.rows(0, 5)) == []
    order.extend([7, 1])
    assert list(view.rows(0, 5)) == [ORDER_ROWS[7], ORDER_ROWS[1]]


HAS_FDS = os.path.isdir("/proc/self/fd")
ODD: tuple[Row, ...] = (
    ("", None, "\udcff \x1b", "x" * 300_000),
    ("NULL", "ä", None, None),
    *((str(i), "y" * (i % 50), None, "z") for i in range(2_000)),
    ("large", "w" * 2_000_000, None, ""),
)


def test_a_row_file_gives_rows_and_where_they_came_from(tmp_path: Path) -> None:
    file = RowFile(ORDERS[:4], tmp_path)
    for number, row in enumerate(ODD):
        file.append(encode_row(10_000 - number, row))
    assert len(file) == len(ODD)
    assert tuple(file.rows(0, 9_999)) == ODD
    assert file.rows(-3, 2) == list(ODD[:2])
    assert file.rows(1_990, 2_001) == list(ODD[1_990:2_001])
    assert file.rows(5_000, 6_000) == []
    assert [file.source_row(index) for index in (0, 1, 1_000, 2_001, 2_002)] == [
        10_000, 9_999, 9_000, 7_999, 7_998,
    ]  # fmt: skip
    for missing in (-1, 2_003):
        with pytest.raises(IndexError):
            file.source_row(missing)
    assert list(tmp_path.iterdir()) == [], "it has no name"
    file.close()
    file.close()
    assert len(file) == 0


async def test_a_forgotten_row_file_closes_its_file() -> None:
    before = len(os.listdir("/proc/self/fd")) if HAS_FDS else 0
    file = RowFile(ORDERS[:4])
    for row in ODD:
        file.append(encode_row(0, row))
    del file
    await asyncio.sleep(0)
    if before:
        assert len(os.listdir("/proc/self/fd")) == before
