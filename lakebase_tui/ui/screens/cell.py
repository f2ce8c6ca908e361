"""One value in full, over the workspace: as text, as a tree, as bytes."""

import asyncio
import re
from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import ContentSwitcher, Input, Static

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.sql.identifiers import quote_ident
from lakebase_tui.sql.values.bytea import Bytes, whole
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui import value_file
from lakebase_tui.ui.cell_offers import Offer, bytes_in, encoded, offers
from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.formatting import counted, short_type, size
from lakebase_tui.ui.value_file import FileIsThereError, ValueFileError
from lakebase_tui.ui.widgets.cell_view import CellView
from lakebase_tui.ui.widgets.tab_strip import TabStrip
from lakebase_tui.ui.widgets.value_tree import ValueTree

_NULL = "NULL: there is no value."
_EMPTY = "The empty text: a value of no characters."
_TREE_KEYS = "⏎ fold  e c all  p P path  / find"
_KEYS = {"h": "tab next view", "j": _TREE_KEYS, "i": _TREE_KEYS}
_LEAF = Column("", 25, "text", ColumnKind.TEXT)


class CellScreen(ModalScreen[None]):
    """A value, whatever its size; what can be folded, found, copied and saved is up to its views.

    Args:
        column: The value's column.
        value: The server's own text, None for NULL.
        where: Which row it is of, in a few words.
        copy: Takes what the user copies, and says so; the best way there is where None.
        expression: How SQL says the value, for paths into it; the column's name where empty.
    """

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("t", "show('t')", "As text", id="cell.text"),
        Binding("j", "show('j')", "As a JSON tree", id="cell.tree"),
        Binding("i", "show('i')", "As a list of items", id="cell.items"),
        Binding("h", "show('h')", "As bytes", id="cell.hex"),
        Binding("tab", "next_view(1)", "Next view", id="cell.next_view"),
        Binding("shift+tab", "next_view(-1)", "Previous view", id="cell.previous_view"),
        # With priority: what is typed right behind it is for the input that it opens.
        Binding("slash", "find", "Find", id="cell.find", priority=True),
        Binding("n", "find_next(1)", "Next place found", id="cell.find_next"),
        Binding("N", "find_next(-1)", "Previous place found", id="cell.find_previous"),
        Binding("y,Y", "copy", "Copy the whole value", id="cell.copy"),
        Binding("s", "save", "Save to a file", id="cell.save"),
        Binding("escape,q,enter", "close", "Close", id="cell.close"),
    ]
    DEFAULT_CSS = """
    CellScreen { align: center middle; }
    CellScreen > Vertical {
        width: 96%; height: 96%; padding: 0 1; border: round $accent; background: $panel;
        border-title-color: $foreground; border-subtitle-color: $dim;
    }
    CellScreen TabStrip { background: $panel; margin-bottom: 1; }
    CellScreen ContentSwitcher, CellScreen CellView { height: 1fr; }
    CellScreen .said { height: 1fr; color: $dim; content-align: center middle; }
    CellScreen #foot { height: 1; margin-top: 1; color: $dim; text-wrap: nowrap; text-overflow: ellipsis; }
    CellScreen #ask { height: 1; margin-top: 1; display: none; }
    CellScreen #ask Static { width: auto; color: $accent; padding-right: 1; }
    CellScreen #ask Input { width: 1fr; height: 1; padding: 0; border: none; background: $raised; }
    """

    def __init__(
        self,
        column: Column,
        value: str | None,
        where: str = "",
        copy: Callable[[str], None] | None = None,
        *,
        expression: str = "",
    ) -> None:
        super().__init__()
        self._column = column
        self._value = value
        self._where = where
        self._copy = copy
        self._expression = expression or quote_ident(column.name)
        self._source = bytes_in(column, value or "")
        self._offers = offers(column, value, self._expression, self._source) if value else []
        self._active = 0
        self._asked = ""
        self._confirmed = ""
        self._said = ""

    # -- what is shown ------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The views beneath their tabs, and a line for what is asked and told."""
        with Vertical(id="cell-frame") as frame:
            frame.border_title = self._heading()
            frame.border_subtitle = "esc close"
            yield TabStrip(id="cell-tabs")
            with ContentSwitcher():
                if not self._offers:
                    yield Static(_NULL if self._value is None else _EMPTY, classes="said", markup=False)
            yield Static(id="foot", markup=False)
            with Horizontal(id="ask"):
                yield Static(id="ask-label", markup=False)
                yield Input(compact=True, select_on_focus=False)

    async def on_mount(self) -> None:
        """The view that fits best."""
        if self._offers:
            await self._show(0)
        else:
            self.query_one(TabStrip).display = False
            self.query_one(".said").display = True

    @property
    def view(self) -> CellView | None:
        """The view that is shown."""
        current = self.query_one(ContentSwitcher).visible_content
        return current if isinstance(current, CellView) else None

    async def _show(self, index: int) -> None:
        self._active, self._said = index, ""
        switcher = self.query_one(ContentSwitcher)
        offer = self._offers[index]
        if not switcher.query(f"#view-{offer.key}"):
            view = offer.make()
            view.id = f"view-{offer.key}"
            await switcher.mount(view)
        switcher.current = f"view-{offer.key}"
        self.query_one("#cell-frame").border_subtitle = self._keys()
        titles = [[(f"{each.key} ", "dim"), (each.title, "name")] for each in self._offers]
        self.query_one(TabStrip).show(titles, index)
        switcher.query_one(f"#view-{offer.key}").focus()
        self._draw_foot()

    def _heading(self) -> Content:
        name = visible(self._column.name[:120]) or "(no name)"
        parts = [(name, "bold"), (f"  {visible(short_type(self._column.type_name))}", "$grid-type")]
        if self._where:
            parts.append((f"  {visible(self._where)}", "$dim"))
        if self._value:
            parts.append((f"  {_extent(self._value, self._source)}", "$dim"))
        return Content.assemble(*parts)

    def _keys(self) -> str:
        if not self._offers:
            return "esc close"
        return f"{_KEYS.get(self._offer.key, '/ find')}  y copy  s save  esc close"

    def _draw_foot(self) -> None:
        foot = self.query_one("#foot", Static)
        view = self.view
        if view is None:
            foot.update(self._said)
            return
        found = view.found
        parts = [(f"{found}  n N  ", "$accent") if found else ("", "")]
        foot.update(Content.assemble(*parts, (self._said or view.place, "$dim")), layout=False)

    def on_cell_view_moved(self, event: CellView.Moved) -> None:
        """The line at the foot says where the reader is."""
        event.stop()
        if event.view is self.view:
            self._said = ""
            self._draw_foot()

    # -- views --------------------------------------------------------------------------------------

    async def action_show(self, key: str) -> None:
        """Show the view of a key, if the value has it."""
        for index, offer in enumerate(self._offers):
            if offer.key == key:
                await self._show(index)

    async def action_next_view(self, step: int) -> None:
        """Show the next view; behind the last comes the first."""
        if self._offers and not self._asked:
            await self._show((self._active + step) % len(self._offers))

    async def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """A tab was clicked."""
        event.stop()
        await self._show(event.index)

    def on_value_tree_leaf_opened(self, event: ValueTree.LeafOpened) -> None:
        """Show a leaf as a value of its own."""
        event.stop()
        column = Column(event.name, _LEAF.type_oid, _LEAF.type_name, _LEAF.kind)
        self.app.push_screen(CellScreen(column, event.value, "", self._copy, expression=event.name))

    # -- asking -------------------------------------------------------------------------------------

    def _ask(self, what: str, label: str, value: str = "") -> None:
        self._asked, self._confirmed = what, ""
        self.query_one("#ask-label", Static).update(label)
        self.query_one("#foot").display = False
        self.query_one("#ask").display = True
        field = self.query_one(Input)
        field.value = value
        field.cursor_position = len(value)
        self.set_focus(field)  # at once: the next key is already under way

    def _stop_asking(self) -> None:
        self._asked = ""
        self.query_one("#ask").display = False
        self.query_one("#foot").display = True
        if self.view is not None:
            self.view.focus()
        self._draw_foot()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look for it, or save there."""
        event.stop()
        if self._asked == "find":
            self._stop_asking()
            if self.view is not None:
                self.view.find(event.value)
        elif self._asked == "save":
            await self._save(event.value)

    def action_find(self) -> None:
        """Ask what to look for."""
        if self._offers and self._offers[self._active].key != "h":
            self._ask("find", "Find")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed, a key is text."""
        return action != "find" or not self._asked

    def action_find_next(self, step: int) -> None:
        """Show the next place, or the one before."""
        if self.view is not None:
            self.view.find_next(step)

    # -- saving and copying -------------------------------------------------------------------------

    def action_save(self) -> None:
        """Ask for a file's name."""
        if self._offers:
            name = re.sub(r"[^\w.-]+", "_", self._column.name).strip("._") or "value"
            self._ask("save", "Save to", name[:80] + self._offer.suffix)

    @property
    def _offer(self) -> Offer:
        return self._offers[self._active]

    async def _save(self, typed: str) -> None:
        confirmed, self._confirmed = self._confirmed == typed, ""
        try:
            path = value_file.target_of(typed)
            data = await asyncio.to_thread(self._data)
            await asyncio.to_thread(value_file.write, path, data, replace=confirmed)
        except FileIsThereError:
            self._confirmed = typed
            self.query_one("#ask-label", Static).update("It exists; ⏎ replaces it")
        except ValueFileError as error:
            self.query_one("#ask-label", Static).update(visible(str(error)))
        else:
            self._stop_asking()
            self._said = f"Saved {size(len(data))} to {visible(str(path))}"
            self._draw_foot()

    def _data(self) -> bytes:
        """The value's bytes; those that a `bytea` stands for where they are what is shown."""
        if self._source is None or self._offer.key != "h":
            return encoded(self._value or "")
        try:
            return whole(self._source)
        except ValueError:
            raise ValueFileError(
                "The value is not written in hexadecimal.", "Save it from its text."
            ) from None

    def action_copy(self) -> None:
        """Copy the whole value as the server sent it."""
        if self._value is None:
            self.notify("That is NULL: there is no text to copy.")
        else:
            self._hand_over(self._value, "The value")

    def on_cell_view_copy_wanted(self, event: CellView.CopyWanted) -> None:
        """Copy a part."""
        event.stop()
        self._hand_over(event.text, event.what)

    def _hand_over(self, text: str, what: str) -> None:
        if self._copy is not None:
            self._copy(text)
            return
        copy_out(self.app, text, f"{what[:1].lower()}{what[1:]}")

    def action_close(self) -> None:
        """Stop asking, else go back to where we were."""
        if self._asked:
            self._stop_asking()
        else:
            self.dismiss(None)


def _extent(value: str, data: Bytes | None) -> str:
    """How large a value is."""
    if data is not None:
        return f"{size(len(data))}, {counted(len(data), 'byte')}"
    characters = counted(len(value), "character")
    lines = counted(value.count("\n") + 1, "line")
    return f"{size(len(encoded(value)))}, {characters}, {lines}"
