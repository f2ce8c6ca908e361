"""The results of a run: a tab for each statement, and one grid and one message view that they share."""

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.geometry import Region
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
from lakebase_tui.ui.widgets.result_tab import Phase, ResultTab, Title, tab_title
from lakebase_tui.ui.widgets.result_tabs_messages import RowsGrew, TabChanged
from lakebase_tui.ui.widgets.side_pane import SidePane
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
        self._panes: list[SidePane] = []
        self._pane: SidePane | None = None
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
        """The statement whose tab is shown, from 0, or was shown last."""
        return self._active

    @property
    def aside(self) -> bool:
        """Whether a pane that is no result is on show."""
        return self._pane is not None

    @property
    def reader(self) -> ResultReader | None:
        """What is made of the rows on show; None where none are."""
        return self._tabs[self._active].reader if self._shows_grid() else None

    def reader_of(self, index: int) -> ResultReader | None:
        """What is made of the rows of a statement of the run on show."""
        return self._tabs[index].reader if index < len(self._tabs) else None

    def error_of(self, index: int) -> ServerError | None:
        """How a statement of the run on show failed, if it did."""
        outcome = self._tabs[index].outcome if index < len(self._tabs) else None
        return outcome.error if outcome is not None else None

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
        if self._pane is not None:
            return self._pane.widget
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

    def add_pane(self, pane: SidePane) -> AwaitComplete:
        """Give a widget a tab behind those of the statements, while it has a title; await it to use it."""
        self._panes.append(pane)
        return self.query_one(ContentSwitcher).add_content(pane.widget, id=pane.widget.id)

    def pane_changed(self, pane: SidePane) -> None:
        """Its title is another."""
        if pane is self._pane and pane.title() is None:
            self._go(self._active)
        self._draw_strip()

    def show_pane(self, pane: SidePane) -> None:
        """Show it."""
        if pane.title() is not None:
            self._go(len(self._tabs) + self._titled().index(pane))

    # -- moving between tabs ------------------------------------------------------------------------

    def next(self) -> None:
        """Show the next tab; behind the last one comes the first."""
        self._pick(self._place() + 1)

    def previous(self) -> None:
        """Show the previous tab; before the first one comes the last."""
        self._pick(self._place() - 1)

    def on_tab_strip_chosen(self, message: TabStrip.Chosen) -> None:
        """A tab was clicked."""
        message.stop()
        self._pick(message.index)

    def _pick(self, index: int) -> None:
        if number := len(self._tabs) + len(self._titled()):
            self._picked = True
            self._go(index % number)

    def _titled(self) -> list[SidePane]:
        return [pane for pane in self._panes if pane.title() is not None]

    def _place(self) -> int:
        """Which tab of the strip is on show."""
        titled = self._titled()
        return len(self._tabs) + titled.index(self._pane) if self._pane in titled else self._active

    def _go(self, index: int) -> None:
        titled = self._titled()
        pane = titled[index - len(self._tabs)] if titled and index >= len(self._tabs) else None
        if index == self._active and pane is self._pane:
            return
        had_focus = self.has_focus_within
        self._remember()
        self._pane = pane
        if pane is None:
            self._active = index
        self._show_content()
        self._draw_strip()
        if had_focus:
            self.focus_content()
        self.post_message(TabChanged(self))

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
            self.post_message(TabChanged(self))
        return (self._next or self._tabs)[index]

    def _changed(self, index: int, *, content: bool) -> None:
        if content and index == self._active:
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
            self.post_message(RowsGrew(self, tab.reader))

    def _shows_grid(self) -> bool:
        return self._pane is None and self._active < len(self._tabs) and self._tabs[self._active].has_grid

    def _show_content(self) -> None:
        switcher = self.query_one(ContentSwitcher)
        if self._pane is not None:
            switcher.current = self._pane.widget.id
            self._pane.shown()
            return
        if self._active >= len(self._tabs):
            switcher.current = "result-grid"
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
        titles += [title for pane in self._panes if (title := pane.title()) is not None]
        if self._waiting:
            titles.append([("◐", "warn"), (f" {visible(self._waiting)}", "dim")])
        elif self._next is not None:
            going_on = next((tab for tab in self._next if tab.phase is Phase.RUNNING), None)
            if going_on is not None:
                titles.append([("●", "warn"), (" running", "dim")])
        self._strip.show(titles, self._place())


def _close(tabs: Sequence[ResultTab]) -> None:
    """Give back what their readers took."""
    for tab in tabs:
        if tab.reader is not None:
            tab.reader.close()
