"""Textual's own updates, sent in part: the emulated terminal shows what the compositor has."""

import asyncio
import inspect
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import _compositor
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import DataTable, Static, TextArea

from lakebase_tui.ui import frame_diff
from tests.support.emulated_app import (
    EmulatedDriver,
    ErasingDriver,
    SwitchedOffDriver,
    driver_of,
    resize,
    settled,
)
from tests.support.emulator import Cell, Pen

TEXTS = ["plain", "字字한글 wide", "e\u0301 a\u0308", "👍🏽 😀 🇩🇪", "│──│ …", "", "x" * 90, "字" * 50]


class Question(ModalScreen[None]):
    DEFAULT_CSS = """
    Question { align: center middle; background: #000000 60%; }
    Question Static { width: 21; height: 3; border: round red; }
    """

    def compose(self) -> ComposeResult:
        yield Static("字字字字字字字字字字字")


class Playground(App[None]):
    """Widgets of all sorts."""

    CSS = """
    TextArea { height: 6; }
    #side { dock: right; width: 25; background: $panel; }
    #side.narrow { width: 10; }
    .loud { background: red; color: yellow; text-style: bold underline; }
    """
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, driver: type[EmulatedDriver] = EmulatedDriver) -> None:
        super().__init__(driver_class=driver)

    def compose(self) -> ComposeResult:
        yield Static("字 " * 30, id="side")
        yield TextArea("select 字 from t\n" * 4)
        yield DataTable(id="table", cursor_type="row", zebra_stripes=True)
        with VerticalScroll():
            for text in TEXTS * 3:
                yield Static(text, markup=False)

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.styles.height = 6
        table.add_columns("a", "字字", "c")
        table.add_rows([(str(n), "字" * (n % 5), "😀" * (n % 3)) for n in range(40)])


Action = tuple[str, int, str]
actions = st.lists(
    st.tuples(
        st.sampled_from(
            ["type", "down", "page", "focus", "say", "class", "hide", "ask", "answer", "resize", "refresh"]
        ),
        st.integers(0, 40),
        st.sampled_from(TEXTS),
    ),
    max_size=10,
)


async def act(app: Playground, pilot: Pilot[None], action: Action) -> None:
    what, number, text = action
    side = app.screen_stack[0].query_one("#side", Static)
    match what:
        case "type":
            app.screen_stack[0].query_one(TextArea).insert(text)
        case "down" | "page":
            await pilot.press("down" if what == "down" else "pagedown")
        case "focus":
            await pilot.press("tab")
        case "say":
            side.update(text.replace("[", ""))
        case "class":
            side.toggle_class("loud" if number % 2 else "narrow")
        case "hide":
            app.screen_stack[0].query_one(DataTable).toggle_class("hidden")
            app.screen_stack[0].query_one(DataTable).display = bool(number % 2)
        case "ask" | "answer":
            await (app.pop_screen() if len(app.screen_stack) > 1 else app.push_screen(Question()))
        case "resize":
            await resize(app, pilot, 40 + number, 15 + number // 3)
        case "refresh":
            app.screen.refresh(Region(number, number // 4, 7, 3), Region(number + 3, number // 4 + 1, 9, 1))


async def play(driver: type[EmulatedDriver], steps: Sequence[Action]) -> None:
    app = Playground(driver)
    async with app.run_test(headless=False, size=(70, 30)) as pilot:
        await settled(app, pilot)
        for step in steps:
            await act(app, pilot, step)
            await settled(app, pilot)


@settings(max_examples=12, deadline=None)
@given(actions, st.sampled_from([EmulatedDriver, ErasingDriver]))
def test_whatever_is_done_the_terminal_shows_what_is_composed(
    steps: list[Action], driver: type[EmulatedDriver]
) -> None:
    asyncio.run(asyncio.wait_for(play(driver, steps), 60))


async def test_a_key_sends_a_few_bytes() -> None:
    counts = {}
    for driver in (EmulatedDriver, SwitchedOffDriver):
        app = Playground(driver)
        async with app.run_test(headless=False, size=(120, 40)) as pilot:
            await pilot.press("a")
            await settled(app, pilot)
            driver_of(app).sent.clear()
            await pilot.press("b")
            await settled(app, pilot)
            counts[driver] = len("".join(driver_of(app).sent))
    assert counts[EmulatedDriver] < counts[SwitchedOffDriver] / 5


async def test_an_update_that_changes_nothing_is_not_sent() -> None:
    app = Playground()
    async with app.run_test(headless=False) as pilot:
        await settled(app, pilot)
        app._sync_available = True
        driver_of(app).sent.clear()
        app.refresh()
        await pilot.pause()
        assert driver_of(app).sent == []
        app.query_one(TextArea).insert("x")
        await settled(app, pilot)
        assert "\x1b[?2026" not in "".join(driver_of(app).sent[-1:])  # one run
        app.query_one(DataTable).focus()
        app.query_one(DataTable).move_cursor(row=3)
        await settled(app, pilot)
        sent = "".join(driver_of(app).sent)
        assert sent.count("\x1b[?2026h") == sent.count("\x1b[?2026l") > 0


async def test_a_terminal_that_others_wrote_to_is_drawn_anew() -> None:
    app = Playground()
    async with app.run_test(headless=False) as pilot:
        await settled(app, pilot)
        driver = driver_of(app)
        for emulator in (driver.emulator, driver.whole):
            emulator.fill(Cell("?", Pen()))
        assert driver.diff is not None
        driver.diff.redraw()
        await settled(app, pilot)


async def test_updates_while_batched_are_not_taken_for_shown() -> None:
    app = Playground()
    async with app.run_test(headless=False) as pilot:
        await settled(app, pilot)
        with app.batch_update():
            app.query_one("#side", Static).update("held back")
            await pilot.pause()
            app.screen._compositor_refresh()
        await settled(app, pilot)


async def test_two_apps_share_nothing() -> None:
    one, other = Playground(), Playground()
    async with one.run_test(headless=False) as pilot:
        await settled(one, pilot)
    async with other.run_test(headless=False) as pilot:
        await settled(other, pilot)
    assert driver_of(one).diff is not driver_of(other).diff


async def test_an_update_of_an_unknown_kind_is_left_to_textual() -> None:
    app = Playground()
    async with app.run_test(headless=False) as pilot:
        await settled(app, pilot)
        app._display(app.screen, "something else")
        assert "something else" in driver_of(app).emulator.text()
        app.refresh()
        await settled(app, pilot)


async def test_control_characters_are_left_to_textual() -> None:
    app = Playground()
    async with app.run_test(headless=False) as pilot:
        await settled(app, pilot)
        app.query_one("#side", Static).styles.width = 4
        side = app.query_one("#side", Static)
        side.render_line = lambda y: _with_control(y)  # type: ignore[method-assign]
        side.refresh()
        await pilot.pause()
        assert "\x07" in "".join(driver_of(app).sent)
        del side.render_line
        side.refresh()
        app.refresh()
        await settled(app, pilot)


def _with_control(y: int) -> Any:
    from rich.segment import Segment
    from textual.strip import Strip

    return Strip([Segment("a\x07bcd")], 4)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (_compositor, "LayoutUpdate"),
        (_compositor, "ChopsUpdate"),
        (App, "_display"),
        (frame_diff, "compositor"),
    ],
)
async def test_where_a_name_is_gone_nothing_is_put_in_between(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str
) -> None:
    app = Playground()
    with monkeypatch.context() as patched:
        if owner is frame_diff:
            patched.setattr(owner, name, None)
        else:
            patched.delattr(owner, name)
        assert frame_diff.install(app, print, {}) is None
    assert "_display" not in vars(app)


@pytest.mark.parametrize("name", ["_batch_count", "_closed", "_running", "_sync_available"])
async def test_where_the_app_is_another_nothing_is_put_in_between(name: str) -> None:
    app = Playground()
    delattr(app, name)
    assert frame_diff.install(app, print, {}) is None
    assert "_display" not in vars(app)


class MovedUpdate(_compositor.ChopsUpdate):
    """As a later Textual may have it."""

    def __init__(self, chops: Any, spans: Any, chop_ends: Any, more: Any = None) -> None:
        super().__init__(chops, spans, chop_ends)


async def test_with_another_textual_it_is_drawn_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_compositor, "ChopsUpdate", MovedUpdate)
    assert "more" in inspect.signature(_compositor.ChopsUpdate).parameters
    app = Playground()
    async with app.run_test(headless=False) as pilot:
        assert driver_of(app).diff is None
        await pilot.press("a", "b")
        await settled(app, pilot)


async def test_switched_off_it_is_drawn_as_before() -> None:
    app = Playground(SwitchedOffDriver)
    async with app.run_test(headless=False) as pilot:
        assert driver_of(app).diff is None
        await pilot.press("a", "b")
        await settled(app, pilot)
