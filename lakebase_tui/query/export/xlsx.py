"""Excel files: numbers where a spreadsheet holds them exactly, text everywhere else, and never a formula."""

import contextlib
import io
import re
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.export.compression import BinaryOut
from lakebase_tui.query.export.failures import ExportError, missing_package
from lakebase_tui.query.file_thread import Job
from lakebase_tui.query.rows import Row
from lakebase_tui.query.spill import spill_directory
from lakebase_tui.sql.visible import visible

try:
    import xlsxwriter
except ImportError as error:
    raise missing_package("XlsxWriter", "An Excel file") from error

MOST_ROWS = 1_048_575
"""Rows that a sheet has below its header."""
_BATCH_ROWS = 1_000
_MOST_DIGITS = 15
"""Digits of a number that a spreadsheet keeps."""
_MOST_EXPONENT = 300
_LONGEST = 32_767
_NUMBER = re.compile(r"-?(\d+)(?:\.(\d+))?(?:e([+-]\d+))?")
_UNWRITABLE = re.compile("[\ud800-\udfff]")
"""Bytes that are no characters."""
_BOOLEANS = {"t": True, "f": False}


class XlsxEncoder:
    """Writes one sheet, row by row, in flat memory; a note on what is missing gets a sheet of its own.

    Args:
        out: Where to.
        note: On what is missing.
    """

    def __init__(self, out: BinaryOut, note: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lakebase-xlsx-", dir=spill_directory())
        self._book = xlsxwriter.Workbook(
            _Sink(out),
            {
                "constant_memory": True,
                "tmpdir": self._folder.name,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "use_zip64": True,
            },
        )
        self._sheet: Any = self._book.add_worksheet("Result")
        self._note = note
        self._names: list[str] = []
        self._writers: list[Callable[[int, int, str], int]] = []
        self._rows: list[Row] = []
        self._first = 0

    def begin(self, columns: Sequence[Column]) -> None:
        """The header, which stays in sight."""
        self._names = [column.name for column in columns]
        writers = {ColumnKind.NUMBER: self._number, ColumnKind.BOOLEAN: self._boolean}
        self._writers = [writers.get(column.kind, self._text) for column in columns]
        bold = self._book.add_format({"bold": True})
        self._sheet.freeze_panes(1, 0)
        for index, name in enumerate(self._names):
            self._sheet.write_string(0, index, _UNWRITABLE.sub("?", name), bold)

    def rows(self, rows: Sequence[Row]) -> Job | None:
        """Some rows."""
        self._rows += rows
        return self._batch() if len(self._rows) >= _BATCH_ROWS else None

    def end(self, total: int) -> Job:
        """The last rows, then the whole file: it is packed at the end."""
        last = self._batch()

        def end() -> None:
            last()
            if self._note:
                self._book.add_worksheet("Note").write_string(0, 0, self._note)
            self._book.close()

        return end

    def close(self) -> None:
        """Remove what was kept on disk meanwhile."""
        with contextlib.suppress(OSError):
            if not self._book.fileclosed:
                self._sheet.row_data_fh.close()
                self._book.fileclosed = True
        self._folder.cleanup()

    def _batch(self) -> Job:
        rows, self._rows = self._rows, []
        first, self._first = self._first, self._first + len(rows)
        return partial(self._write, rows, first)

    def _write(self, rows: Sequence[Row], first: int) -> None:
        """On the thread."""
        if first + len(rows) > MOST_ROWS:
            raise ExportError(
                f"A sheet has room for {MOST_ROWS:,} rows, and there are more.", "Use CSV or Parquet."
            )
        for number, row in enumerate(rows, first + 1):
            for index, (write, value) in enumerate(zip(self._writers, row, strict=True)):
                if value is not None and write(number, index, value):
                    self._refuse(number, index)

    def _number(self, row: int, column: int, value: str) -> int:
        if not is_exact(value):
            return self._text(row, column, value)
        written: int = self._sheet.write_number(row, column, float(value))
        return written

    def _boolean(self, row: int, column: int, value: str) -> int:
        if value not in _BOOLEANS:
            return self._text(row, column, value)
        written: int = self._sheet.write_boolean(row, column, _BOOLEANS[value])
        return written

    def _text(self, row: int, column: int, value: str) -> int:
        if not value.isascii() and _UNWRITABLE.search(value):
            return -1
        written: int = self._sheet.write_string(row, column, value)
        return written

    def _refuse(self, row: int, column: int) -> None:
        where = f"Row {row:,}, column {visible(self._names[column])}"
        raise ExportError(
            f"{where}: a cell has room for {_LONGEST:,} characters, and for no bytes that are none.",
            "Use CSV.",
        )


def is_exact(number: str) -> bool:
    """Whether a spreadsheet, which keeps 15 digits, holds a number as it is."""
    parts = _NUMBER.fullmatch(number)
    if parts is None or (number.startswith("-0") and float(number) == 0):
        return False
    digits = (parts[1] + (parts[2] or "")).strip("0")
    return len(digits) <= _MOST_DIGITS and abs(int(parts[3] or 0)) <= _MOST_EXPONENT


class _Sink(io.RawIOBase):
    """A file as a zip archive wants it; it cannot go back in it."""

    def __init__(self, out: BinaryOut) -> None:
        self._out = out

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._out.write(bytes(data))
        return len(data)
