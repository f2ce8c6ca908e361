"""The list of candidates beside the cursor: an overlay that never has the focus."""

from collections.abc import Callable, Sequence
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget

from lakebase_tui.completion import Candidate, CandidateKind
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.widgets.filter_list import Span, fitted, plain

MOST_ROWS: Final = 10
"""Lines of candidates that are shown at the same time."""
_WIDEST: Final = 78
_WIDEST_LABEL: Final = 44
_WIDEST_DETAIL: Final = 40
_LEAST_DETAIL: Final = 24
"""Cells of details for which the list goes to the left, where there is no room at the right of the text."""
_LONGEST: Final = 200
"""Characters of a label or a detail that are looked at."""
_LEAD: Final = 3
"""Cells before a label: the edge, the mark, a blank."""
_GAP: Final = 2

_MARKS: Final[dict[CandidateKind, tuple[str, str]]] = {
    CandidateKind.COLUMN: ("c", "name"),
    CandidateKind.COLUMNS: ("*", "name"),
    CandidateKind.TABLE: ("t", "table"),
    CandidateKind.VIEW: ("v", "table"),
    CandidateKind.SEQUENCE: ("q", "table"),
    CandidateKind.SOURCE: ("a", "source"),
    CandidateKind.ALIAS: ("a", "source"),
    CandidateKind.SCHEMA: ("s", "source"),
    CandidateKind.FUNCTION: ("f", "function"),
    CandidateKind.PROCEDURE: ("p", "function"),
    CandidateKind.ARGUMENT: ("=", "function"),
    CandidateKind.KEYWORD: ("k", "keyword"),
    CandidateKind.SNIPPET: ("»", "keyword"),
    CandidateKind.JOIN: ("⋈", "join"),
    CandidateKind.CONDITION: ("⋈", "join"),
    CandidateKind.TYPE: ("y", "type"),
    CandidateKind.VALUE: ("'", "value"),
    CandidateKind.SETTING: ("g", "type"),
    CandidateKind.ROLE: ("r", "source"),
    CandidateKind.DATABASE: ("d", "table"),
    CandidateKind.EXTENSION: ("e", "table"),
}
"""A letter, so that colour is not needed, and a tone for each kind."""
_TONES: Final = ("name", "table", "source", "function", "keyword", "join", "type", "value")


def menu_region(anchor: Offset, size: Size, screen: Size) -> Region:
    """Find the place of a menu: below the line of the cursor if there is room, else above it.

    Args:
        anchor: Where the text that is completed begins, on the screen.
        size: What the menu would like to have.
        screen: What there is.

    Returns:
        Its place, entirely on the screen; lower than it would like to be where there is no room for all.
    """
    below = screen.height - anchor.y - 1
    above = anchor.y
    goes_below = size.height <= below or below >= above
    height = max(1, min(size.height, below if goes_below else above))
    width = min(size.width, screen.width)
    x = max(0, min(anchor.x - _LEAD, screen.width - width))
    y = min(anchor.y + 1, screen.height - height) if goes_below else anchor.y - height
    return Region(x, max(0, y), width, height)


class CompletionMenu(Widget, can_focus=False):
    """Shows candidates; keys and what is done with them are its owner's matter.

    One is enough for a screen: `show` takes the place of what was shown before.
    """

    COMPONENT_CLASSES = {f"completion--{name}" for name in (*_TONES, "detail", "edge", "cursor")}
    """
    | Class | Description |
    | :- | :- |
    | `completion--cursor` | The candidate that would be taken. |
    | `completion--detail` | What is to be known of a candidate. |
    | `completion--edge` | The sides. |
    | `completion--name` and the like | The mark of a kind. |
    """
    DEFAULT_CSS = """
    CompletionMenu {
        visibility: hidden; overlay: screen; position: absolute; width: 1; height: 1;
        background: $raised; color: $foreground;
        & > .completion--name { color: $foreground; }
        & > .completion--table { color: $accent; }
        & > .completion--source { color: $branch; }
        & > .completion--function { color: $syntax-function; }
        & > .completion--keyword { color: $syntax-keyword; }
        & > .completion--join { color: $accent; }
        & > .completion--type { color: $syntax-type; }
        & > .completion--value { color: $syntax-string; }
        & > .completion--detail { color: $dim; }
        & > .completion--edge { color: $dim; }
        & > .completion--cursor { color: $grid-cursor-text; background: $grid-cursor; }
    }
    """

    virtual_size = Reactive(Size(0, 0))
    """As of every widget; here its change is no reason to lay out all others once more."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._tones: dict[tuple[str, bool], Style] = {}
        self._candidates: Sequence[Candidate] = ()
        self._cursor = 0
        self._top = 0
        self._label_width = 0
        self._clicked: Callable[[int], None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is on show."""
        return self.visible

    @property
    def cursor(self) -> int:
        """Index of the candidate that would be taken."""
        return self._cursor

    def show(self, candidates: Sequence[Candidate], anchor: Offset, clicked: Callable[[int], None]) -> None:
        """Show candidates, the first under the cursor.

        Args:
            candidates: At least one.
            anchor: Where the text that is completed begins, on the screen.
            clicked: Is called with the index of a candidate that is clicked.
        """
        self._candidates = candidates
        self._cursor = self._top = 0
        self._clicked = clicked
        self.place(anchor)
        # Hidden, not taken out of the layout: one widget more or less there has all others painted anew.
        self.visible = True
        self.refresh()

    def place(self, anchor: Offset) -> None:
        """Put it where the text that is completed begins now."""
        labels = max(cell_len(_text(each.label)) for each in self._candidates)
        details = min(max(cell_len(_text(each.detail)) for each in self._candidates), _WIDEST_DETAIL)
        self._label_width = min(labels, _WIDEST_LABEL if details else _WIDEST)
        bare = _LEAD + self._label_width + 2
        room = max(self.screen.size.width - anchor.x + _LEAD, bare + _LEAST_DETAIL)
        width = min(bare + (_GAP + details if details else 0), _WIDEST, room)
        size = Size(width, min(len(self._candidates), MOST_ROWS))
        region = menu_region(anchor, size, self.screen.size)
        if self.absolute_offset != region.offset:
            self.absolute_offset = region.offset
            self.refresh(layout=True)
        self.styles.width, self.styles.height = region.width, region.height

    def hide(self) -> None:
        """Take it away."""
        self.visible = False
        self._clicked = None

    def move(self, step: int) -> None:
        """Put the cursor on another candidate; one step beyond an end leads to the other end."""
        last = len(self._candidates) - 1
        wanted = self._cursor + step
        if abs(step) == 1:
            wanted %= last + 1
        before, top = self._cursor, self._top
        self._cursor = max(0, min(wanted, last))
        self._top = max(min(top, self._cursor), self._cursor - self._rows + 1)
        if self._top != top:
            self.refresh()
        else:
            lines = [Region(0, at - top, self.size.width, 1) for at in (before, self._cursor)]
            self.refresh(*lines)

    @property
    def _rows(self) -> int:
        return max(1, self.size.height)

    def render_line(self, y: int) -> Strip:
        """Draw a candidate between the two sides."""
        index = self._top + y
        width = self.size.width
        if index >= len(self._candidates):
            return Strip.blank(width, self.rich_style)
        segments = [
            Segment(text, self._style(tone, index == self._cursor))
            for text, tone in self._spans(self._candidates[index], y, width)
        ]
        return Strip(segments, width)

    def _spans(self, candidate: Candidate, y: int, width: int) -> list[Span]:
        mark, tone = _MARKS[candidate.kind]
        room = width - _LEAD - 2
        label = min(self._label_width, room)
        spans = [("▏", "edge"), (mark, tone), (" ", ""), *fitted(plain(_text(candidate.label)), label)]
        if room > label:
            rest = room - label - _GAP
            spans.append((" " * min(_GAP, room - label), ""))
            spans += fitted(plain(_text(candidate.detail), "detail"), max(0, rest))
        return [*spans, (" ", ""), (self._side(y), "edge")]

    def _side(self, y: int) -> str:
        """The right side: where the part that is shown lies in the whole."""
        count, rows = len(self._candidates), self._rows
        if count <= rows:
            return "▕"
        thumb = max(1, rows * rows // count)
        start = (rows - thumb) * self._top // (count - rows)
        return "▐" if start <= y < start + thumb else "▕"

    def notify_style_update(self) -> None:
        """Colours may have become others."""
        self._tones.clear()
        super().notify_style_update()

    def _style(self, tone: str, at_cursor: bool) -> Style:
        key = (tone, at_cursor)
        if key not in self._tones:
            self._tones[key] = self._made_style(tone, at_cursor)
        return self._tones[key]

    def _made_style(self, tone: str, at_cursor: bool) -> Style:
        if at_cursor and tone != "edge":
            return self.get_component_rich_style("completion--cursor")
        return self.get_component_rich_style(f"completion--{tone}") if tone else self.rich_style

    def on_click(self, event: events.Click) -> None:
        """Take what is clicked."""
        event.stop()
        index = self._top + event.y
        if self._clicked is not None and index < len(self._candidates):
            self._clicked(index)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The next candidate."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The candidate before."""
        event.stop()
        self.move(-1)


def _text(text: str) -> str:
    return visible(text[:_LONGEST])
