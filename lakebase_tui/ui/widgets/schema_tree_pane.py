"""The schema pane: a filter above the tree, and below it what is known of the node under the cursor."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from lakebase_tui.catalog.object_ref import ObjectRef
from lakebase_tui.catalog.tree.nodes import Node, NodeKind
from lakebase_tui.catalog.tree.object_tree import ObjectTree
from lakebase_tui.ui.widgets import schema_tree_messages as told
from lakebase_tui.ui.widgets.grid_cell import fit, width_of
from lakebase_tui.ui.widgets.schema_tree import SchemaTree
from lakebase_tui.ui.widgets.schema_tree_bindings import FILTER_BINDINGS
from lakebase_tui.ui.widgets.schema_tree_words import told_of

TITLE = "Schema"


class SchemaPane(Vertical):
    """The tree with its filter and its foot.

    Args:
        objects: What is shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = FILTER_BINDINGS
    DEFAULT_CSS = """
    SchemaPane {
        background: $ground; border: round $line; padding: 0 0 0 1;
        border-title-color: $foreground; border-subtitle-color: $dim;
        & > Input {
            height: 1; padding: 0; border: none; background: $ground; color: $foreground;
            &:focus { background: $raised; }
        }
        & > #schema-foot { height: 2; color: $dim; padding: 0 1 0 0; }
        &:focus-within { border: round $accent; }
    }
    """

    def __init__(self, objects: ObjectTree, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = SchemaTree(objects, id="schema-tree")
        """The lines."""
        self._field = Input(placeholder="/ filter", compact=True, select_on_focus=False, id="schema-filter")
        self._field.cursor_blink = False  # a blinking cursor is traffic
        self._foot = Static(id="schema-foot", markup=False)
        self._told = ("", "")
        self._before: Node | None = None

    def compose(self) -> ComposeResult:
        """Filter, tree, foot."""
        yield self._field
        yield self.view
        yield self._foot

    def on_mount(self) -> None:
        """The tree has the focus when the pane gets it."""
        self.border_title = TITLE

    def use(self, objects: ObjectTree) -> None:
        """Show another tree from now on, unfiltered."""
        with self.prevent(Input.Changed):
            self._field.value = ""
        self._before = None
        self.view.objects = objects
        self.view.lines_changed(0)

    def say(self, text: str) -> None:
        """What to say at the lower edge; it must be safe to draw."""
        self.border_subtitle = Content(text)

    def focus_tree(self) -> None:
        """Give the tree the keys, at once."""
        self.screen.set_focus(self.view)

    def reveal(self, ref: ObjectRef, column: str = "") -> bool:
        """Unfold what hides an object, or one of its columns, and go there; False where there is none."""
        line = self.view.objects.reveal(ref, column)
        if line is None:
            return False
        with self.prevent(Input.Changed):
            self._field.value = ""
        self.view.lines_changed(line)
        self.post_message(told.Unfolded())
        return True

    # -- the filter ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that the filter has no use for are somebody else's."""
        # What has the focus is known at once; the widget hears of it later.
        typing = self.screen.focused is self._field
        match action:
            case "enter_list":
                return typing
            case "clear_filter":
                return typing or bool(self.view.objects.needle)
        return True

    def action_filter(self) -> None:
        """Type into the filter; at once, since the next key may be under way."""
        self.screen.set_focus(self._field)
        self._prepare()

    @work(group="names", exclusive=True)
    async def _prepare(self) -> None:
        await self.view.objects.prepare_filter()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what matches."""
        event.stop()
        self._filter()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes into the list."""
        event.stop()
        self.action_enter_list()

    def action_enter_list(self) -> None:
        """From the filter into the list."""
        self._filter()  # the last letters may not have been heard of yet
        self.focus_tree()

    def action_clear_filter(self) -> None:
        """Show everything, what was found in sight, and go to the list."""
        with self.prevent(Input.Changed):
            self._field.value = ""
        self._filter()
        self.focus_tree()

    def _filter(self) -> None:
        """Show what matches, the cursor on the best."""
        objects, here = self.view.objects, self.view.node
        needle = self._field.value.strip()
        if needle == objects.needle:
            return
        if not objects.needle:
            self._before = here
        elif here is None or here.kind is NodeKind.NOTICE:
            here = self._before
        self.view.lines_changed(objects.filter(needle, here))
        self.post_message(told.Unfolded())

    # -- the foot -----------------------------------------------------------------------------------

    def on_schema_tree_node_reached(self, event: told.NodeReached) -> None:
        """Tell of the node under the cursor."""
        event.stop()
        words = told_of(event.node, self.view.objects) if event.node is not None else ("", "")
        if words != self._told:
            self._told = words
            self._write_foot()

    def on_resize(self) -> None:
        """Cut the foot at another place."""
        self._write_foot()

    def _write_foot(self) -> None:
        facts, comment = self._told
        width = max(1, self._foot.content_size.width)
        if comment:
            facts = "\n".join(fit(each, width) if width_of(each) > width else each for each in self._told)
        self._foot.update(Content(facts), layout=False)
