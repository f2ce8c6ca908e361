from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.pilot import Pilot

from lakebase_tui.query.rows import RowSource
from lakebase_tui.ui.widgets.expanded_view import ExpandedView
from lakebase_tui.ui.widgets.result_grid import HINT
from tests.support.frames import ThemedApp, lines_of
from tests.support.rows import ORDER_ROWS, ListSource, MadeSource


class ExpandedApp(ThemedApp):
    def __init__(self) -> None:
        super().__init__()
        self.moves: list[tuple[int, int]] = []
        self.ends: list[int] = []
        self.opened = 0

    def compose(self) -> ComposeResult:
        yield ExpandedView(lambda row, place: self.moves.append((row, place)))

    def on_expanded_view_end_reached(self, message: ExpandedView.EndReached) -> None:
        self.ends.append(message.total)

    def on_expanded_view_cell_opened(self, message: ExpandedView.CellOpened) -> None:
        self.opened += 1


@asynccontextmanager
async def expanded(
    source: RowSource | None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[ExpandedView, ExpandedApp, Pilot[None]]]:
    app = ExpandedApp()
    async with app.run_test(size=size) as pilot:
        view = app.query_one(ExpandedView)
        view.focus()
        if source is not None:
            view.show(source, "No rows")
        await pilot.pause()
        yield view, app, pilot


async def test_records_stand_one_under_the_other() -> None:
    async with expanded(ListSource()) as (view, _, pilot):
        lines = lines_of(view)
        assert lines[0].startswith("─[ 1 ]──")
        assert [line.split("│")[0].strip() for line in lines[1:8]] == [
            "id", "name", "orders", "total", "last_order", "paid", "attributes",
        ]  # fmt: skip
        assert lines[8].startswith("─[ 2 ]")
        assert lines[2].endswith("│ Ada Bikes & Co")
        await pilot.press("G")
        text = "\n".join(lines_of(view))
        assert "␛[31mred" in text
        assert not {"\x1b", "\u202e"} & set(text)
        assert '{"tier":↵ "bronze"}' in text
        for y in range(view.scrollable_size.height):
            strip = view.render_line(y)
            assert strip.cell_length == cell_len(strip.text) == view.scrollable_size.width


async def test_keys_go_through_cells_and_records() -> None:
    async with expanded(ListSource()) as (view, app, pilot):
        places = []
        for key in (
            "up",
            "down",
            "end",
            "down",
            "up",
            "right",
            "left",
            "home",
            "left",
            "G",
            "end",
            "down",
            "g",
        ):
            await pilot.press(key)
            places.append((view.cursor_row, view.cursor_column))
        assert places == [
            (0, 0), (0, 1), (0, 6), (1, 0), (0, 6), (1, 6), (0, 6), (0, 0), (0, 0), (7, 0), (7, 6), (7, 6),
            (0, 6),
        ]  # fmt: skip
        assert app.moves[-1] == (0, 6)
        await pilot.press("enter", "space")
        assert app.opened == 2
        assert view.cell_text() == ORDER_ROWS[0][6]
        await pilot.click(ExpandedView, offset=(5, 10))
        assert (view.cursor_row, view.cursor_column) == (1, 1)


async def test_five_million_rows_ask_only_for_what_is_shown() -> None:
    source = MadeSource(5_000_000)
    async with expanded(source) as (view, app, pilot):
        await pilot.press("ctrl+end")
        assert view.cursor_row == 4_999_999
        await pilot.press("end")
        assert "value 4999999.11" in "\n".join(lines_of(view))
        assert lines_of(view)[-1].startswith(" column_11")
        await pilot.press("pageup", "pageup", "pageup")
        assert view.cursor_row < 4_999_999
        assert source.asked < 100
        await pilot.press("g")
        assert lines_of(view)[0].startswith("─[ 1 ]")
        assert app.ends == [5_000_000]


async def test_rows_that_come_later_can_be_reached() -> None:
    source = ListSource(rows=ORDER_ROWS[:1])
    async with expanded(source) as (view, app, pilot):
        await pilot.press("down")
        assert app.ends == [1]
        source.append(*ORDER_ROWS[1:])
        view.rows_changed(len(source))
        await pilot.press("G")
        assert view.cursor_row == 7
        assert view.cell_text() == ORDER_ROWS[7][view.cursor_column]
        assert app.ends[-1] == 8


async def test_what_is_said_without_rows() -> None:
    async with expanded(None) as (view, app, pilot):
        assert HINT in "\n".join(lines_of(view))
        await pilot.press("enter", "down", "G", "pagedown", "end")
        assert app.opened == 0
        view.show(ListSource(rows=()), "No rows")
        await pilot.pause()
        assert "No rows" in "\n".join(lines_of(view))
        view.say("[b]Cancelled")
        await pilot.pause()
        assert "[b]Cancelled" in "\n".join(lines_of(view))


async def test_rows_without_columns_have_their_rules() -> None:
    async with expanded(ListSource([], [(), ()])) as (view, _, pilot):
        await pilot.press("down", "G", "enter")
        assert [line[:6] for line in lines_of(view)[:3]] == ["─[ 1 ]", "─[ 2 ]", ""]


async def test_rows_that_cannot_be_read_are_told_once() -> None:
    class Broken(ListSource):
        def rows(self, start: int, stop: int) -> list[tuple[str | None, ...]]:
            raise OSError

    async with expanded(Broken()) as (view, app, pilot):
        await pilot.press("down", "G")
        assert len(app._notifications) == 1
        assert view.cell_text() is None


async def test_a_place_is_restored() -> None:
    async with expanded(MadeSource(10_000)) as (view, app, pilot):
        view.restore((5_000, 3))
        await pilot.pause()
        assert "value 5000.3" in "\n".join(lines_of(view))
        assert (view.cursor_row, view.cursor_column) == (5_000, 3)
        assert app.ends == []


async def test_columns_stand_as_the_grid_has_them_and_the_cursor_counts_these() -> None:
    async with expanded(None) as (view, app, pilot):
        view.show(ListSource(), "No rows", order=(3, 1))
        await pilot.pause()
        assert [line.split("│")[0].strip() for line in lines_of(view)[1:3]] == ["total", "name"]
        await pilot.press("down")
        assert view.cell_text() == ORDER_ROWS[0][1]
        assert app.moves[-1] == (0, 1)


async def test_the_last_record_stays_under_the_cursor_while_more_arrive() -> None:
    source = ListSource(rows=ORDER_ROWS[:2])
    async with expanded(source) as (view, _app, pilot):
        await pilot.press("G")
        source.append(*ORDER_ROWS[2:])
        view.rows_changed(len(source))
        assert view.cursor_row == len(ORDER_ROWS) - 1
        await pilot.press("left")
        source.append(*ORDER_ROWS)
        view.rows_changed(len(source))
        assert view.cursor_row == len(ORDER_ROWS) - 2
