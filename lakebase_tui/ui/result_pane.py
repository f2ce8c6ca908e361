"""Results with what one does with them: find, filter, sort, go to a row."""

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.filter_input import parse_filter
from lakebase_tui.query.filters import Filter, filter_for_cell
from lakebase_tui.query.result_store import ResultStore, StoreState
from lakebase_tui.query.server_sort import ServerOrder
from lakebase_tui.query.sort import TooManyValuesError
from lakebase_tui.query.sort_keys import OrderUnknownError, SortKey
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.reader_work import ReaderWork
from lakebase_tui.ui.reading_words import missing_words
from lakebase_tui.ui.result_bindings import RESULT_BINDINGS
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.widgets.result_bar import BarInput, ResultBar
from lakebase_tui.ui.widgets.result_grid import ResultGrid
from lakebase_tui.ui.widgets.result_tabs import ResultTabs
from lakebase_tui.ui.widgets.result_tabs_messages import RowsGrew

_OPENING = ("find", "filter", "go_to_row")


class ResultPane(Vertical):
    """The tabs of a run above the line in which one asks for things."""

    BINDINGS: ClassVar[list[BindingType]] = RESULT_BINDINGS

    DEFAULT_CSS = """
    ResultPane {
        & > ResultTabs { height: 1fr; }
        & > ResultBar { dock: bottom; }
    }
    """

    class SortAsked(Message):
        """The rows cannot be sorted here: `why` says it in a sentence."""

        def __init__(self, index: int, keys: tuple[SortKey, ...], why: str) -> None:
            super().__init__()
            self.index = index
            self.keys = keys
            self.why = why

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.server: ServerOrder | None = None
        """Asked for an order that only the server knows."""
        self._tabs = ResultTabs(id="result-tabs")
        self._bar = ResultBar(id="result-bar")
        self._work = ReaderWork(self, self._tabs, self._bar)
        self._coming: tuple[ResultReader, tuple[tuple[Filter, ...], tuple[SortKey, ...]]] | None = None
        self._collation: str | None = None
        self._origin = (0, 0)

    def compose(self) -> ComposeResult:
        """Tabs and bar."""
        yield self._tabs
        yield self._bar

    @property
    def tabs(self) -> ResultTabs:
        """The tabs."""
        return self._tabs

    @property
    def grid(self) -> ResultGrid:
        """The grid."""
        return self._tabs.grid

    @property
    def reader(self) -> ResultReader | None:
        """What was made of the result on show."""
        return self._tabs.reader

    # -- find -------------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Type what to look for."""
        if self.reader is not None:
            self._origin = (self.grid.cursor_row, self.grid.cursor_column)
            find = self.reader.find
            self._bar.ask(BarInput.FIND, find.needle if find is not None else "")

    def action_find_next(self) -> None:
        """To the next match."""
        self._go_to_match(back=False)

    def action_find_previous(self) -> None:
        """To the match before."""
        self._go_to_match(back=True)

    def _go_to_match(self, *, back: bool, here: bool = False) -> None:
        if self.reader is None or self.reader.find is None:
            self.action_find()
            return
        if self.reader.look_at(self.grid.columns.only):  # columns were hidden or shown meanwhile
            self._tabs.decorate(self.reader)
            self._work.count_anew()
        self._work.do("finding", lambda: self._to_match(back=back, here=here))

    async def _to_match(self, *, back: bool, here: bool) -> None:
        reader, grid = self.reader, self.grid
        number = grid.column_number
        if reader is None or number is None:
            return
        hit = await reader.hit(grid.cursor_row, number, back=back, here=here)
        if hit is not None and grid.columns.place_of(hit.column) is not None:
            self._tabs.move_to(hit.row, hit.column)
            await self._work.found(reader, hit)
        self._work.say()

    def _look_for(self, text: str) -> None:
        reader = self.reader
        if reader is None:
            return
        regex = text.startswith("~")
        try:
            needle = text.removeprefix("~").strip() if regex else text
            reader.look_for(needle, regex=regex, columns=self.grid.columns.only)
        except LakebaseTuiError as error:
            self._bar.say(Content.styled(error.sentence, "$error"))
            return
        self._tabs.decorate(reader)
        if reader.find is None:
            self._bar.say("")
            return
        self._tabs.move_cursor(*self._origin)
        self._work.count_anew()
        self._go_to_match(back=False, here=True)

    # -- filter and sort --------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Type a condition on the column under the cursor."""
        if self.reader is not None:
            self._bar.ask(BarInput.FILTER, about=self._column_name())

    def _column_name(self) -> str:
        """Of the column under the cursor, as it can be drawn."""
        number = self.grid.column_number
        return visible(self.reader.source.columns[number].name) if self.reader and number is not None else ""

    def action_filter_cell(self, differs: bool = False) -> None:
        """Only rows that have the value under the cursor in this column, or all but these."""
        number = self.grid.column_number
        if self.reader is not None and number is not None and self.grid.total:
            self._filter(filter_for_cell(number, self.grid.cell_text(), differs=differs))

    def action_unfilter(self, all_of_them: bool = False) -> None:
        """Take back the last filter, or all."""
        filters, _ = self._wanted()
        if filters:
            self._arrange(filters[:0] if all_of_them else filters[:-1])

    def _filter(self, added: Filter) -> None:
        if self.reader is not None:
            self._arrange((*self._wanted()[0], added))

    def _wanted(self) -> tuple[tuple[Filter, ...], tuple[SortKey, ...]]:
        """Filters and order as they will be once what goes on is done."""
        if self._coming is not None and self._work.busy and self._coming[0] is self.reader:
            return self._coming[1]
        return (self.reader.filters, self.reader.keys) if self.reader is not None else ((), ())

    def action_sort(self, also: bool = False) -> None:
        """Sort by the column under the cursor: up, down, not; `also` keeps what is sorted by before it."""
        reader, number = self.reader, self.grid.column_number
        if reader is None or number is None:
            return
        _, sorted_by = self._wanted()
        before = [key for key in sorted_by if key.column != number]
        own = next((key for key in sorted_by if key.column == number), None)
        keys = before if also else []
        if own is None or (not also and len(sorted_by) > 1):
            keys = [*keys, SortKey(number, collation=self._collation)]
        elif not own.descending:
            keys = [*keys, replace(own, descending=True)]
        self.sort(tuple(keys))

    def action_collate(self) -> None:
        """Compare text as the server's language does from now on, or by code points again."""
        self._collation = "" if self._collation is None else None
        how = "by its code points" if self._collation is None else "as the server's language does"
        self.notify(f"Text is sorted {how}.")
        if self.reader is not None and self.reader.keys:
            self.sort(tuple(replace(key, collation=self._collation) for key in self.reader.keys))

    def sort(self, keys: tuple[SortKey, ...]) -> None:
        """Sort the rows on show; where rows are missing, ask for them."""
        reader = self.reader
        if reader is None:
            return
        if keys and self._source_state() is not StoreState.COMPLETE:
            self.post_message(self.SortAsked(self._tabs.active, keys, "Not all rows are here."))
            return
        self._arrange(self._wanted()[0], keys)

    def _source_state(self) -> StoreState:
        source = self.reader.source if self.reader is not None else None
        return source.state if isinstance(source, ResultStore) else StoreState.COMPLETE

    def _arrange(self, filters: tuple[Filter, ...], keys: tuple[SortKey, ...] | None = None) -> None:
        reader = self.reader
        if reader is None:
            return
        wanted = self._wanted()[1] if keys is None else keys
        self._coming = (reader, (filters, wanted))
        what = "sorting" if filters == reader.filters and wanted else "filtering"

        async def work() -> None:
            try:
                await reader.use(filters, wanted, self._work.progress(what), self.server)
            except (OrderUnknownError, TooManyValuesError) as error:
                self._work.say()
                self.post_message(self.SortAsked(self._tabs.active, wanted, error.sentence))
                return
            self.show_rows(reader)

        self._work.do(what, work)

    def rows_edited(self, reader: ResultReader) -> None:
        """Some rows of the result on show read differently."""
        reader.restart_find()
        if reader is self.reader:
            self._tabs.rows_edited(len(reader.rows))
            self._work.count_anew()

    def show_rows(self, reader: ResultReader) -> None:
        """The reader on show has other rows now."""
        if reader is not self.reader:
            return
        self._tabs.show_rows()
        self.grid.columns.mark(reader.marks_of_columns())
        self._tabs.decorate(reader)
        self.grid.columns_changed()
        self._work.count_anew()

    # -- go to a row ------------------------------------------------------------------------------

    def action_go_to_row(self) -> None:
        """Type the number of a row."""
        if self.reader is not None:
            self._bar.ask(BarInput.ROW)

    def _go_to_row(self, text: str) -> None:
        digits = text.replace(",", "").replace("_", "").replace(" ", "")
        if not digits.isascii() or not digits.isdigit() or not digits.strip("0"):
            self._bar.say(Content.styled("A row is a number, from 1.", "$error"))
            return
        number = int(digits[:18])  # nobody has more rows
        self._bar.close()
        self._work.say()
        self._tabs.focus_content()
        self._tabs.move_to(max(0, number - 1), self.grid.column_number or 0)
        if number > self.grid.total:
            self.notify(missing_words(self.grid.total, self._source_state()), markup=False)

    # -- the bar ----------------------------------------------------------------------------------

    def on_result_bar_typed(self, event: ResultBar.Typed) -> None:
        """Find as one types."""
        event.stop()
        if event.asked is BarInput.FIND:
            self._look_for(event.text)

    def on_result_bar_answered(self, event: ResultBar.Answered) -> None:
        """Enter: do it, and go back to the rows."""
        event.stop()
        if event.asked is BarInput.ROW:
            self._go_to_row(event.text)
            return
        if event.asked is BarInput.FILTER and not self._parse(event.text):
            return
        self._bar.close()
        self._tabs.focus_content()

    def _parse(self, text: str) -> bool:
        reader, number = self.reader, self.grid.column_number
        if reader is None or number is None:
            return True
        try:
            self._filter(parse_filter(text, reader.source.columns, number))
        except LakebaseTuiError as error:
            self._bar.say(Content.styled(f"{error.sentence} {error.next_step}", "$error"))
            return False
        return True

    def on_result_bar_left(self, event: ResultBar.Left) -> None:
        """Escape: back to the rows as they were."""
        event.stop()
        if event.asked is BarInput.FIND:
            self._look_for("")
            self._tabs.move_cursor(*self._origin)
        self._tabs.focus_content()
        self._work.say()

    # -- work -------------------------------------------------------------------------------------

    def action_stop_work(self) -> None:
        """Stop what goes on; if nothing does, stop looking for something."""
        if self._work.busy:
            self._work.stop()
        elif self.reader is not None and self.reader.find is not None:
            self._look_for("")
            self._work.say()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed, keys are text; Escape is for others while there is nothing to stop."""
        if action in _OPENING:
            return self._bar.asked is None and not self._tabs.aside
        finds = self.reader is not None and self.reader.find is not None
        return action != "stop_work" or self._work.busy or finds

    def on_result_tabs_rows_grew(self, event: RowsGrew) -> None:
        """More rows of the result on show: filter them, and count what is found in them."""
        event.stop()
        reader = self.reader
        if reader is None or event.reader is not reader:
            return
        if reader.filters and not self._work.busy:
            self._work.do("filtering", self._work.catch_up)
        if reader.find is not None:
            self._work.count()

    def on_result_tabs_tab_changed(self) -> None:
        """Another result has its own filters, and what was typed was meant for the one before it."""
        self._work.leave()
        if self._bar.asked is not None:
            self._bar.close()
            self._tabs.focus_content()
        self._work.count_anew()
