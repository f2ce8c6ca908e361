"""Sorting and filtering here is what the server would have answered."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakebase_tui.query.columns import Column
from lakebase_tui.query.filters import Filter, Filtering, Op
from lakebase_tui.query.server_sort import ranks_sql, server_sort_sql
from lakebase_tui.query.sort import SortKey, sort_rows
from lakebase_tui.query.sort_keys import OrderUnknownError
from lakebase_tui.query.type_kinds import column_for
from tests.support.postgres_server import PostgresServer
from tests.support.rows import ListSource, Row
from tests.support.value_texts import VALUES

Connection = psycopg.Connection[Any]
FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SIGNS = [Op.EQUALS, Op.DIFFERS, Op.LESS, Op.LESS_OR_EQUAL, Op.GREATER, Op.GREATER_OR_EQUAL]


@pytest.fixture(scope="module")
def connection(server: PostgresServer) -> Iterator[Connection]:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("set timezone = 'America/New_York'")
        yield connection


def texts(connection: Connection, sql: str, *parameters: object) -> tuple[tuple[Column, ...], list[Row]]:
    """A result in the server's own text."""
    result = connection.pgconn.exec_params(
        sql.encode(), [None if value is None else str(value).encode() for value in parameters]
    )
    assert result.error_message == b"", (sql, result.error_message)
    columns = tuple(
        column_for((result.fname(i) or b"").decode(), result.ftype(i), result.fmod(i))
        for i in range(result.nfields)
    )
    return columns, [
        tuple(
            value if (value := result.get_value(row, i)) is None else value.decode()
            for i in range(result.nfields)
        )
        for row in range(result.ntuples)
    ]


def array_of(values: Sequence[str | None]) -> str:
    """An array literal."""
    quoted = (
        "null" if value is None else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        for value in values
    )
    return "{" + ",".join(quoted) + "}"


def given_as(type_name: str) -> str:
    plain, collate, collation = type_name.partition(" collate ")
    return f"select t.v::{plain}{collate}{collation} as v, n from unnest($1::text[]) with ordinality t(v, n)"


def lists_of(type_name: str) -> "st.SearchStrategy[list[str | None]]":
    return st.lists(
        st.one_of(st.none(), VALUES[type_name], VALUES[type_name], VALUES[type_name]), max_size=40
    )


@pytest.mark.parametrize("type_name", VALUES)
def test_a_sort_is_the_servers(connection: Connection, type_name: str) -> None:
    @FEW
    @given(lists_of(type_name), st.booleans())
    def check(values: list[str | None], descending: bool) -> None:
        unsorted = f"{given_as(type_name)} order by n"
        columns, rows = texts(connection, unsorted, array_of(values))
        direction = "desc" if descending else "asc"
        _, expected = texts(
            connection, f"select * from ({unsorted}) s order by v {direction}, n", array_of(values)
        )
        keys = [SortKey(0, descending)]
        found = asyncio.run(sort_rows(ListSource(columns, rows), keys))
        assert found.rows(0, len(rows)) == expected
        numbers = [found.source_row(index) for index in range(len(rows))]
        assert [rows[number] for number in numbers] == expected

    check()


@pytest.mark.parametrize("type_name", VALUES)
def test_a_filter_is_a_where(connection: Connection, type_name: str) -> None:
    @FEW
    @given(lists_of(type_name), VALUES[type_name], st.sampled_from(SIGNS), st.booleans())
    def check(values: list[str | None], value: str, op: Op, known: bool) -> None:
        columns, rows = texts(connection, f"{given_as(type_name)} order by n", array_of(values))
        known_values = [row[0] for row in rows if row[0] is not None]
        if known and known_values:
            value = known_values[len(known_values) // 2]
        elif type_name == "interval":
            return  # a value is compared in the form that the server writes
        elif type_name == "money":
            value = f"${value}" if value[0] != "-" else f"-${value[1:]}"
        plain = type_name.partition(" collate ")[0]
        _, expected = texts(
            connection,
            f"select * from ({given_as(type_name)}) s where v {op.value} $2::text::{plain} order by n",
            array_of(values),
            value,
        )
        filtering = Filtering(ListSource(columns, rows), [Filter(0, op, value)])
        asyncio.run(filtering.run())
        assert list(filtering.view.rows(0, len(rows))) == expected

    check()


def test_several_columns(connection: Connection) -> None:
    sql = """select i % 7 as a, nullif(i % 5, 3)::numeric / 10 as b, md5(i::text) as c
             from generate_series(1, 400) i"""
    columns, rows = texts(connection, sql)
    _, expected = texts(connection, f'select * from ({sql}) s order by a desc, b, c collate "C" desc')
    keys = [SortKey(0, True), SortKey(1), SortKey(2, True)]
    assert asyncio.run(sort_rows(ListSource(columns, rows), keys)).rows(0, 400) == expected


class Ranking:
    """Asks the server as a session would."""

    def __init__(self, connection: Connection, type_name: str) -> None:
        self._connection = connection
        self._type_name = type_name

    async def ranks(self, values: Sequence[str], column: Column, collation: str) -> Sequence[int]:
        _, rows = texts(self._connection, ranks_sql(self._type_name, collation), array_of(values))
        return [int(row[0] or "") for row in rows]


@pytest.mark.parametrize(
    ("type_name", "collation"),
    [("text", "ucs_basic"), ("pg_temp.mood", None), ("jsonb", None), ("int4[]", None)],
)
@pytest.mark.parametrize("descending", [False, True])
def test_the_server_is_asked_for_an_order_of_its_own(
    connection: Connection, type_name: str, collation: str | None, descending: bool
) -> None:
    connection.execute("drop type if exists pg_temp.mood")
    connection.execute("create type pg_temp.mood as enum ('sad', 'ok', 'happy')")
    values = {
        "text": ["a", "B", "ä", "Z", "é", "e", None, "a", "_", "10", "9"],
        "pg_temp.mood": ["happy", "ok", "sad", None, "ok", "happy", "sad"],
        "jsonb": ["1", "[]", "{}", '"x"', None, "true", "10", '"a"', "1"],
        "int4[]": ["{10,2}", "{9}", "{}", "{9,NULL}", None, "{9}"],
    }[type_name]
    given_values = f"{given_as(type_name)} order by n"
    columns, rows = texts(connection, given_values, array_of(values))
    order = f"v {f'collate {collation}' if collation else ''} {'desc' if descending else ''}"
    _, expected = texts(connection, f"select * from ({given_values}) s order by {order}, n", array_of(values))
    keys = [SortKey(0, descending, collation)]
    found = asyncio.run(sort_rows(ListSource(columns, rows), keys, server=Ranking(connection, type_name)))
    assert found.rows(0, 99) == expected


@pytest.mark.parametrize(
    ("setting", "type_name", "value"),
    [
        ("datestyle = 'SQL, DMY'", "date", "2026-03-01"),
        ("datestyle = 'German'", "timestamp", "2026-03-01 10:00:00"),
        ("datestyle = 'Postgres, MDY'", "timestamptz", "2026-03-01 10:00:00+00"),
        ("datestyle = 'Postgres, MDY'", "date", "2026-03-01"),
        ("intervalstyle = 'iso_8601'", "interval", "1 day 2 hours"),
        ("intervalstyle = 'postgres_verbose'", "interval", "1 day 2 hours"),
        ("intervalstyle = 'sql_standard'", "interval", "1 day 2 hours"),
    ],
)
def test_values_in_other_styles_are_left_to_the_server(
    server: PostgresServer, setting: str, type_name: str, value: str
) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(f"set {setting}")
        columns, rows = texts(connection, f"select $1::text::{type_name} as v", value)
        with pytest.raises(OrderUnknownError, match="Only the server knows"):
            asyncio.run(sort_rows(ListSource(columns, rows), [SortKey(0)]))


def test_bytes_in_the_older_style(server: PostgresServer) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("set bytea_output = 'escape'")
        sql = r"""select v from unnest(array[
                  '\x', '\x00', '\xff', '\x5c', '\x41', '\x5c5c', '\x2761', '\x0041']::bytea[]) v"""
        columns, rows = texts(connection, sql)
        _, expected = texts(connection, f"{sql} order by 1")
        assert asyncio.run(sort_rows(ListSource(columns, rows), [SortKey(0)])).rows(0, 99) == expected


@pytest.mark.parametrize(
    "statement",
    [
        "select 1 as a, 'x' as a, 2.5 -- the end",
        "values (3, 'c', 1.5), (1, 'a', 9), (2, 'b', null)",
        "with t as (select i, i % 3 as a, md5(i::text) from generate_series(1, 9) i) select * from t limit 8",
        "select i, i % 2, -i from generate_series(1, 5) i order by 1 desc",
    ],
)
def test_a_statement_is_sorted_by_the_server(connection: Connection, statement: str) -> None:
    columns, rows = texts(connection, statement)
    keys = [SortKey(1, True), SortKey(2)]
    sql = server_sort_sql(statement, keys, columns)
    assert sql is not None
    sorted_columns, found = texts(connection, sql)
    assert [column.name for column in sorted_columns] == [column.name for column in columns]
    assert found == asyncio.run(sort_rows(ListSource(columns, rows), keys)).rows(0, 99)


def test_a_statement_is_sorted_by_a_collation(connection: Connection) -> None:
    statement = "values ('B'), ('a'), ('Z')"
    columns, _ = texts(connection, statement)
    sql = server_sort_sql(statement, [SortKey(0, True, "ucs_basic")], columns)
    assert sql is not None
    assert texts(connection, sql)[1] == [("a",), ("Z",), ("B",)]
