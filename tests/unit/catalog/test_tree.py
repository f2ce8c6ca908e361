"""Folding, what is asked for, and what is shown of it."""

from collections.abc import Callable

import pytest

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.catalog.objects import RelationKind, Schema
from lakebase_tui.catalog.tree.contents import NO_TABLES, NOT_READ, READING
from lakebase_tui.catalog.tree.nodes import Group, Part
from lakebase_tui.catalog.tree.object_tree import ObjectTree
from lakebase_tui.catalog.tree.questions import Answer, Facts, Question, Size
from tests.support.tree_catalogue import ORDERS, SHOP, line, names, shop, warehouse

ORDERS_KEY = ("relation", "sales", "orders")
INDEXES_KEY = ("group", "INDEXES", "sales", "orders")


def answer(tree: ObjectTree, question: Question, **known: object) -> None:
    wanted = next(each for each in tree.wanted() if each.question is question)
    tree.take(Answer(wanted, **known))  # type: ignore[arg-type]  # the fields of an answer


def with_orders_open() -> ObjectTree:
    tree = shop("sales")
    tree.unfold(line(tree, ORDERS_KEY))
    return tree


def test_the_first_schema_of_the_path_is_open_and_system_objects_are_grouped_away() -> None:
    assert names(shop("sales", "public")) == [
        "sales",
        *("  customers", "  events", "  exchange_rates", "  order_items", "  orders"),
        *("  Views", "  Materialized views", "  Sequences", "  Functions", "  Procedures", "  Types"),
        *("public", "Odd Names", "inventory", "Extensions", "Roles", "System"),
    ]


def test_without_a_path_public_comes_first_and_the_first_schema_with_something_in_it_is_open() -> None:
    assert [name for name in names(shop()) if name[0] != " "][:3] == ["public", "Odd Names", "inventory"]
    assert '  we"ird\x1b[2J' in names(shop())


def test_kinds_beside_tables_have_groups_with_their_number() -> None:
    tree = shop("sales")
    counts = {node.group: node.count for node, _ in tree.lines if node.group is not None}
    assert counts[Group.FUNCTIONS] == 2
    assert counts[Group.ROLES] == 2
    tree.unfold(line(tree, ("group", "FUNCTIONS", "sales")))
    assert names(tree).count("    order_total") == 2


def test_many_tables_have_a_group_which_is_open_at_first() -> None:
    tree = ObjectTree()
    tree.show(warehouse(150, routines=2))
    assert names(tree)[:3] == ["public", "  Tables", "    customer_customer_122"]
    assert tree.fold(1)
    assert names(tree)[:3] == ["public", "  Tables", "  Functions"]


def test_a_schema_with_one_kind_only_has_no_groups() -> None:
    tree = ObjectTree()
    tree.show(warehouse(150))
    assert names(tree)[:2] == ["public", "  customer_customer_122"]


def test_what_lakebase_puts_into_public_is_grouped_away() -> None:
    own, internal = Relation("public", "t"), Relation("public", "databricks_list_roles", RelationKind.VIEW)
    tree = ObjectTree()
    tree.show(Catalogue(schemas=[Schema("public")], relations=[own, internal]))
    assert names(tree) == ["public", "  t", "  Lakebase"]
    tree.show(Catalogue(schemas=[Schema("public")], relations=[internal]))
    assert names(tree) == ["public", "  Lakebase"]


def test_partitions_are_folded_under_their_table() -> None:
    tree = shop("sales")
    assert "  events_2026_01" not in names(tree)
    tree.unfold(line(tree, ("relation", "sales", "events")))
    at = line(tree, ("group", "PARTITIONS", "sales", "events"))
    assert tree.lines[at].node.count == 12
    tree.unfold(at)
    assert tree.lines[at + 1].node.name == "events_2026_01"
    assert tree.size(SHOP.relations[3]).rows == 12_000


def test_columns_are_there_at_once_and_parts_when_they_were_answered() -> None:
    tree = with_orders_open()
    at = line(tree, ORDERS_KEY)
    assert [name.strip() for name in names(tree)[at + 1 : at + 6]] == [
        *("id", "customer_id", "placed_at", "status", READING)
    ]
    answer(tree, Question.FACTS, facts=Facts({Group.INDEXES: 2}, frozenset({"id"}), {"id": "why"}))
    assert [name.strip() for name in names(tree)[at + 5 : at + 7]] == ["Indexes", "Views"]
    facts = tree.facts(ORDERS)
    assert facts is not None
    assert facts.key_columns == {"id"}


def test_a_group_of_parts_is_asked_for_when_it_is_unfolded_and_never_twice() -> None:
    tree = with_orders_open()
    answer(tree, Question.FACTS, facts=Facts({Group.INDEXES: 1}))
    tree.unfold(line(tree, INDEXES_KEY))
    (wanted,) = [each for each in tree.wanted() if each.question is Question.INDEXES]
    assert wanted.values == ("sales", "orders")
    answer(tree, Question.INDEXES, parts=(Part("orders_pkey", "btree (id)", ("PK",)),))
    at = line(tree, INDEXES_KEY)
    assert tree.lines[at + 1].node.name == "orders_pkey"
    assert tree.fold(at)
    assert tree.unfold(at)
    assert tree.lines[at + 1].node.name == "orders_pkey"
    assert Question.INDEXES not in {each.question for each in tree.wanted()}


def test_what_is_folded_is_not_asked_for_and_sizes_come_last() -> None:
    tree = with_orders_open()
    assert [each.question for each in tree.wanted()] == [Question.FACTS, Question.SIZES]
    tree.fold(line(tree, ("schema", "sales")))
    assert tree.wanted() == []
    tree.unfold(line(tree, ("schema", "sales")))
    assert [each.question for each in tree.wanted()] == [Question.FACTS, Question.SIZES]


def test_what_failed_says_so_and_is_asked_again_on_request_only() -> None:
    tree = with_orders_open()
    (wanted,) = [each for each in tree.wanted() if each.question is Question.FACTS]
    tree.fail(wanted, "It was refused.")
    at = line(tree, ("notice", *ORDERS_KEY))
    assert tree.lines[at].node.name == "It was refused."
    assert wanted not in tree.wanted()
    assert not tree.try_again(at - 1)
    assert tree.try_again(at)
    assert wanted in tree.wanted()
    assert tree.lines[at].node.name == READING


def test_sizes_replace_the_estimates_of_the_catalogue() -> None:
    tree = shop("sales")
    assert tree.size(ORDERS) == Size(48_120, -1, False)
    answer(tree, Question.SIZES, sizes={"orders": Size(50_000, 8_192, True)})
    assert tree.size(ORDERS) == Size(50_000, 8_192, True)
    assert tree.wanted() == []


def test_a_new_catalogue_keeps_what_is_open_and_asks_again_only_when_told() -> None:
    tree = with_orders_open()
    answer(tree, Question.FACTS, facts=Facts({Group.INDEXES: 1}))
    answer(tree, Question.SIZES)
    before = names(tree)
    tree.show(SHOP, ("sales",))
    assert names(tree) == before
    assert tree.wanted() == []
    tree.outdate()
    assert names(tree) == before
    assert {each.question for each in tree.wanted()} == {Question.FACTS, Question.SIZES}
    tree.show(Catalogue(schemas=[Schema("sales")]), ("sales",))
    assert names(tree) == ["sales", f"  {NO_TABLES}"]


def test_while_the_catalogue_is_read_nothing_is_said_to_be_empty() -> None:
    tree = ObjectTree()
    schemas = [Schema("public")]
    tree.show(Catalogue(schemas=schemas), complete=False)
    assert names(tree) == ["public"]
    tree.unfold(0)
    assert names(tree) == ["public", f"  {NOT_READ}"]
    tree.show(Catalogue(schemas=schemas))
    assert names(tree) == ["public", f"  {NO_TABLES}"]
    tree.show(Catalogue(schemas=schemas, relations=[Relation("public", "t")]))
    assert names(tree) == ["public", "  t"]


@pytest.mark.parametrize(
    "ref",
    [
        ObjectRef(ObjectKind.TABLE, "inventory", "stock"),
        ObjectRef(ObjectKind.PARTITION, "sales", "events_2026_03"),
        ObjectRef(ObjectKind.VIEW, "sales", "revenue"),
        ObjectRef(ObjectKind.FUNCTION, "sales", "order_total", 302),
        ObjectRef(ObjectKind.PROCEDURE, "sales", "close_month"),
        ObjectRef(ObjectKind.ENUM, "sales", "order_status"),
        ObjectRef(ObjectKind.SCHEMA, "", "__db_system"),
        ObjectRef(ObjectKind.TABLE, "pg_catalog", "pg_class"),
        ObjectRef(ObjectKind.ROLE, "", "app"),
        ObjectRef(ObjectKind.EXTENSION, "", "vector"),
    ],
    ids=lambda ref: ref.name,
)
def test_any_object_can_be_revealed(ref: ObjectRef) -> None:
    tree = shop("sales")
    at = tree.reveal(ref)
    assert at is not None
    node = tree.lines[at].node
    assert node.name == ref.name
    if ref.oid:
        assert node.thing in SHOP.routines
        assert node.key[-1] == SHOP.routines[1].arguments


@pytest.mark.parametrize(
    "kind", [ObjectKind.INDEX, ObjectKind.TRIGGER, ObjectKind.POLICY, ObjectKind.CONSTRAINT]
)
def test_a_part_reveals_its_table(kind: ObjectKind) -> None:
    tree = shop()
    at = tree.reveal(ObjectRef(kind, "sales", "some_part", table="orders"))
    assert at is not None
    assert tree.lines[at].node.key == ORDERS_KEY


def test_what_does_not_exist_is_not_revealed_and_changes_nothing() -> None:
    tree = shop("sales")
    before = names(tree)
    assert tree.reveal(ObjectRef(ObjectKind.TABLE, "sales", "none")) is None
    assert names(tree) == before


def test_the_parent_of_each_line_is_the_nearest_above_with_a_lesser_level() -> None:
    tree = with_orders_open()
    assert tree.parent_of(0) is None
    at = line(tree, ("column", "sales", "orders", "id"))
    assert tree.parent_of(at) == line(tree, ORDERS_KEY)
    assert tree.parent_of(line(tree, ORDERS_KEY)) == 0


@pytest.mark.parametrize("change", [lambda tree: tree.unfold(3), lambda tree: tree.filter("orders")])
def test_lines_stay_consistent_however_they_came_about(change: Callable[[ObjectTree], object]) -> None:
    tree = with_orders_open()
    change(tree)
    spliced = list(tree.lines)
    tree.show(SHOP, ("sales",))
    assert [(node.key, depth) for node, depth in spliced] == [(node.key, depth) for node, depth in tree.lines]
