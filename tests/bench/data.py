"""The rows that are measured on: made once, kept in a directory of their own, the same on every machine."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.support.postgres_server import PostgresServer, running_server

DATABASE = "bench"
ROWS = 5_000_000
FIRST_ROW = "c4ca4238"
"""Begins the second column of the first event, and is in no statement."""
WIDE_FIRST_ROW = "w1_1_"
"""Begins a value of the first row of `wide`."""

_SETTINGS = ("synchronize_seqscans=off", "autovacuum=off", "jit=off", "max_wal_size=1GB")
"""Every scan begins at the first row, and nothing else goes on meanwhile."""

_EVENTS = """
create unlogged table {table} (
  id int8 primary key, uid uuid, title text, amount numeric(14, 4), created_at timestamptz, payload jsonb,
  is_active bool, score float8, tags int4[], digest bytea, event_day date, note text)
"""
_EVENT_ROWS = """
insert into {table}
select n, h::uuid, left(h || ' ' || reverse(h) || ' and so on and on', 10 + n::int % 70),
       (n * 7919 % 100000000)::numeric / 1000, timestamptz '2020-01-01 00:00:00+00' + n * interval '7.3 s',
       jsonb_build_object('k', n % 1000, 'name', left(h, 8), 'even', n % 2 = 0), n % 3 <> 0,
       (n % 1000003)::float8 / 7, array[n % 10, n % 100, n % 1000]::int4[], decode(left(h, 16), 'hex'),
       date '2020-01-01' + n::int % 2000, case when n % 3 > 0 then 'note ' || n % 977 end
from (select n, md5(n::text) as h from generate_series(1::int8, {rows}) as n) as numbered
"""
_WIDE_ROWS = 10_000
_WIDE_COLUMNS = 200
_BIG = """
create table big (what text primary key, value text, document jsonb);
insert into big
select 'lines', left(string_agg('line ' || n || ' ' || md5(n::text), E'\\n' order by n), 10485760), null
from generate_series(1, 300000) as n;
insert into big
select 'one line', left(string_agg(md5(n::text), '' order by n), 10485760), null
from generate_series(1, 330000) as n;
insert into big
select 'document', null,
       jsonb_agg(jsonb_build_object('i', n, 'h', md5(n::text), 'n', array[n, 2 * n]) order by n)
from generate_series(1, 62500) as n;
"""


def default_directory() -> Path:
    """Where the rows are kept unless told otherwise: below the temporary directory."""
    return Path(tempfile.gettempdir()) / f"lakebase-tui-bench-{os.geteuid()}"


def events(rows: int) -> str:
    """The table of that many rows."""
    return f"events_{rows}"


@contextlib.contextmanager
def bench_server(directory: Path, rows: int) -> Iterator[PostgresServer]:
    """A server with a table of so many events, and the others; made where they are missing."""
    directory.mkdir(mode=0o755, exist_ok=True)
    if directory.stat().st_uid != os.geteuid():
        raise PermissionError(f"{directory} belongs to somebody else")
    with running_server(directory / "server", _SETTINGS) as server:
        _make(server, rows)
        yield server


def _make(server: PostgresServer, rows: int) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(f"create database {DATABASE}")
    with psycopg.connect(server.dsn(DATABASE), autocommit=True) as connection:
        if not _is_there(connection, events(rows)):
            _make_events(connection, rows)
        if not _is_there(connection, "wide"):
            _make_wide(connection)
        if not _is_there(connection, "big"):
            with connection.transaction():
                connection.execute(_BIG)


def _make_events(connection: psycopg.Connection[Any], rows: int) -> None:
    print(f"making {rows:,} rows ...", flush=True)
    with connection.transaction():
        connection.execute(_EVENTS.format(table=events(rows)))
        connection.execute(_EVENT_ROWS.format(table=events(rows), rows=rows))
    connection.execute(f"vacuum (analyze, freeze) {events(rows)}")


def _make_wide(connection: psycopg.Connection[Any]) -> None:
    kinds = [
        ("int4", "n * {i} % 100000"),
        ("float8", "(n * {i})::float8 / 7"),
        ("text", "'w{i}_' || n || '_'"),
    ]
    columns, values = [], []
    for i in range(1, _WIDE_COLUMNS + 1):
        kind, value = kinds[(i + 1) % 3]
        columns.append(f"c{i:03} {kind}")
        values.append(value.format(i=i))
    with connection.transaction():
        connection.execute(f"create table wide ({', '.join(columns)})")
        connection.execute(
            f"insert into wide select {', '.join(values)} from generate_series(1, {_WIDE_ROWS}) as n"
        )
    connection.execute("vacuum (analyze, freeze) wide")


def _is_there(connection: psycopg.Connection[Any], table: str) -> bool:
    found = connection.execute("select to_regclass(%s)", [table]).fetchone()
    return found is not None and found[0] is not None
