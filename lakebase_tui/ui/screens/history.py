"""What was run, searched as one types: to be inserted, run again, copied or removed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.history.entries import Entry, Search
from lakebase_tui.query.history.history import Found, History
from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.formatting import count, counted
from lakebase_tui.ui.history_words import facts_of, missing_words
from lakebase_tui.ui.screens.prompt import hint
from lakebase_tui.ui.widgets.history_list import HistoryList
from lakebase_tui.ui.widgets.statement_view import StatementView

_WIDE: Final = 116
"""Cells from which on the statement stands beside the list."""
_REST_S: Final = 0.15


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with a statement."""

    text: str
    run: bool
    """Run it; else put it into the editor."""


class HistoryScreen(ModalScreen[Wish | None]):
    """Dismisses with what is to be done, None for nothing.

    Args:
        history: What is searched.
        target: Label of the branch that the user is on.
        database: The database there.
    """

    BINDINGS = [
        Binding("enter", "insert", "Insert into the editor", id="history.insert"),
        Binding("f5,ctrl+j,alt+enter", "run", "Run again", id="history.run"),
        Binding("down,ctrl+r", "move(1)", "Down", show=False, id="history.down"),
        Binding("up", "move(-1)", "Up", show=False, id="history.up"),
        Binding("pagedown", "move_pages(1)", "Page down", show=False, id="history.page_down"),
        Binding("pageup", "move_pages(-1)", "Page up", show=False, id="history.page_up"),
        Binding("alt+e,e", "filter('failed')", "Only what did not end well", id="history.failed"),
        Binding("alt+h,h", "filter('branch')", "Only this branch", id="history.branch"),
        Binding("alt+d,d", "filter('database')", "Only this database", id="history.database"),
        Binding("alt+w,w", "filter('writes')", "Only what changes something", id="history.writes"),
        Binding("alt+s,s", "filter('slowest')", "The slowest first", id="history.slowest"),
        Binding("alt+a,a", "all", "No filter", id="history.all"),
        Binding("alt+y,y", "copy", "Copy the statement", id="history.copy"),
        Binding("delete,x", "remove", "Remove the entry", id="history.remove"),
        Binding("u", "restore", "Bring back what was removed last", id="history.restore"),
        Binding("alt+p,p", "preview", "Show the whole statement, or more entries", id="history.preview"),
        Binding("slash", "search", "Search", id="history.search"),
        Binding("escape,f8", "leave", "Back", id="history.leave"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]
    DEFAULT_CSS = """
    HistoryScreen { align: center middle; }
    HistoryScreen > Vertical {
        width: 100%; height: 100%; padding: 0 1; border: round $accent; background: $panel;
        border-title-color: $foreground; border-subtitle-color: $dim;
    }
    HistoryScreen.-wide > Vertical { width: 96%; height: 92%; }
    HistoryScreen #search { height: 1; }
    HistoryScreen #search Static { width: 2; color: $accent; }
    HistoryScreen Input { width: 1fr; height: 1; padding: 0; border: none; background: $raised; }
    HistoryScreen #filters { height: 1; text-wrap: nowrap; }
    HistoryScreen #body { height: 1fr; margin-top: 1; }
    HistoryScreen.-wide #body { layout: horizontal; }
    HistoryScreen #entries { height: 1fr; }
    HistoryScreen.-wide #entries { width: 5fr; height: 100%; }
    HistoryScreen #preview { height: 9; border-top: solid $line; }
    HistoryScreen.-wide #preview {
        width: 3fr; height: 100%; border-top: none; border-left: solid $line; padding-left: 1; margin-left: 1;
    }
    HistoryScreen.-bare #preview { display: none; }
    HistoryScreen .fact { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    HistoryScreen StatementView { height: 1fr; margin-top: 1; }
    HistoryScreen.-narrow StatementView { margin-top: 0; }
    HistoryScreen #keys { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    HistoryScreen.-wide #keys { margin-top: 1; }
    """

    def __init__(self, history: History, *, target: str, database: str) -> None:
        super().__init__()
        self._history = history
        self._target = target
        self._database = database
        self._search = Search()
        self._number: int | None = None
        self._removed: tuple[Entry, int] | None = None
        self._purges = False

    def compose(self) -> ComposeResult:
        """The search, its filters, what it found, the statement, the keys."""
        with Vertical(id="frame") as frame:
            frame.border_title = "History"
            with Horizontal(id="search"):
                yield Static("/", markup=False)
                yield Input(
                    id="words", compact=True, placeholder="words of the statement", select_on_focus=False
                )
            yield Static(id="filters", markup=False)
            with Vertical(id="body"):
                yield HistoryList(id="entries")
                with Vertical(id="preview"):
                    for name in ("end", "where", "when"):
                        yield Static(id=name, classes="fact", markup=False)
                    yield StatementView(id="statement")
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """All entries, until something is typed."""
        words = self.query_one("#words", Input)
        words.cursor_blink = False
        words.focus()
        self._entries.show((), notice=("reading…", "dim"))
        self._draw_filters()
        self._find()

    def on_unmount(self) -> None:
        """What was removed is gone for good."""
        if self._purges:
            self._history.purge()

    @property
    def _entries(self) -> HistoryList:
        return self.query_one("#entries", HistoryList)

    # -- searching --------------------------------------------------------------------------------

    @on(Input.Changed, "#words")
    def _words_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value.split() != self._search.words.split():
            self._look_for(replace(self._search, words=event.value))

    def action_filter(self, name: str) -> None:
        """Set a filter, or take it off."""
        search = self._search
        match name:
            case "failed":
                search = replace(search, failed=not search.failed)
            case "writes":
                search = replace(search, writes=not search.writes)
            case "slowest":
                search = replace(search, slowest_first=not search.slowest_first)
            case "branch":
                search = replace(search, target=None if search.target is not None else self._target)
            case "database":
                search = replace(search, database=None if search.database is not None else self._database)
        self._look_for(search)

    def action_all(self) -> None:
        """Take all filters off."""
        self._look_for(Search(self._search.words))

    def _look_for(self, search: Search) -> None:
        self._search = search
        self._draw_filters()
        self._find()

    @work(group="find", exclusive=True)
    async def _find(self) -> None:
        search = self._search
        try:
            found = await self._history.find(search)
            self._show(search, found)
            if not found.complete:
                await asyncio.sleep(_REST_S)  # who types on does not wait until all are counted
                ids = await self._history.find_all(search)
                self._entries.go_on(ids)
                self._number = len(ids)
                self._draw_title()
        except LakebaseTuiError as error:
            self._failed(error)

    def _show(self, search: Search, found: Found) -> None:
        self._entries.show(
            found.entries,
            search.words,
            notice=("Nothing has run yet." if search == Search() else "Nothing matches.", "dim"),
            says_target=search.target is None,
            database=self._database if search.database is None else None,
        )
        self._number = len(found.entries) if found.complete else None
        self._draw_title()
        said = [] if found.on_disk else ["kept in memory until you quit"]
        said += [] if found.full_text else ["no full-text index: this SQLite has none"]
        self.query_one("#frame").border_subtitle = Content.styled("  ".join(said), "$status-warn")

    def _failed(self, error: LakebaseTuiError) -> None:
        self._entries.show((), notice=(f"{error.sentence} {error.next_step}", "bad"))

    def on_history_list_wanted(self, event: HistoryList.Wanted) -> None:
        """Read what comes into view."""
        event.stop()
        self._supply(event.ids)

    @work(group="read")
    async def _supply(self, ids: Sequence[int]) -> None:
        try:
            entries = await self._history.read(ids)
        except LakebaseTuiError as error:
            self._failed(error)
        else:
            self._entries.supply(entries)

    # -- moving about -----------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Move the cursor in the list, while one types or reads."""
        self._entries.action_move(by)

    def action_move_pages(self, by: int) -> None:
        """Move it by what is in view."""
        self._entries.action_move_pages(by)

    def action_search(self) -> None:
        """Back to where one types."""
        self.set_focus(self.query_one("#words"))  # at once: what is typed next is for it

    def action_preview(self) -> None:
        """The statement, or more entries in its place."""
        self.toggle_class("-bare")

    def action_leave(self) -> None:
        """Back to where we were."""
        self.dismiss(None)

    # -- one entry --------------------------------------------------------------------------------

    @on(Input.Submitted, "#words")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_insert()

    def on_history_list_chosen(self) -> None:
        """A second click is as good as Enter."""
        self.action_insert()

    def action_insert(self) -> None:
        """Put the statement into the editor."""
        if (entry := self._entries.entry) is not None:
            if not entry.is_whole:
                self.app.notify(" ".join(missing_words(entry)), severity="warning", markup=False)
            self.dismiss(Wish(entry.ran.text, run=False))

    def action_run(self) -> None:
        """Run the statement again, if what was kept is what ran."""
        entry = self._entries.entry
        if entry is not None and entry.is_whole:
            self.dismiss(Wish(entry.ran.text, run=True))
        elif entry is not None:
            words = (*missing_words(entry), "It cannot run again as it is; Enter inserts it.")
            self.notify(" ".join(words), severity="warning", markup=False)

    def action_copy(self) -> None:
        """The statement, to the clipboard."""
        if (entry := self._entries.entry) is not None:
            copy_out(self.app, entry.ran.text, "the statement")

    @work(group="change")
    async def action_remove(self) -> None:
        """Remove the entry; it can be brought back while this screen is open."""
        entry, place = self._entries.entry, self._entries.cursor
        if entry is None:
            return
        try:
            await self._history.delete(entry.id)
        except LakebaseTuiError as error:
            self._failed(error)
            return
        self._removed, self._purges = (entry, place), True
        self._entries.take_out(entry.id)
        self._count(-1)
        self.notify("The entry is removed. u brings it back.")

    @work(group="change")
    async def action_restore(self) -> None:
        """Bring the entry back that was removed last."""
        if self._removed is None:
            self.notify("Nothing was removed.")
            return
        (entry, place), self._removed = self._removed, None
        try:
            await self._history.restore(entry)
        except LakebaseTuiError as error:
            self._failed(error)
            return
        self._entries.put_in(entry, place)
        self._count(1)

    # -- drawing ----------------------------------------------------------------------------------

    def on_history_list_cursor_moved(self, event: HistoryList.CursorMoved) -> None:
        """Show the statement under the cursor."""
        event.stop()
        entry = event.entry
        facts = facts_of(entry) if entry is not None else (Content(""),) * 3
        for name, fact in zip(("end", "where", "when"), facts, strict=True):
            self.query_one(f"#{name}", Static).update(fact, layout=False)
        text = entry.ran.text if entry is not None else ""
        self.query_one("#statement", StatementView).show(text, self._search.words)

    def on_descendant_focus(self) -> None:
        """Say which keys work here."""
        typing = self.query_one("#words").has_focus
        keys = _TYPING if typing else _CHOOSING
        self.query_one("#keys", Static).update(hint(*keys), layout=False)

    def _count(self, by: int) -> None:
        if self._number is not None:
            self._number += by
            self._draw_title()

    def _draw_title(self) -> None:
        title = "…"
        if self._number is not None:
            filtered = replace(self._search, slowest_first=False) != Search()
            title = f"{count(self._number)} found" if filtered else counted(self._number, "statement")
        self.query_one("#frame").border_title = Content.assemble("History", (f"  {title}", "$dim"))

    def _draw_filters(self) -> None:
        search = self._search
        filters = (
            ("e failed", search.failed),
            ("h this branch", search.target is not None),
            ("d this database", search.database is not None),
            ("w writes", search.writes),
            ("s slowest first", search.slowest_first),
        )
        parts = [
            Content.styled(f"[{words}]", "bold $accent") if holds else Content.styled(f" {words} ", "$dim")
            for words, holds in filters
        ]
        line = Content.assemble(("alt+", "$dim"), Content(" ").join(parts))
        self.query_one("#filters", Static).update(line, layout=False)


_TYPING = (("⏎", "insert"), ("F5", "run again"), ("↑↓", "choose"), ("tab", "copy, remove"), ("esc", "back"))
_CHOOSING = (
    *(("⏎", "insert"), ("F5", "run again"), ("y", "copy"), ("del", "remove"), ("u", "bring back")),
    *(("p", "more"), ("/", "search"), ("esc", "back")),
)
