"""What is looked up in a catalogue, and what counts as internal."""

import pytest

from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.catalog.internal import is_internal, is_internal_role, is_internal_schema
from lakebase_tui.catalog.objects import DataType, ForeignKey, Routine, TypeKind
from tests.support.catalogue import relation

SHOP = Catalogue(
    relations=[
        relation("sales", "orders", "id bigint", oid=1),
        relation("public", "orders", "id bigint", oid=2),
        relation("sales", "customers", oid=3),
    ],
    routines=[
        Routine("sales", "total", "a integer", "integer", oid=4),
        Routine("public", "total", "a text", "integer", oid=5),
        Routine("sales", "total", "a text", "integer", oid=6),
        Routine("sales", "again", "", "integer", oid=7),
    ],
    types=[
        DataType("sales", "mood", TypeKind.ENUM),
        DataType("sales", "Odd Mood", TypeKind.ENUM),
        DataType("pg_catalog", "int4", sql_name="integer"),
        DataType("pg_catalog", "numeric", sql_name="numeric"),
        DataType("pg_catalog", "timestamptz", sql_name="timestamp with time zone"),
    ],
    foreign_keys=[
        ForeignKey("by", "sales", "orders", ("customer",), "sales", "customers", ("id",)),
        ForeignKey("above", "sales", "orders", ("parent",), "sales", "orders", ("id",)),
    ],
)


@pytest.mark.parametrize(
    ("schema", "path", "oid"),
    [
        ("sales", (), 1),
        ("public", ("sales",), 2),
        (None, ("public", "sales"), 2),
        (None, ("sales", "public"), 1),
        (None, ("none", "public"), 2),
        (None, (), None),
        ("none", (), None),
    ],
)
def test_a_relation_by_its_schema_or_along_the_path(
    schema: str | None, path: tuple[str, ...], oid: int | None
) -> None:
    found = SHOP.relation("orders", schema, path)
    assert (found.oid if found else None) == oid


def test_what_a_schema_holds_is_sorted_by_name() -> None:
    assert [each.name for each in SHOP.relations_in("sales")] == ["customers", "orders"]
    assert [each.oid for each in SHOP.routines_in("sales")] == [7, 4, 6]
    assert [each.oid for each in SHOP.relations] == [1, 2, 3]
    assert not SHOP.relations_in("none")
    assert not SHOP.routines_in("none")


def test_overloaded_routines_in_the_order_of_the_path() -> None:
    assert [each.oid for each in SHOP.routines_named("total", path=("public", "sales"))] == [5, 4, 6]
    assert [each.oid for each in SHOP.routines_named("total", "sales")] == [4, 6]


@pytest.mark.parametrize(
    ("type_name", "name"),
    [
        ("sales.mood", "mood"),
        ('sales."Odd Mood"', "Odd Mood"),
        ("integer", "int4"),
        ("numeric(10,2)", "numeric"),
        ("numeric(10,-2)", "numeric"),
        ("timestamp(3) with time zone", "timestamptz"),
        ("sales.mood[]", None),
        ("numeric(10,2)[]", None),
        ("mood", None),
    ],
)
def test_a_type_by_what_a_column_calls_it(type_name: str, name: str | None) -> None:
    found = SHOP.type_named(type_name)
    assert (found.name if found else None) == name


def test_keys_both_ways_each_once() -> None:
    assert [key.name for key in SHOP.keys_of("sales", "orders")] == ["by", "above"]
    assert [key.name for key in SHOP.keys_of("sales", "customers")] == ["by"]
    assert SHOP.keys_of("public", "orders") == ()


@pytest.mark.parametrize("name", ["pg_catalog", "pg_temp_3", "information_schema", "__db_system", "pgrst"])
def test_internal_schemas(name: str) -> None:
    assert is_internal_schema(name)
    assert is_internal(name, "anything")


def test_what_is_nobodys_but_the_users() -> None:
    assert not is_internal_schema("pgbench")
    assert not is_internal("sales", "databricks_orders")
    assert is_internal("public", "databricks_list_roles")
    internal = ["pg_monitor", "cloud_admin", "databricks_writer_16400"]
    assert [name for name in [*internal, "databricks_superuser", "ana"] if is_internal_role(name)] == internal
