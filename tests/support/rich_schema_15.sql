-- What PostgreSQL 15 added.
create unlogged sequence shop.unlogged_ticket;
create table shop.distinct_nulls (a integer, b integer, constraint ab unique nulls not distinct (a, b));
create unique index distinct_b on shop.distinct_nulls (b) nulls not distinct;
create view shop.invoked with (security_invoker = true) as select a from shop.distinct_nulls;
create publication some_rows for table shop.orders (id, number) where (number > 5);
create publication a_schema for tables in schema "Odd Schema";
