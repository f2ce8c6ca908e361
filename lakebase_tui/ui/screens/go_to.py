"""Go to any object of the database by typing parts of its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lakebase_tui.catalog.go_to import Match, Matcher
from lakebase_tui.catalog.object_ref import ObjectRef
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens.prompt import FRAME, hint
from lakebase_tui.ui.widgets.filter_list import Cell, FilterList, Row, plain

SHOWN = 200
"""Matches that are listed at most."""
EMPTY = "Type some letters of a name: ordit finds order_items."
NO_MATCH = "Nothing has such a name."


class GoToAction(Enum):
    """What is to be done with what was found."""

    DESCRIBE = "describe"
    INSERT = "insert"
    REVEAL = "reveal"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class GoTo:
    """What was found, and what for."""

    action: GoToAction
    ref: ObjectRef
    """The object; of a column its relation."""
    column: str = ""
    """The column's name, if it is one."""


class GoToScreen(ModalScreen[GoTo | None]):
    """Finds objects as their names are typed.

    Args:
        matcher: Knows the names.
        recent: Where one has been, the latest first: shown while nothing is typed.
    """

    BINDINGS = [
        Binding("enter", "choose('describe')", "Describe it", id="go_to.describe", priority=True),
        Binding("tab", "choose('reveal')", "Show it in the tree", id="go_to.reveal", priority=True),
        Binding(
            "ctrl+j,alt+enter,ctrl+enter",
            "choose('insert')",
            "Insert its name into the editor",
            id="go_to.insert",
            priority=True,
        ),
        Binding("ctrl+y", "choose('copy')", "Copy its name", id="go_to.copy", priority=True),
        Binding("up", "move(-1)", "Up", id="go_to.up", show=False),
        Binding("down", "move(1)", "Down", id="go_to.down", show=False),
        Binding("pageup", "pages(-1)", "Page up", id="go_to.page_up", show=False),
        Binding("pagedown", "pages(1)", "Page down", id="go_to.page_down", show=False),
        Binding("escape", "back", "Back", id="go_to.back"),
    ]
    DEFAULT_CSS = (
        FRAME.format(name="GoToScreen")
        + """
    GoToScreen > Vertical { width: 100; height: 80%; padding: 1 2 0 2; }
    GoToScreen FilterList { height: 1fr; margin-top: 1; overflow-y: scroll; }
    GoToScreen FilterList > .list--selected { background: $raised; text-style: bold; }
    GoToScreen .hint { height: 1; }
    """
    )

    def __init__(self, matcher: Matcher, recent: Sequence[ObjectRef] = ()) -> None:
        super().__init__()
        self._matcher = matcher
        self._recent = recent
        self._places: list[tuple[ObjectRef, str]] = []
        self._pattern = ""
        self._begun = False
        self._field = Input(placeholder="name, schema.name or table.column", compact=True, id="go-to-name")
        self._field.cursor_blink = False  # a blinking cursor is traffic
        self._list = FilterList(id="go-to-list")
        self._list.can_focus = False

    def compose(self) -> ComposeResult:
        """A field above what it finds."""
        with Vertical() as frame:
            frame.border_title = Content("Go to")
            yield self._field
            yield self._list
            keys = (
                ("⏎", "describe"),
                ("tab", "in the tree"),
                ("^j", "insert"),
                ("^y", "copy"),
                ("esc", "back"),
            )
            yield Static(hint(*keys), classes="hint")

    def on_mount(self) -> None:
        """Begin with where one has been."""
        self.set_focus(self._field)
        # Not by its message, which comes a frame later: the letter and what it finds are drawn as one.
        self.watch(self._field, "value", self._search, init=False)
        self._show_recent()
        self._begun = True
        self._prepare()

    @work
    async def _prepare(self) -> None:
        await self._matcher.prepare()

    def on_input_changed(self, event: Input.Changed) -> None:
        """It has been heard of already."""
        event.stop()

    def on_key(self, event: events.Key) -> None:
        """Letters that were typed before the field was there are its own."""
        if event.is_printable and event.character and self.focused is not self._field:
            event.stop()
            self._field.insert_text_at_cursor(event.character)

    def _search(self) -> None:
        """Show what matches by now; the last letters may not have been told yet when a key asks for it."""
        pattern = self._field.value.strip()
        if pattern == self._pattern:
            return
        self._pattern = pattern
        if not pattern:
            self._show_recent()
            return
        matches = self._matcher.match(pattern, SHOWN)
        self._places = [(each.ref, each.column) for each in matches]
        rows = [_row(place, each) for place, each in enumerate(matches)]
        self._list.show(rows, key="0", notice=plain(NO_MATCH, "dim"))

    def _show_recent(self) -> None:
        self._places = [(each, "") for each in self._recent]
        rows = [_recent_row(place, each) for place, each in enumerate(self._recent)]
        self._list.show(rows, key="0", notice=plain(EMPTY, "dim"))

    def on_click(self, event: events.Click) -> None:
        """A second click takes what it is on."""
        if event.widget is self._list and event.chain == 2:
            self.action_choose(GoToAction.DESCRIBE.value)

    def action_choose(self, action: str) -> None:
        """Take what the cursor is on."""
        if not self._begun:  # letters before this key are still to be put into the field
            self.call_later(self.action_choose, action)
            return
        self._search()
        key = self._list.cursor_key
        if key is not None:
            self.dismiss(GoTo(GoToAction(action), *self._places[int(key)]))

    def action_move(self, by: int) -> None:
        """Move by lines."""
        if not self._begun:
            self.call_later(self.action_move, by)
            return
        self._search()
        self._list.action_move(by)

    def action_pages(self, pages: int) -> None:
        """Move by pages."""
        self.action_move(pages * max(1, self._list.size.height - 1))

    def action_back(self) -> None:
        """Leave things as they are."""
        self.dismiss(None)


def _row(place: int, match: Match) -> Row:
    title = _marked(match.name, match.spans)
    cells = (
        plain(match.kind, "dim"),
        plain(visible(match.schema), "dim"),
        plain(visible(match.detail), "dim"),
    )
    return Row(str(place), title, cells)


def _recent_row(place: int, ref: ObjectRef) -> Row:
    cells = (plain(ref.kind.value, "dim"), plain(visible(ref.schema), "dim"))
    return Row(str(place), plain(visible(ref.name)), cells)


def _marked(name: str, spans: Sequence[tuple[int, int]]) -> Cell:
    """A name in which what was typed is set off."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for start, stop in spans:
        pieces += [(visible(name[at:start]), ""), (visible(name[start:stop]), "mark")]
        at = stop
    return tuple(piece for piece in (*pieces, (visible(name[at:]), "")) if piece[0])
