"""The objects of a database as a tree that folds, drawn line by line: only what is in view costs anything."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lakebase_tui.catalog.object_ref import SELECTABLE_KINDS, ObjectRef
from lakebase_tui.catalog.tree.name_filter import words_of
from lakebase_tui.catalog.tree.nodes import Key, Node
from lakebase_tui.catalog.tree.object_tree import ObjectTree
from lakebase_tui.catalog.tree.references import qualified, reference, written
from lakebase_tui.ui.key_order import ActsThroughOthers
from lakebase_tui.ui.widgets import schema_tree_messages as told
from lakebase_tui.ui.widgets.grid_cell import fit
from lakebase_tui.ui.widgets.part_style import part_style
from lakebase_tui.ui.widgets.schema_tree_bindings import TREE_BINDINGS
from lakebase_tui.ui.widgets.schema_tree_lines import Look, spans_of
from lakebase_tui.ui.widgets.schema_tree_menu import NodeAction
from lakebase_tui.ui.widgets.schema_tree_style import CSS, PARTS


class SchemaTree(ScrollView, ActsThroughOthers, can_focus=True):
    """Lines of an `ObjectTree`, with a cursor on one of them.

    Whoever changes the tree from outside calls `lines_changed`.

    Args:
        objects: What is shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = TREE_BINDINGS
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"schema--{part}" for part in PARTS}
    DEFAULT_CSS = CSS

    def __init__(self, objects: ObjectTree, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.objects = objects
        """What is shown."""
        self._cursor = 0
        self._key: Key | None = None
        self._said = ("", "dim")
        self._styles: dict[str, Style] = {}
        self._look = Look(0)

    # -- what is shown ------------------------------------------------------------------------------

    @property
    def cursor(self) -> int:
        """The line of the cursor, from 0."""
        return self._cursor

    @property
    def node(self) -> Node | None:
        """The node under the cursor."""
        lines = self.objects.lines
        return lines[self._cursor].node if self._cursor < len(lines) else None

    def say(self, text: str, *, bad: bool = False) -> None:
        """What to say while there is no line; it must be safe to draw."""
        self._said = (text, "bad" if bad else "dim")
        if not self.objects.lines:
            self.refresh()

    def lines_changed(self, cursor: int | None = None) -> None:
        """Lines came or went: show them. The cursor stays on its node, and that where it is on the screen.

        Args:
            cursor: The line that the cursor goes to instead.
        """
        before, lines = self._cursor, self.objects.lines
        at = self.objects.index_of(self._key, before) if cursor is None and self._key is not None else cursor
        self._cursor = max(0, min(before if at is None else at, len(lines) - 1))
        self._look = Look(0)
        self._use_lines()
        if cursor is None and at is not None:
            self._scroll_at_once(self.scroll_offset.y + at - before)
        self._bring_into_view()
        self.refresh()
        self._reached()

    def redraw(self) -> None:
        """More is known of nodes in view."""
        self.refresh()
        self._reached()

    def move_to(self, line: int) -> None:
        """Put the cursor on a line, and bring it into view."""
        before, self._cursor = self._cursor, max(0, min(line, len(self.objects.lines) - 1))
        if self._cursor != before:
            self._bring_into_view()
            self._refresh_lines(before, self._cursor)
        self._reached()

    def _reached(self) -> None:
        node = self.node
        self._key = node.key if node is not None else None
        self._tell(told.NodeReached(node))

    def _tell(self, message: Message) -> None:
        # Whoever moved the cursor: else a message would not go beyond a parent that did so.
        message.set_sender(self)
        self.post_message(message)

    # -- the cursor ---------------------------------------------------------------------------------

    def action_lines(self, lines: int) -> None:
        """Move by lines."""
        self.move_to(self._cursor + lines)

    def action_pages(self, pages: int) -> None:
        """Move by pages; one line of the old page stays."""
        self.move_to(self._cursor + pages * max(1, self.scrollable_size.height - 1))

    def action_first(self) -> None:
        """To the first line."""
        self.move_to(0)

    def action_last(self) -> None:
        """To the last line."""
        self.move_to(len(self.objects.lines) - 1)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor there; the arrow folds, a second click opens, the right button asks."""
        offset = event.get_content_offset(self)
        line = self.scroll_offset.y + offset.y if offset is not None else -1
        if offset is None or not 0 <= line < len(self.objects.lines):
            return
        self.move_to(line)
        arrow = self._look_now.indent(self.objects.lines[line].depth)
        if event.button == 3:
            self.action_menu()
        elif self.objects.lines[line].node.foldable and arrow <= offset.x < arrow + 2:
            self.action_turn()
        elif event.chain == 2:
            self.action_open()

    # -- folding ------------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Unfold or fold; describe what cannot be unfolded; try again what failed."""
        node = self.node
        if node is None:
            self.action_read_anew()
        elif self.objects.try_again(self._cursor):
            self._folded()
        elif node.foldable:
            self.action_turn()
        else:
            self.action_describe()

    def action_turn(self) -> None:
        """Unfold or fold."""
        if self.node is not None and (self.objects.fold(self._cursor) or self.objects.unfold(self._cursor)):
            self._folded()

    def action_unfold(self) -> None:
        """Unfold; where that is done, go to the first node inside."""
        node = self.node
        if node is None or not node.foldable:
            return
        if self.objects.unfold(self._cursor):
            self._folded()
        else:
            self.action_lines(1)

    def action_fold(self) -> None:
        """Fold; where that is done, go to the node that holds this one."""
        if self.node is None:
            return
        if self.objects.fold(self._cursor):
            self._folded()
        elif (parent := self.objects.parent_of(self._cursor)) is not None:
            self.move_to(parent)

    def _folded(self) -> None:
        self.lines_changed()
        self._tell(told.Unfolded())

    # -- what is done with a node -------------------------------------------------------------------

    def action_read_anew(self) -> None:
        """Have the catalogue read again."""
        self._tell(told.RefreshAsked())

    def action_describe(self) -> None:
        """Tell all about the object."""
        if (ref := self._ref()) is not None:
            self._tell(told.Described(ref))

    def action_ddl(self) -> None:
        """Show the statements that make the object."""
        if (ref := self._ref()) is not None:
            self._tell(told.DdlAsked(ref))

    def action_preview(self) -> None:
        """Show the first rows of the relation, or of the one that the node is a part of."""
        ref = self._ref()
        owner = ref.owner if ref is not None and ref.owner is not None else ref
        if owner is not None and owner.kind in SELECTABLE_KINDS:
            self._tell(told.PreviewAsked(owner))

    def action_insert(self) -> None:
        """Put the name into the editor, with its schema where it needs one."""
        plan = self.objects.plan
        if self.node is not None and (text := written(self.node, plan.catalogue, plan.path)):
            self._tell(told.Inserted(text))

    def action_copy(self) -> None:
        """Copy the name with its schema."""
        if self.node is not None and (text := qualified(self.node)):
            self._tell(told.NameCopied(text))

    def action_menu(self) -> None:
        """Show what can be done with the node."""
        if self.node is not None and self._ref() is not None:
            self._tell(told.MenuAsked(self.node))

    def act(self, action: NodeAction) -> None:
        """Do what a key does."""
        {
            NodeAction.DESCRIBE: self.action_describe,
            NodeAction.PREVIEW: self.action_preview,
            NodeAction.DDL: self.action_ddl,
            NodeAction.INSERT: self.action_insert,
            NodeAction.COPY: self.action_copy,
        }[action]()

    def _ref(self) -> ObjectRef | None:
        return reference(self.node) if self.node is not None else None

    # -- drawing ------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one node."""
        width, at = self.scrollable_size.width, self.scroll_offset.y + y
        if at >= len(self.objects.lines):
            return self._message(y, width)
        beneath = ""
        if at == self._cursor:
            beneath = "cursor" if self.has_focus else "cursor-blurred"
        return self._strip(spans_of(self.objects.lines[at], self.objects, self._look_now), width, beneath)

    def _message(self, y: int, width: int) -> Strip:
        text, part = self._said
        if self.objects.lines or not text or y >= len(rows := _wrapped(text, width - 2)):
            return self._strip([], width)
        return self._strip([(" " + rows[y], part)], width)

    @property
    def _look_now(self) -> Look:
        width = self.scrollable_size.width
        if self._look.width != width:
            self._look = Look(width, words_of(self.objects.needle))
        return self._look

    def _strip(self, spans: list[tuple[str, str]], width: int, beneath: str = "") -> Strip:
        ground, under = self._style("text"), Style.null()
        if beneath:
            under = self.get_component_rich_style(f"schema--{beneath}", partial=True)
        segments = [Segment(text, self._style(part) + under) for text, part in spans if text]
        return Strip(segments).adjust_cell_length(width, ground + under)

    def _style(self, part: str) -> Style:
        style = self._styles.get(part)
        if style is None:
            style = self._styles[part] = part_style(self, f"schema--{part}")
        return style

    def notify_style_update(self) -> None:
        """Forget the colours of the old theme."""
        super().notify_style_update()
        self._styles.clear()

    def watch_has_focus(self, value: bool) -> None:
        """The cursor is drawn in colour only where the keys go."""
        super().watch_has_focus(value)
        self._refresh_lines(self._cursor)

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._use_lines()
        self._bring_into_view()
        self.refresh()

    def _refresh_lines(self, *lines: int) -> None:
        for line in lines:
            self.refresh(Region(0, line - self.scroll_offset.y, self.size.width, 1))

    def _use_lines(self) -> None:
        size = Size(self.scrollable_size.width, len(self.objects.lines))
        if size != self.virtual_size:
            # The scrollbar is always there: nothing has to be laid out anew for lines that are not in view.
            self.set_reactive(ScrollView.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height

    def _bring_into_view(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.scrollable_size.height)
        if self._cursor < top:
            self._scroll_at_once(self._cursor)
        elif self._cursor >= top + height:
            self._scroll_at_once(self._cursor - height + 1)

    def _scroll_at_once(self, y: int) -> None:
        highest = max(0, len(self.objects.lines) - self.scrollable_size.height)
        self.scroll_to(y=max(0, min(y, highest)), animate=False, force=True)


def _wrapped(text: str, width: int) -> list[str]:
    """A sentence in lines of at most `width` cells."""
    rows = [""]
    for word in text.split():
        joined = f"{rows[-1]} {word}".strip()
        if len(joined) <= width:
            rows[-1] = joined
        else:
            rows.append(word)
    return [fit(row, width) if len(row) > width > 0 else row for row in rows if row]
