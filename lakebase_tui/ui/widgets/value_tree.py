"""A value with parts (JSON, an array, a composite value) as a tree that folds, read no further than shown."""

from collections import deque
from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.worker import Worker

from lakebase_tui.query.pace import Pace
from lakebase_tui.sql.values.nodes import Node, NodeKind, UnfinishedError
from lakebase_tui.sql.values.outline import Line, Outline, Place
from lakebase_tui.sql.values.paths import Step, json_path, postgres_path
from lakebase_tui.sql.values.search import Finder
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.cell_view import CellView, in_slices
from lakebase_tui.ui.widgets.tree_lines import TreeLook, spans_of, with_found

ALL_LINES = 10_000
"""Lines that unfolding everything adds at most."""
_AT_FIRST = 40
"""Lines that are unfolded without being asked."""
_STEPS_SHOWN = 20
"""Steps of a path that are told; what is deeper is told by its last ones."""
_ROOT = Place(None, 0)


class ValueTree(CellView):
    """Nodes on lines, with a cursor on one of them.

    | Keys | What they do |
    | :- | :- |
    | arrows | Move; right unfolds, left folds or goes to the node above. |
    | enter, space | Fold or unfold; a leaf is opened. |
    | e, c | Unfold or fold all beneath. |
    | p, P | Copy the path as JSON path, as Postgres writes it. |
    | y | Copy the node's value. |

    Args:
        root: The whole value.
        column: An expression for it, with which a path for Postgres begins.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "unfold", "Unfold", show=False, id="tree.unfold"),
        Binding("left", "fold", "Fold, or to the node above", show=False, id="tree.fold"),
        Binding("enter,space", "open", "Fold or unfold, or open a leaf", show=False, id="tree.open"),
        Binding("e", "unfold_all", "Unfold all beneath", show=False, id="tree.unfold_all"),
        Binding("c", "fold_all", "Fold all beneath", show=False, id="tree.fold_all"),
        Binding("p", "copy_path", "Copy the JSON path", show=False, id="tree.copy_path"),
        Binding("P", "copy_postgres_path", "Copy the path for Postgres", show=False, id="tree.copy_sql"),
        Binding("y", "copy_node", "Copy the node's value", show=False, id="tree.copy"),
    ]

    class LeafOpened(Message):
        """The user wants to see a leaf whole; `name` is where it is."""

        def __init__(self, tree: "ValueTree", name: str, value: str | None) -> None:
            super().__init__()
            self.tree = tree
            self.name = name
            self.value = value

        @property
        def control(self) -> "ValueTree":
            """The tree."""
            return self.tree

    def __init__(self, root: Node, column: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._outline = Outline(root)
        self._column = column
        self._cursor = _ROOT
        self._line = 0
        self._landed: Place | None = None
        self._revealing: int | None = None
        self._reading: Worker[None] | None = None
        self._drawn: tuple[int, int] | None = None
        self._lines: list[Line] = []

    @property
    def outline(self) -> Outline:
        """Which nodes are unfolded."""
        return self._outline

    @property
    def cursor_line(self) -> int:
        """The line of the cursor, from 0."""
        return self._outline.line_of(self._cursor)

    @property
    def place(self) -> str:
        """The path of the node under the cursor."""
        depth = self._outline.depth_of(self._cursor)
        steps = self._outline.steps(self._cursor, _STEPS_SHOWN)
        if depth > _STEPS_SHOWN:
            return visible(f"$ … {json_path(steps)[1:]}  depth {count(depth)}")
        return visible(json_path(steps))

    def on_mount(self) -> None:
        """Unfold the first levels while they are short."""
        waiting = deque([_ROOT])
        while waiting:
            place = waiting.popleft()
            branch = self._outline.unfold(place)
            if branch is None:
                continue
            if self._outline.lines > _AT_FIRST:
                if place != _ROOT:
                    self._outline.fold(place)
                break
            waiting.extend(Place(branch, index) for index in range(branch.known))
        self.lines_changed()

    def on_resize(self) -> None:
        """Lines are cut at another place."""
        self.lines_changed()

    # -- reading ------------------------------------------------------------------------------------

    def lines_changed(self) -> None:
        """Lines came or went: show them, and read on what is unfolded but not complete."""
        self._show_lines()
        going_on = self._reading is not None and not self._reading.is_finished
        if not self._outline.complete and not going_on:
            self._reading = self.in_background("read", self._read_on)

    def _show_lines(self) -> None:
        self._drawn = None
        self.use_lines(self._outline.lines)
        moved = self.cursor_line - self._line
        if moved:  # what came or went above moves all lines but the cursor's
            self._line += moved
            self.scroll_at_once(self.scroll_offset.y + moved)
        self.refresh()
        self.post_message(self.Moved(self))

    async def _read_on(self) -> None:
        async def piece() -> bool:
            self._outline.read_on()
            return not self._outline.complete

        await in_slices(piece, self._show_lines)

    # -- the cursor ---------------------------------------------------------------------------------

    def move_to(self, place: Place) -> None:
        """Put the cursor on a node and bring it into view."""
        before, shift = self._line, self._shift
        self._cursor = place
        self._line = line = self.cursor_line
        top, height = self.scroll_offset.y, max(1, self.scrollable_size.height)
        self.use_lines(self._outline.lines)
        if not top <= line < top + height:
            near = abs(line - top) < 2 * height
            away = line - height // 3
            self.scroll_at_once((line if line < top else line - height + 1) if near else max(0, away))
        if shift != self._shift:
            self.refresh()
        for changed in (before, line):
            self.refresh(Region(0, changed - self.scroll_offset.y, self.size.width, 1))
        self.post_message(self.Moved(self))

    def action_lines(self, lines: int) -> None:
        """Move the cursor by lines."""
        line = max(0, min(self.cursor_line + lines, self._outline.lines - 1))
        self.move_to(self._outline.place_at(line))

    def action_first(self) -> None:
        """To the root."""
        self.move_to(_ROOT)

    def action_last(self) -> None:
        """To the last line there is by now."""
        self.move_to(self._outline.place_at(self._outline.lines - 1))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the pointer is; a second click there folds or unfolds."""
        offset = event.get_content_offset(self)
        line = self.scroll_offset.y + offset.y if offset is not None else self._outline.lines
        if line >= self._outline.lines:
            return
        place = self._outline.place_at(line)
        if place == self._cursor:
            self.action_open()
        else:
            self.move_to(place)

    # -- folding ------------------------------------------------------------------------------------

    def action_unfold(self) -> None:
        """Unfold; where that is done, go to the first member."""
        branch = self._outline.branch_at(self._cursor)
        if branch is None:
            if self._outline.unfold(self._cursor) is not None:
                self.lines_changed()
        elif branch.known:
            self.move_to(Place(branch, 0))

    def action_fold(self) -> None:
        """Fold; where that is done, go to the node above."""
        if self._outline.branch_at(self._cursor) is not None:
            self._outline.fold(self._cursor)
            self.lines_changed()
            self.move_to(self._cursor)
        elif (above := self._cursor.branch) is not None:
            self.move_to(Place(above.parent, above.index))

    def action_open(self) -> None:
        """Fold or unfold; open a leaf."""
        node = self._outline.node_at(self._cursor)
        if self._outline.branch_at(self._cursor) is not None:
            self.action_fold()
        elif node.kind.holds_members:
            self.action_unfold()
        elif (text := self._value(node)) is not None:
            self.post_message(self.LeafOpened(self, self._path() or self._column, text))

    def action_unfold_all(self) -> None:
        """Unfold everything beneath, up to a limit."""
        work = self._outline.unfold_below(self._cursor, ALL_LINES)
        self.in_background("unfold", lambda: self._unfold_all(work))

    async def _unfold_all(self, work: Iterator[None]) -> None:
        async def piece() -> bool:
            return next(work, work) is not work

        await in_slices(piece, self.lines_changed)

    def action_fold_all(self) -> None:
        """Fold everything beneath; the members of the root stay in sight."""
        self.workers.cancel_group(self, "unfold")
        self._outline.fold(self._cursor)
        if self._cursor == _ROOT:
            self._outline.unfold(_ROOT)
        self.lines_changed()
        self.move_to(self._cursor)

    # -- copying ------------------------------------------------------------------------------------

    def _steps(self) -> list[Step]:
        return self._outline.steps(self._cursor)

    def _path(self) -> str | None:
        leaf = not self._outline.node_at(self._cursor).kind.holds_members
        return postgres_path(self._column, self._steps(), leaf=leaf)

    def action_copy_path(self) -> None:
        """Copy where the node is."""
        self.post_message(self.CopyWanted(self, json_path(self._steps()), "The path"))

    def action_copy_postgres_path(self) -> None:
        """Copy the expression that gives the node."""
        path = self._path()
        if path is None:
            self.notify("The server does not send the names of fields, so there is no path to copy.")
        else:
            self.post_message(self.CopyWanted(self, path, "The path for Postgres"))

    def action_copy_node(self) -> None:
        """Copy what the node holds."""
        text = self._value(self._outline.node_at(self._cursor))
        if text is not None:
            self.post_message(self.CopyWanted(self, text, "The node's value"))

    def _value(self, node: Node) -> str | None:
        try:
            text = node.value()
        except UnfinishedError:
            self.notify("The value is still being read; try again in a moment.")
            return None
        if text is None:
            self.notify("That is NULL: there is no text.")
        return text

    # -- searching ----------------------------------------------------------------------------------

    def finder(self, needle: str) -> Finder:
        """Look through names and values as they are written."""
        in_json = self._outline.root.kind is not NodeKind.RECORD
        return Finder(self._outline.root.text, needle, in_json=in_json)

    def found_from(self) -> tuple[int, int]:
        """What the cursor's line stands for in the text; what was found last counts as passed."""
        here = self._finder.found[self._here] if self._finder is not None and self._here >= 0 else 0
        if self._revealing is not None:
            return self._revealing, self._revealing + 1
        before, after = self._extent()
        if self._landed == self._cursor and self._here >= 0:
            return min(before, here), max(after, here + 1)
        return before, after if self._here >= 0 or self._cursor != _ROOT else 0

    def _extent(self) -> tuple[int, int]:
        place, text = self._cursor, self._outline.root.text
        own = True
        while place.branch is not None and place.branch.node.text is not text:
            place, own = Place(place.branch.parent, place.branch.index), False
        node = self._outline.node_at(place)
        if place.branch is None:
            return 0, node.start + 1 if own and node.kind.holds_members else len(text)
        members = place.branch.members
        start, stop = members.starts[place.index], members.stop(place.index)
        if node.text is not text:
            return start, stop if stop is not None else start + 1
        return start, node.start + 1 if node.kind.holds_members or stop is None else stop

    def go_to_found(self, number: int) -> None:
        """Unfold what hides a place, and put the cursor there."""
        if self._finder is not None:
            self._revealing = offset = self._finder.found[number]
            self.in_background("reveal", lambda: self._reveal(offset))

    async def _reveal(self, offset: int) -> None:
        pace = Pace()
        place = self._cursor
        for closer in self._outline.reveal(offset):
            place = closer
            await pace.breathe()
        self._revealing, self._landed = None, place
        self.lines_changed()
        self.move_to(place)

    # -- drawing ------------------------------------------------------------------------------------

    @property
    def _shift(self) -> int:
        """Levels that are not indented, so that what is deep still has room."""
        return max(0, self._outline.depth_of(self._cursor) - self.scrollable_size.width // 5)

    def render_line(self, y: int) -> Strip:
        """Draw one node."""
        width, top = self.scrollable_size.width, self.scroll_offset.y
        if self._drawn != (top, self.scrollable_size.height):
            self._drawn = (top, self.scrollable_size.height)
            self._lines = self._outline.slice(top, top + self.scrollable_size.height)
        if y >= len(self._lines):
            return self.strip([], width)
        line = self._lines[y]
        spans = spans_of(line, TreeLook(width, self._shift))
        if self._finder is not None:
            spans = with_found(spans, self._finder.pattern, here=line.place == self._landed)
        here = line.place == self._cursor
        return self.strip(spans, width, ("cursor" if self.has_focus else "cursor-blurred") if here else "")

    def watch_has_focus(self, value: bool) -> None:
        """The cursor is drawn in colour only where the keys go."""
        super().watch_has_focus(value)
        self.refresh()
