"""A focusable list of rows in aligned columns, with a cursor and a filter that is typed in place."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

Span = tuple[str, str]
"""A piece of text and its tone: one of `TONES`, or empty for plain text."""
Cell = tuple[Span, ...]

TONES = ("dim", "strong", "ok", "warn", "bad", "branch", "mark")

_GAP = 2
_TITLE_SHARE = 0.45


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a title and further cells, which the list aligns.

    Texts must have passed `lakebase_tui.sql.visible.visible`.
    """

    key: str
    title: Cell
    cells: tuple[Cell, ...] = ()
    search: str = ""
    """What the filter looks through; the title's text when empty."""

    def matches(self, needle: str) -> bool:
        """Whether every word of `needle` occurs, in any case."""
        hay = (self.search or text_of(self.title)).casefold()
        return all(word in hay for word in needle.casefold().split())


def text_of(cell: Cell) -> str:
    """The text of a cell without its tones."""
    return "".join(text for text, _ in cell)


def plain(text: str, tone: str = "") -> Cell:
    """A cell of one span."""
    return ((text, tone),) if text else ()


def column_widths(rows: Sequence[Row], available: int) -> list[int]:
    """Widths in cells of the title and of each further column, so that rows fit where they can.

    The title gives way first, down to its share; what still does not fit is cut off at the right.
    """
    count = max((len(row.cells) for row in rows), default=0)
    title = max((cell_len(text_of(row.title)) for row in rows), default=0)
    others = [
        max((cell_len(text_of(row.cells[i])) for row in rows if i < len(row.cells)), default=0)
        for i in range(count)
    ]
    rest = sum(width + _GAP for width in others if width)
    return [min(title, max(available - rest, int(available * _TITLE_SHARE))), *others]


def laid_out(row: Row, widths: Sequence[int]) -> list[Span]:
    """The spans of a row, each cell cut or filled to its column's width."""
    spans = fitted(row.title, widths[0])
    for cell, width in zip(row.cells, widths[1:], strict=False):
        if width:
            spans += [(" " * _GAP, ""), *fitted(cell, width)]
    return spans


def fitted(cell: Cell, width: int) -> list[Span]:
    """A cell's spans in exactly `width` cells; an ellipsis tells that something was cut off."""
    spans: list[Span] = []
    left = width
    for text, tone in cell:
        size = cell_len(text)
        if size > left:
            spans.append((set_cell_size(text, left - 1) + "…" if left > 0 else "", tone))
            return spans
        spans.append((text, tone))
        left -= size
    return [*spans, (" " * left, "")]


class FilterList(ScrollView, can_focus=True):
    """Rows with a cursor; `/` starts a filter, which takes every printable key until Esc or Enter.

    The owner sets rows with `show` and listens to `CursorMoved`.
    """

    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, id="list.up"),
        Binding("down", "move(1)", "Down", show=False, id="list.down"),
        Binding("pageup", "move(-10)", "Page up", show=False, id="list.page_up"),
        Binding("pagedown", "move(10)", "Page down", show=False, id="list.page_down"),
        Binding("home", "move(-1000000)", "First", show=False, id="list.first"),
        Binding("end", "move(1000000)", "Last", show=False, id="list.last"),
    ]
    COMPONENT_CLASSES = {f"list--{name}" for name in (*TONES, "cursor", "selected")}
    DEFAULT_CSS = """
    FilterList {
        height: auto; background: $ground; color: $foreground; overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .list--dim { color: $dim; }
        & > .list--strong { text-style: bold; }
        & > .list--ok { color: $status-ok; }
        & > .list--warn { color: $status-warn; }
        & > .list--bad { color: $status-bad; }
        & > .list--branch { color: $branch; }
        & > .list--mark { color: $accent; }
        & > .list--cursor { background: $raised; text-style: bold; }
        & > .list--selected { background: $panel; }
    }
    """

    needle: reactive[str] = reactive("")
    """What is typed to filter by."""
    typing: reactive[bool] = reactive(False)
    """Whether keys go to the filter."""
    cursor: reactive[int] = reactive(0)
    """Index among the rows that match."""

    class CursorMoved(Message):
        """The user put the cursor on another row."""

        def __init__(self, sender: "FilterList", key: str) -> None:
            super().__init__()
            self.list = sender
            self.key = key

        @property
        def control(self) -> "FilterList":
            """The list."""
            return self.list

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: tuple[Row, ...] = ()
        self._matching: tuple[Row, ...] = ()
        self._notice: Cell = ()
        self._widths: list[int] = [0]
        self._laid_for = 0

    # -- what is shown ----------------------------------------------------------------------------

    def show(self, rows: Sequence[Row], *, key: str | None = None, notice: Cell = ()) -> None:
        """Replace the rows.

        Args:
            rows: In their order.
            key: Where the cursor goes; stays on its row where None.
            notice: A line instead of rows when there are none: loading, empty, failed.
        """
        wanted = key if key is not None else self.cursor_key
        self._rows = tuple(rows)
        self._notice = notice
        self._rebuild(wanted)

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor, None where there is none."""
        return self._matching[self.cursor].key if self.cursor < len(self._matching) else None

    @property
    def rows_shown(self) -> tuple[Row, ...]:
        """The rows that match the filter."""
        return self._matching

    def move_to(self, key: str) -> None:
        """Put the cursor on a row without telling anybody; nothing happens if it is not there."""
        for index, row in enumerate(self._matching):
            if row.key == key:
                self.cursor = index

    def matching(self, rows: Sequence[Row], needle: str) -> Sequence[Row]:
        """Which rows match; a tree keeps the parents of those that do."""
        return [row for row in rows if row.matches(needle)]

    def _rebuild(self, key: str | None) -> None:
        rows = self.matching(self._rows, self.needle) if self.needle else self._rows
        self._matching = tuple(rows)
        index = next((i for i, row in enumerate(self._matching) if row.key == key), None)
        self.cursor = index if index is not None else min(self.cursor, max(0, len(self._matching) - 1))
        self._laid_for = 0
        self._resize()

    def _resize(self) -> None:
        lines = max(1, len(self._matching)) + self._filter_lines
        self.virtual_size = Size(self.scrollable_content_region.width, lines)
        self.refresh(layout=True)

    @property
    def _filter_lines(self) -> int:
        return 1 if self.typing or self.needle else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are rows; the style sheet bounds it."""
        return max(1, len(self._matching)) + self._filter_lines

    # -- the filter -------------------------------------------------------------------------------

    def start_filter(self) -> None:
        """Send keys to the filter from now on."""
        self.typing = True

    def stop_filter(self) -> bool:
        """Clear the filter. False if there was none."""
        had = self.typing or bool(self.needle)
        self.typing = False
        self.needle = ""
        return had

    def watch_typing(self) -> None:
        """The filter's line comes and goes."""
        self._resize()

    def watch_needle(self) -> None:
        """Show what matches; the row under the cursor stays under it if it can."""
        before = self.cursor_key
        self._rebuild(before)
        if self.cursor_key is not None and self.cursor_key != before:
            self.post_message(self.CursorMoved(self, self.cursor_key))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Printable keys are the filter's while it is typed."""
        return self.typing and character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        """Type into the filter."""
        if not self.typing:
            return
        if event.key == "backspace":
            self.needle = self.needle[:-1]
        elif event.is_printable and event.character:
            self.needle += event.character
        else:
            return
        event.stop()
        event.prevent_default()

    # -- the cursor -------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Move the cursor by rows, within bounds."""
        if not self._matching:
            return
        target = min(max(self.cursor + by, 0), len(self._matching) - 1)
        if target != self.cursor:
            self.cursor = target
            self.post_message(self.CursorMoved(self, self._matching[target].key))

    def watch_cursor(self) -> None:
        """Keep the cursor in sight, within this list and within what holds it."""
        line = self.cursor + self._filter_lines
        self.scroll_to_region(Region(0, line, 1, 1), animate=False, force=True)
        if self.has_focus:
            self._show_in_parent(line)
        self.refresh()

    def on_focus(self) -> None:
        """Bring the cursor into sight of what holds this list."""
        self._show_in_parent(self.cursor + self._filter_lines)

    def _show_in_parent(self, line: int) -> None:
        holder = self.parent
        while holder is not None and not getattr(holder, "is_scrollable", False):
            holder = holder.parent
        if isinstance(holder, ScrollView) or holder is None or holder is self.screen:
            return
        self.call_after_refresh(self.scroll_visible, animate=False)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click puts the cursor where it was."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line = offset.y + self.scroll_offset.y - self._filter_lines
        if 0 <= line < len(self._matching):
            self.action_move(line - self.cursor)
            self.clicked(self._matching[line], offset.x)

    def clicked(self, row: Row, x: int) -> None:
        """A row was clicked at cell `x`; the cursor is on it."""

    # -- drawing ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line of the list, at `y` of what is in sight."""
        width = self.scrollable_content_region.width
        line = self.scroll_offset.y + y - self._filter_lines
        if line < 0:
            caret = "▏" if self.typing else ""
            return self._strip([("/ ", "mark"), (self.needle, ""), (caret, "mark")], width)
        if not self._matching:
            if line:
                return self._strip([], width)
            return self._strip(self._notice if not self._rows else plain("nothing matches", "dim"), width)
        if line >= len(self._matching):
            return self._strip([], width)
        if self._laid_for != width:
            self._laid_for = width
            self._widths = column_widths(self._rows, width - self.mark_width)
        row = self._matching[line]
        drawn = (*self.mark(row, line == self.cursor), *laid_out(row, self._widths))
        while drawn and not drawn[-1][0].strip():
            drawn = drawn[:-1]
        spans = fitted(drawn, width)
        return self._strip(spans, width, self.line_style(line == self.cursor))

    mark_width: int = 0
    """Cells that `mark` takes."""

    def mark(self, row: Row, at_cursor: bool) -> list[Span]:
        """What stands before a row."""
        return []

    def line_style(self, at_cursor: bool) -> str:
        """The component class beneath a row."""
        if not at_cursor:
            return ""
        return "list--cursor" if self.has_focus else "list--selected"

    def _strip(self, spans: Sequence[Span], width: int, beneath: str = "") -> Strip:
        base = self.rich_style
        if beneath:
            base += self.get_component_rich_style(beneath, partial=True)
        segments = [Segment(text, base + self._tone(tone)) for text, tone in spans if text]
        return Strip(segments).adjust_cell_length(width, base)

    def _tone(self, tone: str) -> Style:
        return self.get_component_rich_style(f"list--{tone}", partial=True) if tone else Style.null()
