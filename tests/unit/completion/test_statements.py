"""What is offered in statements that write, and in those that are no queries."""

import pytest

from tests.support.completing import inserts

_ORDERS = "id · customer_id · status · placed_at · total"
_TABLES = 'customers · employees · order_items · "OrderLog" · orders · inventory.products'
_ROLES = '"ana@example.com" · app · reader'
_TYPES = "text · integer · bigint"
_ALL = "id, customer_id, status, placed_at, total"
_NEEDED = "customer_id, placed_at, total"

WRITING = [
    ("insert |", "into"),
    ("insert into |", 'customers · employees · order_items · "OrderLog" · orders'),
    (
        "insert into orders |",
        f"({_ALL}) · ({_ALL}) values () · ({_NEEDED}) · ({_NEEDED}) values () · values ()",
    ),
    ("insert into orders (|", f"{_ALL} · {_ALL}) values () · {_NEEDED} · {_NEEDED}) values () · id"),
    ("insert into orders (|)", f"{_ALL} · {_ALL}) values ( · {_NEEDED} · {_NEEDED}) values ( · id"),
    ("INSERT INTO orders (|", f"{_ALL} · {_ALL}) VALUES ()"),
    ("insert into orders (id, |)", "customer_id · status · placed_at · total"),
    ("insert into orders (id, st|) values (1, 2)", "status"),
    ("insert into orders (id) |", "values () · select"),
    ("insert into orders (id) sel|", "select"),
    ("insert into orders (id) values (|", "best()"),
    ("insert into orders (id) values (def|", "default"),
    ("insert into orders (id) values (1) |", "on conflict · returning"),
    ("insert into orders (id) values (1) on conflict |", "do nothing · do update set"),
    ("insert into orders (id) values (1) on conflict (|", _ORDERS),
    ("insert into orders (id) values (1) on conflict (id) |", "do nothing · do update set"),
    ("insert into orders (id) values (1) on conflict (id) do |", "nothing · update set"),
    ("insert into orders (id) values (1) on conflict (id) do update set |", _ORDERS),
    ("insert into orders (id) values (1) on conflict (id) do update set total = excluded.|", _ORDERS),
    ("insert into orders (id) values (1) on conflict (id) do update set total = exc|", "excluded."),
    ("insert into orders (id) values (1) on conflict (id) do update set total = 1 |", "where · returning"),
    ("insert into orders (id) values (1) returning |", _ORDERS),
    ("insert into orders as o (id) values (1) returning o.|", _ORDERS),
    ("insert into orders (id) select | from customers", "id · name · email"),
    (
        "insert into orders (id) select id from customers c on conflict (id) do update set total = c|",
        "orders.customer_id",
    ),
    ("insert into orders with q as (select 1 as n) select | from q", "n"),
    ("update |", 'customers · employees · order_items · "OrderLog" · orders'),
    ("update orders |", "o · set"),
    ("update only orders set |", _ORDERS),
    ("update orders set |", _ORDERS),
    ("update orders set total = 1, |", "id · customer_id · status · placed_at"),
    ("update orders set total = |", _ORDERS),
    ("update orders set total = 1 |", "where · from · returning"),
    ("update orders o set total = o.|", _ORDERS),
    ("update orders set (id, |) = (1, 2)", "customer_id · status"),
    ("update orders set total = 1 from customers c where c.|", "id · name"),
    ("update orders set total = 1 where |", _ORDERS),
    ("update orders set total = 1 where id = 1 ret|", "returning"),
    ("update orders set total = (select | from customers)", "id · name"),
    ("delete |", "from"),
    ("delete from orders |", "o · where · using"),
    ("delete from orders where |", _ORDERS),
    ("delete from orders o where o.|", _ORDERS),
    ("delete from orders o using |", "customers · employees"),
    ("delete from orders o using customers c where c.|", "id · name"),
    ("delete from orders returning |", _ORDERS),
    ("merge into orders |", "o · using"),
    ("merge into orders o using |", "customers · employees"),
    ("merge into orders o using order_items i |", "on"),
    ("merge into orders o using order_items i on o.id = i.|", "order_id · product_id"),
    ("merge into orders o using order_items i on o.id = i.order_id |", "when matched then"),
    (
        "merge into orders o using order_items i on o.id = i.order_id when |",
        "matched then · not matched then",
    ),
    ("merge into orders o using order_items i on true when matched then |", "update set · insert · delete"),
    ("merge into orders o using order_items i on true when matched then update set |", _ORDERS),
    ("merge into orders o using order_items i on true when matched then update set total = i.|", "order_id"),
    ("merge into orders o using order_items i on true when not matched then insert (id, |", "customer_id"),
    (
        "merge into orders o using order_items i on true when not matched then insert (id) values (i.|",
        "order_id",
    ),
]

OTHERS = [
    ("create |", "table · view · index"),
    ("create ta|", "table"),
    ("create table |", "if not exists · inventory."),
    ("create table t (id |", _TYPES),
    ("create table t (id order_|", "order_status"),
    ("create table t (id bigint |", "not null · primary key"),
    ("create table t (id bigint references |", 'customers · employees · order_items · "OrderLog" · orders'),
    ("create table t (id bigint references orders (|", _ORDERS),
    ("create table t (id bigint, x text, |", "constraint · primary key ()"),
    ("create table t (id bigint, x text, primary key (|", "id · x"),
    ("create table t (id bigint, x text, check (x |", "and · or"),
    ("create table t (id bigint, x text, check (|", "id · x"),
    ("create table t (id bigint, foreign key (id) |", "references"),
    ("create table t as |", "select"),
    ("create view v |", "as"),
    ("create view v as |", "select"),
    ("create materialized |", "view"),
    ("create index i |", "on"),
    ("create index on |", 'customers · employees · order_items · "OrderLog" · orders · inventory.products'),
    ("create index on orders (|", _ORDERS),
    ("create index on orders (lower(|", _ORDERS),
    ("create index on orders using |", "btree · gin"),
    ("create index on orders (id) |", "where · include ()"),
    ("create index on orders (id) where s|", "status"),
    ("create function f(a |", _TYPES),
    ("create function f(a int) returns |", _TYPES),
    ("create function f() returns int |", "returns · language"),
    ("create function f() returns int language |", "sql · plpgsql"),
    ("create trigger t before |", "insert · update"),
    ("create trigger t before insert |", "on · or"),
    ("create trigger t before insert on orders for |", "each row · each statement"),
    ("create trigger t before insert on orders for each row execute function |", "touch()"),
    ("create policy p on |", 'customers · employees · order_items · "OrderLog" · orders'),
    ("create policy p on orders |", "for · to · using ()"),
    ("create policy p on orders to |", _ROLES),
    ("create policy p on orders using (|", _ORDERS),
    ("create extension |", "pg_trgm · vector · postgis"),
    ("create schema s authorization |", _ROLES),
    ("create role r in role |", _ROLES),
    ("create domain d as |", _TYPES),
    ("create type t as |", "enum · range"),
    ("alter table |", _TABLES),
    ("alter table orders |", "add column · drop column"),
    ("alter table sales.orders ren|", "rename column · rename to"),
    ("alter table orders drop column |", _ORDERS),
    ("alter table orders rename column |", _ORDERS),
    ("alter table orders alter column status |", "type · set default"),
    ("alter table orders alter status type |", _TYPES),
    ("alter table orders add column x |", _TYPES),
    ("alter table orders add column x int |", "not null"),
    ("alter table orders add constraint c |", "primary key () · foreign key () references "),
    ("alter table orders add foreign key (customer_id) references customers (|", "id · name"),
    ("alter table orders add check (|", _ORDERS),
    ("alter table orders add column a int, drop column |", _ORDERS),
    ("alter table orders owner to |", _ROLES),
    ("alter table orders set schema |", "inventory · public"),
    ("alter view |", "orders_2025"),
    ("alter sequence |", "orders_id_seq"),
    ("alter role app set |", "search_path · work_mem"),
    ("alter role app set client_min_messages to |", "debug · log"),
    ("alter database |", "shop · analytics"),
    ("alter default privileges in schema |", "inventory · public"),
    ("drop |", "table · view"),
    ("drop table |", _TABLES),
    ("drop table orders, |", _TABLES),
    ("drop table if exists ord|", 'orders · "OrderLog" · order_items'),
    ("drop view |", "orders_2025"),
    ("drop materialized view |", "reporting.totals"),
    ("drop schema |", "inventory · public"),
    ("drop function |", "best · bounds"),
    ("drop role |", _ROLES),
    ("drop trigger t on |", "customers"),
    ("drop type ord|", "order_status"),
    ("drop table orders |", "cascade · restrict"),
    ("grant |", "select · insert"),
    ("grant select |", "on · to"),
    ("grant select on |", "customers"),
    ("grant select on orders |", "to"),
    ("grant select on orders to |", _ROLES),
    ("grant select on orders to app |", "with grant option"),
    ("grant usage on schema |", "inventory · public"),
    ("grant select on all |", "tables in schema"),
    ("grant select on all tables in schema |", "inventory · public"),
    ("grant reader to |", _ROLES),
    ("revoke select on orders from |", _ROLES),
    ("reassign owned by |", _ROLES),
    ("truncate |", "customers"),
    ("comment on |", "column · table"),
    ("comment on table |", "customers"),
    ("comment on column orders.|", _ORDERS),
    ("comment on table orders |", "is"),
    ("copy |", "customers"),
    ("copy orders (|", _ORDERS),
    ("copy orders |", "from · to"),
    ("copy orders from |", "stdin"),
    ("copy orders to stdout (|", "format · header"),
    ("copy orders to stdout (format |", "csv · text · binary"),
    ("copy (select | from orders) to stdout", _ORDERS),
    ("call |", "close_day()"),
    ("call cl|", "close_day()"),
    ("refresh materialized view |", "reporting.totals"),
    ("vacuum |", "customers"),
    ("analyze |", "customers"),
    ("analyze orders (|", _ORDERS),
    ("lock |", "customers"),
    ("reindex |", "table · index"),
    ("explain |", "analyze · verbose · select"),
    ("explain (|", "analyze · verbose · buffers"),
    ("explain (analyze, format |", "text · json"),
    ("begin |", "transaction · work"),
    ("begin isolation level |", "serializable"),
    ("start |", "transaction"),
    ("rollback |", "to savepoint"),
    ("discard |", "all"),
    ("declare c cursor for |", "select"),
    ("declare c cursor for select | from orders", _ORDERS),
    ("prepare p as select | from orders", _ORDERS),
    ("do |", "language"),
    # bodies
    ("do $$ begin select * from or|; end $$", 'orders · "OrderLog" · order_items'),
    ("do $$ begin perform | from orders; end $$", _ORDERS),
    ("do $$ begin if ex|", "exists ()"),
    ("do $$ begin if x then update orders set |", _ORDERS),
    ("do $$ begin for r in select | from orders loop", _ORDERS),
    ("do $$ begin x := (select | from orders)", _ORDERS),
    ("do $$ declare n |", _TYPES),
    ("do $$ begin ra|", "raise notice · raise exception"),
    ("create function f() returns int language sql as $$ select | from orders $$", _ORDERS),
    ("create function f() returns int language 'sql' as $$ select | from orders $$", _ORDERS),
    (
        "create function f() as $x$ begin return query select | from orders; end $x$ language plpgsql",
        _ORDERS,
    ),
]


@pytest.mark.parametrize(("text", "expected"), WRITING, ids=[text for text, _ in WRITING])
def test_the_first_candidates_in_statements_that_write(text: str, expected: str) -> None:
    wanted = expected.split(" · ")
    assert inserts(text)[: len(wanted)] == wanted


@pytest.mark.parametrize(("text", "expected"), OTHERS, ids=[text for text, _ in OTHERS])
def test_the_first_candidates_in_other_statements(text: str, expected: str) -> None:
    wanted = expected.split(" · ")
    assert inserts(text)[: len(wanted)] == wanted


def test_columns_that_stand_there_are_not_offered_again() -> None:
    assert "total" not in inserts("update orders set total = 1, |")
    assert "id" not in inserts("insert into orders (id, |)")


def test_what_an_insert_excluded_is_only_seen_behind_on_conflict() -> None:
    assert "excluded." not in inserts("insert into orders (id) values (1) returning |")


def test_the_table_of_an_insert_is_not_seen_in_its_values() -> None:
    assert "customer_id" not in inserts("insert into orders (id) values (|")
