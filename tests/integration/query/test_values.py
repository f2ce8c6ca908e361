"""Every value is the server's own text."""

import psycopg
import pytest

from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.executor import Executor
from tests.integration.query.helpers import PlainSource, outcome, run_all
from tests.support.postgres_server import PostgresServer

VALUES = (
    "'infinity'::date", "'-infinity'::timestamptz", "'4713-01-01 BC'::date", "'5874897-12-31'::date",
    "'24:00:00'::time", "'24:00:00-15:59:59'::timetz", "'294276-12-31'::timestamp",
    "'2147483647 days'::interval", "'1 year 2 mons 3 days 04:05:06.789'::interval", "'1 mon'::interval",
    "1e15::float8", "'NaN'::float8", "'-0'::float8", "1e-20::float4", "0.1::float4", "1e400::numeric",
    "'NaN'::numeric", "12345678901234567890.120::numeric", "true", "null::bool", "''::text", "'NULL'::text",
    "E'a\\tb\\nc\\\\'", "'ä😀\u202e'", "'\\xdeadbeef'::bytea", "'{\"a\": 1, \"a\": 2}'::json",
    "'{\"a\": 12345678901234567890.12}'::jsonb", "'null'::jsonb",
    "(repeat('[', 3000) || repeat(']', 3000))::json", "'[0:1]={1,2}'::int[]", "array['a,b', null, '\"']",
    "array['infinity'::date]", "row(1, 'x', null)", "daterange('2026-01-01', 'infinity')",
    "'{[1,3),[5,6)}'::int4multirange", "'::ffff:1.2.3.4'::inet", "'10.0.0.0/8'::cidr",
    "'08:00:2b:01:02:03'::macaddr", "gen_random_uuid()", "point(1,2)", "'((0,0),(1,1))'::box",
    "'a b'::tsvector",
    "'a & b'::tsquery", "'<a>x</a>'::xml", "B'1010'", "'$1,234.56'::money", "1::oid", "'pg_class'::regclass",
    "'x'::\"char\"", "'abc'::name", "'0/16B3748'::pg_lsn", "'postgres=r/postgres'::aclitem", "'(1,2)'::tid",
    "'ab'::char(5)", "'happy'::pg_temp.mood", "row(1, 'a b')::pg_temp.pair", "'$.a'::jsonpath", "now()",
)  # fmt: skip


@pytest.mark.parametrize("style", ["ISO, MDY", "German", "SQL, DMY"])
async def test_values_are_as_the_server_wrote_them(server: PostgresServer, style: str) -> None:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        executor = Executor(PlainSource(connection))
        await run_all(
            executor,
            f"set datestyle = '{style}'",
            "set intervalstyle = 'iso_8601'",
            "create type pg_temp.mood as enum ('happy')",
            "create type pg_temp.pair as (a int, b text)",
        )
        skipped = 0
        for value in VALUES:
            # `format` calls the type's output function, which is what the wire carries.
            done = await outcome(
                executor, f"select v, format('%s', v), v is null from (select {value} as v) s"
            )
            if done.kind is not OutcomeKind.DONE and "xml" in value:
                skipped += 1
                continue
            assert done.kind is OutcomeKind.DONE, (value, done.error)
            got, expected, is_null = executor.stores[0].row(0)
            assert got == (None if is_null == "t" and "row(" not in value else expected), value
        assert skipped <= 1


async def test_types_are_known_by_name_and_made_ones_by_number(server: PostgresServer) -> None:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        executor = Executor(PlainSource(connection))
        await run_all(executor, "create type pg_temp.mood as enum ('happy')")
        await outcome(
            executor, "select 1.5::numeric(10,2), now()::timestamp(3), 'x'::varchar(9), 'happy'::pg_temp.mood"
        )
        names = [column.type_name for column in executor.stores[0].columns]
        assert names[:3] == ["numeric(10,2)", "timestamp(3) without time zone", "character varying(9)"]
        assert names[3].startswith("oid ")


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
async def test_other_encodings_lose_nothing(server: PostgresServer, encoding: str) -> None:
    name = f"db_{encoding.lower()}"
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as admin:
        await admin.execute(f"create database {name} encoding '{encoding}' template template0")
    async with await psycopg.AsyncConnection.connect(server.dsn(name), autocommit=True) as connection:
        executor = Executor(PlainSource(connection))
        done = await outcome(executor, "select 'ä' as \"ö\", nope")
        assert done.error is not None
        await outcome(executor, "select 'ä' as \"ö\", convert_from('\\xff', 'SQL_ASCII')")
        store = executor.stores[0]
        assert store.columns[0].name == "ö"
        assert store.row(0)[0] == "ä"
        if encoding == "SQL_ASCII":
            assert store.row(0)[1] == "\udcff"
            assert (await outcome(executor, "select 'ä', nope")).error is not None
        else:
            refused = await outcome(executor, "select '😀'")
            assert refused.kind is OutcomeKind.FAILED
            assert refused.error is not None
            assert "encoding" in refused.error.message
