"""From libpq results to rows of the server's own text, as fast as psycopg's C code goes.

No value is converted: `infinity`, years BC and numbers of a thousand digits arrive as the server wrote
them. Bytes that are not valid in the connection's encoding survive as lone surrogates (`surrogateescape`), so
that they can be written out again exactly.
"""

from typing import Any

import psycopg
from psycopg import adapt
from psycopg.pq.abc import PGresult
from psycopg.types.string import TextLoader

from lakebase_tui.query.columns import Column
from lakebase_tui.query.rows import Row
from lakebase_tui.query.type_kinds import column_for

_ANY_TYPE = 0
"""The oid that psycopg falls back to for types it has no loader for; here that is all of them."""

_UNDECODED_CODEC = "ascii"
"""What psycopg names SQL_ASCII: the server does not know the encoding, so nothing vouches for the bytes."""


def _text_only() -> adapt.AdaptersMap:
    adapters = adapt.AdaptersMap(None)
    adapters.register_loader(_ANY_TYPE, TextLoader)
    return adapters


_ADAPTERS = _text_only()


COPIED = (column_for("COPY", 25),)
"""The column of what `COPY ... TO STDOUT` gives, where it is kept as rows."""


def copied_rows(data: bytes, codec: str) -> list[Row]:
    """Copied data as rows of one text, a line each; a binary copy is cut at its line feeds like any other."""
    lines = data.decode(codec, "surrogateescape").split("\n")
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


def codec_of(connection: "psycopg.AsyncConnection[Any]") -> str:
    """Python's name for the client encoding; UTF-8 where the server does not care (SQL_ASCII)."""
    codec = connection.info.encoding
    return "utf-8" if codec == _UNDECODED_CODEC else codec


class TextRows:
    """Reads rows and columns of one statement's results.

    Made anew for each statement: `SET client_encoding` may have come in between.
    """

    def __init__(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        self._codec = codec_of(connection)
        self._certain = connection.info.encoding != _UNDECODED_CODEC
        self._transformer = adapt.Transformer(_TextContext(connection))

    def columns(self, result: PGresult) -> tuple[Column, ...]:
        """The columns of a result, of any number, names as they are."""
        return tuple(
            column_for(
                self._decode(result.fname(i) or b""),
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
        if self._certain:
            self._transformer.set_pgresult(result)
            try:
                return self._transformer.load_rows(0, result.ntuples, tuple)
            except UnicodeDecodeError:
                pass
        return self._rows_cell_by_cell(result)

    def _rows_cell_by_cell(self, result: PGresult) -> list[Row]:
        columns = range(result.nfields)
        return [
            tuple(self._decode_cell(result.get_value(row, column)) for column in columns)
            for row in range(result.ntuples)
        ]

    def _decode_cell(self, value: bytes | None) -> str | None:
        return None if value is None else self._decode(value)

    def _decode(self, value: bytes) -> str:
        return value.decode(self._codec, "surrogateescape")
