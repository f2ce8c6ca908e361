"""The screens that show a result's columns as charts and profiles."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.ui.charts.glyphs import ASCII
from lakebase_tui.ui.screens import chart, profile
from lakebase_tui.ui.screens.chart import ChartScreen
from lakebase_tui.ui.screens.profile import ProfileScreen
from tests.support.frames import ThemedApp, check_frame, frame_of
from tests.support.rows import ORDER_ROWS, ORDERS, ListSource

NARROW, WIDE = (80, 24), (160, 45)
ID, NAME, COUNT, TOTAL, LAST = range(5)


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the tests run in, they draw for a terminal that takes UTF-8."""
    monkeypatch.setenv("TERM", "xterm-256color")
    for module in (chart, profile):
        monkeypatch.setattr(module, "output_encoding", lambda: "utf-8")


def many_orders(total: int) -> ListSource:
    """Rows that go up and down, by the hour."""
    rows: list[Row] = [
        (
            str(number),
            ORDER_ROWS[number % 5][1],
            str(300 - number % 97),
            None if number % 50 == 7 else f"{(number % 60) ** 2 + number}.50",
            f"2026-11-{1 + number // 24 % 28:02} {number % 24:02}:00:00+00",
            "t",
            None,
        )
        for number in range(total)
    ]
    return ListSource(rows=rows)


class EndlessSource:
    """Any number of rows of numbers, made when asked for."""

    columns = (Column("n", 20, "bigint", ColumnKind.NUMBER), Column("m", 20, "bigint", ColumnKind.NUMBER))

    def __init__(self, failing: bool = False) -> None:
        self.failing = failing
        self.reached = asyncio.Event()

    def __len__(self) -> int:
        return 50_000_000

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        if start > 3_000:
            self.reached.set()
            if self.failing:
                raise OSError("gone")
        return [(str(number), str(number % 7)) for number in range(start, stop)]


@asynccontextmanager
async def shown(
    screen: Screen[None], size: tuple[int, int] = NARROW, *, wait: bool = True
) -> AsyncIterator[tuple[ThemedApp, Pilot[None]]]:
    app = ThemedApp()
    async with app.run_test(size=size) as pilot:
        await app.push_screen(screen)
        await pilot.pause()
        if wait:
            await settled(app, pilot)
        yield app, pilot


async def settled(app: ThemedApp, pilot: Pilot[None]) -> None:
    await app.workers.wait_for_complete()
    await pilot.pause()


async def press(app: ThemedApp, pilot: Pilot[None], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        await settled(app, pilot)
    return frame_of(app)


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_charts_as_they_look(size: tuple[int, int], name: str) -> None:
    async with shown(ChartScreen(many_orders(400), [TOTAL, COUNT, LAST], None, True), size) as (app, pilot):
        check_frame(f"chart_line_{name}", frame_of(app))
        check_frame(f"chart_bars_{name}", await press(app, pilot, "b"))
        check_frame(f"chart_histogram_{name}", await press(app, pilot, "h"))
        check_frame(f"chart_sparklines_{name}", await press(app, pilot, "k"))


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_profiles_as_they_look(size: tuple[int, int], name: str) -> None:
    async with shown(ProfileScreen(many_orders(400), [TOTAL], None, True), size) as (app, pilot):
        check_frame(f"profile_number_{name}", frame_of(app))
        check_frame(f"profile_text_{name}", await press(app, pilot, "left", "left"))


async def test_few_rows_with_labels_begin_as_bars() -> None:
    async with shown(ChartScreen(ListSource(), [NAME, TOTAL], None, True)) as (app, pilot):
        assert "Bar chart of total by name" in frame_of(app)
        assert "Nordlicht GmbH" in frame_of(app)
        assert "Line chart of total" in await press(app, pilot, "l")


async def test_left_and_right_go_through_the_columns_of_numbers() -> None:
    async with shown(ChartScreen(ListSource(), [COUNT, TOTAL], None, True)) as (app, pilot):
        titles = [frame_of(app).split("\n")[0]]
        for key in ("right", "right", "right", "right", "left"):
            titles.append((await press(app, pilot, key)).split("\n")[0])
        named = [title.partition(" of ")[2].split(" ─")[0] for title in titles]
        assert named == ["orders, total", "id", "orders", "total", "orders, total", "total"]


async def test_x_chooses_what_is_along_the_axis() -> None:
    async with shown(ChartScreen(ListSource(), [TOTAL], None, True)) as (app, pilot):
        assert "Along the rows." in frame_of(app)
        assert "by id" in await press(app, pilot, "x")
        assert "Along id from 4,711 to 4,718." in frame_of(app)
        assert "by id" not in await press(app, pilot, "X")
        assert "by attributes" in await press(app, pilot, "X")


async def test_bars_of_more_rows_than_lines_are_scrolled() -> None:
    async with shown(ChartScreen(many_orders(60), [ID], None, True)) as (app, pilot):
        first = await press(app, pilot, "b")
        assert "Bars of rows 1 to " in first
        assert "Bars of rows 2 to " in await press(app, pilot, "down")
        last = await press(app, pilot, *["pagedown"] * 6)
        assert re.search(r"Bars of rows \d+ to 60\.", last)
        assert "Bars of rows 1 to " in await press(app, pilot, *["pageup"] * 6)


async def test_only_the_rows_that_are_selected_are_drawn() -> None:
    async with shown(ChartScreen(ListSource(), [NAME, COUNT], (1, 4), True)) as (app, _pilot):
        frame = frame_of(app)
        assert "3 rows." in frame
        assert "Nordlicht GmbH" in frame
        assert "Ada Bikes" not in frame


async def test_columns_without_numbers_say_so() -> None:
    async with shown(ChartScreen(ListSource(), [NAME, LAST], None, True)) as (app, pilot):
        assert "No numbers in these columns" in frame_of(app)
        assert "of id by last_order" in await press(app, pilot, "right")


@pytest.mark.parametrize(
    ("rows", "said"), [([], "No rows"), ([(None,), ("NaN",)], "No numbers to draw")], ids=["none", "nulls"]
)
async def test_nothing_to_draw_is_told(rows: list[Row], said: str) -> None:
    source = ListSource((Column("n", 1700, "numeric", ColumnKind.NUMBER),), rows)
    async with shown(ChartScreen(source, [0], None, True)) as (app, pilot):
        for key in "lbhk":
            assert said in await press(app, pilot, key)


async def test_a_result_without_columns_has_screens_too() -> None:
    async with shown(ProfileScreen(ListSource((), [()]), [], None, True)) as (app, _pilot):
        assert "No columns" in frame_of(app)
    async with shown(ChartScreen(ListSource((), [()]), [], None, True)) as (app, _pilot):
        assert "No numbers in these columns" in frame_of(app)


@pytest.mark.parametrize("screen", [ChartScreen, ProfileScreen])
async def test_escape_stops_reading_and_keeps_what_was_read(
    screen: type[ChartScreen] | type[ProfileScreen],
) -> None:
    source = EndlessSource()
    shows: Screen[None] = screen(source, [0], None, True)
    async with shown(shows, wait=False) as (app, pilot):
        await source.reached.wait()
        assert "of 50,000,000" in frame_of(app)
        await pilot.press("escape")
        await settled(app, pilot)
        frame = frame_of(app)
        assert "Reading rows" not in frame
        assert re.search(r"\d{1,3},\d{3}(, not all| rows, not all|  not all of the result)", frame)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not shows


async def test_another_column_takes_the_place_of_the_reading() -> None:
    source = EndlessSource()
    async with shown(ProfileScreen(source, [0], (0, 100_000_000), True), wait=False) as (app, pilot):
        await source.reached.wait()
        source.reached.clear()
        await pilot.press("right")
        await source.reached.wait()
        await pilot.press("escape")
        await settled(app, pilot)
        frame = frame_of(app)
        assert "Profile of m" in frame
        assert "distinct   7" in frame


@pytest.mark.parametrize("screen", [ChartScreen, ProfileScreen])
async def test_rows_that_cannot_be_read_are_told(screen: type[ChartScreen] | type[ProfileScreen]) -> None:
    source: RowSource = EndlessSource(failing=True)
    shows: Screen[None] = screen(source, [0], None, True)
    async with shown(shows) as (app, pilot):
        assert "can no longer be read" in frame_of(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not shows


async def test_a_profile_scrolls_where_it_does_not_fit() -> None:
    async with shown(ProfileScreen(many_orders(400), [COUNT], None, True)) as (app, pilot):
        assert "Most frequent" not in frame_of(app)
        assert "Most frequent" in await press(app, pilot, "end")


async def test_several_columns_are_profiled_in_turn() -> None:
    async with shown(ProfileScreen(ListSource(), [TOTAL, NAME], None, False)) as (app, pilot):
        assert "Profile of total  numeric(12,2)" in frame_of(app)
        assert "not all of the result" in frame_of(app)
        assert "Profile of name  text" in await press(app, pilot, "right")
        assert "Profile of total" in await press(app, pilot, "right")


async def test_a_terminal_without_block_elements_gets_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    rows = [row for row in ORDER_ROWS if str(row[NAME]).isascii()]
    async with shown(ChartScreen(ListSource(rows=rows), [NAME, TOTAL], None, True)) as (app, pilot):
        for key in "lbhk":
            frame = await press(app, pilot, key)
            inside = "\n".join(line[1:-1] for line in frame.split("\n")[1:-2])
            assert not set(inside) & set("█▄▀▌▁│└┤•…") - set(ASCII.levels)


async def test_the_charts_survive_a_change_of_size() -> None:
    async with shown(ChartScreen(many_orders(400), [TOTAL], None, True), WIDE) as (app, pilot):
        await pilot.resize_terminal(30, 8)
        await pilot.pause()
        assert "Line chart" in frame_of(app)
        await pilot.resize_terminal(*NARROW)
        await pilot.pause()
        assert all(len(line) <= 80 for line in frame_of(app).split("\n"))
        assert ORDERS[TOTAL].name in frame_of(app)
