"""An app in this process whose terminal is emulated, and what that terminal should show."""

from collections.abc import Mapping
from typing import Any

from textual._compositor import CompositorUpdate, LayoutUpdate
from textual._context import visible_screen_stack
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.screen import Screen

from lakebase_tui.ui import frame_diff
from tests.support.emulator import TORN, Cell, Emulator


class EmulatedDriver(HeadlessDriver):
    """Draws into an emulator; run the app with `run_test(headless=False)`."""

    environ: Mapping[str, str] = {}

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.emulator = Emulator(*(size or (80, 24)))
        self.sent: list[str] = []
        self.whole = Emulator(*(size or (80, 24)))
        """A second terminal, which is sent all that Textual would send."""
        self.diff = frame_diff.install(app, self.write, self.environ)
        self._display = app._display
        app._display = self._display_on_both  # type: ignore[method-assign]

    def _display_on_both(self, screen: Screen[Any], renderable: Any) -> None:
        app = self._app
        if isinstance(renderable, CompositorUpdate) and not app._batch_count and app._running:
            self.whole.feed(renderable.render_segments(app.console))
        self._display(screen, renderable)

    @property
    def is_headless(self) -> bool:
        """It does draw."""
        return False

    def write(self, data: str) -> None:
        """Draw."""
        self.sent.append(data)
        self.emulator.feed(data)


class SwitchedOffDriver(EmulatedDriver):
    """Draws as Textual does."""

    environ = {frame_diff.SWITCH: "0"}


class ErasingDriver(EmulatedDriver):
    """On a terminal that erases to its background."""

    environ = {"TERM": "xterm-256color"}


def driver_of(app: App[Any]) -> EmulatedDriver:
    """The driver that draws for an app."""
    driver = app._driver
    assert isinstance(driver, EmulatedDriver)
    return driver


def shown(app: App[Any]) -> list[list[Cell]]:
    """What the terminal shows."""
    return driver_of(app).emulator.shown()


def wanted(app: App[Any]) -> list[list[Cell]]:
    """What it should show: all that the compositor has, on a terminal that nothing was drawn on before."""
    visible_screen_stack.set(app._background_screens)
    strips = app.screen._compositor.render_strips()
    fresh = Emulator(*app.size)
    fresh.feed(LayoutUpdate([[strip] for strip in strips], app.size.region).render_segments(app.console))
    return fresh.shown()


def is_right(app: App[Any]) -> bool:
    """Whether each cell is as Textual would have sent it, or as it would draw it now.

    Textual leaves out a repaint now and then, and cuts wide characters into halves where it repaints a part.
    """
    lines = zip(shown(app), driver_of(app).whole.shown(), wanted(app), strict=True)
    return all(
        cell in (sent, drawn) and cell.text != TORN
        for line in lines
        for cell, sent, drawn in zip(*line, strict=True)
    )


async def settled(app: App[Any], pilot: Pilot[Any]) -> None:
    """Wait until the terminal shows what it should; the test's own timeout bounds it."""
    await pilot.pause()
    while not is_right(app):
        await pilot.pause(0.01)


async def resize(app: App[Any], pilot: Pilot[Any], columns: int, lines: int) -> None:
    """Give the terminal another size, or the same one after it had another."""
    driver = driver_of(app)
    for emulator in (driver.emulator, driver.whole):
        emulator.fit(columns, lines)
    if driver.diff is not None:
        driver.diff.redraw()
    await pilot.resize_terminal(columns, lines)
