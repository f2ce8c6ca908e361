from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.pilot import Pilot

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.ui.widgets.record_view import RecordView
from tests.support.frames import ThemedApp, lines_of
from tests.support.rows import ORDER_ROWS, ORDERS


class RecordApp(ThemedApp):
    def compose(self) -> ComposeResult:
        yield RecordView()


@asynccontextmanager
async def record(size: tuple[int, int] = (50, 12)) -> AsyncIterator[tuple[RecordView, Pilot[None]]]:
    app = RecordApp()
    async with app.run_test(size=size) as pilot:
        yield app.query_one(RecordView), pilot


async def test_each_column_has_a_line_and_the_chosen_one_is_shown_in_full() -> None:
    async with record() as (view, pilot):
        view.show(ORDERS, ORDER_ROWS[7], 8)
        view.highlight(6)
        await pilot.pause()
        assert view.border_title == "Record 8"
        text = "\n".join(lines_of(view))
        assert "id          4718" in text
        assert text.count("1, 1, 1") > 2
        assert not {"\x1b", "\u202e"} & set(text)
        for y in range(view.scrollable_size.height):
            strip = view.render_line(y)
            assert strip.cell_length == cell_len(strip.text) == view.scrollable_size.width


async def test_types_are_shown_where_there_is_room() -> None:
    async with record((80, 12)) as (view, pilot):
        view.show(ORDERS, ORDER_ROWS[3], 4)
        await pilot.pause()
        assert "timestamptz" in lines_of(view)[4]
        assert "自転車の店" in lines_of(view)[1]


async def test_null_empty_and_no_row_are_told_apart() -> None:
    columns = [Column(name, 25, "text", ColumnKind.TEXT) for name in ("null", "empty", "word", "")]
    async with record() as (view, pilot):
        view.show(columns, (None, "", "NULL", "x"), 1)
        await pilot.pause()
        assert [line.split()[-1] for line in lines_of(view)[:4]] == ["NULL", "''", "NULL", "x"]
        italic = [
            any(segment.style is not None and segment.style.italic for segment in view.render_line(y))
            for y in range(3)
        ]
        assert italic == [True, True, False]
        view.show(columns, None)
        await pilot.pause()
        assert lines_of(view)[0] == " No row"
        view.show((), (), 1)
        await pilot.pause()
        assert not "".join(lines_of(view))


async def test_sixteen_hundred_columns_follow_the_cursor() -> None:
    columns = [Column(f"c{i}", 23, "integer", ColumnKind.NUMBER) for i in range(1_600)]
    async with record() as (view, pilot):
        view.show(columns, tuple(str(i) for i in range(1_600)), 1)
        for column in (1_599, 0, 800, 801, 790):
            view.highlight(column)
            await pilot.pause()
            assert f" c{column} " in "\n".join(lines_of(view)) + " "
        before = view.scroll_offset.y
        view.show(columns, tuple("x" for _ in range(1_600)), 2)
        await pilot.pause()
        assert view.scroll_offset.y == before


async def test_a_huge_value_is_cut_with_a_mark() -> None:
    columns = [Column("a", 25, "text", ColumnKind.TEXT), Column("b", 25, "text", ColumnKind.TEXT)]
    async with record() as (view, pilot):
        view.show(columns, ("word " * 2_000_000, "end"), 1)
        await pilot.pause()
        lines = lines_of(view)
        assert sum("word" in line for line in lines) == 6
        assert lines[5].endswith("…")
        assert "end" in lines[6]
