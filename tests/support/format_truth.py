"""What psql and COPY really write, and the same rows as our formats get them."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from psycopg import pq
from psycopg.pq.abc import PGconn

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.text_format import MeasuredFormat, TextFormat
from lakebase_tui.query.rows import Row
from lakebase_tui.query.type_kinds import column_for


class RawConnection:
    """libpq itself: nothing between the server's text and the test."""

    def __init__(self, connection: PGconn) -> None:
        self._connection = connection

    def fetch(self, sql: str) -> tuple[list[Column], list[Row]]:
        """Run statements; columns and rows of the last.

        Raises:
            AssertionError: The server refused it.
        """
        result = self._connection.exec_(sql.encode(errors="surrogateescape"))
        assert result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK), result.error_message
        columns = [
            column_for((result.fname(i) or b"").decode(), result.ftype(i), result.fmod(i))
            for i in range(result.nfields)
        ]
        cells = [[result.get_value(row, i) for i in range(result.nfields)] for row in range(result.ntuples)]
        return columns, [tuple(None if cell is None else cell.decode() for cell in row) for row in cells]

    def copy_out(self, sql: str, options: str) -> str:
        """What `COPY (sql) TO STDOUT (options)` sends."""
        result = self._connection.exec_(f"copy ({sql}) to stdout ({options})".encode())
        assert result.status == pq.ExecStatus.COPY_OUT, result.error_message
        parts = []
        while (got := self._connection.get_copy_data(0))[0] > 0:
            parts.append(bytes(got[1]))
        self._finish()
        return b"".join(parts).decode()

    def copy_in(self, table: str, options: str, text: str) -> None:
        """Have the server read a text by `COPY table FROM STDIN (options)`.

        Raises:
            AssertionError: The server refused it.
        """
        result = self._connection.exec_(f"copy {table} from stdin ({options})".encode())
        assert result.status == pq.ExecStatus.COPY_IN, result.error_message
        self._connection.put_copy_data(text.encode(errors="surrogateescape"))
        self._connection.put_copy_end()
        self._finish()

    def _finish(self) -> None:
        while (result := self._connection.get_result()) is not None:
            assert result.status == pq.ExecStatus.COMMAND_OK, result.error_message


@contextmanager
def raw_connection(dsn: str) -> Iterator[RawConnection]:
    """Connect, and close."""
    connection = pq.PGconn.connect(
        f"{dsn} client_encoding=UTF8 options='-c client_min_messages=error'".encode()
    )
    try:
        yield RawConnection(connection)
    finally:
        connection.finish()


def written(form: TextFormat, columns: Sequence[Column], rows: Sequence[Row], *, block: int = 3) -> str:
    """All that a format writes, a few rows at a time."""
    blocks = [rows[start : start + block] for start in range(0, len(rows), block)]
    if isinstance(form, MeasuredFormat):
        for each in blocks:
            form.measure(each)
    return form.begin(columns) + "".join(form.rows(each) for each in blocks) + form.end(len(rows))


def psql_output(psql: str | Path, dsn: str, sql: str, *flags: str) -> str:
    """What `psql -c sql` writes to a pipe; nothing of the user's own settings is in it."""
    done = subprocess.run(
        [str(psql), "-X", *flags, "-d", dsn, "-c", sql],
        capture_output=True, check=True, timeout=60,
        env={"PATH": os.environ.get("PATH", ""), "PGCLIENTENCODING": "UTF8", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    return done.stdout.decode(errors="surrogateescape")
