"""The schema desk on a real server: everything that it asks is answered and seen."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from lakebase_tui.catalog.cache import Identity
from lakebase_tui.catalog.library import Library, LibraryState
from lakebase_tui.catalog.tree.nodes import Key
from lakebase_tui.session.metadata import MetadataConnection
from lakebase_tui.session.questions import ask
from tests.support.postgres_server import PostgresServer
from tests.support.schema_app import SchemaStage, schema_stage

SETUP = """
create schema shop;
create type shop.status as enum ('new', 'paid');
create domain shop.email as text;
create table shop.customers (id bigint generated always as identity primary key, name text);
create table shop.orders (
    id bigint primary key, customer_id bigint not null references shop.customers, status shop.status
);
comment on table shop.orders is 'What was bought';
comment on column shop.orders.status is 'Where it stands';
create index by_customer on shop.orders (customer_id);
alter table shop.orders enable row level security;
create policy own on shop.orders using (id > 5);
create table shop.events (at timestamptz) partition by range (at);
create table shop.events_2026 partition of shop.events for values from ('2026-01-01') to ('2027-01-01');
create view shop.recent as select * from shop.orders;
create materialized view shop.totals as select count(*) from shop.orders;
create function shop.total(order_id bigint) returns numeric language sql return 1;
create procedure shop.close_month() language sql begin atomic select 1; end;
insert into shop.customers (name) select 'c' || n from generate_series(1, 2000) n;
analyze shop.customers;
"""


@pytest.fixture(scope="module")
def shop_dsn(server: PostgresServer) -> Iterator[str]:
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute("create database tree_desk")
        admin.execute("create role tree_desk_reader login")
    with psycopg.connect(server.dsn("tree_desk"), autocommit=True) as connection:
        connection.execute(SETUP)
    yield server.dsn("tree_desk").replace("user=postgres", "user=tree_desk_reader")
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute("drop database tree_desk with (force)")
        admin.execute("drop role tree_desk_reader")


@pytest.fixture
async def stage(shop_dsn: str) -> AsyncIterator[SchemaStage]:
    metadata = MetadataConnection(lambda: psycopg.AsyncConnection.connect(shop_dsn, autocommit=True))

    async def asked(sql: str, values: object = ()) -> list[tuple[str | None, ...]]:
        assert isinstance(values, tuple)
        return await ask(metadata, sql, values)

    async with schema_stage() as opened:
        library = Library(asked, Identity("b", "h", "tree_desk"), None, opened.desk.catalogue_changed)
        opened.library = library
        opened.desk.serve(library, asked, ("shop", "public"))
        opened.desk.pane.focus_tree()
        await library.open()
        await opened.settle()
        yield opened
    await metadata.aclose()


async def test_everything_can_be_unfolded(stage: SchemaStage) -> None:
    assert stage.library.state is LibraryState.READY
    orders: Key = ("relation", "shop", "orders")
    await stage.go(orders, "enter")
    for group in ("POLICIES", "CONSTRAINTS", "INDEXES"):
        await stage.go(("group", group, "shop", "orders"), "enter")
    await stage.go(("relation", "shop", "events"), "enter")
    await stage.go(("group", "PARTITIONS", "shop", "events"), "enter")
    for group in ("TYPES", "FUNCTIONS", "PROCEDURES", "VIEWS", "MATERIALIZED_VIEWS", "SEQUENCES"):
        await stage.go(("group", group, "shop"), "enter")
    seen = [line.strip() for line in stage.shown]
    for line in (
        "▾ events                    1 part",
        "▸ events_2026",
        "customer_id bigint → NN",
        "id          bigint PK",
        "· orders_pkey PK btree (id)",
        "· by_customer btree (customer…",
        "· orders_customer_id_fkey FK …",
        "· own all to public using (id…",
        "ƒ total(order_id bigint) numeric",
        "» close_month()",
        "# customers_id_seq",
    ):
        assert line in seen, "\n".join(seen)
    assert [line.split()[-2:] for line in seen if "▸ customers" in line] == [["2.0", "k"]]
    assert [line.split()[-1] for line in seen if "▾ orders" in line] == ["RLS"]


async def test_the_foot_tells_of_the_node_and_its_comment(stage: SchemaStage) -> None:
    await stage.go(("relation", "shop", "orders"), "enter")
    assert stage.shown[-2:] == ["table  row security  owner postgres", "What was bought"]
    await stage.go(("column", "shop", "orders", "status"))
    assert stage.shown[-2:] == ["shop.status", "Where it stands"]
    await stage.go(("relation", "shop", "customers"))
    assert stage.shown[-2].startswith("~2.0 k rows  ~")


async def test_new_tables_are_there_after_a_refresh_and_the_reader_stays_where_he_was(
    stage: SchemaStage, server: PostgresServer
) -> None:
    await stage.go(("relation", "shop", "orders"), "enter")
    lines = len(stage.view.objects.lines)
    with psycopg.connect(server.dsn("tree_desk"), autocommit=True) as admin:
        admin.execute("create table shop.added (); create index later on shop.orders (status)")
        try:
            await stage.press("R")
            assert stage.node.key == ("relation", "shop", "orders")
            assert stage.view.objects.index_of(("relation", "shop", "added")) == 1
            assert len(stage.view.objects.lines) == lines + 1
            at = stage.view.objects.index_of(("group", "INDEXES", "shop", "orders"))
            assert at is not None
            assert stage.view.objects.lines[at].node.count == 3
        finally:
            admin.execute("drop table shop.added; drop index shop.later")


async def test_the_catalogues_own_objects_are_found_too(stage: SchemaStage) -> None:
    await stage.press("slash", *"pg_class_oid", "escape", "slash", *"pg_catalog.pg_class", "down", "enter")
    assert stage.node.name == "pg_class"
    assert "relname" in "\n".join(stage.shown)
