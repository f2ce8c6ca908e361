"""A database in which everything is that can be described, and the order in which it can be made again."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import psycopg

from lakebase_tui.catalog.describe.asking import Ask
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.session.metadata import MetadataConnection
from lakebase_tui.session.questions import ask
from tests.support.postgres_server import PostgresServer

RICH: Final = "rich"
_SCHEMAS: Final = ((14, "rich_schema.sql"), (15, "rich_schema_15.sql"), (18, "rich_schema_18.sql"))
_ROLES: Final = """
create role rich_owner;
create role "Rich Reader" nologin connection limit 3 valid until '2031-01-02 03:04:05+00';
create role rich_app login createdb noinherit;
comment on role rich_app is 'It''s the app';
grant "Rich Reader" to rich_app with admin option;
alter role rich_app set work_mem = '8MB';
alter role rich_app set search_path = shop, "Odd Schema";
alter role rich_app in database rich set statement_timeout = '1min';
grant create on database rich to rich_owner;
"""
ROLES: Final = ("rich_owner", "Rich Reader", "rich_app")
BEFORE: Final = """
create collation shop.plain (locale = 'C');
create foreign data wrapper nothing;
create server "Far Away" foreign data wrapper nothing;
"""
"""What nothing describes, but the rest needs."""
AFTER: Final = """
create publication some_rows for table shop.orders (id, number) where (number > 5);
create publication a_schema for tables in schema "Odd Schema";
"""
"""Publications are no part of what they publish (PostgreSQL 15 and later)."""


def _of(kind: ObjectKind, *names: str, schema: str = "shop") -> list[ObjectRef]:
    return [ObjectRef(kind, schema, name) for name in names]


_FIRST: Final = (
    *_of(ObjectKind.SCHEMA, "shop", "Odd Schema", schema=""),
    *_of(ObjectKind.EXTENSION, "pg_trgm", schema=""),
)
_OBJECTS: Final[Sequence[tuple[int, Sequence[ObjectRef]]]] = (
    (
        14,
        (
            *_of(ObjectKind.ENUM, "mood"),
            *_of(ObjectKind.COMPOSITE_TYPE, "a.b", schema="Odd Schema"),
            *_of(ObjectKind.DOMAIN, "positive", "label"),
            *_of(ObjectKind.FUNCTION, "span_diff"),
            *_of(ObjectKind.RANGE, "span"),
            *_of(ObjectKind.FUNCTION, "add_tax", "halves", "doubled"),
            *_of(ObjectKind.PROCEDURE, "tidy"),
            *_of(ObjectKind.FUNCTION, "stamp", "joined"),
            *_of(ObjectKind.AGGREGATE, "together", "most", "total", "least_of"),
            *_of(ObjectKind.TABLE, "customers", 'Odd "Table"', "orders", "scratch"),
            *_of(ObjectKind.TABLE, "base", "derived", "twice", "typed"),
            *_of(ObjectKind.PARTITIONED_TABLE, "sales"),
            *_of(ObjectKind.PARTITION, "sales_eu", "sales_eu_old", "sales_eu_new", "sales_us", "sales_rest"),
            *_of(ObjectKind.PARTITIONED_TABLE, "hashed"),
            *_of(ObjectKind.PARTITION, "hashed_0"),
            *_of(ObjectKind.TABLE, "refunds"),
            *_of(ObjectKind.PARTITIONED_TABLE, "logs"),
            *_of(ObjectKind.PARTITION, "logs_far"),
            *_of(ObjectKind.FOREIGN_TABLE, "remote"),
            *_of(ObjectKind.VIEW, "good", "numbers"),
            *_of(ObjectKind.MATERIALIZED_VIEW, "summary", "empty_summary"),
        ),
    ),
    (
        15,
        (
            *_of(ObjectKind.SEQUENCE, "unlogged_ticket"),
            *_of(ObjectKind.TABLE, "distinct_nulls"),
            *_of(ObjectKind.VIEW, "invoked"),
        ),
    ),
    (18, _of(ObjectKind.TABLE, "newest", "bookings")),
)


def rich_objects(version: int) -> list[ObjectRef]:
    """Everything that is in the database but its schemas, in the order in which it can be made.

    Args:
        version: Of the server: 18.
    """
    return [ref for since, refs in _OBJECTS if version >= since for ref in refs]


def rich_places() -> Sequence[ObjectRef]:
    """Its schemas and its extension."""
    return _FIRST


def version_of(server: PostgresServer) -> int:
    """The server's major version."""
    with psycopg.connect(server.dsn()) as connection:
        return connection.info.server_version // 10_000


@contextmanager
def rich_database(server: PostgresServer) -> Iterator[None]:
    """Make the database and its roles, and drop them."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("create database rich")
        connection.execute(_ROLES)
    try:
        with psycopg.connect(server.dsn(RICH), autocommit=True) as connection:
            version = connection.info.server_version // 10_000
            for since, name in _SCHEMAS:
                if version >= since:
                    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
                    connection.execute(text)
        yield
    finally:
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute("drop database rich with (force)")
            for role in ROLES:
                connection.execute(f'drop role "{role}"')


@asynccontextmanager
async def asking(dsn: str) -> AsyncIterator[Ask]:
    """Questions as a session asks them, on a connection of their own."""
    metadata = MetadataConnection(partial(psycopg.AsyncConnection.connect, dsn, autocommit=True))
    try:
        yield partial(ask, metadata)
    finally:
        await metadata.aclose()
