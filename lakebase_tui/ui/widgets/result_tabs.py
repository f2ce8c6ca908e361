"""The results of a run: a tab for each statement, and one grid and one message view that they share."""

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError
from lakebase_tui.query.rows import RowSource
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.widgets.expanded_view import ExpandedView
from lakebase_tui.ui.widgets.grid_messages import EndReached, LastRowAsked
from lakebase_tui.ui.widgets.message_view import MessageView, Notice
from lakebase_tui.ui.widgets.result_grid import ResultGrid
from lakebase_tui.ui.widgets.result_tab import Phase, ResultTab, Title, messages_title, tab_title
from lakebase_tui.ui.widgets.tab_strip import TabStrip


class ResultTabs(Vertical):
    """Results by statement; what an earlier run left stays until the new one has something to show."""

    DEFAULT_CSS = """
    ResultTabs {
        background: $ground;
        & > TabStrip { dock: top; }
        & > ContentSwitcher { height: 1fr; }
    }
    """

    class TabChanged(Message):
        """Another tab or run is shown; `index` is its statement's, or None for the messages."""

        def __init__(self, tabs: "ResultTabs", index: int | None) -> None:
            super().__init__()
            self.set_sender(tabs)  # whoever changed it hears of it, too
            self.tabs = tabs
            self.index = index

        @property
        def control(self) -> "ResultTabs":
            """The tabs."""
            return self.tabs

    class RowsGrew(Message):
        """The result on show has more rows, of which not all may be for its reader."""

        def __init__(self, tabs: "ResultTabs", reader: ResultReader) -> None:
            super().__init__()
            self.set_sender(tabs)  # whoever changed it hears of it, too
            self.tabs = tabs
            self.reader = reader

        @property
        def control(self) -> "ResultTabs":
            """The tabs."""
            return self.tabs

        def can_replace(self, message: Message) -> bool:
            """Only the newest number matters."""
            return isinstance(message, ResultTabs.RowsGrew) and message.reader is self.reader

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tabs: list[ResultTab] = []
        self._next: list[ResultTab] | None = None
        self._active = 0
        self._picked = False
        self._waiting = ""
        self._grid = ResultGrid(id="result-grid")
        self._expanded = ExpandedView(self._go_along, id="result-expanded")
        self._wide = False
        self._messages = MessageView(id="result-messages")
        self._strip = TabStrip(id="result-strip")

    def compose(self) -> ComposeResult:
        """The strip, and under it whichever of the two fits the tab."""
        yield self._strip
        with ContentSwitcher(initial="result-grid"):
            yield self._grid
            yield self._expanded
            yield self._messages

    @property
    def grid(self) -> ResultGrid:
        """The grid that all tabs share."""
        return self._grid

    @property
    def active(self) -> int:
        """The tab that is shown, from 0; the messages come after the statements."""
        return self._active

    @property
    def reader(self) -> ResultReader | None:
        """What is made of the rows on show; None where none are."""
        return self._tabs[self._active].reader if self._shows_grid() else None

    def reader_of(self, index: int) -> ResultReader | None:
        """What is made of the rows of a statement of the run on show."""
        return self._tabs[index].reader if index < len(self._tabs) else None

    @property
    def pending(self) -> int:
        """Rows of all results with changes that are not applied."""
        edits = [tab.reader.editing for tab in self._tabs if tab.reader is not None]
        return sum(each.counts.total for each in edits if each is not None)

    def forget_edits(self) -> None:
        """Changes that are pending cannot be applied any more: the session is another one."""
        for tab in self._tabs:
            if tab.reader is not None:
                tab.reader.editing = None
        if self._shows_grid():
            self.show_rows()

    def show_rows(self) -> None:
        """The reader on show has other rows now: sorted, or filtered."""
        tab = self._tabs[self._active]
        if tab.reader is not None:
            state = replace(self._grid.state(), selection=None)
            self._grid.show(tab.reader.rows, tab.empty, state)
            self._show_expanded()

    def describe(self, reader: ResultReader, types: Sequence[str]) -> None:
        """Better names of a result's types are known."""
        for index, tab in enumerate(self._tabs):
            if tab.reader is reader:
                tab.types = types
                if index == self._active and self._shows_grid():
                    self._grid.columns.describe(types)
                    self._grid.columns_changed()

    def rows_grew(self, total: int) -> None:
        """The reader on show has `total` rows by now."""
        self._grid.rows_changed(total)
        if self._wide:
            self._expanded.rows_changed(total)

    def focus_content(self) -> None:
        """Give the focus to what the active tab shows, at once: the next key may be under way."""
        self.screen.set_focus(self._content())

    def _content(self) -> Widget:
        if not self._shows_grid():
            return self._messages
        return self._expanded if self._wide else self._grid

    @property
    def expanded(self) -> bool:
        """Whether records stand below each other, a line a column."""
        return self._wide

    def toggle_expanded(self) -> None:
        """Show records below each other, or rows in a grid; the cursor stays on its cell."""
        self._wide = not self._wide
        self._show_content()
        self.focus_content()

    def move_to(self, row: int, number: int) -> None:
        """Put the cursor on a cell by the column's number in the result, in whichever view is shown."""
        if (place := self._grid.columns.place_of(number)) is not None:
            self.move_cursor(row, place)

    def move_cursor(self, row: int, place: int) -> None:
        """Put the cursor on a cell by its column's place among those on show."""
        self._grid.move_cursor(row, place)
        if self._wide:
            self._expanded.move_cursor(row, place)

    def cell_region(self) -> Region:
        """Where the cell under the cursor is on the screen."""
        return self._expanded.cell_region() if self._wide else self._grid.cell_region()

    def rows_edited(self, total: int) -> None:
        """Rows of the reader on show read differently, and there are `total` of them."""
        self._grid.rows_edited(total)
        if self._wide:
            self._expanded.rows_edited(total)

    def decorate(self, reader: ResultReader) -> None:
        """Finds and marks on the rows on show have changed."""
        self._grid.decorate(reader)
        self._expanded.decorate(reader)

    def _go_along(self, row: int, place: int) -> None:
        """The grid behind the records goes along: it knows what is under the cursor."""
        if self._wide:
            self._grid.move_cursor(row, place)

    def on_expanded_view_end_reached(self, event: ExpandedView.EndReached) -> None:
        """More rows are wanted, as if the grid behind it had come to its end."""
        event.stop()
        self.post_message(EndReached(self._grid, event.total))

    def on_expanded_view_last_row_asked(self, event: ExpandedView.LastRowAsked) -> None:
        """All rows are wanted, as if the grid behind it had been asked for its last one."""
        event.stop()
        self.post_message(LastRowAsked(self._grid))

    def on_expanded_view_cell_opened(self, event: ExpandedView.CellOpened) -> None:
        """The grid behind it opens the cell."""
        event.stop()
        self._grid.action_open_cell()

    # -- what happens while statements run ----------------------------------------------------------

    def begin(self, texts: Sequence[str]) -> None:
        """A run of these statements (their labels) begins; nothing of it can be shown yet."""
        self._next = [ResultTab(label) for label in texts]
        self._draw_strip()

    def waiting(self, words: str) -> None:
        """Say what a run, or the first login, waits for; nothing: it no longer waits."""
        if words != self._waiting:
            self._waiting = words
            self._draw_strip()

    def started(self, index: int) -> None:
        """The statement was sent."""
        tab = self._tab(index, take_over=False)
        tab.phase = Phase.RUNNING
        self._draw_strip()

    def columns_known(self, index: int, source: RowSource) -> None:
        """The statement returns rows, which `source` gives as they come."""
        tab = self._tab(index)
        tab.reader, tab.phase = ResultReader(source), Phase.RUNNING
        if not self._picked and not self._shows_grid():
            self._go(index)
        self._changed(index, content=True)

    def rows_arrived(self, index: int, total: int) -> None:
        """The source holds `total` rows by now."""
        tab = self._tab(index)
        tab.total = total
        self._grow(index)
        self._draw_strip()

    def paused(self, index: int, total: int) -> None:
        """A page is full, and more rows wait on the server."""
        tab = self._tab(index)
        tab.phase = Phase.PAUSED
        self.rows_arrived(index, total)

    def finished(self, index: int, outcome: Outcome) -> None:
        """The statement ended."""
        tab = self._tab(index)
        tab.phase, tab.outcome = Phase.ENDED, outcome
        if tab.source is not None:
            tab.total = len(tab.source)
        worth_seeing = outcome.error is not None or (tab.source is None and not self._shows_grid())
        if worth_seeing and not self._picked and outcome.kind is not OutcomeKind.NOT_RUN:
            self._go(index)
        self._changed(index, content=not tab.has_grid)

    def notice(self, index: int, notice: ServerError) -> None:
        """The server said something beside the result."""
        tab = self._tab(index)
        tab.notices.append(Notice(tab.label, notice))
        self._changed(index, content=not tab.has_grid)

    def clear(self) -> None:
        """Forget all results."""
        self._next = None
        _close(self._tabs)
        self._tabs, self._active, self._picked = [], 0, False
        self._show_content()
        self._draw_strip()

    # -- moving between tabs ------------------------------------------------------------------------

    def next(self) -> None:
        """Show the next tab; behind the last one comes the first."""
        self._pick(self._active + 1)

    def previous(self) -> None:
        """Show the previous tab; before the first one comes the last."""
        self._pick(self._active - 1)

    def on_tab_strip_chosen(self, message: TabStrip.Chosen) -> None:
        """A tab was clicked."""
        message.stop()
        self._pick(message.index)

    def _pick(self, index: int) -> None:
        if number := self._number_of_tabs():
            self._picked = True
            self._go(index % number)

    def _go(self, index: int) -> None:
        if index == self._active:
            return
        had_focus = self.has_focus_within
        self._remember()
        self._active = index
        self._show_content()
        self._draw_strip()
        if had_focus:
            self.focus_content()
        self.post_message(self.TabChanged(self, index if index < len(self._tabs) else None))

    def _remember(self) -> None:
        if self._shows_grid():
            self._tabs[self._active].grid = self._grid.state()

    # -- drawing ------------------------------------------------------------------------------------

    def _tab(self, index: int, *, take_over: bool = True) -> ResultTab:
        """The tab of a statement of the run that goes on, which with `take_over` replaces the last run."""
        if self._next is not None and take_over:
            before, self._tabs, self._next = self._tabs, self._next, None
            _close(before)
            self._active, self._picked = 0, False
            self._show_content()
            self.post_message(self.TabChanged(self, 0))
        return (self._next or self._tabs)[index]

    def _changed(self, index: int, *, content: bool) -> None:
        if content and (index == self._active or self._active == len(self._tabs)):
            self._show_content()
        elif index == self._active:
            tab = self._tabs[index]
            self._grid.say(tab.empty)
            self._expanded.say(tab.empty)
            self._grow(index)
        self._draw_strip()

    def _grow(self, index: int) -> None:
        """Show what rows there are, and tell of them: a filter decides by itself which to show."""
        tab = self._tabs[index]
        if index == self._active and tab.has_grid and tab.reader is not None:
            if not tab.reader.filters:
                self.rows_grew(len(tab.reader.rows))
            self.post_message(self.RowsGrew(self, tab.reader))

    def _shows_grid(self) -> bool:
        return self._active < len(self._tabs) and self._tabs[self._active].has_grid

    def _notices(self) -> list[Notice]:
        return [notice for tab in self._tabs for notice in tab.messages]

    def _number_of_tabs(self) -> int:
        return len(self._tabs) + (1 if self._notices() else 0)

    def _show_content(self) -> None:
        switcher = self.query_one(ContentSwitcher)
        if self._active >= len(self._tabs):
            switcher.current = "result-messages" if self._tabs else "result-grid"
            self._messages.show(None, self._notices())
            self._grid.show(None)
            return
        tab = self._tabs[self._active]
        if tab.has_grid or tab.outcome is None:
            switcher.current = "result-expanded" if self._wide and tab.has_grid else "result-grid"
            rows = tab.reader.rows if tab.reader is not None else None
            if rows is None or rows is not self._grid.source:
                self._grid.show(rows, tab.empty, tab.grid)
                if tab.grid is None and tab.types:
                    self._grid.columns.describe(tab.types)
                self._grid.decorate(tab.reader)
            self._show_expanded()
        else:
            switcher.current = "result-messages"
            self._messages.show(tab.outcome, tab.notices)

    def _show_expanded(self) -> None:
        if self._wide and self._shows_grid():
            tab, place = self._tabs[self._active], (self._grid.cursor_row, self._grid.cursor_column)
            self._expanded.show(self._grid.source, tab.empty, self._grid.columns.order, tab.reader)
            self._expanded.restore(place)

    def _draw_strip(self) -> None:
        titles: list[Title] = [tab_title(i + 1, tab) for i, tab in enumerate(self._tabs)]
        if notices := len(self._notices()):
            titles.append(messages_title(notices))
        if self._waiting:
            titles.append([("◐", "warn"), (f" {visible(self._waiting)}", "dim")])
        elif self._next is not None:
            going_on = next((tab for tab in self._next if tab.phase is Phase.RUNNING), None)
            if going_on is not None:
                titles.append([("●", "warn"), (" running", "dim")])
        self._strip.show(titles, self._active)


def _close(tabs: Sequence[ResultTab]) -> None:
    """Give back what their readers took."""
    for tab in tabs:
        if tab.reader is not None:
            tab.reader.close()
