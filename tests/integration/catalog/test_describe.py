"""Descriptions, from servers that do not say everything to everybody."""

from collections.abc import Iterator

import psycopg
import pytest

from lakebase_tui.catalog.describe.describe import describe
from lakebase_tui.catalog.describe.description import Description, Section
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.errors import LakebaseTuiError
from tests.support.postgres_server import PostgresServer
from tests.support.rich_schema import RICH, asking, rich_database, rich_objects, version_of

CUSTOMERS = ObjectRef(ObjectKind.TABLE, "shop", "customers")


@pytest.fixture(scope="module")
def rich(server: PostgresServer) -> Iterator[PostgresServer]:
    with rich_database(server):
        yield server


def section(description: Description, title: str) -> Section:
    return next(each for each in description.sections if each.title == title)


def fact(description: Description, name: str) -> str:
    return next((each.value for each in description.facts if each.name == name), "")


async def test_rows_lead_to_the_objects_that_they_are_about(rich: PostgresServer) -> None:
    async with asking(rich.dsn(RICH)) as ask:
        orders = await describe(ask, ObjectRef(ObjectKind.TABLE, "shop", "orders"))
        keys = {line.cells[0]: line.target for line in section(orders, "Foreign keys").lines}
        target = keys["orders_customer_fkey"]
        assert target is not None
        customers = await describe(ask, target)
        assert customers.title == "table shop.customers"
        leads = [
            line.target for each in customers.sections for line in each.lines if line.target is not None
        ] + [each.target for each in customers.facts if each.target is not None]
        assert {ref.kind for ref in leads} >= {
            ObjectKind.INDEX, ObjectKind.TRIGGER, ObjectKind.POLICY, ObjectKind.ROLE, ObjectKind.VIEW,
        }  # fmt: skip
        for ref in leads:
            found = await describe(ask, ref)
            assert (found.ref.kind, found.ref.schema, found.ref.name) == (ref.kind, ref.schema, ref.name)
        column = next(line for line in section(orders, "Columns").lines if line.cells[0] == "customer")
        assert column.target == target


async def test_a_role_without_any_privilege_is_told_as_much(rich: PostgresServer) -> None:
    stranger = rich.dsn(RICH).replace("user=postgres", "user=rich_app")
    async with asking(rich.dsn(RICH)) as ask, asking(stranger) as ask_stranger:
        for ref in rich_objects(version_of(rich)):
            description = await describe(ask_stranger, ref)
            assert [each.problem for each in description.sections if each.problem] == []
            known, told = await describe(ask, ref), description
            assert [each.title for each in told.sections] == [each.title for each in known.sections]


async def test_a_question_that_is_refused_costs_only_its_own_section(rich: PostgresServer) -> None:
    stranger = rich.dsn(RICH).replace("user=postgres", "user=rich_app")
    with psycopg.connect(rich.dsn(RICH), autocommit=True) as connection:
        connection.execute("revoke select on pg_catalog.pg_statistic_ext from public")
        try:
            async with asking(stranger) as ask:
                description = await describe(ask, CUSTOMERS)
        finally:
            connection.execute("grant select on pg_catalog.pg_statistic_ext to public")
    assert "permission denied" in section(description, "Statistics objects").problem
    assert [each.title for each in description.sections if each.problem] == ["Statistics objects"]
    assert len(section(description, "Columns").lines) == 12


async def test_what_an_open_transaction_holds_does_not_hold_up_the_rest(rich: PostgresServer) -> None:
    ref = ObjectRef(ObjectKind.TABLE, "shop", "scratch")
    with psycopg.connect(rich.dsn(RICH)) as connection:
        connection.execute("alter table shop.scratch add column more integer")
        async with asking(rich.dsn(RICH)) as ask:
            description = await describe(ask, ref)
            assert "lock timeout" in fact(description, "Size")
            assert [line.cells[0] for line in section(description, "Columns").lines] == ["line", "words"]
            connection.rollback()
            assert "kB" in fact(await describe(ask, ref), "Size")


async def test_the_name_wins_over_an_oid_that_is_another_objects_by_now(rich: PostgresServer) -> None:
    async with asking(rich.dsn(RICH)) as ask:
        orders = (await describe(ask, ObjectRef(ObjectKind.TABLE, "shop", "orders"))).ref
        stale = ObjectRef(ObjectKind.TABLE, "shop", "customers", orders.oid)
        assert (await describe(ask, stale)).ref.name == "customers"
        renamed = ObjectRef(ObjectKind.TABLE, "shop", "was orders", orders.oid)
        assert (await describe(ask, renamed)).ref == orders
        partition = ObjectRef(ObjectKind.TABLE, "shop", "sales_us")
        assert (await describe(ask, partition)).ref.kind is ObjectKind.PARTITION


async def test_what_is_not_there_or_not_clear_is_said_so(rich: PostgresServer) -> None:
    async with asking(rich.dsn(RICH)) as ask:
        with pytest.raises(LakebaseTuiError, match=r"no view shop\.nothing"):
            await describe(ask, ObjectRef(ObjectKind.VIEW, "shop", "nothing"))
        overloaded = ObjectRef(ObjectKind.FUNCTION, "pg_catalog", "abs")
        with pytest.raises(LakebaseTuiError, match="There are 6 of the name"):
            await describe(ask, overloaded)
    async with asking("host=/nowhere connect_timeout=1") as ask:
        with pytest.raises(LakebaseTuiError):
            await describe(ask, CUSTOMERS)


async def test_every_kind_of_table_of_the_server_itself_can_be_described(rich: PostgresServer) -> None:
    async with asking(rich.dsn(RICH)) as ask:
        for kind, name in (
            (ObjectKind.TABLE, "pg_class"),
            (ObjectKind.VIEW, "pg_stat_activity"),
            (ObjectKind.INDEX, "pg_class_oid_index"),
            (ObjectKind.BASE_TYPE, "int4"),
            (ObjectKind.RANGE, "int4multirange"),
            (ObjectKind.AGGREGATE, "string_agg"),
        ):
            ref = ObjectRef(kind, "pg_catalog", name)
            if kind is ObjectKind.AGGREGATE:
                rows = await ask("select 'string_agg(text,text)'::regprocedure::oid", ())
                ref = ObjectRef(kind, "pg_catalog", name, int(rows[0][0] or 0))
            description = await describe(ask, ref)
            assert description.ref.kind is kind
            assert [each.problem for each in description.sections if each.problem] == []


async def test_1600_columns_come_in_their_order(rich: PostgresServer) -> None:
    columns = ", ".join(f"c{number} smallint" for number in range(1600))
    with psycopg.connect(rich.dsn(RICH), autocommit=True) as connection:
        connection.execute(f"create table shop.wide ({columns})")
        try:
            async with asking(rich.dsn(RICH)) as ask:
                description = await describe(ask, ObjectRef(ObjectKind.TABLE, "shop", "wide"))
        finally:
            connection.execute("drop table shop.wide")
    assert [line.cells[0] for line in section(description, "Columns").lines] == [f"c{n}" for n in range(1600)]
