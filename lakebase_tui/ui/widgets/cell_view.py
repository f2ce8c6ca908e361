"""What the views of one value share: keys that scroll, styles, and a search that goes on in slices."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.worker import Worker

from lakebase_tui.query.pace import SLICE_S
from lakebase_tui.sql.values.search import MOST, Finder
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.part_style import part_style

Span = tuple[str, str]
"""A text that is safe to draw, and the part of the view whose style it has."""

_REST_S = 0.006
"""Seconds between two slices: a key takes many turns of the loop until it is seen, and all fit in here."""

PARTS = (
    *("text", "dim", "key", "mark", "string", "number", "boolean", "null", "broken"),
    *("found", "found-here", "cursor", "cursor-blurred"),
)


class CellView(ScrollView, can_focus=True):
    """A view of one value, drawn line by line; subclasses say what the lines are.

    | Keys | What they do |
    | :- | :- |
    | up, down, pageup, pagedown | Scroll. |
    | home, g / end, G | To the beginning, to the end. |
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "lines(-1)", "Up", show=False, id="value.up"),
        Binding("down", "lines(1)", "Down", show=False, id="value.down"),
        Binding("pageup", "pages(-1)", "Page up", show=False, id="value.page_up"),
        Binding("pagedown,space", "pages(1)", "Page down", show=False, id="value.page_down"),
        Binding("home,ctrl+home,g", "first", "To the beginning", show=False, id="value.first"),
        Binding("end,ctrl+end,G", "last", "To the end", show=False, id="value.last"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"value--{part}" for part in PARTS}
    DEFAULT_CSS = """
    CellView {
        background: $panel; color: $foreground; scrollbar-size: 1 1; overflow-x: hidden; overflow-y: scroll;
        scrollbar-background: $panel; scrollbar-background-hover: $panel; scrollbar-background-active: $panel;
        & > .value--text { color: $foreground; }
        & > .value--dim { color: $dim; }
        & > .value--key { color: $syntax-keyword; }
        & > .value--mark { color: $accent; }
        & > .value--string { color: $grid-string; }
        & > .value--number { color: $grid-number; }
        & > .value--boolean { color: $grid-boolean; }
        & > .value--null { color: $grid-null; text-style: italic; }
        & > .value--broken { color: $status-bad; }
        & > .value--found { background: $line; color: $foreground; text-style: bold; }
        & > .value--found-here { background: $grid-cursor; color: $grid-cursor-text; text-style: bold; }
        & > .value--cursor { background: $raised; text-style: bold; }
        & > .value--cursor-blurred { text-style: bold; }
    }
    """

    class Moved(Message):
        """Another place is shown, or more is known about it: `place` and `found` say what."""

        def __init__(self, view: "CellView") -> None:
            super().__init__()
            self.view = view

        @property
        def control(self) -> "CellView":
            """The view."""
            return self.view

        def can_replace(self, message: Message) -> bool:
            """Only the newest place matters."""
            return isinstance(message, CellView.Moved) and message.view is self.view

    class CopyWanted(Message):
        """The user wants a part of the value on the clipboard; `what` names it."""

        def __init__(self, view: "CellView", text: str, what: str) -> None:
            super().__init__()
            self.view = view
            self.text = text
            self.what = what

        @property
        def control(self) -> "CellView":
            """The view."""
            return self.view

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._finder: Finder | None = None
        self._pending = 0
        self._here = -1
        self._styles: dict[str, Style] = {}

    def in_background(self, group: str, work: Callable[[], Coroutine[Any, Any, None]]) -> Worker[None]:
        """Do work in slices on the loop, in place of older work of the same group."""

        async def run() -> None:
            await work()

        return self.run_worker(run, group=group, exclusive=True)

    # -- what a subclass says -----------------------------------------------------------------------

    @property
    def place(self) -> str:
        """Where the reader is, in a few words that are safe to draw."""
        return ""

    def finder(self, needle: str) -> Finder | None:
        """What looks for a needle in this value; None where there is nothing to search."""
        return None

    def found_from(self) -> tuple[int, int]:
        """Offsets that the previous place lies before, and the next one at or behind."""
        return 0, 0

    def go_to_found(self, number: int) -> None:
        """Show one of the places that were found."""

    # -- searching ----------------------------------------------------------------------------------

    @property
    def found(self) -> str:
        """How a search stands, in a few words; empty while there is none."""
        if self._finder is None:
            return ""
        total = len(self._finder.found)
        if not total:
            return "not found" if self._finder.complete else "searching…"
        more = "" if self._finder.complete and total < MOST else "+"
        return (
            f"{count(self._here + 1)} of {count(total)}{more}" if self._here >= 0 else f"{count(total)}{more}"
        )

    def find(self, needle: str) -> None:
        """Look for a text from here on, and show the next place of it; nothing ends the search."""
        self._finder = finder = self.finder(needle) if needle else None
        self._here, self._pending = -1, 1
        self.refresh()
        self.post_message(self.Moved(self))
        if finder is not None:
            self.in_background("find", lambda: self._search(finder))

    def find_next(self, step: int) -> None:
        """Show the next place (1) or the one before (-1); behind the last comes the first."""
        finder = self._finder
        if finder is None:
            return
        before, after = self.found_from()
        number = finder.next_from(after) if step > 0 else finder.next_from(before) - 1
        if 0 <= number < len(finder.found):
            self._show_found(number)
        elif not finder.complete:
            self._pending = step
        elif len(finder.found):
            self._show_found(0 if step > 0 else len(finder.found) - 1)

    async def _search(self, finder: Finder) -> None:
        async def piece() -> bool:
            finder.advance()
            if self._pending and (finder.complete or self._pending > 0):
                step, self._pending = self._pending, 0
                self.find_next(step)
            return not finder.complete

        await in_slices(piece, lambda: self.post_message(self.Moved(self)))
        self.refresh()

    def _show_found(self, number: int) -> None:
        self._pending, self._here = 0, number
        self.go_to_found(number)
        self.refresh()
        self.post_message(self.Moved(self))

    # -- scrolling ----------------------------------------------------------------------------------

    def action_lines(self, lines: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False)

    def action_pages(self, pages: int) -> None:
        """Scroll by pages; one line of the old page stays."""
        self.action_lines(pages * max(1, self.scrollable_size.height - 1))

    def action_first(self) -> None:
        """Show the beginning."""
        self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        """Show the end."""
        self.scroll_to(y=self.max_scroll_y, animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell of the new place."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Moved(self))

    def use_lines(self, lines: int) -> None:
        """Say how many lines there are by now."""
        size = Size(self.scrollable_size.width, lines)
        if size != self.virtual_size:
            # The scrollbar is always there: nothing has to be laid out anew for lines that are not in view.
            self.set_reactive(ScrollView.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = lines
            self.refresh()

    def scroll_at_once(self, y: int) -> None:
        """Scroll to a line that may be so new that the scrollbar has not heard of it."""
        self.set_reactive(
            ScrollView.virtual_size, Size(self.virtual_size.width, max(self.virtual_size.height, y))
        )
        self.scroll_to(y=max(0, y), animate=False, force=True)

    # -- drawing ------------------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        """Forget the colours of the old theme."""
        super().notify_style_update()
        self._styles.clear()

    def style(self, part: str) -> Style:
        """The style of a part, on this view's ground."""
        style = self._styles.get(part)
        if style is None:
            style = self._styles[part] = part_style(self, f"value--{part}")
        return style

    def strip(self, spans: list[Span], width: int, beneath: str = "") -> Strip:
        """A line of spans, exactly as wide as wanted; `beneath` is the part that all of it stands on."""
        ground = self.style("text")
        if not beneath:
            segments = [Segment(text, self.style(part)) for text, part in spans if text]
        else:
            under = self.get_component_rich_style(f"value--{beneath}", partial=True)
            ground += under
            segments = [
                Segment(text, self.style(part) if part.startswith("found") else self.style(part) + under)
                for text, part in spans
                if text
            ]
        return Strip(segments).adjust_cell_length(width, ground)


async def in_slices(piece: Callable[[], Awaitable[bool]], tell: Callable[[], object]) -> None:
    """Do pieces of work until one says that none is left, giving the loop its turns.

    Args:
        piece: Does one; false once all is done.
        tell: Called now and then, ever less often, and at the end.
    """
    done, told, resumed = 0, 1, time.perf_counter()
    while await piece():
        done += 1
        if done >= told:
            told += max(8, told // 2)
            tell()
        if time.perf_counter() - resumed >= SLICE_S:
            await asyncio.sleep(_REST_S)
            resumed = time.perf_counter()
    tell()
