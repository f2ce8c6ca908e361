"""The text that tells whether the schema is the one that is known: another after DDL, else the same."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from lakebase_tui.catalog.version import ask_version
from tests.integration.catalog.asking import Asking, asking
from tests.support.postgres_server import PostgresServer

_MADE = """
create schema stock;
create type stock.mood as enum ('bad', 'good');
create table stock.items (id integer primary key, name text, mood stock.mood);
create table stock.parts (id integer primary key, item integer);
create table stock.days (day date, n integer) partition by range (day);
create table stock.days_2024 partition of stock.days for values from ('2024-01-01') to ('2025-01-01');
create table stock.days_2025 (day date, n integer);
create view stock.names as select name from stock.items;
create materialized view stock.counted as select count(*) as n from stock.items with data;
create unique index on stock.counted (n);
create function stock.one() returns integer language sql as 'select 1';
create domain stock.small as integer;
insert into stock.items select n, 'item ' || n, 'good' from generate_series(1, 200) n;
"""
CHANGES = (
    "create table stock.more (id integer)",
    "alter table stock.items add column price numeric",
    "alter table stock.items rename column name to title",
    "alter table stock.items alter column id type bigint",
    "alter table stock.items alter column name set not null",
    "alter table stock.items alter column name set default ''",
    "alter table stock.items drop column name cascade",
    "alter table stock.items rename to things",
    "alter table stock.items set schema public",
    "drop table stock.parts",
    "create sequence stock.ticket",
    "create view stock.other as select 1 as one",
    "create or replace view stock.names as select name, id from stock.items",
    "create schema more",
    "alter schema stock rename to store",
    "create function stock.two(a integer) returns integer language sql as 'select a'",
    "create or replace function stock.one() returns integer language sql as 'select 2'",
    "drop function stock.one()",
    "comment on table stock.items is 'things'",
    "comment on column stock.items.name is 'what it is called'",
    "alter type stock.mood add value 'fine' before 'good'",
    "alter type stock.mood rename value 'bad' to 'sad'",
    "create type stock.size as enum ('s', 'm')",
    "create domain stock.large as integer[]",
    "alter domain stock.small rename to tiny",
    "alter table stock.parts add foreign key (item) references stock.items",
    "alter table stock.days attach partition stock.days_2025 default",
    "alter table stock.days detach partition stock.days_2024",
    "create role stockkeeper",
    "alter database versions_other allow_connections false",
)
OTHER = (
    "analyze",
    "vacuum stock.items",
    "vacuum full stock.items",
    "cluster stock.items using items_pkey",
    "truncate stock.parts",
    "refresh materialized view stock.counted",
    "refresh materialized view concurrently stock.counted",
    "reindex table stock.items",
    "create index on stock.items (name)",
    "create index on stock.days (n)",
    "create temporary table passing as select 1 as a, 'b' as b",
    "insert into stock.items values (1000, 'new', 'bad')",
    "update stock.items set name = 'other' where id = 1",
    "delete from stock.items where id = 2",
    "grant select on stock.items to public",
    "alter table stock.items set (fillfactor = 70)",
)


@pytest.fixture(scope="module")
def stock(each_server: PostgresServer) -> Iterator[PostgresServer]:
    with psycopg.connect(each_server.dsn(), autocommit=True) as admin:
        admin.execute("create database versions_made")
        admin.execute("create database versions_other")
    with psycopg.connect(each_server.dsn("versions_made"), autocommit=True) as admin:
        admin.execute(_MADE.encode())
    yield each_server
    with psycopg.connect(each_server.dsn(), autocommit=True) as admin:
        admin.execute("drop database versions_other")
        admin.execute("drop database versions_made with (force)")


@pytest.fixture
async def ask(stock: PostgresServer) -> AsyncIterator[Asking]:
    async with asking(stock.dsn("versions_made")) as asked:
        yield asked


async def schema_version(ask: Asking) -> str:
    return (await ask_version(ask)).schema


async def test_what_changes_it(ask: Asking) -> None:
    """Each in a transaction that is rolled back: all begin with the same schema."""
    first = await schema_version(ask)
    unseen = []
    for statement in CHANGES:
        await ask("begin")
        await ask(statement)
        if await schema_version(ask) == first:
            unseen.append(statement)
        await ask("rollback")
        assert await schema_version(ask) == first
    assert not unseen


@pytest.mark.parametrize("statement", OTHER)
async def test_what_leaves_it(ask: Asking, statement: str) -> None:
    first = await schema_version(ask)
    await ask(statement)
    assert await schema_version(ask) == first


async def test_others_see_it_once_it_is_committed(stock: PostgresServer, ask: Asking) -> None:
    first = await schema_version(ask)
    async with asking(stock.dsn("versions_made")) as other:
        await other("begin")
        await other("create table stock.soon (id integer)")
        assert await schema_version(ask) == first
        await other("commit")
        second = await schema_version(ask)
        assert second != first
        await other("drop table stock.soon")
    assert await schema_version(ask) == first


async def test_the_moment_is_another_once_anything_is_written(stock: PostgresServer, ask: Asking) -> None:
    first = await ask_version(ask)
    assert first.moment
    assert await ask_version(ask) == first
    async with asking(stock.dsn("versions_other")) as other:
        await other("begin")
        await other("create table going_on (id integer)")
        during = await ask_version(ask)
        await other("commit")
        after = await ask_version(ask)
    assert after.moment != during.moment
    assert after.moment != first.moment
    assert after.schema == first.schema
