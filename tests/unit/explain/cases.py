"""Statements whose plans are recorded."""

from dataclasses import dataclass

SETUP = """
create table customers (id int primary key, name text not null, region text);
create table orders (
    id int primary key, customer_id int not null references customers, total numeric(10, 2), placed date,
    note text
);
insert into customers
    select i, 'c' || i, (array['north', 'south', 'east', 'west'])[1 + i % 4] from generate_series(1, 2000) i;
insert into orders
    select i, 1 + i % 2000, (i % 977) * 1.5, date '2026-01-01' + i % 365, repeat('x', 20)
    from generate_series(1, 60000) i;
create index orders_customer on orders (customer_id);
create table "Odd names" ("select" int, "A b" text);
create table parted (a int, b int) partition by range (a);
create table parted_1 partition of parted for values from (0) to (100);
create table parted_2 partition of parted for values from (100) to (200);
insert into parted select i, i from generate_series(0, 199) i;
analyze;
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A statement and what is set for it."""

    sql: str
    settings: tuple[str, ...] = ()
    options: str = "analyze, verbose, buffers, settings, wal"


_SMALL = ("work_mem = '64kB'",)
_PARALLEL = (
    "min_parallel_table_scan_size = 0",
    "parallel_setup_cost = 0",
    "parallel_tuple_cost = 0",
    "max_parallel_workers_per_gather = 2",
)

STEADY = {
    "grouping-sets": Case(
        "select region, id, count(*) from customers group by grouping sets ((region), (id), ())"
    ),
    "sort-on-disk": Case("select * from orders order by total, id", _SMALL),
    "hash-on-disk": Case(
        "select * from orders o1 join orders o2 using (customer_id) where o1.id < 9000", _SMALL
    ),
    "incremental-sort": Case("select * from orders order by customer_id, total limit 50"),
    "window": Case(
        "select row_number() over (partition by customer_id order by total) from orders where id < 1000"
    ),
    "partitions": Case("update parted set b = b + 1", options="analyze, verbose, settings, buffers off"),
    "conflict": Case(
        "insert into customers values (1, 'x', 'y') on conflict (id) do update set name = excluded.name"
        " where customers.region <> 'q'"
    ),
    "merge": Case(
        "merge into customers c using (select 5 id) s on c.id = s.id"
        " when matched then update set name = 'm' when not matched then do nothing"
    ),
    "except": Case("select id from customers except select id from orders"),
    "sample": Case("select * from orders tablesample system (10) repeatable (3) where id < 100"),
    "functions": Case("select * from generate_series(1, 5) g, (values (1), (2)) v(x)"),
    "bitmap": Case("select * from orders where customer_id in (3, 5) and id < 50000"),
    "recursive": Case(
        "with recursive r as (select 1 n union all select n + 1 from r where n < 10) select * from r"
    ),
    "subplans": Case(
        "select * from customers c"
        " where exists (select from orders o where o.customer_id = c.id and o.total > 1)"
        " and c.id not in (select customer_id from orders where total = 3)"
    ),
    "quoted": Case('select "A b" from "Odd names" "T" where "select" > 3'),
    "memoize": Case(
        "select * from (select * from orders limit 3000) o join customers c on c.id = o.customer_id % 7 + 1",
        ("enable_hashjoin = off", "enable_mergejoin = off"),
    ),
    "backward": Case("select * from customers order by id desc limit 3"),
    "never": Case("select * from customers where id = 3 and 1 = 2"),
    "distinct": Case("select distinct region from customers order by 1"),
}
"""The same each time they are run: their text can be compared."""

TIMED = {
    "cte": Case(
        "with t as (select customer_id, sum(total) s from orders group by 1)"
        " select c.name, t.s, (select max(total) from orders) from customers c join t on t.customer_id = c.id"
        " where t.s > (select avg(s) from t) order by 2 limit 5"
    ),
    "parallel": Case(
        "select region, count(*), sum(total) from orders join customers c on c.id = customer_id"
        " group by 1 order by 1",
        (*_PARALLEL, "jit_above_cost = 0"),
    ),
    "loops": Case(
        "select c.name, (select count(*) from orders o where o.customer_id = c.id) from customers c"
        " where region = 'north'"
    ),
    "write": Case("update orders set customer_id = customer_id + 1 where id < 500"),
    "misjudged": Case("select * from orders o join customers c on c.id = o.customer_id where o.id % 10 = 3"),
}
