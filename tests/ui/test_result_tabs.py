from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from rich.style import Style
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError
from lakebase_tui.session.failure_kinds import FailureKind
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.widgets.message_view import MessageStyles, MessageView, Notice, message_text
from lakebase_tui.ui.widgets.result_tab import Phase, ResultTab, Title, tab_title
from lakebase_tui.ui.widgets.result_tabs import ResultTabs
from lakebase_tui.ui.widgets.result_tabs_messages import TabChanged
from lakebase_tui.ui.widgets.side_pane import SidePane
from lakebase_tui.ui.widgets.slim_scrollbar import thumb
from lakebase_tui.ui.widgets.tab_strip import TabStrip, first_tab, tab_at
from tests.support.frames import ThemedApp, check_frame, frame_of, lines_of
from tests.support.results_demo import FAILURE, NOTICE, ResultsDemo
from tests.support.rows import ListSource, MadeSource

CUT = Outcome(OutcomeKind.DONE, complete=False)
PLAIN = MessageStyles(*[Style()] * 6)


class TabsApp(ThemedApp):
    def __init__(self) -> None:
        super().__init__()
        self.shown: list[int] = []

    def compose(self) -> ComposeResult:
        yield ResultTabs()

    def on_result_tabs_tab_changed(self, message: TabChanged) -> None:
        self.shown.append(message.tabs.active)


@asynccontextmanager
async def tabs_app() -> AsyncIterator[tuple[ResultTabs, TabsApp, Pilot[None]]]:
    app = TabsApp()
    async with app.run_test(size=(120, 20)) as pilot:
        yield app.query_one(ResultTabs), app, pilot


def strip_of(tabs: ResultTabs) -> str:
    return lines_of(tabs.query_one(TabStrip))[0]


def done(rows: int | None = None) -> Outcome:
    return Outcome(OutcomeKind.DONE, "SELECT", rows, 0.084)


def failed() -> Outcome:
    return Outcome(OutcomeKind.FAILED, elapsed_s=0.003, error=FAILURE)


def run_select(tabs: ResultTabs, index: int, source: ListSource | MadeSource) -> None:
    tabs.started(index)
    tabs.columns_known(index, source)
    tabs.rows_arrived(index, len(source))
    tabs.finished(index, done(len(source)))


@pytest.mark.parametrize(
    ("tab", "title"),
    [
        (ResultTab("orders"), "1 orders"),
        (ResultTab("orders", Phase.RUNNING), "1 orders  ●"),
        (ResultTab("orders", Phase.RUNNING, total=2_000), "1 orders  ● 2,000"),
        (ResultTab("orders", Phase.PAUSED, total=10_000), "1 orders  10,000+ rows"),
        (ResultTab("orders", Phase.ENDED, ResultReader(ListSource()), 1, done(1)), "1 orders  1 row  84 ms"),
        (
            ResultTab("o", Phase.ENDED, ResultReader(ListSource()), 8, CUT),
            "1 o  first 8 rows  0.0 ms",
        ),
        (ResultTab("update", Phase.ENDED, outcome=done(3)), "1 update  ✓ 3  84 ms"),
        (ResultTab("begin", Phase.ENDED, outcome=done()), "1 begin  ✓  84 ms"),
        (ResultTab("orders", Phase.ENDED, outcome=failed()), "1 orders  ✗"),
        (ResultTab("o", Phase.ENDED, outcome=Outcome(OutcomeKind.NOT_RUN)), "1 o  not run"),
        (ResultTab("o", Phase.ENDED, outcome=Outcome(OutcomeKind.UNKNOWN)), "1 o  ✗ outcome unknown"),
        (ResultTab("\x1b[2J"), "1 ␛[2J"),
        (ResultTab("a_very_long_name_of_a_relation"), "1 a_very_long_name_of_a_r…"),
        (ResultTab(""), "1 statement"),
    ],
)
def test_a_tab_says_how_its_statement_goes(tab: ResultTab, title: str) -> None:
    assert "".join(text for text, _ in tab_title(1, tab)) == title


async def test_an_earlier_run_stays_until_the_new_one_has_something_to_show() -> None:
    async with tabs_app() as (tabs, _, pilot):
        tabs.begin(["first"])
        run_select(tabs, 0, ListSource())
        tabs.begin(["second"])
        tabs.started(0)
        await pilot.pause()
        assert "1 first" in strip_of(tabs)
        assert "● running" in strip_of(tabs)
        assert "Ada Bikes" in frame_of(pilot.app)
        tabs.columns_known(0, MadeSource(0))
        await pilot.pause()
        assert "1 second  ●" in strip_of(tabs)
        assert "first" not in strip_of(tabs)
        assert "Running…" in frame_of(pilot.app)
        tabs.finished(0, done(0))
        await pilot.pause()
        assert "No rows" in frame_of(pilot.app)


async def test_each_tab_has_its_rows_and_remembers_its_place() -> None:
    async with tabs_app() as (tabs, app, pilot):
        tabs.begin(["few", "many"])
        run_select(tabs, 0, ListSource())
        run_select(tabs, 1, MadeSource(1_000))
        tabs.focus_content()
        await pilot.press("down", "down", "right")
        tabs.next()
        await pilot.press("pagedown", "pagedown")
        place = tabs.grid.cursor_row, tabs.grid.scroll_offset.y
        assert "value" in (tabs.grid.cell_text() or "")
        tabs.next()
        await pilot.pause()
        assert tabs.grid.cell_text() == "Café Übermorgen"
        tabs.previous()
        await pilot.pause()
        assert (tabs.grid.cursor_row, tabs.grid.scroll_offset.y) == place
        assert app.shown == [0, 1, 0, 1]


async def test_a_failure_is_shown_and_earlier_results_stay() -> None:
    async with tabs_app() as (tabs, _, pilot):
        tabs.begin(["good", "bad", "never"])
        run_select(tabs, 0, ListSource())
        tabs.started(1)
        tabs.finished(1, failed())
        tabs.finished(2, Outcome(OutcomeKind.NOT_RUN))
        await pilot.pause()
        shown = frame_of(pilot.app)
        assert tabs.active == 1
        for part in (FAILURE.message, FAILURE.sqlstate, FAILURE.hint, FAILURE.next_step):
            assert part in shown
        tabs.previous()
        await pilot.pause()
        assert "Ada Bikes" in frame_of(pilot.app)


async def test_a_failure_after_rows_keeps_them() -> None:
    async with tabs_app() as (tabs, _, pilot):
        tabs.begin(["cut"])
        tabs.columns_known(0, ListSource())
        tabs.rows_arrived(0, 8)
        tabs.finished(0, failed())
        await pilot.pause()
        assert "Ada Bikes" in frame_of(pilot.app)
        assert "✗  first 8 rows" in strip_of(tabs)


async def test_the_tab_that_was_picked_is_not_taken_away() -> None:
    async with tabs_app() as (tabs, _, pilot):
        tabs.begin(["a", "b", "c"])
        run_select(tabs, 0, ListSource())
        run_select(tabs, 1, MadeSource(10))
        tabs.next()
        tabs.started(2)
        tabs.finished(2, failed())
        await pilot.pause()
        assert tabs.active == 1


async def test_a_side_pane_has_a_tab_behind_the_statements_while_it_has_a_title() -> None:
    async with tabs_app() as (tabs, app, pilot):
        titles: list[Title | None] = [None]
        pane = SidePane(Static("what the pane shows", id="side"), lambda: titles[-1], lambda: None)
        tabs.add_pane(pane)
        tabs.begin(["a"])
        run_select(tabs, 0, ListSource())
        await pilot.pause()
        assert strip_of(tabs).rstrip().endswith("ms")
        titles.append([("Plan", "name")])
        tabs.pane_changed(pane)
        await pilot.pause()
        assert strip_of(tabs).endswith("Plan")
        tabs.next()
        await pilot.pause()
        assert "what the pane shows" in frame_of(app)
        assert tabs.active == 0
        assert tabs.reader is None
        tabs.next()
        await pilot.pause()
        assert "Ada Bikes" in frame_of(app)
        tabs.show_pane(pane)
        titles.append(None)
        tabs.pane_changed(pane)
        await pilot.pause()
        assert "Ada Bikes" in frame_of(app)


async def test_a_click_on_a_tab_shows_it_and_the_focus_follows() -> None:
    async with tabs_app() as (tabs, _, pilot):
        tabs.begin(["a", "b"])
        run_select(tabs, 0, ListSource())
        tabs.finished(1, done(3))
        await pilot.pause()
        tabs.grid.focus()
        await pilot.pause()
        await pilot.click(TabStrip, offset=(strip_of(tabs).index("2 b"), 0))
        await pilot.pause()
        assert tabs.active == 1
        assert tabs.query_one(MessageView).has_focus
        assert "✓ SELECT" in frame_of(pilot.app)


async def test_more_rows_reach_the_grid_only_where_they_belong() -> None:
    async with tabs_app() as (tabs, _, pilot):
        source = ListSource(rows=())
        tabs.begin(["a", "b"])
        run_select(tabs, 0, ListSource())
        tabs.columns_known(1, source)
        source.append(("1",) * 7)
        tabs.rows_arrived(1, 1)
        await pilot.pause()
        assert tabs.active == 0
        assert tabs.grid.total == 8
        tabs.next()
        await pilot.pause()
        assert tabs.grid.total == 1


@pytest.mark.parametrize(
    ("widths", "active", "first", "room", "expected"),
    [
        ([], 0, 0, 80, 0),
        ([10, 10, 10], 2, 0, 80, 0),
        ([10, 10, 10], 2, 0, 31, 1),
        ([10, 10, 10], 2, 0, 32, 0),
        ([10, 10, 10], 0, 2, 20, 0),
        ([10, 50, 10], 1, 0, 20, 1),
    ],
)
def test_the_strip_scrolls_to_the_active_tab(
    widths: Sequence[int], active: int, first: int, room: int, expected: int
) -> None:
    assert first_tab(widths, active, first, room) == expected


def test_tabs_before_come_back_where_there_is_room_again() -> None:
    assert first_tab([8] * 4, 3, 2, 17) == 2
    assert first_tab([8] * 4, 3, 3, 17) == 2
    assert first_tab([8] * 4, 3, 3, 35) == 0


async def test_the_strip_marks_where_there_are_more_tabs() -> None:
    app = ThemedApp()
    async with app.run_test(size=(24, 3)) as pilot:
        strip = TabStrip()
        await app.mount(strip)
        titles = [[(f"tab {number}", "name")] for number in range(1, 6)]
        for active, shown in ((0, " tab 1   tab 2   tab 3 ▸"), (3, "◂tab 2   tab 3   tab 4 ▸")):
            strip.show(titles, active)
            await pilot.pause()
            assert lines_of(strip) == [shown]
        strip.show(titles, 4)
        await pilot.pause()
        assert lines_of(strip) == ["◂tab 3   tab 4   tab 5"]
        strip.show(titles[:3], 2)
        await pilot.pause()
        assert lines_of(strip) == [" tab 1   tab 2   tab 3"]


def test_the_tab_under_the_pointer() -> None:
    assert [tab_at([3, 4], 0, x) for x in (0, 2, 3, 4, 7, 8)] == [0, 0, None, 1, 1, None]
    assert tab_at([3, 4], 1, 0) == 1


def test_messages_hold_every_part_and_nothing_dangerous() -> None:
    error = ServerError("a\nb\x1b", "FATAL", "57P01", "det\x07ail", "hi\nnt", None, "con\u202etext", "Do it.")
    error = replace(error, kind=FailureKind.LOST_UNKNOWN)
    text = message_text(
        Outcome(OutcomeKind.UNKNOWN, elapsed_s=1, error=error), [Notice("lab\x1bel", NOTICE)], PLAIN
    ).plain
    assert "FATAL 57P01  lost, outcome unknown\na\nb␛\n→ Do it.\nDetail" in text
    assert "Detail    det␇ail" in text
    assert "Hint      hi\n          nt" in text
    assert "con\\u202etext" in text
    assert "unknown · 1.0 s" in text
    assert "lab␛el\nNOTICE 42P07" in text
    assert not set(text) & {"\x1b", "\x07", "\u202e"}


@pytest.mark.parametrize(
    ("size", "virtual", "window", "position", "expected"),
    [
        (10, 100, 20, 0, (0, 2)),
        (10, 100, 20, 80, (8, 2)),
        (10, 100, 20, 1, (1, 2)),
        (10, 100, 20, 79, (7, 2)),
        (10, 1_000_000, 20, 500_000, (5, 1)),
        (10, 10, 20, 0, (0, 0)),
        (0, 100, 20, 0, (0, 0)),
    ],
)
def test_the_thumb_touches_an_end_only_at_the_end(
    size: int, virtual: float, window: float, position: float, expected: tuple[int, int]
) -> None:
    assert thumb(size, virtual, window, position) == expected


@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
async def test_frame_of_rows(size: tuple[int, int]) -> None:
    async with ResultsDemo().run_test(size=size) as pilot:
        await pilot.press("down", "down", "right")
        await pilot.pause()
        check_frame(f"results_{size[0]}x{size[1]}", frame_of(pilot.app))


async def test_frame_of_a_failure() -> None:
    app = ResultsDemo()
    async with app.run_test(size=(80, 24)) as pilot:
        app.fail_last()
        await pilot.pause()
        check_frame("results_failure_80x24", frame_of(app))


@pytest.mark.parametrize(
    "theme", ["lakebase-light", "lakebase-contrast", "fjord", "castle", "lakebase-ansi", "nord"]
)
async def test_every_theme_draws_the_same_frame(theme: str) -> None:
    async with ResultsDemo(theme).run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "right")
        await pilot.pause()
        check_frame("results_80x24", frame_of(pilot.app))


def test_a_lost_statement_that_only_read_is_not_said_to_have_had_an_effect() -> None:
    lost = replace(FAILURE, kind=FailureKind.LOST_READING)
    text = message_text(Outcome(OutcomeKind.UNKNOWN, error=lost), (), PLAIN).plain
    assert "nothing was changed" in text
    assert "unknown" not in text
    lost = replace(FAILURE, kind=FailureKind.LOST_UNKNOWN)
    assert "unknown" in message_text(Outcome(OutcomeKind.UNKNOWN, error=lost), (), PLAIN).plain
