"""A small shop's catalogue, with one of everything that completion knows."""

from functools import cache

from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.catalog.objects import (
    DataType,
    ForeignKey,
    RelationKind,
    Routine,
    RoutineKind,
    Schema,
    Setting,
    TypeKind,
)
from tests.support.catalogue import relation

PATH = ("sales", "public")
"""Schemas that the session searches."""

_RELATIONS = (
    relation(
        "sales",
        "customers",
        "id bigint not null default, name text not null, email sales.email, active boolean, "
        "created_at timestamptz",
    ),
    relation(
        "sales",
        "orders",
        "id bigint not null default, customer_id bigint not null, "
        "status sales.order_status not null default, placed_at timestamptz, total numeric",
    ),
    relation(
        "sales",
        "order_items",
        "order_id bigint not null, product_id integer not null, qty integer, price numeric",
    ),
    relation("sales", "orders_2025", "id bigint", RelationKind.VIEW),
    relation("inventory", "products", "id integer, sku text not null, roast inventory.roast, facts jsonb"),
    relation("inventory", "Warehouse Spots", "code char, City text, order integer"),
    relation("public", "employees", "id integer, manager_id integer, name text"),
    relation("public", "OrderLog", "id bigint, Entry text"),
    relation("reporting", "totals", "day date, total numeric", RelationKind.MATERIALIZED_VIEW),
    relation("sales", "orders_id_seq", "last_value bigint", RelationKind.SEQUENCE),
    relation("pg_catalog", "pg_class", "oid oid, relname name"),
    relation("information_schema", "tables", "table_name name", RelationKind.VIEW),
    relation("lakebase_internal", "order_state", "id bigint"),
)
_KEYS = (
    ForeignKey("o_c", "sales", "orders", ("customer_id",), "sales", "customers", ("id",)),
    ForeignKey("i_o", "sales", "order_items", ("order_id",), "sales", "orders", ("id",)),
    ForeignKey("i_p", "sales", "order_items", ("product_id",), "inventory", "products", ("id",)),
    ForeignKey("e_m", "public", "employees", ("manager_id",), "public", "employees", ("id",)),
)


def _routine(schema: str, name: str, arguments: str, result: str, kind: RoutineKind) -> Routine:
    return Routine(schema, name, arguments, result, kind)


_FUNCTION, _AGGREGATE = RoutineKind.FUNCTION, RoutineKind.AGGREGATE
_ROUTINES = (
    _routine("pg_catalog", "count", "", "bigint", _AGGREGATE),
    _routine("pg_catalog", "count", '"any"', "bigint", _AGGREGATE),
    _routine("pg_catalog", "sum", "bigint", "numeric", _AGGREGATE),
    _routine("pg_catalog", "now", "", "timestamp with time zone", _FUNCTION),
    _routine("pg_catalog", "lower", "text", "text", _FUNCTION),
    _routine("pg_catalog", "date_trunc", "text, timestamptz", "timestamptz", _FUNCTION),
    _routine("pg_catalog", "current_setting", "text", "text", _FUNCTION),
    _routine("pg_catalog", "nextval", "regclass", "bigint", _FUNCTION),
    _routine("pg_catalog", "generate_series", "integer, integer", "SETOF integer", _FUNCTION),
    _routine("pg_catalog", "int4in", "cstring", "integer", _FUNCTION),
    _routine("pg_catalog", "obscure_thing", "text", "text", _FUNCTION),
    _routine("sales", "order_total", "order_id bigint, with_tax boolean DEFAULT true", "numeric", _FUNCTION),
    _routine("sales", "open_orders", "since date", "SETOF sales.orders", _FUNCTION),
    _routine("sales", "best", "n integer", "TABLE(customer text, spent numeric(10,2))", _FUNCTION),
    _routine("sales", "bounds", "IN x integer, OUT low integer, OUT high integer", "record", _FUNCTION),
    _routine("sales", "in_status", "wanted sales.order_status, n integer", "bigint", _FUNCTION),
    _routine("sales", "touch", "", "trigger", _FUNCTION),
    _routine("reporting", "refresh_totals", "day date", "void", _FUNCTION),
    _routine("sales", "close_day", "day date", "", RoutineKind.PROCEDURE),
)
_TYPES = (
    DataType("sales", "order_status", TypeKind.ENUM, ("draft", "paid", "shipped", "it's late")),
    DataType("sales", "email", TypeKind.DOMAIN),
    DataType("inventory", "roast", TypeKind.ENUM, ("light", "dark")),
    DataType("pg_catalog", "bigint"),
    DataType("pg_catalog", "double precision"),
    DataType("pg_catalog", "pg_lsn"),
)
_SETTINGS = (
    Setting("search_path"),
    Setting("work_mem", unit="kB", summary="Memory of a sort"),
    Setting("client_min_messages", ("debug", "log", "notice", "warning", "error")),
    Setting("default_transaction_isolation", ("serializable", "repeatable read", "read committed")),
    Setting("enable_seqscan", ("on", "off")),
    Setting("log_statement", ("none", "ddl", "all")),
    Setting("auto_explain.log_min_duration"),
    Setting("DateStyle"),
)


@cache
def shop(server_version: int = 170004) -> Catalogue:
    """The catalogue."""
    internal = ("pg_catalog", "information_schema", "lakebase_internal")
    schemas = ("inventory", "public", "reporting", "sales")
    return Catalogue(
        database="shop",
        server_version=server_version,
        schemas=[*(Schema(name) for name in schemas), *(Schema(name, internal=True) for name in internal)],
        relations=_RELATIONS,
        routines=_ROUTINES,
        types=_TYPES,
        foreign_keys=_KEYS,
        settings=_SETTINGS,
        roles=("ana@example.com", "app", "reader", "pg_monitor"),
        databases=("shop", "analytics", "template1"),
        extensions=("pg_trgm", "vector", "postgis"),
    )
