"""Results, command tags and copied data, in the order in which the server gave them."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from lakebase_tui.headless.endings import OutputClosedError
from lakebase_tui.headless.expanded_csv import ExpandedCsvFormat
from lakebase_tui.headless.job import Layout, Shape
from lakebase_tui.headless.output import Output
from lakebase_tui.query.columns import Column
from lakebase_tui.query.events import ResultEnded
from lakebase_tui.query.formats.aligned_format import AlignedFormat, PsqlTableOptions
from lakebase_tui.query.formats.csv_format import CsvFormat, CsvOptions
from lakebase_tui.query.formats.expanded_format import ExpandedFormat
from lakebase_tui.query.formats.text_format import TextFormat
from lakebase_tui.query.formats.unaligned_format import UnalignedFormat, UnalignedOptions
from lakebase_tui.query.pieces import MemoryBudget
from lakebase_tui.query.result_store import ResultStore
from lakebase_tui.query.rows import Row
from lakebase_tui.query.streams import ByteSink, RowSink

_BUDGET_BYTES = 32 * 1024 * 1024
_SLICE_ROWS = 1_000
_TOLD_BESIDE_ROWS = ("INSERT", "UPDATE", "DELETE", "MERGE")


class _Printed(Protocol):
    """One result on its way out."""

    async def take(self, rows: Sequence[Row]) -> None: ...

    async def end(self) -> None: ...

    async def break_off(self) -> None: ...


class Printer:
    """Prints what the statements of a session give.

    The executor tells events through a queue, and hands rows and copied data over directly: those wait until
    every event before them has been printed.

    Args:
        output: Where to.
        layout: How.
        quiet: Leave out command tags.
    """

    def __init__(self, output: Output, layout: Layout, *, quiet: bool) -> None:
        self.output = output
        self._layout = layout
        self._quiet = quiet
        self._tags = not quiet
        self._budget = MemoryBudget(_BUDGET_BYTES)
        self._results: dict[int, _Printed] = {}
        self._parts = 0
        self._copied = False
        self._idle = asyncio.Event()
        self._abandoned = False

    def begin_message(self, *, quietly: bool = False) -> None:
        """A message is about to be sent; `quietly`: its command tags are left out."""
        self._tags = not quietly and not self._quiet
        self._results, self._parts, self._copied, self._abandoned = {}, 0, False, False
        self._idle.set()

    def set_idle(self, idle: bool) -> None:
        """Whether all events so far are printed and the next is awaited."""
        if idle:
            self._idle.set()
        else:
            self._idle.clear()

    def abandon(self) -> None:
        """Let go of whoever waits to print: nobody goes on here."""
        self._abandoned = True
        self._idle.set()

    def rows(self, index: int, columns: Sequence[Column]) -> RowSink:
        """Where the rows of the next result go."""
        result = self._results[self._parts] = self._result(columns)
        self._parts += 1
        return result

    def copy_out(self, index: int) -> ByteSink:
        """Where copied data goes."""
        self._copied = True
        return _Copied(self)

    async def result_ended(self, event: ResultEnded) -> None:
        """Print the end of a result, and its tag where psql does.

        Raises:
            OutputClosedError: Nobody reads any more.
        """
        tag = event.command_tag
        if event.part is not None:
            await self._results.pop(event.part).end()
            told = tag.startswith(_TOLD_BESIDE_ROWS)
        else:
            # The tag of a COPY would stand right behind its data, as if it were a part of it.
            told, self._copied = not self._copied, False
        if told and tag and self._tags:
            await self.output.text(f"{tag}\n")

    async def break_off(self) -> None:
        """End the lines of results whose statement failed: those that go out as they come are out already.

        Raises:
            OutputClosedError: Nobody reads any more.
        """
        for result in self._results.values():
            await result.break_off()
        self._results = {}

    async def caught_up(self) -> None:
        """Return when every event that was told before is printed.

        Raises:
            OutputClosedError: They never will be.
        """
        await asyncio.sleep(0)  # the reader of events runs first, and says that it is not idle
        while not self._idle.is_set():
            await self._idle.wait()
        if self._abandoned:
            raise OutputClosedError("The output is closed.")

    def _result(self, columns: Sequence[Column]) -> _Printed:
        layout = self._layout
        if layout.shape is Shape.CSV:
            csv = CsvFormat(CsvOptions(header=not layout.tuples_only, as_psql=True))
            return _Streamed(self, columns, ExpandedCsvFormat() if layout.expanded else csv)
        if layout.shape is Shape.UNALIGNED:
            options = UnalignedOptions(
                field_separator=layout.field_separator,
                record_separator=layout.record_separator,
                tuples_only=layout.tuples_only,
                expanded=layout.expanded,
            )
            return _Streamed(self, columns, UnalignedFormat(options))
        table = PsqlTableOptions(tuples_only=layout.tuples_only)
        kind = ExpandedFormat if layout.expanded else AlignedFormat
        return _Measured(self, columns, kind(columns, table), self._budget)


class _Streamed:
    """Rows go out as they come."""

    def __init__(self, printer: Printer, columns: Sequence[Column], form: TextFormat) -> None:
        self._printer = printer
        self._columns = columns
        self._format = form
        self._total = 0
        self._begun = False

    async def take(self, rows: Sequence[Row]) -> None:
        if not self._begun:
            await self._printer.caught_up()
        await self._printer.output.text(self._begin() + self._format.rows(rows))
        self._total += len(rows)

    async def end(self) -> None:
        await self._printer.output.text(self._begin() + self._format.end(self._total))

    async def break_off(self) -> None:
        if self._begun and isinstance(self._format, UnalignedFormat):
            await self._printer.output.text("\n")

    def _begin(self) -> str:
        if self._begun:
            return ""
        self._begun = True
        return self._format.begin(self._columns)


class _Measured:
    """Rows are kept, on disk where they are many, until all of them have been measured."""

    def __init__(
        self,
        printer: Printer,
        columns: Sequence[Column],
        form: AlignedFormat | ExpandedFormat,
        budget: MemoryBudget,
    ) -> None:
        self._printer = printer
        self._format = form
        self._columns = columns
        self._store = ResultStore(tuple(columns), budget)

    async def take(self, rows: Sequence[Row]) -> None:
        if not len(self._store):
            await self._printer.caught_up()
        self._format.measure(rows)
        self._store.append(rows)

    async def end(self) -> None:
        output, store = self._printer.output, self._store
        try:
            await output.text(self._format.begin(self._columns))
            for start in range(0, len(store), _SLICE_ROWS):
                await output.text(self._format.rows(store.rows(start, start + _SLICE_ROWS)))
                await asyncio.sleep(0)
            await output.text(self._format.end(len(store)))
        finally:
            store.close()

    async def break_off(self) -> None:
        self._store.close()


class _Copied:
    """Copied data goes out as it comes."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self._begun = False

    async def take(self, data: bytes) -> None:
        if not self._begun:
            await self._printer.caught_up()
            self._begun = True
        await self._printer.output.write(data)
