"""Parquet and Arrow files, a batch of rows at a time."""

import io
from collections.abc import Sequence
from functools import partial
from typing import Any

from lakebase_tui.query.columns import Column
from lakebase_tui.query.export.compression import BinaryOut
from lakebase_tui.query.export.failures import ExportError, missing_package
from lakebase_tui.query.file_thread import Job
from lakebase_tui.query.rows import Row
from lakebase_tui.sql.visible import visible

try:
    import pyarrow as pa
    import pyarrow.ipc
    import pyarrow.parquet as pq

    from lakebase_tui.query.export.arrow_types import UnfitError, array_of, schema_for
except ImportError as error:
    raise missing_package("pyarrow", "A Parquet or Arrow file") from error

_BATCH_ROWS = 8_192
_BATCH_CHARACTERS = 4 * 1024 * 1024
_GROUP_ROWS = 65_536
_GROUP_BYTES = 32 * 1024 * 1024
"""What a row group of Parquet, or a batch of Arrow, has at most, about: it is held in memory."""
_SHOWN_CHARACTERS = 40


class ArrowEncoder:
    """Writes Parquet, or Arrow's own file format; `arrow_types` says with which types.

    Args:
        out: Where to.
        parquet: Whether it is Parquet.
        typed: Whether columns have the server's types, as far as they can; else all are text.
        note: On what is missing; kept in the file's metadata.
    """

    def __init__(self, out: BinaryOut, *, parquet: bool, typed: bool, note: str) -> None:
        self._out = _Sink(out)
        self._parquet = parquet
        self._typed = typed
        self._note = note
        self._schema: pa.Schema = None
        self._writer: Any = None
        self._rows: list[Row] = []
        self._characters = 0
        self._first = 0
        self._batches: list[pa.RecordBatch] = []

    def begin(self, columns: Sequence[Column]) -> None:
        """Decide the types."""
        if not columns:
            raise ExportError("The result has no columns.", "Choose a text format.")
        self._schema = schema_for(columns, typed=self._typed, note=self._note)

    def rows(self, rows: Sequence[Row]) -> Job | None:
        """Some rows."""
        self._rows += rows
        self._characters += sum(len(value) for row in rows for value in row if value is not None)
        if len(self._rows) < _BATCH_ROWS and self._characters < _BATCH_CHARACTERS:
            return None
        return self._batch()

    def end(self, total: int) -> Job:
        """The last rows, and the file's index."""
        last = self._batch()

        def end() -> None:
            last()
            self._write_group()
            self._writer.close()
            self._writer = None

        return end

    def close(self) -> None:
        """Give up what is still open; nobody reads it."""
        writer, self._writer, self._batches = self._writer, None, []
        self._out.deaf = True
        if writer is not None:
            writer.close()

    def _batch(self) -> Job:
        rows, self._rows, self._characters = self._rows, [], 0
        first, self._first = self._first, self._first + len(rows)
        return partial(self._add, rows, first)

    def _add(self, rows: Sequence[Row], first: int) -> None:
        """On the thread: rows become columns."""
        if rows:
            arrays = [
                self._column(values, index, first) for index, values in enumerate(zip(*rows, strict=True))
            ]
            self._batches.append(pa.record_batch(arrays, schema=self._schema))
        held = sum(batch.num_rows for batch in self._batches)
        if held >= _GROUP_ROWS or sum(batch.nbytes for batch in self._batches) >= _GROUP_BYTES:
            self._write_group()

    def _column(self, values: Sequence[str | None], index: int, first: int) -> pa.Array:
        field = self._schema.field(index)
        try:
            return array_of(values, field.type)
        except UnfitError as error:
            value = visible(error.value[:_SHOWN_CHARACTERS])
            where = f"Row {first + error.index + 1:,}, column {visible(field.name)}"
            if pa.types.is_string(field.type):
                raise ExportError(
                    f"{where}: {value} has bytes that are no characters.", "Use CSV."
                ) from error
            raise ExportError(
                f"{where}: {value} does not fit the type {field.type}.", "Export all columns as text."
            ) from error

    def _write_group(self) -> None:
        if self._writer is None:
            make = partial(pq.ParquetWriter, compression="zstd") if self._parquet else pa.ipc.new_file
            self._writer = make(self._out, self._schema)
        if self._batches:
            table, self._batches = pa.Table.from_batches(self._batches, self._schema), []
            self._writer.write_table(table.combine_chunks())


class _Sink(io.RawIOBase):
    """A file as Arrow wants it."""

    def __init__(self, out: BinaryOut) -> None:
        self.deaf = False
        self._out = out
        self._end = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if not self.deaf:
            self._out.write(bytes(data))
        self._end += len(data)
        return len(data)

    def tell(self) -> int:
        return self._end
