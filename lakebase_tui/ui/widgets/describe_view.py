"""A description to read: facts, then sections that fold, with a cursor that follows where rows lead."""

import re
from collections.abc import Sequence
from typing import ClassVar, Final, get_args

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from lakebase_tui.catalog.describe.description import Description
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.sql.highlight import Group
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.cell_view import CellView, Span
from lakebase_tui.ui.widgets.describe_layout import Entry, Layout, What, entries_of, text_of
from lakebase_tui.ui.widgets.tree_lines import with_found

QUIET_SECTIONS: Final = frozenset(
    {
        "Privileges, as every such object has them",
        "Activity since the statistics were reset",
        "Not-null constraints",
    }
)
"""Folded until somebody asks: they say little that is not said above."""
_GROUPS: Final = tuple(get_args(Group))
_SIDEWAYS: Final = 16
"""Cells that a key moves a table that is too wide."""
_WIDE: Final = frozenset({What.TITLES, What.ROW})
_KEPT: Final = 400
"""Entries whose drawn lines are kept."""
_NOTHING: Final = Description(ObjectRef(ObjectKind.TABLE, "", ""), (), ())


class DescribeView(CellView):
    """Entries on lines, drawn as they come into view, with a cursor on one of them.

    | Keys | What they do |
    | :- | :- |
    | arrows | Move; right unfolds or scrolls a wide table, left folds or goes to the heading. |
    | enter | Go to the object that a line is about; fold or unfold a section. |
    | space | Fold or unfold the section. |
    | tab, shift+tab | To the next or the previous section. |
    | e, c | Unfold or fold all sections. |
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Go there, or fold", show=False, id="describe_view.open"),
        Binding("space", "fold", "Fold or unfold the section", show=False, id="describe_view.fold"),
        Binding("right", "right", "Unfold, or scroll to the right", show=False, id="describe_view.right"),
        Binding("left", "left", "Scroll back, fold", show=False, id="describe_view.left"),
        Binding("tab", "section(1)", "Next section", show=False, id="describe_view.next"),
        Binding("shift+tab", "section(-1)", "Previous section", show=False, id="describe_view.previous"),
        Binding("e", "unfold_all", "Unfold all sections", show=False, id="describe_view.unfold_all"),
        Binding("c", "fold_all", "Fold all sections", show=False, id="describe_view.fold_all"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "value--strong",
        "value--primary",
        *(f"value--syntax-{group}" for group in _GROUPS),
    }
    DEFAULT_CSS = """
    DescribeView {
        & > .value--strong { color: $foreground; text-style: bold; }
        & > .value--primary { color: $key; }
        & > .value--syntax-keyword { color: $syntax-keyword; }
        & > .value--syntax-string { color: $syntax-string; }
        & > .value--syntax-number { color: $syntax-number; }
        & > .value--syntax-comment { color: $syntax-comment; }
        & > .value--syntax-type { color: $syntax-type; }
        & > .value--syntax-function { color: $syntax-function; }
        & > .value--syntax-operator { color: $syntax-operator; }
        & > .value--syntax-parameter { color: $syntax-parameter; }
        & > .value--syntax-error { color: $syntax-error; }
        & > .value--syntax-name { color: $foreground; }
    }
    """

    class ObjectWanted(Message):
        """The user wants to see another object."""

        def __init__(self, view: "DescribeView", ref: ObjectRef) -> None:
            super().__init__()
            self.view = view
            self.ref = ref

        @property
        def control(self) -> "DescribeView":
            """The view."""
            return self.view

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._description = _NOTHING
        self._folded: set[str] = set(QUIET_SECTIONS)
        self._layout_now = Layout(_NOTHING, (), 80)
        self._cursor = 0
        self._left = 0
        self._pattern: re.Pattern[str] | None = None
        self._matches: Sequence[Entry] = ()
        self._lines: dict[int, list[list[Span]]] = {}

    # -- what is shown ------------------------------------------------------------------------------

    def show(self, description: Description, *, at: Entry | None = None) -> None:
        """Show a description from its beginning, or with the cursor where it was.

        Args:
            description: What is shown; sections stay folded as those of the same title were.
            at: An earlier `cursor_entry`.
        """
        self._description = description
        self._left = 0
        self._find_matches()
        self._lay_out(at)
        if at is None:
            self.scroll_at_once(0)

    @property
    def cursor_entry(self) -> Entry | None:
        """What the cursor is on."""
        entries = self._layout_now.entries
        return entries[self._cursor] if self._cursor < len(entries) else None

    @property
    def cursor_target(self) -> ObjectRef | None:
        """The object that the line of the cursor is about."""
        entry = self.cursor_entry
        return self._layout_now.target_of(entry) if entry is not None else None

    @property
    def place(self) -> str:
        """What Enter would do, in a few words."""
        entry, target = self.cursor_entry, self.cursor_target
        sideways = "  ← → scroll" if entry is not None and entry.what in _WIDE and self._rightmost else ""
        if target is not None:
            return f"⏎ {target.kind.value} {target.quoted}{sideways}"
        if entry is not None and entry.what is What.HEADING:
            return "⏎ unfold" if self._title_of(entry) in self._folded else "⏎ fold"
        return sideways.strip()

    def on_resize(self) -> None:
        """Columns have another width."""
        self._lay_out(self.cursor_entry)

    def _lay_out(self, at: Entry | None) -> None:
        width = self.scrollable_size.width or 80
        self._layout_now = Layout(self._description, self._folded, width)
        self._lines.clear()
        self._left = min(self._left, self._rightmost)
        self.use_lines(self._layout_now.height)
        entries = self._layout_now.entries
        number = entries.index(at) if at in entries else 0
        self._move_to(self._layout_now.stop_from(number, 1) or 0)
        self.refresh()

    # -- the cursor ---------------------------------------------------------------------------------

    def _move_to(self, number: int) -> None:
        layout = self._layout_now
        self._cursor = number
        if number < len(layout.entries):
            self._bring_into_view(number)
        self.refresh()
        self.post_message(self.Moved(self))

    def _bring_into_view(self, number: int) -> None:
        layout = self._layout_now
        above = 1 if layout.titles_above(number) is not None else 0  # the titles stay in sight
        top, bottom = layout.top_of(number) - above, layout.top_of(number) + layout.height_of(number)
        scrolled, height = self.scroll_offset.y, max(1, self.scrollable_size.height)
        if top < scrolled or layout.stop_from(number - 1, -1) is None:
            self.scroll_at_once(top)
        elif bottom > scrolled + height:
            self.scroll_at_once(min(top, bottom - height))

    def action_lines(self, lines: int) -> None:
        """Move the cursor; a page goes by lines, a step by what there is to stand on."""
        layout, step = self._layout_now, 1 if lines > 0 else -1
        if not layout.entries:
            return
        if abs(lines) == 1:
            number = layout.stop_from(self._cursor + step, step)
        else:
            line = max(0, min(layout.top_of(self._cursor) + lines, layout.height - 1))
            near = layout.at_line(line)[0]
            number = layout.stop_from(near, step)
            if number is None:
                number = layout.stop_from(near, -step)
        if number is not None:
            self._move_to(number)

    def action_first(self) -> None:
        """To the first line."""
        self._move_to(self._layout_now.stop_from(0, 1) or 0)

    def action_last(self) -> None:
        """To the last line."""
        self._move_to(self._layout_now.stop_from(len(self._layout_now.entries) - 1, -1) or 0)

    def action_section(self, step: int) -> None:
        """To the next heading, or the one before."""
        entries = self._layout_now.entries
        number = self._cursor + step
        while 0 <= number < len(entries):
            if entries[number].what is What.HEADING:
                self._move_to(number)
                self.scroll_at_once(min(self._layout_now.top_of(number), self._lowest))
                return
            number += step
        if step < 0:
            self.action_first()

    @property
    def _lowest(self) -> int:
        """How far down there is something to scroll to."""
        return max(0, self._layout_now.height - self.scrollable_size.height)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the pointer is; a click there again goes on as Enter does."""
        offset = event.get_content_offset(self)
        line = self.scroll_offset.y + offset.y if offset is not None else self._layout_now.height
        if line >= self._layout_now.height:
            return
        number = self._layout_now.at_line(line)[0]
        if number == self._cursor or self._layout_now.entries[number].what is What.HEADING:
            self._cursor = number
            self.action_open()
        elif self._layout_now.entries[number].is_stop:
            self._move_to(number)

    # -- following and folding ----------------------------------------------------------------------

    def action_open(self) -> None:
        """Go where the line leads; fold or unfold where it is a heading."""
        entry, target = self.cursor_entry, self.cursor_target
        if target is not None:
            self.post_message(self.ObjectWanted(self, target))
        elif entry is not None and entry.what is What.HEADING:
            self.action_fold()

    def action_fold(self) -> None:
        """Fold or unfold the section that the cursor is in."""
        entry = self.cursor_entry
        if entry is not None and (title := self._title_of(entry)):
            self._folded ^= {title}
            self._lay_out(Entry(What.HEADING, entry.section))

    def action_right(self) -> None:
        """Unfold; where that is done, scroll what is wider than there is room for."""
        entry = self.cursor_entry
        if entry is not None and entry.what is What.HEADING and self._title_of(entry) in self._folded:
            self.action_fold()
        else:
            self._scroll_sideways(_SIDEWAYS)

    def action_left(self) -> None:
        """Scroll back; where that is done, go to the heading, then fold."""
        entry = self.cursor_entry
        if self._left:
            self._scroll_sideways(-_SIDEWAYS)
        elif entry is None or not self._title_of(entry):
            return
        elif entry.what is not What.HEADING:
            self._move_to(self._layout_now.entries.index(Entry(What.HEADING, entry.section)))
        elif self._title_of(entry) not in self._folded:
            self.action_fold()

    def action_unfold_all(self) -> None:
        """Unfold every section."""
        self._folded.clear()
        self._lay_out(self.cursor_entry)

    def action_fold_all(self) -> None:
        """Leave only the headings."""
        entry = self.cursor_entry
        self._folded |= {section.title for section in self._description.sections if section.title}
        in_section = entry is not None and entry.section >= 0
        self._lay_out(Entry(What.HEADING, entry.section) if entry is not None and in_section else entry)

    def _title_of(self, entry: Entry) -> str:
        return self._description.sections[entry.section].title if entry.section >= 0 else ""

    @property
    def _rightmost(self) -> int:
        return max(0, self._layout_now.width - self.scrollable_size.width)

    def _scroll_sideways(self, cells: int) -> None:
        self._left = max(0, min(self._left + cells, self._rightmost))
        self.refresh()

    # -- searching ----------------------------------------------------------------------------------

    @property
    def found(self) -> str:
        """How a search stands, in a few words; empty while there is none."""
        if self._pattern is None:
            return ""
        if not self._matches:
            return "not found"
        here = self._here_in_matches()
        return f"{count(here + 1)} of {count(len(self._matches))}" if here >= 0 else count(len(self._matches))

    def _here_in_matches(self) -> int:
        entry = self.cursor_entry
        return self._matches.index(entry) if entry in self._matches else -1

    def find(self, needle: str) -> None:
        """Look for a text in all that is said, folded or not, and go to the next place; nothing ends it."""
        self._pattern = re.compile(re.escape(needle), re.IGNORECASE) if needle else None
        self._find_matches()
        self.refresh()
        if self._here_in_matches() < 0:
            self.find_next(1)
        self.post_message(self.Moved(self))

    def _find_matches(self) -> None:
        pattern = self._pattern
        self._matches = () if pattern is None else [
            entry for entry in entries_of(self._description)
            if entry.is_stop and pattern.search(text_of(self._description, entry))
        ]  # fmt: skip

    def find_next(self, step: int) -> None:
        """Go to the next place (1) or the one before (-1); behind the last comes the first."""
        entry = self.cursor_entry
        if not self._matches or entry is None:
            return
        places = {each: at for at, each in enumerate(entries_of(self._description))}
        here = places[entry]
        if step > 0:
            chosen = next((each for each in self._matches if places[each] > here), self._matches[0])
        else:
            before = [each for each in self._matches if places[each] < here]
            chosen = before[-1] if before else self._matches[-1]
        title = self._title_of(chosen)
        if title in self._folded and chosen.what is not What.HEADING:
            self._folded.discard(title)
            self._lay_out(chosen)
        else:
            self._move_to(self._layout_now.entries.index(chosen))

    # -- drawing ------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one line; above rows whose titles are out of sight, those instead."""
        width, layout = self.scrollable_size.width, self._layout_now
        line = self.scroll_offset.y + y
        if line >= layout.height:
            return self.strip([], width)
        number, part = layout.at_line(line)
        entry = layout.entries[number]
        if y == 0 and (titles := layout.titles_above(number)) is not None:
            return self._drawn(titles, layout.lines(titles)[0], "")
        spans = self._lines_of(number)[part]
        if self._pattern is not None:
            spans = with_found(spans, self._pattern, here=number == self._cursor)
        here = number == self._cursor and entry.is_stop
        return self._drawn(entry, spans, ("cursor" if self.has_focus else "cursor-blurred") if here else "")

    def _lines_of(self, number: int) -> list[list[Span]]:
        if number not in self._lines:
            if len(self._lines) >= _KEPT:
                self._lines.clear()
            self._lines[number] = self._layout_now.lines(self._layout_now.entries[number])
        return self._lines[number]

    def _drawn(self, entry: Entry, spans: list[Span], beneath: str) -> Strip:
        width = self.scrollable_size.width
        if entry.what not in _WIDE:
            return self.strip(spans, width, beneath)
        whole = self.strip(spans, max(width, self._layout_now.width), beneath)
        fixed = (
            self._layout_now.first_column(entry) if self._left else 0
        )  # what a row is about stays in sight
        if not 0 < fixed <= width // 2:
            return whole.crop(self._left, self._left + width)
        return Strip.join([whole.crop(0, fixed), whole.crop(self._left + fixed, self._left + width)])

    def watch_has_focus(self, value: bool) -> None:
        """The cursor is drawn in colour only where the keys go."""
        super().watch_has_focus(value)
        self.refresh()
