"""Which rows can be edited, and why others cannot: decided on a real server."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from lakebase_tui.query.edit.table import Editable, Refused
from tests.integration.query.edits import Editor
from tests.integration.query.helpers import Connection
from tests.support.postgres_server import PostgresServer

SCHEMA = """
drop schema if exists ident cascade;
create schema ident;
set search_path = ident;
create type mood as enum ('happy', 'so so');
create domain short as varchar(3) not null default 'x';
create table plain (id int generated always as identity primary key, a text not null,
    b numeric(5, 2) default 7, m mood, s short, twice int generated always as (id * 2) stored, odd bool);
create table pair (x int, "Y y" text, v text, primary key ("Y y", x));
create table uniq (u text not null unique, n int unique, v text);
create unique index on uniq (n, u) where v is not null;
create unique index on uniq (lower(u));
create table nokey (a int, b int);
create table onlynull (a int unique);
create table parts (id int, r int, v text, primary key (id, r)) partition by range (r);
create table parts_1 partition of parts for values from (0) to (10);
create table parts_2 partition of parts for values from (10) to (20);
create table old (id int primary key, v text);
create table old_child (extra int, primary key (id)) inherits (old);
create view seen as select * from plain;
create materialized view kept as select * from plain;
create table ruled (id int primary key, v text);
create rule r as on update to ruled do instead nothing;
create table secured (id int primary key, v text);
alter table secured enable row level security;
create policy p on secured using (id < 10);
create table some_columns (id int primary key, a text, b text);
"""


@pytest.fixture
async def editor(server: PostgresServer) -> AsyncIterator[Editor]:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        await connection.execute(SCHEMA)
        yield Editor(connection)
        await connection.execute("reset role; drop schema ident cascade")


@pytest.mark.parametrize(
    ("sql", "key"),
    [
        ("select * from plain", ("id",)),
        ("table plain", ("id",)),
        ("select a, a || 'x', id from ident.plain p where id > 0 order by a limit 5", ("id",)),
        ("select id, (select max(x) from pair) from plain", ("id",)),
        ("with other as (select 1) select id from plain where id in (select * from other)", ("id",)),
        ("select id, row_number() over (order by a), a from plain", ("id",)),
        ('select v, x, "Y y" from pair', ("Y y", "x")),
        ("select v, u from uniq for update", ("u",)),
        ("select * from parts", ("id", "r")),
        ("select * from parts_1", ("id", "r")),
        ("select * from old_child", ("id",)),
        ("select * from secured", ("id",)),
    ],
)
async def test_rows_of_one_table_with_their_key(editor: Editor, sql: str, key: tuple[str, ...]) -> None:
    found = await editor.identify(sql)
    assert isinstance(found, Editable), str(found)
    assert tuple(found.column(number).name for number in found.key) == key
    assert not editor.source.in_transaction()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select p.*, x from plain p, pair", "joins several tables"),
        ("select p.* from plain p left join pair on true", "joins several tables"),
        ("select distinct id, a from plain", "DISTINCT"),
        ("select id, a from plain group by id", "GROUP BY"),
        ("select * from plain union all select * from plain", "several queries"),
        ("with plain as (select q.* from ident.plain q, pair) select * from plain", "WITH"),
        ("select * from (select * from plain) s", "no table"),
        ("update plain set a = a returning *", "no SELECT"),
        ("select count(*) from plain", "No column of this result is a table's own"),
        ("select 1", "reads no table"),
        ("select a from plain", "does not show the whole key of ident.plain: id"),
        ("select id::bigint as id, a from plain", "does not show the whole key"),
        ('select "Y y", v from pair', "does not show the whole key of ident.pair: x, Y y"),
        ("select * from nokey", "no primary key"),
        ("select * from onlynull", "no primary key"),
        ("select n, v from uniq", "does not show the whole key of ident.uniq: u"),
        ("select * from seen", "is a view"),
        ("select * from kept", "is a materialized view"),
        ("select * from old", "Other tables inherit from ident.old"),
        ("select * from ruled", "has rewrite rules"),
        ("select * from pg_class", "belongs to the server itself"),
    ],
)
async def test_identity_is_unknown(editor: Editor, sql: str, said: str) -> None:
    assert said in await editor.why_not(sql)


async def test_what_is_known_of_columns(editor: Editor) -> None:
    found = await editor.identify("select * from plain")
    assert isinstance(found, Editable)
    columns = {column.name: column for column in found.columns}
    assert columns["id"].identity == "a"
    assert "always generated" in columns["id"].why_not()
    assert "computed" in columns["twice"].why_not()
    assert columns["a"].not_null
    assert not columns["a"].has_default
    assert columns["b"].default == "7"
    assert (columns["b"].type_name, columns["b"].cast) == ("numeric(5,2)", "numeric")
    assert columns["m"].choices == ("happy", "so so")
    assert columns["odd"].choices == ("t", "f")
    assert columns["s"].not_null
    assert columns["s"].has_default


async def test_a_view_with_the_columns_of_a_table_dropped_meanwhile(editor: Editor) -> None:
    sql = "select * from plain"
    await editor.run(sql)
    columns = editor.executor.stores[0].columns
    await editor.run("drop table plain cascade")
    from lakebase_tui.query.edit.identity import identify

    gone = await identify(sql, columns, editor.door.ask)
    assert isinstance(gone, Refused)
    assert "is gone" in gone.sentence


async def test_read_only_is_refused(editor: Editor) -> None:
    found = await editor.identify("select * from plain", read_only=True)
    assert isinstance(found, Refused)
    assert "read-only" in found.sentence
    await editor.run("begin read only")
    assert "The transaction is read-only" in await editor.why_not("select * from plain")
    assert editor.source.in_transaction()
    await editor.run("rollback")


@pytest.fixture
async def role(editor: Editor) -> AsyncIterator[Connection]:
    connection = editor.connection
    await connection.execute("create role ident_role; grant usage on schema ident to ident_role")
    yield connection
    await connection.execute("reset role; drop owned by ident_role cascade; drop role ident_role")


async def test_privileges(editor: Editor, role: Connection) -> None:
    await role.execute("grant select (id, a) on some_columns to ident_role")
    await role.execute("grant select, update (v) on pair to ident_role")
    await role.execute("grant select, delete on secured to ident_role; set role ident_role")
    assert "only some columns" in await editor.why_not("select id, a from some_columns")
    pair = await editor.identify("select * from pair")
    assert isinstance(pair, Editable)
    assert not pair.may_delete
    assert [bool(column.why_not()) for column in pair.columns] == [True, True, False]
    assert all(column.why_not(new_row=True) for column in pair.columns)
    secured = await editor.identify("select * from secured")
    assert isinstance(secured, Editable)
    assert secured.may_delete
    assert "Row level security" in secured.note


async def test_synced_tables_belong_to_their_pipeline(editor: Editor, role: Connection) -> None:
    await role.execute(
        "create role databricks_writer_16490; alter table pair owner to databricks_writer_16490"
    )
    try:
        assert "synced table" in await editor.why_not("select * from pair")
    finally:
        await role.execute("drop owned by databricks_writer_16490 cascade; drop role databricks_writer_16490")


async def test_a_question_leaves_a_transaction_as_it_was(editor: Editor) -> None:
    await editor.run("begin", "create table fresh (id int primary key)")
    assert isinstance(await editor.identify("select * from fresh"), Editable)
    assert editor.connection.info.transaction_status.name == "INTRANS"
    await editor.run("rollback")
