"""The history as a list: as long as it is, with no more of it read than is in view."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lakebase_tui.query.history.entries import Entry
from lakebase_tui.ui.history_words import Shape, line_of
from lakebase_tui.ui.widgets.filter_list import Span, fitted
from lakebase_tui.ui.widgets.statement_view import words_pattern

_AHEAD = 60
"""Entries above and below those in view that are read with them."""
_KEPT = 2_000
"""Entries that are kept."""

_PARTS = ("dim", "ok", "warn", "bad", "branch", "mark", "match", "cursor", "selected")


class HistoryList(ScrollView, can_focus=True):
    """Lines of entries with a cursor. It asks for entries by `Wanted`; the owner answers with `supply`.

    Args:
        clock: The time now, with its zone.
    """

    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, id="history.list.up"),
        Binding("down", "move(1)", "Down", show=False, id="history.list.down"),
        Binding("pageup", "move_pages(-1)", "Page up", show=False, id="history.list.page_up"),
        Binding("pagedown", "move_pages(1)", "Page down", show=False, id="history.list.page_down"),
        Binding("home", "move(-1000000000)", "First", show=False, id="history.list.first"),
        Binding("end", "move(1000000000)", "Last", show=False, id="history.list.last"),
    ]
    COMPONENT_CLASSES = {f"history--{part}" for part in _PARTS}
    DEFAULT_CSS = """
    HistoryList {
        background: $panel; color: $foreground; overflow-x: hidden; overflow-y: scroll; scrollbar-size: 1 1;
        & > .history--dim { color: $dim; }
        & > .history--ok { color: $status-ok; }
        & > .history--warn { color: $status-warn; }
        & > .history--bad { color: $status-bad; }
        & > .history--branch { color: $branch; }
        & > .history--mark { color: $accent; }
        & > .history--match { color: $grid-match; text-style: bold; }
        & > .history--cursor { background: $raised; text-style: bold; }
        & > .history--selected { background: $raised; }
    }
    """

    cursor: reactive[int] = reactive(0)
    """Place of the cursor among the entries."""

    class CursorMoved(Message):
        """The cursor is on another entry, or its entry has come in."""

        def __init__(self, sender: "HistoryList", entry: Entry | None) -> None:
            super().__init__()
            self.list = sender
            self.entry = entry

        @property
        def control(self) -> "HistoryList":
            """The list."""
            return self.list

    class Wanted(Message):
        """Entries are to be supplied."""

        def __init__(self, sender: "HistoryList", ids: Sequence[int]) -> None:
            super().__init__()
            self.list = sender
            self.ids = ids

        @property
        def control(self) -> "HistoryList":
            """The list."""
            return self.list

    class Chosen(Message):
        """An entry was clicked twice."""

        def __init__(self, sender: "HistoryList") -> None:
            super().__init__()
            self.list = sender

        @property
        def control(self) -> "HistoryList":
            """The list."""
            return self.list

    def __init__(
        self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC), id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._ids: Sequence[int] = ()
        self._entries: dict[int, Entry] = {}
        self._asked: set[int] = set()
        self._sought: re.Pattern[str] | None = None
        self._notice: Span = ("", "dim")
        self._says_target = True
        self._database: str | None = None

    # -- what is shown ------------------------------------------------------------------------------

    def show(
        self,
        entries: Sequence[Entry],
        words: str = "",
        *,
        notice: Span = ("", "dim"),
        says_target: bool = True,
        database: str | None = None,
    ) -> None:
        """Show other entries, from the first on.

        Args:
            entries: The first of them, in order; `go_on` tells of the rest.
            words: What is set off in them.
            notice: A line instead of entries when there are none: loading, empty, failed.
            says_target: Whether lines say the branch.
            database: The database that they need not say; None where it goes without saying.
        """
        self._sought = words_pattern(words)
        self._notice = notice
        self._says_target, self._database = says_target, database
        self._asked.clear()
        self._know(entries)
        self._place([entry.id for entry in entries], 0)

    def go_on(self, ids: Sequence[int]) -> None:
        """Have all entries in the list, by their numbers; the cursor stays on its own."""
        here = self._ids[self.cursor] if self.cursor < len(self._ids) else None
        self._place(ids, ids.index(here) if here in ids else self.cursor)

    def take_out(self, entry_id: int) -> None:
        """Take an entry out; the cursor goes to the one that follows."""
        self._place([each for each in self._ids if each != entry_id], self.cursor)

    def put_in(self, entry: Entry, at: int) -> None:
        """Put an entry in, under the cursor."""
        self._entries[entry.id] = entry
        self._place([*self._ids[:at], entry.id, *self._ids[at:]], at)

    def supply(self, entries: Sequence[Entry]) -> None:
        """Entries that were asked for."""
        before = self.entry
        self._know(entries)
        if self.entry is not before:
            self.post_message(self.CursorMoved(self, self.entry))
        self.refresh()

    def _know(self, entries: Sequence[Entry]) -> None:
        if len(self._entries) > _KEPT:
            self._entries.clear()
            self._asked.clear()
        self._entries.update((entry.id, entry) for entry in entries)
        self._asked.difference_update(entry.id for entry in entries)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._ids)

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor, as far as it has come in."""
        return self._entries.get(self._ids[self.cursor]) if self.cursor < len(self._ids) else None

    def _place(self, ids: Sequence[int], cursor: int) -> None:
        self._ids = ids
        self.virtual_size = Size(self.scrollable_content_region.width, max(1, len(ids)))
        self.set_reactive(HistoryList.cursor, min(cursor, max(0, len(ids) - 1)))
        self._show_cursor()
        self._want()
        self.post_message(self.CursorMoved(self, self.entry))
        self.refresh()

    def _want(self) -> None:
        top = self.scroll_offset.y
        wanted = self._ids[max(0, top - _AHEAD) : top + self.scrollable_content_region.height + _AHEAD]
        missing = [each for each in wanted if each not in self._entries and each not in self._asked]
        if missing:
            self._asked.update(missing)
            self.post_message(self.Wanted(self, missing))

    # -- the cursor ---------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Move the cursor by entries, within bounds."""
        self.cursor = min(max(self.cursor + by, 0), max(0, len(self._ids) - 1))

    def action_move_pages(self, by: int) -> None:
        """Move the cursor by as many entries as are in view."""
        self.action_move(by * max(1, self.scrollable_content_region.height - 1))

    def watch_cursor(self) -> None:
        """Keep the cursor in sight."""
        self._show_cursor()
        self.post_message(self.CursorMoved(self, self.entry))
        self.refresh()

    def _show_cursor(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other entries come into view."""
        super().watch_scroll_y(old_value, new_value)
        self._want()

    def on_resize(self) -> None:
        """There may be room for more."""
        self.virtual_size = Size(self.scrollable_content_region.width, max(1, len(self._ids)))
        self._show_cursor()
        self._want()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor where it was; a second one chooses."""
        line = event.y + self.scroll_offset.y
        if line < len(self._ids):
            self.cursor = line
            if event.chain == 2:
                self.post_message(self.Chosen(self))

    # -- drawing ------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One entry, at `y` of what is in sight."""
        width, line = self.scrollable_content_region.width, self.scroll_offset.y + y
        if not self._ids:
            return self._strip(fitted((self._notice,), width) if not y else [], width)
        if line >= len(self._ids):
            return self._strip([], width)
        entry = self._entries.get(self._ids[line])
        at_cursor = line == self.cursor
        spans: list[Span] = [("      …", "dim")]
        if entry is not None:
            shape = Shape(width, self._says_target, self._database)
            spans = line_of(entry, shape, self._sought, self._clock(), at_cursor=at_cursor)
        beneath = "" if not at_cursor else "cursor" if self.has_focus else "selected"
        return self._strip(spans, width, beneath)

    def _strip(self, spans: Sequence[Span], width: int, beneath: str = "") -> Strip:
        base = self.rich_style
        if beneath:
            base += self._part(beneath)
        segments = [Segment(text, base + self._part(tone)) for text, tone in spans if text]
        return Strip(segments).adjust_cell_length(width, base)

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"history--{name}", partial=True) if name else Style.null()
