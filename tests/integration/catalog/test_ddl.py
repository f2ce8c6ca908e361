"""Statements for parts of a table and for roles: dropped, made again, and the same as before."""

from collections.abc import Iterator

import psycopg
import pytest

from lakebase_tui.catalog.ddl.ddl import ddl
from lakebase_tui.catalog.describe.describe import describe
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.errors import LakebaseTuiError
from tests.support.postgres_server import PostgresServer
from tests.support.rich_schema import RICH, asking, rich_database

_READABLE = """\
CREATE TABLE shop.lines (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    product text COLLATE pg_catalog."C" DEFAULT 'tea'::text,
    qty integer NOT NULL,
    CONSTRAINT lines_qty_check CHECK (qty > 0),
    CONSTRAINT lines_pkey PRIMARY KEY (id)
);

CREATE INDEX lines_product ON shop.lines USING btree (product);

ALTER TABLE shop.lines ADD CONSTRAINT lines_product_fkey FOREIGN KEY (product) REFERENCES shop.products(name);

COMMENT ON TABLE shop.lines IS 'What was ordered';

ALTER TABLE shop.lines OWNER TO rich_owner;
GRANT INSERT, SELECT ON TABLE shop.lines TO PUBLIC;
"""


@pytest.fixture(scope="module")
def rich(server: PostgresServer) -> Iterator[PostgresServer]:
    with rich_database(server):
        yield server


@pytest.fixture
def connection(rich: PostgresServer) -> Iterator[psycopg.Connection]:
    with psycopg.connect(rich.dsn(RICH), autocommit=True) as connection:
        yield connection


async def test_a_plain_table_reads_as_somebody_would_write_it(
    rich: PostgresServer, connection: psycopg.Connection
) -> None:
    connection.execute("""
        create table shop.products (name text primary key);
        create table shop.lines (
            id bigint generated always as identity primary key,
            product text collate "C" default 'tea' references shop.products,
            qty int not null check (qty > 0));
        create index lines_product on shop.lines (product);
        comment on table shop.lines is 'What was ordered';
        alter table shop.lines owner to rich_owner;
        grant select, insert on shop.lines to public""")
    async with asking(rich.dsn(RICH)) as ask:
        assert await ddl(ask, ObjectRef(ObjectKind.TABLE, "shop", "lines")) == _READABLE


@pytest.mark.parametrize(
    ("ref", "drop"),
    [
        (ObjectRef(ObjectKind.INDEX, "shop", "customers_lower"), "drop index shop.customers_lower"),
        (ObjectRef(ObjectKind.INDEX, "shop", "customers_expr"), "drop index shop.customers_expr"),
        (
            ObjectRef(ObjectKind.INDEX, "shop", "orders_number_key"),
            "alter table shop.orders drop constraint orders_number_key",
        ),
        (ObjectRef(ObjectKind.INDEX, "shop", "sales_day"), "drop index shop.sales_day"),
        (
            ObjectRef(ObjectKind.TRIGGER, "shop", "always_", table="customers"),
            "drop trigger always_ on shop.customers",
        ),
        (
            ObjectRef(ObjectKind.TRIGGER, "shop", "checked", table="customers"),
            "drop trigger checked on shop.customers",
        ),
        (
            ObjectRef(ObjectKind.POLICY, "shop", "Own rows", table="customers"),
            'drop policy "Own rows" on shop.customers',
        ),
        (
            ObjectRef(ObjectKind.CONSTRAINT, "shop", "email_has_at", table="customers"),
            "alter table shop.customers drop constraint email_has_at",
        ),
        (
            ObjectRef(ObjectKind.CONSTRAINT, "shop", "to odd", table="orders"),
            'alter table shop.orders drop constraint "to odd"',
        ),
        (
            ObjectRef(ObjectKind.CONSTRAINT, "shop", "above_zero", table="positive"),
            "alter domain shop.positive drop constraint above_zero",
        ),
        (
            ObjectRef(ObjectKind.SEQUENCE, "shop", "customers_id_seq"),
            "alter table shop.customers alter column id drop identity",
        ),
    ],
)
async def test_a_part_of_a_table_is_made_again(
    rich: PostgresServer, connection: psycopg.Connection, ref: ObjectRef, drop: str
) -> None:
    async with asking(rich.dsn(RICH)) as ask:
        before, written = await describe(ask, ref), await ddl(ask, ref)
        connection.execute(drop)
        with pytest.raises(LakebaseTuiError, match="There is no"):
            await describe(ask, ref)
        connection.execute(written)
        after = await describe(ask, ref)
        assert [each for each in after.facts if each.name != "Oid"] == [
            each for each in before.facts if each.name != "Oid"
        ]
        assert [each.text for each in after.sections] == [each.text for each in before.sections]
        assert await ddl(ask, ref) == written


async def test_a_role_is_made_again_without_its_password(
    rich: PostgresServer, connection: psycopg.Connection
) -> None:
    connection.execute("""
        create role "Again" login noinherit createdb password 'very secret' connection limit 2
            valid until '2030-01-01 00:00:00+00';
        comment on role "Again" is 'and again';
        grant rich_owner to "Again";
        grant "Rich Reader" to "Again" with admin option;
        alter role "Again" set search_path = shop, "Odd Schema";
        alter role "Again" in database rich set application_name = 'it''s it'""")
    ref = ObjectRef(ObjectKind.ROLE, "", "Again")
    try:
        async with asking(rich.dsn(RICH)) as ask:
            before, written = await describe(ask, ref), await ddl(ask, ref)
            assert "secret" not in written
            connection.execute('drop role "Again"')
            connection.execute(written)
            after = await describe(ask, ref)
        assert after.facts[:-1] == before.facts[:-1]  # the last is its oid
        assert after.sections == before.sections
        assert [each.title for each in after.sections] == ["Member of", "Settings"]
    finally:
        connection.execute('drop role "Again"')


async def test_what_nothing_makes_is_said_so(rich: PostgresServer) -> None:
    async with asking(rich.dsn(RICH)) as ask:
        with pytest.raises(LakebaseTuiError, match="functions of the server"):
            await ddl(ask, ObjectRef(ObjectKind.BASE_TYPE, "pg_catalog", "int4"))
        member = ObjectRef(ObjectKind.FUNCTION, "Odd Schema", "similarity")
        assert (await ddl(ask, member)).startswith("-- Part of the extension pg_trgm")


async def test_no_statements_where_a_part_may_not_be_seen(
    rich: PostgresServer, connection: psycopg.Connection
) -> None:
    stranger = rich.dsn(RICH).replace("user=postgres", "user=rich_app")
    connection.execute("revoke select on pg_catalog.pg_statistic_ext from public")
    try:
        async with asking(stranger) as ask:
            with pytest.raises(LakebaseTuiError, match="permission denied"):
                await ddl(ask, ObjectRef(ObjectKind.TABLE, "shop", "customers"))
    finally:
        connection.execute("grant select on pg_catalog.pg_statistic_ext to public")
