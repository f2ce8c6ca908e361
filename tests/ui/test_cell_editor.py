"""The editor of one value, above the cell it belongs to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from lakebase_tui.query.edit.editing import Cell
from lakebase_tui.query.edit.table import DEFAULT, CellValue, TableColumn
from lakebase_tui.ui.screens.cell_edit import CellEditScreen
from lakebase_tui.ui.widgets.cell_editor import CellEditor
from tests.support.frames import ThemedApp, frame_of
from tests.support.settling import settle

TEXT = TableColumn(2, "note", "character varying(20)", "character varying", default="'x'::text")
NUMBER = TableColumn(3, "amount", "integer", "integer", "N", not_null=True)
TRUTH = TableColumn(4, "paid", "boolean", "boolean", "B")
AT = Region(20, 5, 12, 1)
MOOD = TableColumn(5, "mood", "mood", "mood", "E", labels=("happy", "so so", "sad"))


class CellApp(ThemedApp):
    """An app that edits one cell at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[tuple[CellValue] | None] = []


@asynccontextmanager
async def editing(
    column: TableColumn,
    value: CellValue,
    at: Region = AT,
    size: tuple[int, int] = (100, 24),
) -> AsyncIterator[tuple[CellApp, Pilot[None]]]:
    app = CellApp()
    async with app.run_test(size=size) as pilot:

        async def cell() -> Cell:
            return Cell(column, value, False)

        app.push_screen(CellEditScreen(cell, at), app.answers.append)
        await app.workers.wait_for_complete()
        await settle(pilot)
        yield app, pilot


async def typed(column: TableColumn, value: CellValue, *keys: str) -> tuple[CellValue] | None:
    async with editing(column, value) as (app, pilot):
        await pilot.press(*keys)
        await settle(pilot)
        [answer] = app.answers
        return answer


@pytest.mark.parametrize(
    ("value", "keys", "expected"),
    [
        ("abc", ("d", "enter"), ("d",)),
        ("abc", ("end", "d", "enter"), ("abcd",)),
        ("abc", ("end", "ctrl+a", "d", "enter"), ("d",)),
        ("abc", ("enter",), ("abc",)),
        ("abc", ("d", "escape"), None),
        ("abc", ("ctrl+n", "enter"), (None,)),
        ("abc", ("ctrl+n", "ctrl+n", "enter"), ("",)),
        ("abc", ("ctrl+d", "enter"), (DEFAULT,)),
        ("abc", ("backspace",) * 3 + ("enter",), ("",)),
        (None, ("enter",), (None,)),
        (None, ("x", "enter"), ("x",)),
        (None, ("x", "backspace", "enter"), ("",)),
        (DEFAULT, ("enter",), (DEFAULT,)),
        ("", ("enter",), ("",)),
        ("a", ("alt+enter", "b", "enter"), ("a\nb",)),
        ("a\r\nb\x0bc\u2028d\x1b", ("enter",), ("a\r\nb\x0bc\u2028d\x1b",)),
    ],
)
async def test_what_is_typed(
    value: CellValue, keys: tuple[str, ...], expected: tuple[CellValue] | None
) -> None:
    assert await typed(TEXT, value, *keys) == expected


@pytest.mark.parametrize(
    ("column", "value", "keys", "expected"),
    [
        (TRUTH, "t", ("space", "enter"), ("f",)),
        (TRUTH, "f", ("space", "enter"), ("t",)),
        (TRUTH, None, ("space", "enter"), ("t",)),
        (MOOD, "so so", ("down", "enter"), ("sad",)),
        (MOOD, "happy", ("up", "enter"), ("sad",)),
        (MOOD, None, ("down", "enter"), ("happy",)),
        (MOOD, None, ("up", "enter"), ("sad",)),
        (NUMBER, "5", ("ctrl+n", "enter"), (None,)),
    ],
)
async def test_the_few_values_there_are(
    column: TableColumn, value: CellValue, keys: tuple[str, ...], expected: tuple[CellValue]
) -> None:
    assert await typed(column, value, *keys) == expected


async def test_what_the_server_cannot_read_is_not_accepted() -> None:
    async with editing(NUMBER, "5") as (app, pilot):
        await pilot.press("backspace", "enter")
        await settle(pilot)
        assert "An empty text is no integer" in frame_of(app)
        assert app.answers == []
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert "amount may not be NULL" in frame_of(app)
        await pilot.press("7", "enter")
        await settle(pilot)
        assert app.answers == [("7",)]


async def test_type_default_and_labels_are_told() -> None:
    async with editing(TEXT, "abc") as (app, _):
        frame = frame_of(app)
        assert "3 characters  character varying(20)  default 'x'::text" in frame
        assert "╭" in frame.splitlines()[4][19]
    async with editing(MOOD, "x") as (app, _):
        assert "happy  so so  sad" in frame_of(app)
        assert "mood has no label of this name" in frame_of(app)


async def test_nothing_reaches_the_terminal_as_it_is_and_losses_are_told() -> None:
    async with editing(TEXT, "a\x1b[31m\u202eb\x0bc") as (app, pilot):
        assert "\x1b" not in frame_of(app)
        assert "␛" in frame_of(app)
        assert "unusual line breaks" not in frame_of(app)
        await pilot.press("z")
        await settle(pilot)
        assert "unusual line breaks" in frame_of(app)


@pytest.mark.parametrize("at", [Region(90, 22, 30, 1), Region(0, 0, 5, 1), Region(200, 200, 5, 1)])
async def test_it_stays_on_the_screen_and_grows_with_its_lines(at: Region) -> None:
    async with editing(TEXT, "abc", at) as (app, pilot):
        for _ in range(30):
            await pilot.press("alt+enter")
        await settle(pilot)
        region = app.screen.query_one(CellEditor).region
        assert app.screen.region.contains_region(region)
        assert region.height > 10


async def test_a_terminal_of_little_room() -> None:
    async with editing(TEXT, "abc", Region(30, 8, 10, 1), size=(40, 10)) as (app, _):
        assert app.screen.region.contains_region(app.screen.query_one(CellEditor).region)
