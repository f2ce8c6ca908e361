"""What is offered in queries, by clause. Expected are the first texts that would be inserted, in order."""

import pytest

from tests.support.completing import inserts

_TABLES = 'customers · employees · order_items · "OrderLog" · orders · orders_2025 · inventory.products'
_ORDERS = "id · customer_id · status · placed_at · total"

FIRST = [
    # the beginning
    ("sel|", "select"),
    ("SEL|", "SELECT"),
    ("dele|", "delete from"),
    ("select 1; ins|", "insert into"),
    ("select 1\n\nupd|", "update"),
    ("select * from |\n\nselect 2 from customers", _TABLES),
    ("select i|\n\nselect 2 from customers", "in_status()"),
    # the select list
    ("select | from orders", _ORDERS + " · orders."),
    ("select cu| from orders", "customer_id"),
    ("select c_id, st| from orders", "status"),
    ("select distinct | from orders", _ORDERS),
    ("select o.| from orders o", _ORDERS),
    ("select o.| from orders as o", _ORDERS),
    ("select o.pl| from orders o", "placed_at"),
    ("select sales.orders.| from sales.orders", _ORDERS),
    ("select orders.|", _ORDERS),
    ("select p.| from inventory.products p", "id · sku · roast · facts"),
    ('select w.| from inventory."Warehouse Spots" w', 'code · "City" · "order"'),
    ("select i| from orders, customers", "orders.id · customers.id"),
    ("select (select n| from customers) from orders", "name"),
    ("select sum(o.t|) from orders o", "total"),
    ("select count(| from orders o", _ORDERS),
    ("select arr[| from orders", _ORDERS),
    ("select now|", "now()"),
    ("select coal|", "coalesce()"),
    ("select id |", "from"),
    ("select id fr|", "from"),
    ("select id::|", "text · integer · bigint"),
    ("select cast(id as |", "text · integer"),
    ("select cast(id |", "as"),
    ("select id::order|", "order_status"),
    ("select id::inventory.|", "roast"),
    ("select extract(|", "year · month · day"),
    ("select extract(year |", "from"),
    ("select extract(year from p| ) from orders", "placed_at"),
    ("select status is |", "null · not null"),
    ("select id not |", "in () · like"),
    ("select case | from orders", "when"),
    ("select case when id = 1 | from orders", "when · then · else · end"),
    ("select row_number() ov|", "over ()"),
    ("select row_number() over (|", "partition by · order by"),
    ("select sum(total) over (partition by | order by id) from orders", _ORDERS),
    ("select sum(total) over (order by id | ) from orders", "asc · desc"),
    ("select sum(total) over (order by id rows between |", "between · unbounded preceding"),
    ("select count(*) filter (|", "where"),
    ("select count(*) filter (where s| ) from orders", "status"),
    ("select percentile_cont(0.5) within group (|", "order by"),
    # FROM
    ("select * from |", _TABLES),
    ("select * from or|", 'orders · "OrderLog" · order_items · orders_2025'),
    ("select * from sales.ord|", "orders · order_items · orders_2025"),
    ("select * from oi|", "order_items"),
    ("select * from OL|", '"OrderLog"'),
    ("select * from only |", _TABLES),
    ("select * from prod|", "inventory.products"),
    ("select * from inventory.|", 'products · "Warehouse Spots"'),
    ('select * from "inventory".|', 'products · "Warehouse Spots"'),
    ("select * from inv|", "inventory."),
    ("select * from tota|", "reporting.totals"),
    ("select * from gener|", "generate_series()"),
    ("select * from orders, |", _TABLES),
    ("select * from (|", "select · values · with"),
    ("select * from (o|", 'orders · "OrderLog"'),
    ("select * from orders |", "o · join · left join"),
    ("select * from order_items |", "oi"),
    ("select * from order_items as |", "oi"),
    ("select * from orders o |", "join · left join"),
    ("select * from orders o le|", "left join"),
    ("select * from orders o left |", "join · outer join"),
    ("select * from orders o, orders |", "o2"),
    ("select * from open_orders('x') |", "oo"),
    ("table |", _TABLES),
    # JOIN
    (
        "select * from orders o join |",
        "customers c on c.id = o.customer_id · order_items oi on oi.order_id = o.id · customers",
    ),
    ("SELECT * FROM orders o JOIN cu|", "customers c ON c.id = o.customer_id · customers"),
    ("select * from orders o left join ite|", "order_items oi on oi.order_id = o.id"),
    ("select * from orders join cust|", "customers c on c.id = orders.customer_id"),
    (
        "select * from order_items oi join |",
        "orders o on o.id = oi.order_id · inventory.products p on p.id = oi.product_id",
    ),
    ("select * from order_items oi join inventory.|", "products p on p.id = oi.product_id · products"),
    (
        "select * from employees e join |",
        "employees e2 on e2.id = e.manager_id · employees e2 on e2.manager_id = e.id",
    ),
    ("select * from orders o cross join |", _TABLES),
    ("select * from orders o join customers c |", "on c.id = o.customer_id · on · using ()"),
    ("select * from orders o join customers c on |", "c.id = o.customer_id · o.id · customer_id"),
    ("select * from orders o join customers c on c.id = o.|", _ORDERS),
    ("select * from orders o join customers c on c.id = o.customer_id |", "join · left join"),
    ("select * from orders o join customers c on c.id = o.customer_id and n|", "name"),
    ("select * from orders o join customers c using (|)", "id"),
    ("select * from (orders o join customers c on |)", "c.id = o.customer_id"),
    ("select * from (orders o join customers c on c.|)", "id · name"),
    # WHERE and behind
    ("select * from orders where |", _ORDERS),
    ("select * from orders wh|", "where"),
    ("select * from orders where id = 1 an|", "and"),
    ("select * from orders where id = 1 or s|", "status"),
    ("select * from orders where not |", _ORDERS),
    ("select * from orders where id between 1 |", "and"),
    ("select * from orders where id in (|", "select · id"),
    ("select * from orders where exists (|", "select"),
    ("select * from orders where id = any (|", "select · id"),
    ("select * from orders group |", "by"),
    ("select * from orders group by |", _ORDERS),
    ("select count(*) from orders group by status |", "having · order by"),
    ("select status from orders group by status having s|", "status"),
    ("select status as state from orders order by sta|", "status · state"),
    ("select lower(status) as state from orders order by |", _ORDERS + " · state"),
    ("select * from orders order by id |", "asc · desc · nulls first"),
    ("select * from orders order by id nulls |", "first · last"),
    ("select * from orders limit 10 |", "offset"),
    ("select * from orders for |", "update · share"),
    ("select * from orders o for update of |", "o"),
    ("select id from orders union |", "all · select"),
    ("select id from orders union all |", "select"),
    ("select id from orders union all select n| from customers", "name"),
    ("(select id from orders) |", "union all · union"),
    # named queries, subqueries, functions
    ("with |", "recursive"),
    ("with a |", "as"),
    ("with a as (|", "select"),
    ("with a as (select 1 as n) |", "select · insert into · update"),
    ("with a as (select 1 as n) select * from |", "a · customers"),
    ("with a as (select 1 as n) select | from a", "n · a."),
    ("with a as (select id, status s from orders) select a.| from a", "id · s"),
    ("with a(x, y) as (select id, status from orders) select a.| from a", "x · y"),
    ("with a as (select 1 as n), b as (select | from a) select 1", "n"),
    ("with d as (delete from orders returning id, status) select d.| from d", "id · status"),
    (
        "with recursive t as (select id, manager_id from employees union all"
        " select e.id, e.manager_id from employees e join t on t.|) select 1",
        "id · manager_id",
    ),
    ("select s.| from (select name n, count(*) from customers group by 1) s", "n · count"),
    ("select s.| from (select o.*, 1 as one from orders o) s", _ORDERS + " · one"),
    (
        "select s.| from (select id::text, cast(total as int), (select name from customers)) s",
        "id · total · name",
    ),
    ("select s.| from (table customers) s", "id · name · email"),
    ("select s.| from (values (1, 2)) s", "column1 · column2"),
    ("select s.| from (values (1, 2)) s(a, b)", "a · b"),
    ("select | from (select id i from orders) s", "i · s."),
    ("select 1 from orders o where exists (select 1 from order_items i where i.order_id = o.|)", _ORDERS),
    ("select o.id from orders o where id in (select c.| from customers c)", "id · name"),
    ("select 1 from orders o where id in (select | from customers)", "id · name · email"),
    ("select * from orders o, lateral (select o.|) x", _ORDERS),
    ("select * from orders o cross join lateral (select * from order_items where order_id = o.|) x", _ORDERS),
    ("select * from orders o, open_orders(o.|)", _ORDERS),
    ("select f.| from open_orders('x') f", _ORDERS),
    ("select best.| from best(3)", "customer · spent"),
    ("select b.| from bounds(3) b", "low · high"),
    ("select g.| from generate_series(1, 2) with ordinality g", "g · ordinality"),
    ("select r.| from json_to_recordset('[]') as r(a int, b text)", "a · b"),
    ("select j.| from json_table('{}', '$' columns (a int path '$.a', b text)) j", "a · b"),
    ("create view v as select | from orders", _ORDERS),
    ("explain analyze select * from cust|", "customers"),
    # broken and unfinished
    ("choose * from cust|", "customers"),
    ("select * from orders o where o.| and (", _ORDERS),
    ("select id from orders where id in (1, 2 order by s|", "status"),
    ("select max(id from orders where st|", "status"),
    ("select ) | from orders", "from"),
    ("select o. from orders o where o.st|", "status"),
]


@pytest.mark.parametrize(("text", "expected"), FIRST, ids=[text for text, _ in FIRST])
def test_the_first_candidates(text: str, expected: str) -> None:
    wanted = expected.split(" · ")
    assert inserts(text)[: len(wanted)] == wanted


NOTHING = [
    "select -- o.|",
    "select 1 -- fr|",
    "select /* o.| */ 1 from orders o",
    "select /* o.|",
    "select 'fr|' from orders",
    "select 'fr|",
    "select E'fr|' from orders",
    "select $$fr|$$ from orders",
    "select 12|",
    "select 1.|",
    "select 1e|",
    "select $1|",
    "select :na|",
    "select id as | from orders",
    "select row_number() over | from orders",
    "with a as (select 1), |",
    "select * from a.b.|",
    "select x.y.z.|",
    "select nothing.| from orders",
    "select * from orders o, (select o.|) x",
    "select (x).| from orders x",
    "create function f() returns int language plpython3u as $$ select id from | $$",
]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_offered(text: str) -> None:
    assert inserts(text) == []


NOT_OFFERED = [
    ("select id | from orders", "customer_id"),
    ("select * from orders o join customers c on c.id = o.customer_id |", "id"),
    ("select * from orders where id = 1 |", "status"),
    ("select * from (select id from orders) s where |", "status"),
    ("select to|", "touch()"),
    ("select close|", "close_day()"),
    ("select int4|", "int4in()"),
    ("select * from orders|", "o"),
]


@pytest.mark.parametrize(("text", "insert"), NOT_OFFERED)
def test_what_does_not_belong_is_not_offered(text: str, insert: str) -> None:
    assert insert not in inserts(text)
