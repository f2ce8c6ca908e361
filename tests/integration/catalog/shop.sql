create schema shop;
create schema "Odd Schema";
create type public.mood as enum ('bad', 'good');
alter type public.mood add value 'so, so "fair"' before 'good';
create type shop."Pair" as (a integer, b text);
create domain shop.positive as numeric(10, 2) check (value > 0);
create type shop.span as range (subtype = float8);
create table shop.customers (
    id bigint generated always as identity primary key,
    gone text,
    name text not null,
    feels public.mood default 'good',
    feelings public.mood[],
    paid shop.positive,
    "pair" shop."Pair",
    at timestamp(3) with time zone not null default now(),
    doubled integer generated always as (2 * 21) stored,
    unique (id, name)
);
alter table shop.customers drop column gone;
comment on table shop.customers is 'Who buys → "them"';
comment on column shop.customers.name is 'not the table''s';
create table shop.orders (
    id bigint, day date, customer bigint, customer_name text,
    primary key (id, day),
    constraint placed_by foreign key (customer, customer_name) references shop.customers (id, name)
) partition by range (day);
create table shop.orders_2024 partition of shop.orders for values from ('2024-01-01') to ('2025-01-01');
create table shop.lines (
    order_id bigint, day date, above integer, id integer primary key,
    constraint of_order foreign key (order_id, day) references shop.orders,
    constraint in_tree foreign key (above) references shop.lines
);
create view shop.names as select name, feels from shop.customers;
create materialized view shop.counted as select count(*) from shop.customers;
create foreign data wrapper nothing;
create server far foreign data wrapper nothing;
create foreign table shop.remote (a integer) server far;
create sequence shop.ticket;
create table "Odd Schema"."Odd
Table" ("a ""b"", c" integer, "ünï{}" text);
create table public.nothing ();
create function shop.twice(a integer, b text default 'x,y') returns integer language sql as 'select 2 * a';
create function shop.twice(a public.mood) returns setof shop.customers language sql as 'select * from shop.customers';
create function shop.both(out a integer, out b text) language sql as 'select 1, ''b''';
create procedure shop.tidy(inout n integer) language sql as 'select n';
create aggregate shop.total(integer) (sfunc = int4pl, stype = integer, initcond = '0');
create schema shadow;
create view shadow.pg_class as select 1 as oid;
create function shadow.format_type(oid, integer) returns text language sql as 'select ''wrong''';
create function shadow.pg_get_function_arguments(oid) returns text language sql as 'select ''wrong''';
grant usage on schema shadow to public;
