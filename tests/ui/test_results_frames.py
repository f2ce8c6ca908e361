"""Pictures of results that are filtered, sorted, searched and selected."""

from dataclasses import replace

import pytest
from textual import events
from textual.app import ComposeResult

from lakebase_tui.query.events import Outcome, OutcomeKind
from lakebase_tui.ui.result_desk import ResultDesk
from lakebase_tui.ui.result_edits import ResultEdits
from lakebase_tui.ui.widgets.status_bar import StatusBar
from lakebase_tui.ui.widgets.status_reading import Reading
from tests.support.frames import ThemedApp, check_frame, frame_of
from tests.support.results_demo import STATUS
from tests.support.rows import ListSource

SIZES = [(160, 45), (80, 24)]


class ReadingDemo(ThemedApp):
    """Results as the workspace composes them, on sample rows."""

    CSS = """
    ResultEdits { border: round $line; padding: 0 1; height: 1fr; }
    ResultEdits:focus-within { border: round $accent; }
    """

    def compose(self) -> ComposeResult:
        yield ResultEdits()
        yield StatusBar(now=lambda: 0.0)

    def on_mount(self) -> None:
        tabs = self.query_one(ResultEdits).desk.pane.tabs
        tabs.begin(["customers"])
        tabs.started(0)
        tabs.columns_known(0, ListSource())
        tabs.finished(0, Outcome(OutcomeKind.DONE, "SELECT 8", 8, 0.084, 0.031))
        tabs.focus_content()
        self.say(())

    def on_result_desk_summed(self, event: ResultDesk.Summed) -> None:
        self.say(event.words)

    def say(self, selection: tuple[str, ...]) -> None:
        reading = Reading(rows=8, first_row_s=0.031, elapsed_s=0.084, selection=selection)
        self.query_one(StatusBar).show(replace(STATUS, reading=reading))


@pytest.mark.parametrize("size", SIZES)
async def test_frame_of_a_filter_a_find_and_a_selection(size: tuple[int, int]) -> None:
    app = ReadingDemo()
    async with app.run_test(size=size) as pilot:

        async def type_in(key: str, text: str) -> None:
            await pilot.press(key)
            app.post_message(events.Paste(text))
            await pilot.pause()
            await pilot.press("enter")

        await pilot.press("right", "right")
        await type_in("f", "orders > 240")
        await pilot.press("s")
        await type_in("slash", "gold")
        await pilot.press("home", "right", "right", "v", "right", "down")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.query_one(ResultEdits).desk.grid.total == 6
        check_frame(f"results_reading_{size[0]}x{size[1]}", frame_of(app))


@pytest.mark.parametrize("size", SIZES)
async def test_frame_of_a_filter_that_is_typed(size: tuple[int, int]) -> None:
    app = ReadingDemo()
    async with app.run_test(size=size) as pilot:
        await pilot.press("right", "right", "f")
        app.post_message(events.Paste("> many"))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        check_frame(f"results_filter_{size[0]}x{size[1]}", frame_of(app))
