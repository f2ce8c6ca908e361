"""What a node is called, what can be described of it, and the statements that begin with it."""

import pytest

from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.catalog.tree.nodes import Node, NodeKind, Part
from lakebase_tui.catalog.tree.references import qualified, reference, written
from lakebase_tui.catalog.tree.templates import templates
from lakebase_tui.sql.classify import classify
from lakebase_tui.sql.statements import split_statements
from tests.support.tree_catalogue import ORDERS, SHOP, shop


def node(name: str, schema: str = "sales") -> Node:
    tree = shop("sales")
    tree.filter(f"{schema}.{name}" if schema else name)
    return next(each for each, _ in tree.lines if each.name == name)


COLUMN = Node(("column",), NodeKind.COLUMN, "status", "sales", ORDERS, ORDERS.columns[3])
INDEX = Node(("index",), NodeKind.INDEX, "orders_pkey", "sales", ORDERS, Part("orders_pkey"))
TRIGGER = Node(("trigger",), NodeKind.TRIGGER, "Audit", "sales", ORDERS, Part("Audit"))
CONSTRAINT = Node(("constraint",), NodeKind.CONSTRAINT, "paid", "sales", ORDERS, Part("paid"))
RULE = Node(("rule",), NodeKind.RULE, "r", "sales", ORDERS, Part("r"))


def test_references_name_objects_with_their_oid_and_parts_with_their_table() -> None:
    assert reference(node("orders")) == ObjectRef(ObjectKind.TABLE, "sales", "orders", 101)
    assert reference(node("events_2026_02")) == ObjectRef(
        ObjectKind.PARTITION, "sales", "events_2026_02", 202
    )
    assert reference(node("order_total")) == ObjectRef(ObjectKind.FUNCTION, "sales", "order_total", 301)
    assert reference(node("email")) == ObjectRef(ObjectKind.DOMAIN, "sales", "email", 402)
    assert reference(node("app", "")) == ObjectRef(ObjectKind.ROLE, "", "app")
    assert reference(node("public", "")) == ObjectRef(ObjectKind.SCHEMA, "", "public")
    assert reference(COLUMN) == reference(RULE) == reference(node("orders"))
    assert reference(TRIGGER) == ObjectRef(ObjectKind.TRIGGER, "sales", "Audit", table="orders")
    assert reference(INDEX) == ObjectRef(ObjectKind.INDEX, "sales", "orders_pkey", table="orders")
    assert reference(node("nothing matches", "")) is None


def test_every_kind_of_node_that_stands_for_an_object_has_a_reference() -> None:
    tree = shop("sales")
    for thing in tree.plan.everything():
        each = tree.plan.node(thing)
        ref = reference(each)
        assert ref is not None, each
        assert ref.name == each.name


def test_names_are_quoted_where_they_must_be_and_short_where_the_session_finds_them() -> None:
    weird = node('we"ird\x1b[2J', "odd names")
    assert qualified(weird) == '"Odd Names"."we""ird\x1b[2J"'
    assert written(weird, SHOP, ("Odd Names",)) == '"we""ird\x1b[2J"'
    assert written(node("orders"), SHOP, ("sales", "public")) == "orders"
    assert written(node("orders"), SHOP, ("public",)) == "sales.orders"
    assert written(node("order_total"), SHOP, ("sales",)) == "order_total"
    assert written(node("order_total"), SHOP, ()) == "sales.order_total"
    assert written(COLUMN, SHOP, ()) == "status"
    assert qualified(TRIGGER) == '"Audit"'
    assert qualified(INDEX) == "sales.orders_pkey"
    label = Node(("l",), NodeKind.LABEL, "it's sent", "sales", thing=SHOP.types[0])
    assert qualified(label) == "'it''s sent'"


@pytest.mark.parametrize(
    ("about", "title", "sql"),
    [
        (node("orders"), "Count", "select count(*) from sales.orders;"),
        (node("orders"), "Truncate", "truncate sales.orders;"),
        (node("orders"), "Drop", "drop table sales.orders;"),
        (
            node("orders"),
            "Insert",
            "insert into sales.orders (customer_id, status)\n"
            "values (null::bigint, null::sales.order_status);",
        ),
        (node("stock", "inventory"), "Insert", "insert into inventory.stock default values;"),
        (node("best_sellers"), "Refresh", "refresh materialized view sales.best_sellers;"),
        (node("exchange_rates"), "Drop", "drop foreign table sales.exchange_rates;"),
        (node("orders_id_seq"), "Next value", "select nextval('sales.orders_id_seq');"),
        (node("close_month"), "Call", "call sales.close_month();"),
        (node("close_month"), "Drop", "drop procedure sales.close_month();"),
        (node("order_total"), "Call", "select * from sales.order_total(/* order_id bigint */);"),
        (node("order_total"), "Drop", "drop function sales.order_total(order_id bigint);"),
        (node("order_status"), "Drop", "drop type sales.order_status;"),
        (node("vector", ""), "Drop", "drop extension vector;"),
        (COLUMN, "Drop", "alter table sales.orders drop column status;"),
        (CONSTRAINT, "Drop", "alter table sales.orders drop constraint paid;"),
        (TRIGGER, "Drop", 'drop trigger "Audit" on sales.orders;'),
        (INDEX, "Drop", "drop index sales.orders_pkey;"),
    ],
    ids=lambda value: value.name if isinstance(value, Node) else "",
)
def test_templates_are_whole_statements_about_the_node(about: Node, title: str, sql: str) -> None:
    (found,) = [each.sql for each in templates(about) if each.title == title]
    assert found == sql


def test_templates_are_one_statement_each_and_what_destroys_comes_last() -> None:
    tree = shop("sales")
    for thing in tree.plan.everything():
        offered = templates(tree.plan.node(thing))
        assert all(len(split_statements(each.sql)) == 1 for each in offered)
        assert [each.title for each in offered if classify(each.sql).ddl][-1:] in ([], ["Drop"])


def test_no_template_offers_what_cannot_be() -> None:
    assert {"Insert", "Truncate"}.isdisjoint(each.title for each in templates(node("revenue")))
    assert templates(Node(("n",), NodeKind.NOTICE, "none")) == []
