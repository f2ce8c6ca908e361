"""Find, filter, sort and go to a row, over results that come and go."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from lakebase_tui.query.events import Outcome, OutcomeKind
from lakebase_tui.ui.result_pane import ResultPane
from lakebase_tui.ui.widgets.expanded_view import ExpandedView
from tests.support.frames import ThemedApp
from tests.support.rows import ListSource, MadeSource


class PaneApp(ThemedApp):
    def compose(self) -> ComposeResult:
        yield ResultPane()


@asynccontextmanager
async def pane_app() -> AsyncIterator[tuple[ResultPane, Pilot[None]]]:
    app = PaneApp()
    async with app.run_test(size=(120, 20)) as pilot:
        yield app.query_one(ResultPane), pilot


async def show(pane: ResultPane, pilot: Pilot[None], *sources: ListSource | MadeSource) -> None:
    pane.tabs.begin(["orders"] * len(sources))
    for index, source in enumerate(sources):
        pane.tabs.started(index)
        pane.tabs.columns_known(index, source)
        pane.tabs.rows_arrived(index, len(source))
        pane.tabs.finished(index, Outcome(OutcomeKind.DONE, "SELECT", len(source), 0.01))
    await pilot.pause()
    pane.tabs.focus_content()
    await pilot.pause()


async def settle(pane: ResultPane, pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def said(pane: ResultPane) -> str:
    return str(pane.query_one("#bar-said", Static).visual)


def asked(pane: ResultPane) -> str:
    return str(pane.query_one("#bar-label", Static).visual)


async def test_a_new_run_has_no_filter_of_the_run_before() -> None:
    async with pane_app() as (pane, pilot):
        await show(pane, pilot, MadeSource(500))
        await pilot.press("f", *"contains 7", "enter")
        await settle(pane, pilot)
        assert "of 500 rows" in said(pane)
        await show(pane, pilot, MadeSource(20))
        assert said(pane) == ""


async def test_what_is_typed_for_one_result_is_not_kept_for_another_and_the_rows_get_the_keys() -> None:
    async with pane_app() as (pane, pilot):
        await show(pane, pilot, MadeSource(500), MadeSource(40))
        await pilot.press("f", *"abc")
        pane.tabs.next()
        await pilot.pause()
        await pilot.press("down", "down")
        assert pane.grid.cursor_row == 2
        assert pane.reader is not None
        assert not pane.reader.filters


async def test_the_number_of_a_match_is_not_that_of_another_result() -> None:
    async with pane_app() as (pane, pilot):
        await show(pane, pilot, MadeSource(50), MadeSource(40))
        await pilot.press("slash", "7", "enter", "n")
        await settle(pane, pilot)
        assert " of " in said(pane)
        pane.tabs.next()
        await settle(pane, pilot)
        assert said(pane) == ""
        pane.tabs.next()
        await settle(pane, pilot)
        assert said(pane).startswith("/7")
        assert " of " not in said(pane)


async def test_a_wrong_number_of_a_row_is_forgotten_with_a_right_one() -> None:
    async with pane_app() as (pane, pilot):
        await show(pane, pilot, MadeSource(500))
        await pilot.press("colon", *"abc", "enter")
        assert said(pane) == "A row is a number, from 1."
        await pilot.press(*["backspace"] * 3, *"40", "enter")
        assert said(pane) == ""
        assert pane.grid.cursor_row == 39
        await pilot.press("colon", *"abc", "enter", "escape", "colon")
        assert said(pane) == ""


async def test_the_input_names_the_column_that_is_filtered() -> None:
    async with pane_app() as (pane, pilot):
        await show(pane, pilot, ListSource())
        await pilot.press("right", "f")
        assert asked(pane) == f"filter {ListSource().columns[1].name}"


async def test_in_records_below_each_other_the_grid_knows_at_once_where_the_cursor_is() -> None:
    async with pane_app() as (pane, pilot):
        await show(pane, pilot, ListSource())
        pane.grid.columns.hide(1)
        pane.tabs.toggle_expanded()
        await pilot.pause()
        view = pane.query_one(ExpandedView)
        view.action_move(1)
        view.action_record(1)
        assert (pane.grid.cursor_row, pane.grid.column_number) == (1, 2)  # before any message is handled


async def test_in_records_below_each_other_find_and_escape_move_both_cursors() -> None:
    async with pane_app() as (pane, pilot):
        await show(pane, pilot, ListSource())
        pane.tabs.toggle_expanded()
        await pilot.press("slash", *"4713")
        await settle(pane, pilot)
        view = pane.query_one(ExpandedView)
        assert (view.cursor_row, view.cursor_column) == (2, 0)
        await pilot.press("escape")
        await settle(pane, pilot)
        assert (view.cursor_row, pane.grid.cursor_row) == (0, 0)


async def test_what_is_found_is_on_show() -> None:
    async with pane_app() as (pane, pilot):
        await show(pane, pilot, ListSource())
        await pilot.press("right", "minus", "slash", *"gmbh", "enter")
        await settle(pane, pilot)
        assert said(pane).endswith("0 matches")
        await pilot.press("plus", "n")
        await settle(pane, pilot)
        assert said(pane).endswith("1 of 1 match")
        assert (pane.grid.cursor_row, pane.grid.column_number) == (1, 1)
