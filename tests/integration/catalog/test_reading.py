"""What is read of a database, on every version of the server that is here, as a role that may do nothing."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from lakebase_tui.catalog import questions
from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.internal import is_internal_schema
from lakebase_tui.catalog.objects import (
    Column,
    DataType,
    ForeignKey,
    RelationKind,
    Routine,
    RoutineKind,
    TypeKind,
)
from lakebase_tui.catalog.reading import read_catalogue
from tests.integration.catalog.asking import Asking, asking
from tests.support.postgres_server import PostgresServer

_SHOP = Path(__file__).with_name("shop.sql").read_text(encoding="utf-8")
_PATH = "shadow, public, pg_catalog"


@pytest.fixture(scope="module")
def shop(each_server: PostgresServer) -> Iterator[str]:
    """How the role that may do nothing logs in; names of its own come before the server's."""
    with psycopg.connect(each_server.dsn(), autocommit=True) as admin:
        admin.execute("create database shop")
        admin.execute("create role shopper login")
        admin.execute(f"alter role shopper set search_path = {_PATH}")
    with psycopg.connect(each_server.dsn("shop"), autocommit=True) as admin:
        admin.execute(_SHOP.encode())
    yield each_server.dsn("shop").replace("user=postgres", "user=shopper")
    with psycopg.connect(each_server.dsn(), autocommit=True) as admin:
        admin.execute("drop database shop with (force)")
        admin.execute("drop role shopper")


@pytest.fixture
async def ask(shop: str) -> AsyncIterator[Asking]:
    async with asking(shop) as asked:
        yield asked


@pytest.fixture
async def catalogue(ask: Asking) -> Catalogue:
    return await read_catalogue(ask)


def relation(catalogue: Catalogue, name: str, schema: str = "shop") -> Relation:
    found = catalogue.relation(name, schema)
    assert found is not None
    return found


def test_columns_with_full_types(catalogue: Catalogue) -> None:
    assert relation(catalogue, "customers").columns == (
        Column("id", "bigint", not_null=True, has_default=True),
        Column("name", "text", not_null=True),
        Column("feels", "public.mood", has_default=True),
        Column("feelings", "public.mood[]"),
        Column("paid", "shop.positive"),
        Column("pair", 'shop."Pair"'),
        Column("at", "timestamp(3) with time zone", not_null=True, has_default=True),
        Column("doubled", "integer", has_default=True),
    )
    odd = relation(catalogue, "Odd\nTable", "Odd Schema")
    assert odd.columns == (Column('a "b", c', "integer"), Column("ünï{}", "text"))
    assert relation(catalogue, "nothing", "public").columns == ()


def test_kinds_partitions_and_comments(catalogue: Catalogue) -> None:
    kinds = {each.name: each.kind for each in catalogue.relations_in("shop")}
    assert kinds == {
        "counted": RelationKind.MATERIALIZED_VIEW,
        "customers": RelationKind.TABLE,
        "customers_id_seq": RelationKind.SEQUENCE,
        "lines": RelationKind.TABLE,
        "names": RelationKind.VIEW,
        "orders": RelationKind.PARTITIONED_TABLE,
        "orders_2024": RelationKind.TABLE,
        "remote": RelationKind.FOREIGN_TABLE,
        "ticket": RelationKind.SEQUENCE,
    }
    orders = relation(catalogue, "orders")
    assert relation(catalogue, "orders_2024").parent == orders.oid > 0
    assert orders.parent == relation(catalogue, "customers").parent == 0
    assert relation(catalogue, "customers").comment == 'Who buys → "them"'
    assert orders.comment == ""


async def test_estimates_are_the_planners(ask: Asking) -> None:
    table = relation(await read_catalogue(ask), "pg_proc", "pg_catalog")
    said = await ask.one("select reltuples from pg_catalog.pg_class where relname = 'pg_proc'")
    assert table.row_estimate == float(said or 0)
    never = relation(await read_catalogue(ask), "lines").row_estimate
    assert never == -1


def test_routines(catalogue: Catalogue) -> None:
    found = [(each.name, each.arguments, each.result, each.kind) for each in catalogue.routines_in("shop")]
    assert sorted(found, key=lambda each: each[:2]) == [
        ("both", "OUT a integer, OUT b text", "record", RoutineKind.FUNCTION),
        ("span", "double precision, double precision", "shop.span", RoutineKind.FUNCTION),
        ("span", "double precision, double precision, text", "shop.span", RoutineKind.FUNCTION),
        *_multirange(catalogue),
        ("tidy", "INOUT n integer", "", RoutineKind.PROCEDURE),
        ("total", "integer", "integer", RoutineKind.AGGREGATE),
        ("twice", "a integer, b text DEFAULT 'x,y'::text", "integer", RoutineKind.FUNCTION),
        ("twice", "a public.mood", "SETOF shop.customers", RoutineKind.FUNCTION),
    ]
    (row_number,) = catalogue.routines_named("row_number", path=["shop", "pg_catalog"])
    assert row_number == Routine("pg_catalog", "row_number", "", "bigint", RoutineKind.WINDOW, row_number.oid)


def _multirange(catalogue: Catalogue) -> list[tuple[str, str, str, RoutineKind]]:
    """The constructors of the multirange that comes with every range type."""
    made = [each for each in catalogue.routines_in("shop") if each.result == "shop.span_multirange"]
    assert {each.name for each in made} == {"span_multirange"}
    return sorted((each.name, each.arguments, each.result, each.kind) for each in made)


def test_types_are_found_by_what_columns_call_them(catalogue: Catalogue) -> None:
    mood = catalogue.type_named("public.mood")
    assert mood is not None
    assert mood == DataType(
        "public", "mood", TypeKind.ENUM, ("bad", 'so, so "fair"', "good"), mood.oid, "public.mood"
    )
    kinds = {
        'shop."Pair"': TypeKind.COMPOSITE,
        "shop.positive": TypeKind.DOMAIN,
        "shop.span": TypeKind.RANGE,
        "timestamp(3) with time zone": TypeKind.BASE,
        "numeric(10,2)": TypeKind.BASE,
    }
    for name, kind in kinds.items():
        found = catalogue.type_named(name)
        assert found is not None
        assert found.kind is kind
    assert catalogue.type_named("public.mood[]") is None
    assert catalogue.type_named("shop.customers") is None


def test_foreign_keys_once_each_those_of_partitions_too(catalogue: Catalogue) -> None:
    to_customers = (("customer", "customer_name"), "shop", "customers", ("id", "name"))
    of_partition = [key for key in catalogue.foreign_keys if key.table == "orders_2024"]
    assert [(key.columns, *_target(key)) for key in of_partition] == [to_customers]
    others = sorted(
        (key for key in catalogue.foreign_keys if key not in of_partition), key=lambda key: key.name
    )
    assert others == [
        ForeignKey("in_tree", "shop", "lines", ("above",), "shop", "lines", ("id",)),
        ForeignKey("of_order", "shop", "lines", ("order_id", "day"), "shop", "orders", ("id", "day")),
        ForeignKey("placed_by", "shop", "orders", *to_customers),
    ]
    assert {key.name for key in catalogue.keys_of("shop", "orders")} == {"of_order", "placed_by"}
    assert len(catalogue.keys_of("shop", "lines")) == 2


def _target(key: ForeignKey) -> tuple[str, str, tuple[str, ...]]:
    return key.referenced_schema, key.referenced_table, key.referenced_columns


def test_what_belongs_to_the_server(catalogue: Catalogue) -> None:
    settings = {each.name: each for each in catalogue.settings}
    assert settings["jit"].values == ("on", "off")
    assert "read committed" in settings["default_transaction_isolation"].values
    assert settings["work_mem"].values == ()
    assert settings["work_mem"].unit == "kB"
    assert settings["work_mem"].settable
    assert not settings["shared_buffers"].settable
    assert {"shopper", "postgres", "pg_monitor"} <= set(catalogue.roles)
    assert {"shop", "postgres"} <= set(catalogue.databases)
    assert "template0" not in catalogue.databases
    assert catalogue.extensions == ("plpgsql",)
    assert catalogue.database == "shop"


def test_internal_schemas(catalogue: Catalogue) -> None:
    schemas = {each.name: each.internal for each in catalogue.schemas}
    assert schemas == {
        "Odd Schema": False,
        "information_schema": True,
        "pg_catalog": True,
        "public": False,
        "shadow": False,
        "shop": False,
    }


async def test_all_columns_of_all_relations(ask: Asking, catalogue: Catalogue) -> None:
    """Against a question that is as plain as can be."""
    rows = await ask("""
        select c.oid, a.attname from pg_catalog.pg_class c
        left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relkind in ('r', 'p', 'v', 'm', 'f') order by c.oid, a.attnum
    """)
    expected: dict[int, list[str]] = {}
    for oid, column in rows:
        expected.setdefault(int(oid or 0), []).extend([column] if column else [])
    found = {
        each.oid: [column.name for column in each.columns]
        for each in catalogue.relations
        if each.kind is not RelationKind.SEQUENCE
    }
    assert found == expected
    assert len(found) > 150


async def test_parts_make_the_same_whole(
    ask: Asking, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "_FIRST", 7)
    monkeypatch.setattr(questions, "_MOST", 50)
    before = ask.questions
    assert await read_catalogue(ask) == catalogue
    assert ask.questions - before > 60


async def test_what_one_sees_first_comes_first(ask: Asking, catalogue: Catalogue) -> None:
    parts: list[Catalogue] = []
    assert await read_catalogue(ask, parts.append) == catalogue
    names, columns, routines = parts
    assert [each.name for each in names.relations] == [each.name for each in catalogue.relations]
    assert not any(each.columns for each in names.relations)
    assert columns.relations == catalogue.relations
    assert (len(columns.routines), routines.routines) == (0, catalogue.routines)
    assert (routines.roles, len(catalogue.roles) > 0) == ((), True)


async def test_the_session_keeps_its_search_path(ask: Asking) -> None:
    await read_catalogue(ask)
    assert await ask.one("show search_path") == _PATH


async def test_temporary_tables_of_others_are_internal(shop: str, ask: Asking) -> None:
    async with asking(shop) as other:
        await other("create temporary table passing (a integer)")
        catalogue = await read_catalogue(ask)
        (passing,) = (each for each in catalogue.relations if each.name == "passing")
        assert is_internal_schema(passing.schema)
        assert passing.columns == (Column("a", "integer"),)
