"""Labels of enums, settings and their values, roles: as words and in an opened quote."""

import pytest

from tests.support.completing import accepted, inserts

_LABELS = "'draft' · 'paid' · 'shipped' · 'it''s late'"
_IN_QUOTES = "draft' · paid' · shipped' · it''s late'"

FIRST = [
    ("select * from orders where status = |", _LABELS),
    ("select * from orders where status=|", _LABELS),
    ("select * from orders where status = pa|", "'paid'"),
    ("select * from orders o where o.status <> |", _LABELS),
    ("select * from orders o where o.status is distinct from |", _LABELS),
    ("select * from orders o where o.status is not distinct from |", _LABELS),
    ("select * from orders where status in (|", _LABELS + " · select"),
    ("select * from orders where status not in ('draft', |", _LABELS),
    ("select * from orders where status = '|", _IN_QUOTES),
    ("select * from orders where status = '|'", _IN_QUOTES),
    ("select * from orders where status = 'pa|", "paid'"),
    ("select * from orders where status = 'pa|' and id = 1", "paid'"),
    ("select * from orders where status = 'pa| and id = 1", "paid'"),
    ("select * from orders where status = 'it''s|'", "it''s late'"),
    ("select * from orders where status in ('draft', 'pa|')", "paid'"),
    ("select * from orders where status in ('draft', 'pa|", "paid'"),
    ("select case status when '| from orders", _IN_QUOTES),
    ("select case when status = '| from orders", _IN_QUOTES),
    ("select case status when | from orders", _LABELS),
    ("select * from (select status as s from orders) x where s = '|", _IN_QUOTES),
    ("insert into orders (id, status) values (1, |)", _LABELS),
    ("insert into orders (id, status) values (1, 'dr|')", "draft'"),
    ("insert into orders values (1, 2, |", _LABELS),
    ("insert into orders (status) values ('draft'), ('|", _IN_QUOTES),
    ("update orders set status = |", _LABELS),
    ("update orders set status = 'sh|' where id = 1", "shipped'"),
    ("select '|'::sales.order_status", _IN_QUOTES),
    ("select in_status(|", _LABELS),
    ("select in_status('|", _IN_QUOTES),
    ("select in_status(n => 1, wanted => '|", _IN_QUOTES),
    ("select * from customers where active = |", "true · false"),
    ("select * from inventory.products where roast = '|", "light' · dark'"),
    ("select date_trunc('|', placed_at) from orders", "year' · month'"),
    ("select current_setting('work|')", "work_mem'"),
    ("select nextval('|')", "orders_id_seq'"),
    ("select '|'::regclass", "customers' · employees'"),
    ("select in_status(|, 1)", _LABELS),
    ("select order_total(|", "order_id =>  · with_tax => "),
    # settings
    ("set |", "search_path · work_mem"),
    ("set wo|", "work_mem"),
    ("set local wo|", "work_mem"),
    ("set date|", "DateStyle"),
    ("set auto_explain.|", "auto_explain.log_min_duration"),
    ("set auto_explain.log|", "auto_explain.log_min_duration"),
    ("set client_min_messages |", "to"),
    ("set client_min_messages = |", "debug · log · notice · warning · error · default"),
    ("set client_min_messages to 'wa|", "warning'"),
    ("set CLIENT_MIN_MESSAGES to w|", "warning"),
    ("set log_statement = |", "'none' · ddl · 'all' · default"),
    ("set enable_seqscan = |", "on · off"),
    ("set default_transaction_isolation = |", "serializable · 'repeatable read' · 'read committed'"),
    ("set search_path = |", "inventory · public · reporting · sales"),
    ("set search_path to sales, |", "inventory · public"),
    ("set role |", '"ana@example.com" · app · reader'),
    ("set session authorization |", '"ana@example.com" · app · reader'),
    ("set time |", "zone"),
    ("set transaction |", "isolation level · read only"),
    ("set transaction isolation level |", "serializable · repeatable read"),
    ("show |", "search_path · work_mem"),
    ("reset wo|", "work_mem"),
]


@pytest.mark.parametrize(("text", "expected"), FIRST, ids=[text for text, _ in FIRST])
def test_the_first_candidates(text: str, expected: str) -> None:
    wanted = expected.split(" · ")
    assert inserts(text)[: len(wanted)] == wanted


@pytest.mark.parametrize(
    ("text", "insert", "after"),
    [
        ("where status = 'pa|", "paid'", "where status = 'paid'|"),
        ("where status = 'pa|' and x", "paid'", "where status = 'paid'| and x"),
        ("where status = 'p|aid' and x", "paid'", "where status = 'paid'| and x"),
        ("where status = 'pa| and x = 1", "paid'", "where status = 'paid'| and x = 1"),
        ("where status = pa| and x", "'paid'", "where status = 'paid'| and x"),
        ("where status in ('pa|)", "paid'", "where status in ('paid'|)"),
    ],
)
def test_a_label_is_taken_with_its_quotes(text: str, insert: str, after: str) -> None:
    head = "select * from orders "
    assert accepted(head + text, insert) == head + after


def test_a_string_that_is_compared_with_no_enum_is_left_alone() -> None:
    assert inserts("select * from customers where name = 'pa|") == []
    assert inserts("select * from orders where total > 'pa|'") == []
