"""From libpq results to rows of the server's own text, as fast as psycopg's C code goes.

No value is converted: `infinity`, years BC and numbers of a thousand digits arrive as the server wrote
them. Bytes that are not valid in the connection's encoding survive as lone surrogates (`surrogateescape`), so
that they can be written out again exactly.
"""

from typing import Any

import psycopg
from psycopg import adapt
from psycopg.abc import Transformer
from psycopg.pq.abc import PGresult
from psycopg.types.string import TextLoader

from lakebase_tui.query.columns import Column
from lakebase_tui.query.rows import Row
from lakebase_tui.query.text_encoding import TextEncoding, encoding_of
from lakebase_tui.query.type_kinds import column_for

_ANY_TYPE = 0
"""The oid that psycopg falls back to for types it has no loader for; here that is all of them."""


def _text_only() -> adapt.AdaptersMap:
    adapters = adapt.AdaptersMap(None)
    adapters.register_loader(_ANY_TYPE, TextLoader)
    return adapters


_ADAPTERS = _text_only()


COPIED = (column_for("COPY", 25),)
"""The column of what `COPY ... TO STDOUT` gives, where it is kept as rows."""


def copied_rows(data: bytes, encoding: TextEncoding) -> list[Row]:
    """Copied data as rows of one text, a line each; a binary copy is cut at its line feeds like any other."""
    if encoding.exact:
        lines = encoding.decode(data).split("\n")
    else:
        lines = list(map(encoding.decode, data.split(b"\n")))
    if not lines[-1]:
        del lines[-1]
    return [(line,) for line in lines]


class _TextContext:
    """The connection, with all its type adapters but the text loader taken away."""

    def __init__(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        self.connection: psycopg.AsyncConnection[Any] = connection

    @property
    def adapters(self) -> adapt.AdaptersMap:
        return _ADAPTERS


class TextRows:
    """Reads rows and columns of one statement's results.

    Made anew for each statement: `SET client_encoding` may have come in between. Within one text it may come
    too, but the server tells of that only at the end.
    """

    def __init__(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        self.encoding = encoding_of(connection)
        self._transformer: Transformer | None = None
        if self.encoding.certain:
            self._transformer = adapt.Transformer(_TextContext(connection))

    def columns(self, result: PGresult) -> tuple[Column, ...]:
        """The columns of a result, of any number, names as they are."""
        return tuple(
            column_for(
                self.encoding.decode(result.fname(i) or b""),
                result.ftype(i),
                result.fmod(i),
                table_oid=result.ftable(i),
                table_column=result.ftablecol(i),
            )
            for i in range(result.nfields)
        )

    def rows(self, result: PGresult) -> list[Row]:
        """All rows of a result (usually a chunk of one)."""
        if not result.nfields:
            return [()] * result.ntuples
        if self._transformer is not None:
            self._transformer.set_pgresult(result)
            try:
                return self._transformer.load_rows(0, result.ntuples, tuple)
            except UnicodeDecodeError:
                pass
        return self._rows_cell_by_cell(result)

    def _rows_cell_by_cell(self, result: PGresult) -> list[Row]:
        columns, decode = range(result.nfields), self.encoding.decode
        return [
            tuple(
                None if (value := result.get_value(row, column)) is None else decode(value)
                for column in columns
            )
            for row in range(result.ntuples)
        ]
