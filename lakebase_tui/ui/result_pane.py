"""Results with what one does with them: find, filter, sort, go to a row."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.worker import Worker

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.filter_input import parse_filter
from lakebase_tui.query.filters import Filter, filter_for_cell
from lakebase_tui.query.result_store import ResultStore, StoreState
from lakebase_tui.query.server_sort import ServerOrder
from lakebase_tui.query.sort import TooManyValuesError
from lakebase_tui.query.sort_keys import OrderUnknownError, SortKey
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.reading_words import missing_words, reading_words
from lakebase_tui.ui.result_bindings import RESULT_BINDINGS
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.widgets.result_bar import BarInput, ResultBar
from lakebase_tui.ui.widgets.result_grid import ResultGrid
from lakebase_tui.ui.widgets.result_tabs import ResultTabs

_OPENING = ("find", "filter", "go_to_row")
_SAY_EVERY = 50
"""A share of progress below a fiftieth is not worth a repaint."""


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
        self._work: Worker[None] | None = None
        self._counting: Worker[None] | None = None
        self._collation: str | None = None
        self._origin = (0, 0)
        self._match: tuple[int, int] | None = None
        self._match_number: int | None = None
        self._said: tuple[str, int] = ("", -1)

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
            self._count_anew()
        self._do("finding", lambda: self._to_match(back=back, here=here))

    async def _to_match(self, *, back: bool, here: bool) -> None:
        reader, grid = self.reader, self.grid
        number = grid.column_number
        if reader is None or number is None:
            return
        shown = tuple(grid.columns.order)
        hit = await reader.hit(grid.cursor_row, number, back=back, here=here, among=shown)
        if hit is not None:
            self._tabs.move_to(hit.row, hit.column)
            self._match = (hit.row, hit.column)
            await self._number_match(reader)
        self._say_state()

    async def _number_match(self, reader: ResultReader) -> None:
        """Learn which of all matches the last one found is, once that is counted."""
        find, match = reader.find, self._match
        self._match_number = await find.place(*match) if find is not None and match is not None else None

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
        self._match = self._match_number = None
        self._tabs.decorate(reader)
        if reader.find is None:
            self._bar.say("")
            return
        self._tabs.move_cursor(*self._origin)
        self._go_to_match(back=False, here=True)
        self._count_anew()

    def _count_anew(self) -> None:
        """Count matches in the background, and say what is known."""
        self._say_state()
        self._counting = self.run_worker(self._count_matches(), group="count", exclusive=True)

    def _count_anew(self, reader: ResultReader) -> None:
        """The rows are others now: what was counted in them, and which match the cursor is on, is void."""
        self._match = self._match_number = None
        if reader.find is not None:
            self._start_counting()

    async def _count_matches(self) -> None:
        reader = self.reader
        if reader is not None and reader.find is not None:
            try:
                await reader.find.count(self._tell_count)
                await self._number_match(reader)
            except (LakebaseTuiError, OSError) as error:
                self._fail(error)
                return
            self._say_state()

    def _tell_count(self, done: int, total: int) -> None:
        share = done * _SAY_EVERY // max(1, total)
        if self._said != ("count", share):
            self._said = ("count", share)
            self._say_state()

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
        if self.reader is not None and self.reader.filters:
            self._arrange(self.reader.filters[:0] if all_of_them else self.reader.filters[:-1])

    def _filter(self, added: Filter) -> None:
        if self.reader is not None:
            self._arrange((*self.reader.filters, added))

    def action_sort(self, also: bool = False) -> None:
        """Sort by the column under the cursor: up, down, not; `also` keeps what is sorted by before it."""
        reader, number = self.reader, self.grid.column_number
        if reader is None or number is None:
            return
        before = [key for key in reader.keys if key.column != number]
        own = next((key for key in reader.keys if key.column == number), None)
        keys = before if also else []
        if own is None or (not also and len(reader.keys) > 1):
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
        self._arrange(reader.filters, keys)

    def _source_state(self) -> StoreState:
        source = self.reader.source if self.reader is not None else None
        return source.state if isinstance(source, ResultStore) else StoreState.COMPLETE

    def _arrange(self, filters: tuple[Filter, ...], keys: tuple[SortKey, ...] | None = None) -> None:
        reader = self.reader
        if reader is None:
            return
        wanted = reader.keys if keys is None else keys
        what = "sorting" if filters == reader.filters and wanted else "filtering"

        async def work() -> None:
            try:
                await reader.use(filters, wanted, self._progress(what), self.server)
            except (OrderUnknownError, TooManyValuesError) as error:
                self._say_state()
                self.post_message(self.SortAsked(self._tabs.active, wanted, error.sentence))
                return
            self.show_rows(reader)

        self._do(what, work)

    def rows_edited(self, reader: ResultReader) -> None:
        """Some rows of the result on show read differently."""
        reader.restart_find()
        if reader is self.reader:
            self._tabs.rows_edited(len(reader.rows))
            self._match = self._match_number = None
            reader.restart_find()
            self._count_anew()

    def show_rows(self, reader: ResultReader) -> None:
        """The reader on show has other rows now."""
        if reader is not self.reader:
            return
        self._tabs.show_rows()
        self.grid.columns.mark(reader.marks_of_columns())
        self._tabs.decorate(reader)
        self.grid.columns_changed()
        self._count_anew(reader)
        self._say_state()

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
        self._say_state()
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
        self._say_state()

    def _say_state(self) -> None:
        """Say what is looked for, filtered and changed."""
        reader = self.reader
        self._bar.say(reading_words(reader, self._match_number) if reader is not None else "")

    # -- work -------------------------------------------------------------------------------------

    def _do(self, what: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do it in the background, one thing at a time; Escape ends it."""

        async def run() -> None:
            try:
                await work()
                await self._catch_up()
            except (LakebaseTuiError, OSError) as error:
                self._fail(error)

        self._said = (what, -1)
        self._work = self.run_worker(run(), group="reading", exclusive=True)

    async def _catch_up(self) -> None:
        """Filter the rows that have arrived meanwhile."""
        reader = self.reader
        while reader is not None and reader is self.reader and reader.scanned < len(reader.source):
            await reader.go_on()
            self._tabs.rows_grew(len(reader.rows))
            self._say_state()

    def _progress(self, what: str) -> Callable[[int, int], None]:
        def tell(done: int, total: int) -> None:
            share = done * 100 // max(1, total)
            if self._said != (what, share):
                self._said = (what, share)
                self._bar.say(f"{what}… {share} %  Esc stops")

        return tell

    def _fail(self, error: LakebaseTuiError | OSError) -> None:
        words = str(error)
        if isinstance(error, LakebaseTuiError):
            words = f"{error.sentence} {error.next_step}".strip()
        self._bar.say(Content.styled(visible(words), "$error"))

    def action_stop_work(self) -> None:
        """Stop what goes on; if nothing does, stop looking for something."""
        if self._busy and self._work is not None:
            self._work.cancel()
            self._say_state()
        elif self.reader is not None and self.reader.find is not None:
            self._look_for("")
            self._say_state()

    @property
    def _busy(self) -> bool:
        return self._work is not None and self._work.is_running

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed, keys are text; Escape is for others while there is nothing to stop."""
        if action in _OPENING:
            return self._bar.asked is None
        finds = self.reader is not None and self.reader.find is not None
        return action != "stop_work" or self._busy or finds

    def on_result_tabs_rows_grew(self, event: ResultTabs.RowsGrew) -> None:
        """More rows of the result on show: filter them, and count what is found in them."""
        event.stop()
        reader = self.reader
        if reader is None or event.reader is not reader:
            return
        if reader.filters and not self._busy:
            self._do("filtering", self._catch_up)
        if reader.find is not None and not (self._counting is not None and self._counting.is_running):
            self._count_anew()

    def on_result_tabs_tab_changed(self) -> None:
        """Another result has its own filters, and what was typed was meant for the one before it."""
        for worker in (self._work, self._counting):
            if worker is not None:
                worker.cancel()
        self._match = self._match_number = None
        if self._bar.asked is not None:
            self._bar.close()
            self._tabs.focus_content()
        self._said = ("", -1)
        self._say_state()
        if self.reader is not None and self.reader.find is not None:
            self._count_anew()
