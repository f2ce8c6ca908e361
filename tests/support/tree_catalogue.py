"""A small shop and a large warehouse, as catalogues for the tree and for going to objects."""

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.objects import (
    Column,
    DataType,
    ForeignKey,
    RelationKind,
    Routine,
    RoutineKind,
    Schema,
    TypeKind,
)
from lakebase_tui.catalog.tree.nodes import Key
from lakebase_tui.catalog.tree.object_tree import ObjectTree

ID = Column("id", "bigint", not_null=True, has_default=True)

ORDERS = Relation(
    "sales",
    "orders",
    columns=(
        ID,
        Column("customer_id", "bigint", not_null=True),
        Column("placed_at", "timestamp with time zone", not_null=True, has_default=True),
        Column("status", "sales.order_status"),
    ),
    oid=101,
    row_estimate=48_120,
    comment="What customers bought, one row an order.",
)
_CUSTOMERS = Relation("sales", "customers", columns=(ID, Column("name", "text")), oid=102, row_estimate=5_000)
_ITEMS = Relation("sales", "order_items", columns=(ID,), oid=103, row_estimate=190_000)
_EVENTS = Relation("sales", "events", RelationKind.PARTITIONED_TABLE, (ID,), oid=104)
_PARTS = tuple(
    Relation(
        "sales", f"events_2026_{month:02}", columns=(ID,), oid=200 + month, parent=104, row_estimate=1_000
    )
    for month in range(1, 13)
)
_OTHERS = (
    Relation("sales", "revenue", RelationKind.VIEW, (Column("total", "numeric(12,2)"),), oid=105),
    Relation("sales", "best_sellers", RelationKind.MATERIALIZED_VIEW, (ID,), oid=106, row_estimate=20),
    Relation("sales", "exchange_rates", RelationKind.FOREIGN_TABLE, (ID,), oid=107),
    Relation("sales", "orders_id_seq", RelationKind.SEQUENCE, oid=108),
    Relation("inventory", "stock", columns=(ID,), oid=109, row_estimate=0),
    Relation("Odd Names", 'we"ird\x1b[2J', columns=(Column("a b", "integer"),), oid=110),
    Relation("pg_catalog", "pg_class", columns=(Column("oid", "oid"),), oid=1259),
)
SHOP = Catalogue(
    "shop",
    170_004,
    schemas=[
        Schema("sales"),
        Schema("public"),
        Schema("inventory"),
        Schema("Odd Names"),
        Schema("pg_catalog", internal=True),
        Schema("__db_system", internal=True),
    ],
    relations=[ORDERS, _CUSTOMERS, _ITEMS, _EVENTS, *_PARTS, *_OTHERS],
    routines=[
        Routine("sales", "order_total", "order_id bigint", "numeric", oid=301),
        Routine("sales", "order_total", "order_id bigint, rate numeric DEFAULT 1", "numeric", oid=302),
        Routine("sales", "close_month", "", "", RoutineKind.PROCEDURE, oid=303),
        Routine("pg_catalog", "lower", "text", "text", oid=870),
    ],
    types=[
        DataType("sales", "order_status", TypeKind.ENUM, ("new", "paid", "it's sent"), oid=401),
        DataType("sales", "email", TypeKind.DOMAIN, oid=402),
    ],
    foreign_keys=[ForeignKey("fk", "sales", "orders", ("customer_id",), "sales", "customers", ("id",))],
    roles=["ana@example.com", "app"],
    extensions=["plpgsql", "vector"],
)

_WORDS = ("order", "item", "customer", "invoice", "payment", "event", "session", "device", "metric", "ledger")


def warehouse(tables: int, routines: int = 0) -> Catalogue:
    """Tables `order_item_0`, … in `public`, ten columns each, and routines."""

    def name(number: int) -> str:
        return f"{_WORDS[number % 10]}_{_WORDS[number // 10 % 10]}_{number}"

    columns = (ID, *(Column(f"value_{number}", "text") for number in range(9)))
    return Catalogue(
        "warehouse",
        170_004,
        schemas=[Schema("public"), Schema("pg_catalog", internal=True)],
        relations=[
            Relation("public", name(number), columns=columns, oid=number + 1, row_estimate=number * 10)
            for number in range(tables)
        ],
        routines=[
            Routine("public", f"total_{name(number)}", "a integer", "integer") for number in range(routines)
        ],
    )


def shop(*path: str) -> ObjectTree:
    """The tree of the shop, for a session with a search path."""
    tree = ObjectTree()
    tree.show(SHOP, path)
    return tree


def names(tree: ObjectTree) -> list[str]:
    """The names in sight, indented by their levels."""
    return ["  " * depth + node.name for node, depth in tree.lines]


def line(tree: ObjectTree, key: Key) -> int:
    """The line of a node, which has to be in sight."""
    at = tree.index_of(key)
    assert at is not None, names(tree)
    return at
