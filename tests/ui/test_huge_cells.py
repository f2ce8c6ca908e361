"""A value of ten megabytes costs what is on the screen, and no more."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens.cell import CellScreen
from lakebase_tui.ui.widgets.cell_view import CellView
from lakebase_tui.ui.widgets.value_tree import ValueTree
from lakebase_tui.ui.widgets.value_view import ValueView
from tests.support.frames import ThemedApp, lines_of

SIZE = 10_000_000
CELLS = 100 * 30
TEXT = Column("body", 25, "text", ColumnKind.TEXT)
JSONB = Column("doc", 3802, "jsonb", ColumnKind.JSON)
BYTEA = Column("blob", 17, "bytea", ColumnKind.BINARY)
RECORDS = json.dumps([{"id": i, "name": f"user {i}", "tags": ["a", "b"]} for i in range(180_000)])


class Counted:
    """Stands before a function of one text, and counts the characters that go through."""

    def __init__(self, function: Callable[..., str]) -> None:
        self._function = function
        self.characters = 0

    def __call__(self, text: str, **options: str) -> str:
        self.characters += len(text)
        return self._function(text, **options)


@asynccontextmanager
async def opened(column: Column, value: str) -> AsyncIterator[tuple[CellView, Pilot[None]]]:
    app = ThemedApp()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = CellScreen(column, value)
        await app.push_screen(screen)
        view = screen.view
        assert view is not None
        yield view, pilot


@pytest.mark.parametrize(
    "text", ["word " * (SIZE // 5), "short line\n" * (SIZE // 11), "自転車の店" * (SIZE // 15)]
)
async def test_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Counted(visible)
    monkeypatch.setattr("lakebase_tui.ui.widgets.wrapping.visible", drawn)
    async with opened(TEXT, text) as (view, pilot):
        assert isinstance(view, ValueView)
        assert view.wrapped.position < len(text) / 10  # read no further than a few screenfuls before it shows
        for key in ("pagedown", "down", "end", "home"):
            await pilot.press(key)
        assert 0 < drawn.characters < 40 * CELLS
        await pilot.app.workers.wait_for_complete()
        await pilot.press("end")
        assert text[-3:].strip() in lines_of(view)[-2] + lines_of(view)[-1]
        assert drawn.characters < 60 * CELLS


async def test_json(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Counted(visible)
    monkeypatch.setattr("lakebase_tui.ui.widgets.tree_lines.visible", drawn)
    async with opened(JSONB, RECORDS) as (view, pilot):
        assert isinstance(view, ValueTree)
        branch = view.outline.branch_at(view.outline.place_at(0))
        assert branch is not None
        assert branch.members.position < len(RECORDS) / 10
        for key in ("down", "right", "pagedown", "pagedown", "up"):
            await pilot.press(key)
        assert 0 < drawn.characters < 100 * CELLS
        await pilot.app.workers.wait_for_complete()
        await pilot.press("G")
        await pilot.pause()
        assert view.place == "$[179999]"
        assert view.outline.lines == 1 + 180_000 + 3
        assert drawn.characters < 150 * CELLS


async def test_what_is_read_above_does_not_move_the_cursor() -> None:
    rest = ", ".join(f'"{i}": {i}' for i in range(60))
    async with opened(JSONB, f'{{"first": {RECORDS}, "second": [1, 2, 3], {rest}}}') as (view, pilot):
        assert isinstance(view, ValueTree)
        await pilot.app.workers.wait_for_complete()
        outline = view.outline
        assert outline.lines == 63  # what is long stays folded
        view.move_to(outline.place_at(2))
        on_screen = view.cursor_line - view.scroll_offset.y
        outline.unfold(outline.place_at(1))
        view.lines_changed()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert view.place == "$.second"
        assert view.cursor_line == 180_002
        assert view.cursor_line - view.scroll_offset.y == on_screen


async def test_bytes() -> None:
    value = "\\x" + "00ff10" * (SIZE // 3)
    async with opened(BYTEA, value) as (view, pilot):
        await pilot.press("G")
        assert "00ff10"[-2:] in lines_of(view)[-1]
        assert "100 %" in view.place
        await pilot.press("g", "pagedown")
        assert view.place.startswith("bytes ")


async def test_closing_ends_the_work() -> None:
    async with opened(TEXT, "\n" * SIZE) as (view, pilot):
        await pilot.press("escape")
        await pilot.pause()
        assert not view.is_attached
        assert not [worker for worker in pilot.app.workers if not worker.is_finished]
