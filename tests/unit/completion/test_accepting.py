"""What a statement is after a candidate was taken, and where the cursor is then."""

import pytest

from lakebase_tui.completion import CandidateKind
from tests.support.completing import accepted, candidate, completed

_WIDE = "id, customer_id, status, placed_at, total"

CASES = [
    ("select cou| from orders", "count()", "select count(|) from orders"),
    ("select no|", "now()", "select now()|"),
    ("select cou|(*) from orders", "count", "select count|(*) from orders"),
    ("select cust|omer from orders", "customer_id", "select customer_id| from orders"),
    ("select * from sales.or|", "orders", "select * from sales.orders|"),
    ("select * from prod|", "inventory.products", "select * from inventory.products|"),
    ("select * from inventory.ware|", '"Warehouse Spots"', 'select * from inventory."Warehouse Spots"|'),
    ('select * from "Ord|', '"OrderLog"', 'select * from "OrderLog"|'),
    ('select * from "Ord|"', '"OrderLog"', 'select * from "OrderLog"|'),
    ('select * from "Ord|Xyz" where', '"OrderLog"', 'select * from "OrderLog"| where'),
    ('select * from "cust|', '"customers"', 'select * from "customers"|'),
    (
        'select "ord| from inventory."Warehouse Spots"',
        '"order"',
        'select "order"| from inventory."Warehouse Spots"',
    ),
    ('select ent| from "OrderLog"', '"Entry"', 'select "Entry"| from "OrderLog"'),
    ("select * from inv|", "inventory.", "select * from inventory.|"),
    ("select *| from orders", _WIDE, f"select {_WIDE}| from orders"),
    ("select o.*| from orders o", "o." + _WIDE.replace(", ", ", o."), None),
    ("select 1, *| from orders", _WIDE, f"select 1, {_WIDE}| from orders"),
    (
        "select *| from orders o join order_items i on true",
        f"{_WIDE}, order_id, product_id, qty, price",
        f"select {_WIDE}, order_id, product_id, qty, price| from orders o join order_items i on true",
    ),
    (
        'select *| from employees e, "OrderLog" l',
        'e.id, manager_id, name, l.id, "Entry"',
        'select e.id, manager_id, name, l.id, "Entry"| from employees e, "OrderLog" l',
    ),
    ("delete from orders returning *|", _WIDE, f"delete from orders returning {_WIDE}|"),
    (
        "insert into orders (|",
        f"{_WIDE}) values ()",
        f"insert into orders ({_WIDE}) values (|)",
    ),
    (
        "insert into orders (|)",
        f"{_WIDE}) values (",
        f"insert into orders ({_WIDE}) values (|)",
    ),
    ("insert into orders |", f"({_WIDE}) values ()", f"insert into orders ({_WIDE}) values (|)"),
    ("insert into orders (id) val|", "values ()", "insert into orders (id) values (|)"),
    (
        "select * from orders o join cu| where",
        "customers c on c.id = o.customer_id",
        "select * from orders o join customers c on c.id = o.customer_id| where",
    ),
    ("select * from orders where id in|", "in ()", "select * from orders where id in (|)"),
    ("set auto_explain.log|", "auto_explain.log_min_duration", "set auto_explain.log_min_duration|"),
    ("select cas|", "case when  then  else  end", "select case when | then  else  end"),
    ("  sel|", "select *\n  from ", "  select *\n  from |"),
    ("select order_total(wi|", "with_tax => ", "select order_total(with_tax => |"),
    (
        "do $$ begin delete from ord|; end $$",
        "orders",
        "do $$ begin delete from orders|; end $$",
    ),
]


@pytest.mark.parametrize(("text", "insert", "after"), CASES, ids=[text for text, _, _ in CASES])
def test_a_candidate_is_taken(text: str, insert: str, after: str | None) -> None:
    assert accepted(text, insert) == (after or text.replace("o.*|", insert + "|"))


def test_a_star_of_many_columns_is_broken_into_lines() -> None:
    [found] = completed(
        'select *| from orders o, order_items, customers c, employees, inventory.products, "OrderLog"'
    ).candidates
    lines = found.insert.split("\n")
    assert len(lines) > 1
    assert all(len(line) <= 100 for line in lines)
    assert all(line.startswith("       ") for line in lines[1:])


def test_a_star_that_multiplies_is_left_alone() -> None:
    assert all(
        each.kind is not CandidateKind.COLUMNS for each in completed("select 2 *| from orders").candidates
    )
    assert all(each.kind is not CandidateKind.COLUMNS for each in completed("select count(*|").candidates)


@pytest.mark.parametrize(
    ("text", "label", "kind", "detail"),
    [
        ("select i| from orders", "id", CandidateKind.COLUMN, "bigint  not null"),
        ("select na| from orders, customers", "name", CandidateKind.COLUMN, "text  not null  customers"),
        ("select * from cust|", "customers", CandidateKind.TABLE, "sales"),
        ("select * from orders_2|", "orders_2025", CandidateKind.VIEW, "view  sales"),
        ("select * from tot|", "reporting.totals", CandidateKind.VIEW, "materialized view  reporting"),
        (
            "select order_t|",
            "order_total",
            CandidateKind.FUNCTION,
            "(order_id bigint, with_tax boolean DEFAULT true) → numeric",
        ),
        ("select count|", "count", CandidateKind.FUNCTION, "() → bigint  +1"),
        ("call cl|", "close_day", CandidateKind.PROCEDURE, "(day date)"),
        ("select | from orders o", "o", CandidateKind.SOURCE, "sales.orders"),
        ("select * from orders |", "o", CandidateKind.ALIAS, "orders"),
        ("select id::ord|", "order_status", CandidateKind.TYPE, "enum  sales"),
        ("set work|", "work_mem", CandidateKind.SETTING, "kB  Memory of a sort"),
        ("select 1 fr|", "from", CandidateKind.KEYWORD, ""),
        ("se|", "sel", CandidateKind.SNIPPET, "select * from …"),
    ],
)
def test_a_candidate_says_what_it_is(text: str, label: str, kind: CandidateKind, detail: str) -> None:
    found = candidate(text, label)
    assert (found.kind, found.detail) == (kind, detail)
