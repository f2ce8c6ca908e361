"""CSV by the server itself: `COPY (...) TO STDOUT` is the quickest where it gives the very same bytes."""

from typing import Protocol

from lakebase_tui.query.export.encoder import BLOCK_CHARACTERS
from lakebase_tui.query.export.export_file import ExportFile
from lakebase_tui.query.export.order import ExportOrder
from lakebase_tui.query.formats.csv_format import CsvOptions
from lakebase_tui.sql.classify import classify
from lakebase_tui.sql.literals import quote_literal

_SINGLE_BYTE = "\x7f"


def copy_statement(sql: str, order: ExportOrder) -> str | None:
    """The COPY that gives what the order asks for; None where rows have to be read and written by us.

    Only a query can be copied: SELECT, VALUES, TABLE or WITH, that writes nothing by itself.
    """
    facts = classify(sql)
    if order.kind != "csv" or facts.kind != "select" or facts.writes is not False or not facts.returns_rows:
        return None
    options = _options(order.csv)
    # The line end is for a comment that the statement may end in.
    return options and f"COPY (\n{sql}\n) TO STDOUT ({options})"


def _options(csv: CsvOptions) -> str | None:
    singles = csv.delimiter + csv.quote + csv.escape
    if csv.spreadsheet_safe or csv.as_psql or max(singles) > _SINGLE_BYTE:
        return None
    parts = ["FORMAT csv", "ENCODING 'UTF8'"]
    if csv.header:
        parts.append("HEADER")
    if csv.force_quote:
        parts.append("FORCE_QUOTE *")
    named = (("DELIMITER", csv.delimiter, ","), ("QUOTE", csv.quote, '"'), ("ESCAPE", csv.escape, ""))
    parts += [f"{name} {quote_literal(value)}" for name, value, usual in named if value != usual]
    if csv.null:
        parts.append(f"NULL {quote_literal(csv.null)}")
    return ", ".join(parts)


class _TakesBytes(Protocol):
    async def take_bytes(self, data: bytes, rows: int) -> None: ...


class CopySink:
    """Takes what the server copies out, counts its rows and passes it on in blocks; implements `ByteSink`.

    Args:
        file: Where to.
        csv: How it is written.
    """

    def __init__(self, file: "ExportFile | _TakesBytes", csv: CsvOptions) -> None:
        self._file = file
        self._quote = csv.quote.encode()
        self._mute = bytes(byte for byte in range(256) if byte not in self._quote + b"\n")
        self._headers = int(csv.header)
        self._plain_escape = csv.escape in ("", csv.quote)
        self._parts: list[bytes] = []
        self._size = 0

    async def take(self, data: bytes) -> None:
        """Some more bytes, whole rows.

        Raises:
            LakebaseTuiError: The disk is full.
        """
        self._parts.append(data)
        self._size += len(data)
        if self._size >= BLOCK_CHARACTERS:
            await self.flush()

    async def flush(self) -> None:
        """Pass on what was held back.

        Raises:
            LakebaseTuiError: The disk is full.
        """
        block, self._parts, self._size = b"".join(self._parts), [], 0
        if block:
            rows = self._rows_in(block)
            if rows:
                rows, self._headers = rows - self._headers, 0
            await self._file.take_bytes(block, rows)

    def _rows_in(self, block: bytes) -> int:
        """Line ends outside of quotes; an estimate where quotes are escaped by something else."""
        if self._quote not in block or not self._plain_escape:
            return block.count(b"\n")
        # Two quotes without a line end between them say nothing; few are left that do.
        telling = block.translate(None, self._mute).replace(self._quote * 2, b"")
        return b"".join(telling.split(self._quote)[::2]).count(b"\n")
