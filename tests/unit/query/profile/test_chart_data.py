from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.profile.chart_data import BARS, AxisKind, BarRow, ChartBuilder, LeftOut
from lakebase_tui.query.profile.points import Span
from lakebase_tui.query.profile.reading import read
from tests.support.rows import ORDER_ROWS, ORDERS, ListSource, MadeSource

NUMERIC = Column("n", 1700, "numeric", ColumnKind.NUMBER)
MONEY = Column("price", 790, "money", ColumnKind.NUMBER)


def test_what_cannot_be_drawn_is_counted_by_what_it_is() -> None:
    builder = ChartBuilder([NUMERIC], [0], None)
    builder.add(0, [("1",), (None,), ("NaN",), ("-Infinity",), ("1e400",), (None,), ("2.5",), ("?",)])
    data = builder.data(True)
    assert data.left_out == (LeftOut(nulls=2, nan=1, infinite=1, too_large=1, unread=1),)
    assert data.left_out[0].total == 6
    assert data.points.xs == tuple(range(1, 9))
    assert [span.low if span else None for span in data.points.series[0]] == [1, *[None] * 5, 2.5, None]


def test_a_column_of_times_is_an_axis_in_its_own_order() -> None:
    builder = ChartBuilder(ORDERS, [2, 3], 4)
    builder.add(0, ORDER_ROWS)
    data = builder.data(True)
    assert data.axis_kind is AxisKind.MOMENT
    assert data.without_place == 1  # infinity
    first = [spans[0] for spans in data.points.series]
    assert first == [Span(9, 9, 9, 1), Span(-0.05, -0.05, -0.05, 1)]  # the row before Christ
    assert data.bars[0] == BarRow("2026-11-21 09:12:44+00", ("312", "48120.50"), (312.0, 48120.5))


def test_the_clock_of_the_axis_is_that_of_the_first_time_written() -> None:
    columns = (Column("at", 1184, "timestamptz", ColumnKind.TIME), NUMERIC)
    builder = ChartBuilder(columns, [1], 0)
    builder.add(0, [(None, "1"), ("2026-11-21 09:00:00+05:30", "2"), ("2026-11-21 09:00:00+00", "3")])
    assert builder.data(True).offset_s == 19_800


def test_texts_label_bars_and_rows_count_along_the_axis() -> None:
    builder = ChartBuilder(ORDERS, [2], 1)
    builder.add(0, ORDER_ROWS[:2])
    builder.add(2, ORDER_ROWS[2:])
    data = builder.data(True)
    assert data.axis_kind is AxisKind.ROW
    assert data.points.xs == tuple(range(1, len(ORDER_ROWS) + 1))
    assert [bar.label for bar in data.bars] == [row[1] for row in ORDER_ROWS]


def test_money_is_drawn() -> None:
    builder = ChartBuilder([MONEY], [0], None)
    builder.add(0, [("$1,234.50",), ("-$5.00",)])
    assert [bar.values for bar in builder.data(True).bars] == [(1234.5,), (-5.0,)]


async def test_bars_and_points_of_many_rows_are_bounded() -> None:
    source = MadeSource(30_000, columns=1)
    builder = ChartBuilder(source.columns, [0], None)
    assert await read(source, (10, 25_000), builder.add) == 24_990
    data = builder.data(False)
    assert (data.rows, data.complete, len(data.bars)) == (24_990, False, BARS)
    assert len(data.points.xs) <= 4_096
    assert data.bars[0].label == "11"
    assert data.left_out[0].unread == 24_990


async def test_rows_that_come_meanwhile_are_not_read() -> None:
    source = ListSource()
    builder = ChartBuilder(source.columns, [2], None)

    def grow(_done: int, _total: int) -> None:
        source.append(ORDER_ROWS[0])

    assert await read(source, None, builder.add, grow) == len(ORDER_ROWS)
