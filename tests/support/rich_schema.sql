-- One of everything that can be described, on PostgreSQL 14 and later.
create schema shop;
comment on schema shop is 'What is sold';
grant usage on schema shop to public;
grant create on schema shop to "Rich Reader" with grant option;
alter schema shop owner to rich_owner;
create schema "Odd Schema";
alter default privileges for role rich_owner in schema shop grant select on tables to "Rich Reader";
alter default privileges for role rich_owner in schema shop grant execute on functions to rich_app with grant option;

create extension pg_trgm schema "Odd Schema";
comment on extension pg_trgm is 'Our words about it';

-- Types --------------------------------------------------------------------------------------------------------
create type shop.mood as enum ('sad', 'it''s ok', 'happy "very"');
comment on type shop.mood is 'How it feels';
alter type shop.mood owner to rich_owner;
revoke usage on type shop.mood from public;
grant usage on type shop.mood to "Rich Reader";
create collation shop.plain (locale = 'C');
create type "Odd Schema"."a.b" as (x integer, "Y y" text collate "C", z shop.mood[]);
comment on column "Odd Schema"."a.b"."Y y" is 'an attribute';
comment on type "Odd Schema"."a.b" is 'Has a dot';
create domain shop.positive as numeric(10, 2) default 1.50 not null
    constraint above_zero check (value > 0) constraint not_huge check (value < 1000000);
comment on domain shop.positive is 'More than nothing';
comment on constraint above_zero on domain shop.positive is 'really';
alter domain shop.positive add constraint later check (value <> 13) not valid;
create domain shop.label as text collate "C";

create function shop.span_diff(a double precision, b double precision) returns double precision
    language sql immutable strict parallel safe as 'select a - b';
create type shop.span as range (
    subtype = double precision, subtype_diff = shop.span_diff, multirange_type_name = shop.spans);

-- Routines -----------------------------------------------------------------------------------------------------
create function shop.add_tax(price numeric, rate numeric default 0.2, variadic labels text[] default '{}')
returns numeric language sql stable security definer cost 7 set search_path = shop, pg_temp
as $$ select price * (1 + rate); -- it's "quoted" $$;
comment on function shop.add_tax is 'With tax';
revoke execute on function shop.add_tax from public;
grant execute on function shop.add_tax to "Rich Reader";
create function shop.halves(n integer, out half integer, out rest integer)
returns setof record rows 12 language plpgsql as $body$
begin
    return query select n / 2, n % 2;
end $body$;
create function shop.doubled(n integer) returns integer immutable parallel safe leakproof
begin atomic
    select n * 2;
end;
create procedure shop.tidy(inout count_ integer) language plpgsql as $$ begin count_ := 1; end $$;
alter procedure shop.tidy owner to rich_owner;
create function shop.stamp() returns trigger language plpgsql as $$ begin return new; end $$;
create function shop.joined(state text, item text) returns text language sql immutable
    as 'select coalesce(state || '','', '''') || item';
create aggregate shop.together(text) (sfunc = shop.joined, stype = text, initcond = 'a''b', parallel = safe);
comment on aggregate shop.together(text) is 'Puts together';
alter aggregate shop.together(text) owner to rich_owner;
create aggregate shop.most(double precision order by double precision) (
    sfunc = ordered_set_transition, stype = internal, sspace = 100,
    finalfunc = percentile_disc_final, finalfunc_extra, finalfunc_modify = shareable);
create aggregate shop.total(int8) (
    sfunc = int8_avg_accum, stype = internal, finalfunc = numeric_poly_sum, combinefunc = int8_avg_combine,
    serialfunc = int8_avg_serialize, deserialfunc = int8_avg_deserialize,
    msfunc = int8_avg_accum, minvfunc = int8_avg_accum_inv, mstype = internal, msspace = 64,
    mfinalfunc = numeric_poly_sum);
create aggregate shop.least_of(integer) (sfunc = int4smaller, stype = integer, sortop = <);

-- Tables -------------------------------------------------------------------------------------------------------
create table shop.customers (
    id         bigint generated always as identity (start with 100 increment by 5 cache 3) primary key,
    email      text not null constraint customers_email_key unique deferrable initially deferred,
    "Full Name" varchar(80) collate "C" default 'no ''name''',
    feels      shop.mood default 'sad',
    balance    numeric(12, 2) default 0 not null,
    doubled    numeric generated always as (balance * 2) stored,
    tags       text[] default '{}',
    notes      text,
    home       "Odd Schema"."a.b",
    at         tstzrange,
    search_    text,
    small      smallserial,
    gone       integer,
    constraint email_has_at check (email like '%@%'),
    constraint no_children check (balance > -1000) no inherit,
    constraint no_overlap exclude using gist (at with &&) where (at is not null)
) with (fillfactor = 70, toast.autovacuum_enabled = false, autovacuum_vacuum_scale_factor = 0.05);
alter table shop.customers drop column gone;
alter table shop.customers alter column notes set storage external;
alter table shop.customers alter column tags set compression pglz;
alter table shop.customers alter column email set statistics 500;
alter table shop.customers alter column email set (n_distinct = -0.5, n_distinct_inherited = 100);
alter table shop.customers add constraint late_check check (id > 0) not valid;
alter table shop.customers replica identity full;
alter table shop.customers owner to rich_owner;
comment on table shop.customers is E'Who buys\nand pays';
comment on column shop.customers."Full Name" is 'As written on the door';
comment on constraint email_has_at on shop.customers is 'or it cannot be sent';
create unique index customers_lower on shop.customers (lower(email) desc nulls last) include (balance)
    with (fillfactor = 60) where balance > 0;
create index "Customers Tags" on shop.customers using gin (tags) with (fastupdate = off);
create index customers_search on shop.customers using gin (search_ "Odd Schema".gin_trgm_ops);
create index customers_expr on shop.customers ((balance * 2), id);
alter index shop.customers_expr alter column 1 set statistics 321;
comment on index shop.customers_lower is 'For finding them';
cluster shop.customers using customers_pkey;
create statistics shop.customers_stat (ndistinct, dependencies) on feels, balance from shop.customers;
alter statistics shop.customers_stat set statistics 77;
comment on statistics shop.customers_stat is 'They go together';
create statistics shop.customers_expr_stat on (balance * 2), (lower(email)) from shop.customers;
grant select, update on shop.customers to "Rich Reader";
grant update on shop.customers to rich_app with grant option;
grant select (email), insert (email, notes) on shop.customers to rich_app;
revoke delete, truncate on shop.customers from rich_owner;
grant select on shop.customers to public;

create trigger stamp before insert or update of email, balance on shop.customers
    for each row when (new.balance is distinct from 0) execute function shop.stamp();
create trigger "Off" after delete on shop.customers for each statement execute function shop.stamp();
alter table shop.customers disable trigger "Off";
create trigger always_ after truncate on shop.customers execute function shop.stamp();
alter table shop.customers enable always trigger always_;
create constraint trigger checked after insert on shop.customers deferrable initially deferred
    for each row execute function shop.stamp('a', 'b''c');
comment on trigger stamp on shop.customers is 'Stamps it';
alter table shop.customers enable row level security;
alter table shop.customers force row level security;
create policy everyone on shop.customers for select using (true);
create policy "Own rows" on shop.customers as restrictive for update to "Rich Reader", rich_app
    using (email = current_user) with check (balance >= 0);
comment on policy everyone on shop.customers is 'All may read';
create rule no_delete as on delete to shop.customers where old.id = 1 do instead nothing;
alter table shop.customers disable rule no_delete;
comment on rule no_delete on shop.customers is 'The first one stays';

create sequence shop.ticket as integer increment by -2 minvalue -1000 maxvalue 500 start 7 cache 9 cycle;
comment on sequence shop.ticket is 'Counts down';
grant usage on sequence shop.ticket to rich_app;
create table shop.orders (
    id       serial primary key,
    customer bigint not null references shop.customers on delete cascade on update restrict,
    parent   integer constraint orders_parent_fkey references shop.orders deferrable,
    number   integer not null default nextval('shop.ticket'),
    price    shop.positive,
    label    shop.label,
    span     shop.span
);
alter sequence shop.ticket owned by shop.orders.number;
alter table shop.orders add constraint orders_number_key unique (number) include (price) with (fillfactor = 55);
alter table shop.orders replica identity using index orders_number_key;
create unlogged table shop.scratch (line integer not null, words text);
alter table shop.scratch replica identity nothing;
create table shop."Odd ""Table""" ("select" integer primary key, "with space" text, "Ünïcödé" text);
alter table shop.orders add constraint "to odd" foreign key (parent) references shop."Odd ""Table""" not valid;

-- Inheritance, typed tables --------------------------------------------------------------------------------------
create table shop.base (id integer not null, said text default 'base', constraint base_check check (id > 0));
create table shop.derived (extra text, said text default 'derived', more text) inherits (shop.base);
alter table shop.derived alter column id set default 5;
create table shop.twice (own date) inherits (shop.base, shop.scratch);
create table shop.typed of "Odd Schema"."a.b" (x with options default 3 not null, unique (x));

-- Partitions -----------------------------------------------------------------------------------------------------
create table shop.sales (
    id     bigint not null,
    region text not null,
    day    date not null,
    amount numeric(10, 2) default 1,
    buyer  bigint references shop.customers,
    primary key (id, region, day),
    check (amount > 0)
) partition by list (region);
create index sales_day on shop.sales (day);
create index sales_amount on shop.sales (amount, lower(region));
create table shop.sales_eu partition of shop.sales for values in ('de', 'fr', null) partition by range (day, id);
create table shop.sales_eu_old partition of shop.sales_eu
    for values from (minvalue, minvalue) to ('2026-01-01', 100);
create table shop.sales_eu_new partition of shop.sales_eu (amount default 9)
    for values from ('2026-01-01', 100) to (maxvalue, maxvalue) with (fillfactor = 80);
create table shop.sales_us (extra integer, amount numeric(10, 2) default 1 constraint sales_amount_check check (amount > 0),
    day date not null, id bigint not null, region text not null, buyer bigint);
alter table shop.sales_us drop column extra;
alter table shop.sales attach partition shop.sales_us for values in ('us');
create table shop.sales_rest partition of shop.sales default;
create trigger sales_stamp before insert on shop.sales for each row execute function shop.stamp();
create table shop.hashed (id integer) partition by hash (id);
create table shop.hashed_0 partition of shop.hashed for values with (modulus 2, remainder 0);
create table shop.refunds (id bigint, region text, day date,
    foreign key (id, region, day) references shop.sales on delete set null);

-- Views ----------------------------------------------------------------------------------------------------------
create view shop.good with (security_barrier) as
    select c.id, c.email as "E Mail", shop.add_tax(c.balance) as taxed from shop.customers c where c.balance > 0
    with local check option;
alter view shop.good alter column "E Mail" set default 'x@y';
comment on view shop.good is 'The good ones';
comment on column shop.good.taxed is 'with tax';
create trigger good_insert instead of insert on shop.good for each row execute function shop.stamp();
create rule good_update as on update to shop.good do instead (select 1; select 2);
alter view shop.good owner to rich_owner;
grant select on shop.good to "Rich Reader";
create recursive view shop.numbers (n) as values (1) union all select n + 1 from numbers where n < 5;
create materialized view shop.summary with (fillfactor = 90) as
    select region, count(*) as sales, sum(amount) as amount from shop.sales group by region;
create unique index summary_region on shop.summary (region);
comment on materialized view shop.summary is 'By region';
create materialized view shop.empty_summary as select 1 as one with no data;

-- Foreign tables -------------------------------------------------------------------------------------------------
create foreign data wrapper nothing;
create server "Far Away" foreign data wrapper nothing;
create foreign table shop.remote (
    id integer options (column_name 'ID', "Odd" 'it''s') not null, name text
) server "Far Away" options (table_name 'their "table"');
comment on foreign table shop.remote is 'Not here';
create table shop.logs (day date, line text default 'none') partition by range (day);
create foreign table shop.logs_far partition of shop.logs for values from ('2020-01-01') to ('2021-01-01')
    server "Far Away" options (table_name 'logs');
