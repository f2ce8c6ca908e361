"""Sends the terminal only the cells that changed, for the whole app.

Textual sends each region that is to be repainted whole. This stands between its compositor and the
driver, by private names: where one is missing or has become another, nothing is put in between and
Textual draws as it does by itself.
"""

import contextlib
import curses
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS
from textual.app import App
from textual.strip import Strip
from textual.widgets import Input, TextArea

from lakebase_tui.ui.shown_frame import Piece, ShownFrame, UnknownEffect

try:
    from textual import _compositor as compositor
except ImportError:  # it has moved
    compositor = None  # type: ignore[assignment]

SWITCH: Final = "LAKEBASE_TUI_FRAME_DIFF"
"""Environment variable; `0` leaves the drawing to Textual."""

_DISPLAY: Final = "_display"
_OF_THE_APP: Final = ("_batch_count", "_closed", "_running", "_sync_available")
_SYNC_START, _SYNC_END = "\x1b[?2026h", "\x1b[?2026l"

Line = tuple[int, Sequence[Piece]]


def install(app: App[Any], write: Callable[[str], None], environ: Mapping[str, str]) -> "FrameDiff | None":
    """Let an app send only what changed.

    Args:
        app: Whose display goes to the terminal.
        write: Writes to that terminal.
        environ: Where `SWITCH` is looked up.

    Returns:
        What knows the terminal's content; None where it is switched off or does not fit this Textual.
    """
    if environ.get(SWITCH) == "0" or not _fits(app):
        return None
    return FrameDiff(app, write, erases=fills_what_it_erases(environ.get("TERM", "")))


def fills_what_it_erases(term: str) -> bool:
    """Whether terminfo says that a terminal erases to the background of its pen, by the code that we know."""
    with contextlib.suppress(curses.error):
        curses.setupterm(term, 2)
        return curses.tigetflag("bce") == 1 and curses.tigetstr("ech") == b"\x1b[%p1%dX"
    return False


def _fits(app: App[Any]) -> bool:
    names = (
        (app, _DISPLAY, ["screen", "renderable"]),
        (compositor, "LayoutUpdate", ["strips", "region"]),
        (compositor, "ChopsUpdate", ["chops", "spans", "chop_ends"]),
    )
    found = ((getattr(owner, name, None), parameters) for owner, name, parameters in names)
    return all(
        callable(each) and list(inspect.signature(each).parameters) == parameters
        for each, parameters in found
    ) and all(hasattr(app, name) for name in _OF_THE_APP)


class FrameDiff:
    """Takes the place of one app's display.

    Args:
        app: Its updates come from here.
        write: They go there.
        erases: Whether the terminal fills what it erases with the background of its pen.
    """

    def __init__(self, app: App[Any], write: Callable[[str], None], *, erases: bool) -> None:
        self._app = app
        self._write = write
        system = COLOR_SYSTEMS.get(app.console.color_system or "", ColorSystem.TRUECOLOR)
        self._frame = ShownFrame(system, erases=erases)
        self._whole: Callable[..., None] = getattr(app, _DISPLAY)
        setattr(app, _DISPLAY, self._display)

    def forget(self) -> None:
        """The terminal may show anything: send all of what is drawn next."""
        self._frame.forget()

    def redraw(self) -> None:
        """Send the whole screen once more."""
        self.forget()
        self._app.refresh()

    def _display(self, screen: Any, renderable: Any) -> None:
        app = self._app
        if renderable is None or app._batch_count or app._closed or not app._running:
            self._whole(screen, renderable)  # sends nothing
            return
        found = _lines(renderable)
        if found is None:
            self._send_whole(screen, renderable)
            return
        (width, height), lines = found
        self._frame.fit(width, height)
        try:
            # The hidden cursor tells where one types, for input methods; elsewhere it is of no use.
            types = isinstance(app.focused, TextArea | Input)
            cursor = screen.outer_size.clamp_offset(app.cursor_position) if types else None
            sending = self._frame.draw(lines, cursor)
        except UnknownEffect:
            self._send_whole(screen, renderable)
            return
        if sending.runs:
            # A single run is written at once and needs no bracket against being seen half done.
            bracket = app._sync_available and sending.runs > 1
            self._write(_SYNC_START + sending.text + _SYNC_END if bracket else sending.text)
        app.post_display_hook()

    def _send_whole(self, screen: Any, renderable: Any) -> None:
        self.forget()
        self._whole(screen, renderable)
        self.forget()


def _lines(update: object) -> tuple[tuple[int, int], Iterable[Line]] | None:
    """The screen's size and what an update draws; None for an update of a kind that we do not know."""
    if type(update) is compositor.LayoutUpdate:
        region = update.region
        return (region.right, region.bottom), enumerate(_joined(update.strips, region.x), region.y)
    if type(update) is compositor.ChopsUpdate:
        width = max((ends[-1] for ends in update.chop_ends if ends), default=0)
        return (width, len(update.chops)), _chopped(update)
    return None


def _joined(strips: Iterable[Iterable[Strip]], x: int) -> Iterator[Sequence[Piece]]:
    for line in strips:
        pieces, start = [], x
        for strip in line:
            pieces.append((start, strip))
            start += strip.cell_length
        yield pieces


def _chopped(update: compositor.ChopsUpdate) -> Iterator[Line]:
    """Rows with the pieces that the update's spans touch.

    A piece is taken whole, not cut where the span ends: it has been drawn whole, and what of it did not
    change costs nothing.
    """
    for y, spans in groupby(update.spans, itemgetter(0)):
        touched = [(start, stop) for _, start, stop in spans]
        pieces = zip(update.chops[y].items(), update.chop_ends[y], strict=False)
        yield (
            y,
            [
                (x, strip)
                for (x, strip), end in pieces
                if strip is not None and any(x < stop and end > start for start, stop in touched)
            ],
        )
