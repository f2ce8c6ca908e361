"""A plan as a tree that folds, with figures in columns, drawn line by line."""

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lakebase_tui.ui.widgets.part_style import part_style
from lakebase_tui.ui.widgets.plan_lines import Layout, fitted, heading, layout_of, line, search_text
from lakebase_tui.ui.widgets.plan_rows import ShownPlan, Span, TreeRow, tree_rows
from lakebase_tui.ui.widgets.tree_lines import with_found

_HEADINGS = 1
PARTS = (
    *(
        "text",
        "dim",
        "heading",
        "guide",
        "hot",
        "fold",
        "kind",
        "target",
        "subplan",
        "value",
        "bar",
        "bar-hot",
    ),
    *("ok", "warn", "bad", "new", "found", "found-here", "cursor", "cursor-blurred"),
)


class PlanTree(ScrollView, can_focus=True):
    """Nodes on lines with a cursor on one of them; or a few words, while there is no plan.

    | Keys | What they do |
    | :- | :- |
    | arrows | Move; right unfolds, left folds or goes to the node above. |
    | enter, space | Fold or unfold. |
    | e | Unfold all. |
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False, id="plan.up"),
        Binding("down", "move(1)", "Down", show=False, id="plan.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="plan.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="plan.page_down"),
        Binding("home,g", "move(-1000000)", "First node", show=False, id="plan.first"),
        Binding("end,G", "move(1000000)", "Last node", show=False, id="plan.last"),
        Binding("right", "unfold", "Unfold", show=False, id="plan.unfold"),
        Binding("left", "fold", "Fold, or to the node above", show=False, id="plan.fold"),
        Binding("enter,space", "toggle_fold", "Fold or unfold", show=False, id="plan.toggle"),
        Binding("e", "unfold_all", "Unfold all", show=False, id="plan.unfold_all"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"plan--{part}" for part in PARTS}
    DEFAULT_CSS = """
    PlanTree {
        background: $ground; color: $foreground; scrollbar-size: 1 1; overflow-x: hidden; overflow-y: auto;
        & > .plan--text { color: $foreground; }
        & > .plan--dim { color: $dim; }
        & > .plan--heading { color: $dim; }
        & > .plan--guide { color: $dim; }
        & > .plan--hot { color: $accent; text-style: bold; }
        & > .plan--fold { color: $dim; }
        & > .plan--kind { color: $syntax-keyword; }
        & > .plan--target { color: $foreground; }
        & > .plan--subplan { color: $branch; }
        & > .plan--value { color: $foreground; }
        & > .plan--bar { color: $syntax-keyword; }
        & > .plan--bar-hot { color: $accent; }
        & > .plan--ok { color: $status-ok; }
        & > .plan--warn { color: $status-warn; }
        & > .plan--bad { color: $status-bad; }
        & > .plan--new { color: $status-ok; text-style: bold; }
        & > .plan--found { background: $line; text-style: bold; }
        & > .plan--found-here { background: $grid-match; color: $grid-match-text; text-style: bold; }
        & > .plan--cursor { background: $raised; text-style: bold; }
        & > .plan--cursor-blurred { background: $panel; }
    }
    """

    class Moved(Message):
        """The cursor is on another node."""

        def __init__(self, tree: "PlanTree") -> None:
            super().__init__()
            self.tree = tree

        @property
        def control(self) -> "PlanTree":
            """The tree."""
            return self.tree

        def can_replace(self, message: Message) -> bool:
            """Only the newest place matters."""
            return isinstance(message, PlanTree.Moved)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: ShownPlan | None = None
        self._rows: list[TreeRow] = []
        self._folded: set[int] = set()
        self._cursor = 0
        self._needle = ""
        self._texts: list[str] | None = None
        self._notice: Sequence[Sequence[Span]] = ()
        self._divided: Layout | None = None
        self._styles: dict[str, Style] = {}

    # -- what is shown ------------------------------------------------------------------------------

    def show(self, shown: ShownPlan) -> None:
        """Show a plan; where it is the same one beside another, folds and cursor stay."""
        same = self._shown is not None and self._shown.explained is shown.explained
        here = self.row
        self._shown, self._notice, self._texts = shown, (), None
        if not same:
            self._folded, self._cursor, self._needle = set(), 0, ""
        self._lay_out(here if same else None)

    def say(self, *lines: Sequence[Span]) -> None:
        """Say something instead of a plan."""
        self._shown, self._rows, self._notice = None, [], lines
        self._cursor = 0
        self._resize()

    @property
    def row(self) -> TreeRow | None:
        """The line under the cursor; None where there is no plan."""
        return self._rows[self._cursor] if self._cursor < len(self._rows) else None

    @property
    def cursor(self) -> int:
        """The line of the cursor, from 0."""
        return self._cursor

    def go_to(self, number: int) -> None:
        """Put the cursor on a node of the plan, unfolding what hides it."""
        if self._shown is None:
            return
        hiding = self._folded & set(self._shown.plan.above(number))
        if hiding:
            self._folded -= hiding
            self._lay_out(None)
        self._move_to(next(at for at, row in enumerate(self._rows) if row.number == number))

    def _lay_out(self, here: TreeRow | None) -> None:
        """Find the lines anew; the cursor stays on its node, or goes to that above which is in sight."""
        if self._shown is None:
            return
        self._rows = tree_rows(self._shown, self._folded)
        number = here.number if here is not None else None
        if number is not None:
            wanted = {number, *self._shown.plan.above(number)}
            self._cursor = max(at for at, row in enumerate(self._rows) if row.number in wanted)
        self._cursor = min(self._cursor, max(0, len(self._rows) - 1))
        self._resize()
        self.post_message(self.Moved(self))

    def _resize(self) -> None:
        self._divided = None
        lines = max(len(self._rows) + _HEADINGS, len(self._notice))
        self.virtual_size = Size(self.scrollable_content_region.width, lines)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as all nodes take: folding moves nothing beneath."""
        if self._shown is None:
            return max(1, len(self._notice))
        return _HEADINGS + len(tree_rows(self._shown, ()))

    def on_resize(self) -> None:
        """Other columns fit."""
        self._divided = None
        lines = max(len(self._rows) + _HEADINGS, len(self._notice))
        self.virtual_size = Size(self.scrollable_content_region.width, lines)

    # -- the cursor ---------------------------------------------------------------------------------

    def _move_to(self, at: int) -> None:
        before, top = self._cursor, self.scroll_offset.y
        self._cursor = at = max(0, min(at, len(self._rows) - 1))
        # The headings cover the first line that is in view.
        region = Region(0, at, 1, _HEADINGS + 1)
        self.scroll_to_region(region, animate=False, force=True)
        if self.scroll_offset.y == top:
            for line_at in (before, at):
                y = line_at - top + _HEADINGS
                self.refresh(Region(0, y, self.size.width, 1))
        else:
            self.refresh()
        self.post_message(self.Moved(self))

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        if self._rows:
            self._move_to(self._cursor + by)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages; one line of the old page stays."""
        self.action_move(pages * max(1, self.scrollable_content_region.height - _HEADINGS - 1))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the pointer is; a second click there folds or unfolds."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < _HEADINGS:
            return
        at = offset.y + self.scroll_offset.y - _HEADINGS
        if at == self._cursor:
            self.action_toggle_fold()
        elif at < len(self._rows):
            self._move_to(at)

    # -- folding ------------------------------------------------------------------------------------

    def action_unfold(self) -> None:
        """Unfold; where that is done, go to the first node below."""
        row = self.row
        if row is None or row.node is None or row.folds is None:
            return
        if row.folds:
            self._folded.discard(row.node.number)
            self._lay_out(row)
        else:
            self._move_to(self._cursor + 1)

    def action_fold(self) -> None:
        """Fold; where that is done, go to the node above."""
        row = self.row
        if row is None or row.node is None or row.gone:
            return
        if row.folds is False:
            self._folded.add(row.node.number)
            self._lay_out(row)
        elif row.node.parent is not None:
            self.go_to(row.node.parent)

    def action_toggle_fold(self) -> None:
        """Fold or unfold."""
        row = self.row
        if row is not None and row.folds is not None:
            (self.action_unfold if row.folds else self.action_fold)()

    def action_unfold_all(self) -> None:
        """Unfold all."""
        here = self.row
        self._folded.clear()
        self._lay_out(here)

    # -- searching ----------------------------------------------------------------------------------

    @property
    def finding(self) -> bool:
        """Whether something is looked for."""
        return bool(self._needle)

    def find(self, needle: str) -> bool:
        """Set off what is looked for, and go to the first node from the cursor on that has it.

        Returns:
            Whether there is any, folded or not.
        """
        self._needle = needle.casefold()
        self.refresh()
        return self._seek(1, from_here=True)

    def find_next(self, step: int) -> bool:
        """Go to the next node that has what is looked for (1), or the one before (-1), and round again."""
        return self._seek(step, from_here=False)

    def _seek(self, step: int, *, from_here: bool) -> bool:
        if self._shown is None or not self._needle:
            return False
        nodes = [row for row in tree_rows(self._shown, ()) if row.node is not None]
        if self._texts is None:
            self._texts = [search_text(self._shown, row).casefold() for row in nodes]
        hits = [at for at, text in enumerate(self._texts) if self._needle in text]
        if not hits:
            return False
        here = self.row
        at = next((at for at, row in enumerate(nodes) if here is not None and row.node is here.node), 0)
        if step > 0:
            wanted = next((hit for hit in hits if hit >= at + (not from_here)), hits[0])
        else:
            wanted = next((hit for hit in reversed(hits) if hit < at), hits[-1])
        found = nodes[wanted]
        if found.number is not None:
            self.go_to(found.number)
        else:
            self._move_to(next(at for at, row in enumerate(self._rows) if row.node is found.node))
        return True

    # -- drawing ------------------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        """Forget the colours of the old theme."""
        super().notify_style_update()
        self._styles.clear()

    def on_focus(self) -> None:
        """The cursor stands out."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is quiet."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight."""
        width = self.scrollable_content_region.width
        shown = self._shown
        if shown is None:
            said = self._notice[y] if y < len(self._notice) else []
            return self._strip(fitted([(" ", "text"), *said], width), width)
        layout = self._layout_for(shown, width)
        if y < _HEADINGS:
            return self._strip(heading(layout), width)
        at = self.scroll_offset.y + y - _HEADINGS
        if at >= len(self._rows):
            return self._strip([], width)
        spans = line(shown, self._rows[at], layout)
        if self._needle:
            pattern = re.compile(re.escape(self._needle), re.IGNORECASE)
            spans = with_found(spans, pattern, here=at == self._cursor)
        beneath = ""
        if at == self._cursor:
            beneath = "cursor" if self.has_focus else "cursor-blurred"
        return self._strip(spans, width, beneath)

    def _layout_for(self, shown: ShownPlan, width: int) -> Layout:
        if self._divided is None or self._divided.width != width:
            self._divided = layout_of(shown, width)
        return self._divided

    def _style(self, part: str) -> Style:
        style = self._styles.get(part)
        if style is None:
            style = self._styles[part] = part_style(self, f"plan--{part}")
        return style

    def _strip(self, spans: Sequence[Span], width: int, beneath: str = "") -> Strip:
        under = self.get_component_rich_style(f"plan--{beneath}", partial=True) if beneath else Style.null()
        segments = [
            Segment(text, self._style(part) if part.startswith("found") else self._style(part) + under)
            for text, part in spans
            if text
        ]
        return Strip(segments).adjust_cell_length(width, self._style("text") + under)
