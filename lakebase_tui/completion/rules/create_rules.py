"""Rules for CREATE."""

from typing import Final

from lakebase_tui.completion.rules.place import Want
from lakebase_tui.completion.rules.statement_rules import (
    CONSTRAINTS,
    INDEXED,
    PARTITIONED,
    RELATION,
    ROLE_OPTIONS,
    ROLES,
    STORED,
    TYPE,
    rule,
)

_ON_INDEX: Final = r"create (?:unique )?index (?:concurrently )?{ifn}(?:{n} )?on (?:only )?{rel} "
_MADE_TABLE: Final = (
    r"create (?:(?:global |local )?temp |(?:local )?temporary |unlogged |foreign )?table {ifn}"
)
_IN_TABLE: Final = _MADE_TABLE + r"{n} \( "
_TRIGGER: Final = r"create (?:or replace )?(?:constraint )?trigger {n} "
_ROUTINE: Final = r"create (?:or replace )?(?:function|procedure) {n} "

CREATE: Final = (
    rule("create (?:or replace )?", "table, view, index, function, schema, type, materialized view, "
          "unique index, or replace, extension, role, policy, trigger, procedure, sequence, domain, "
          "temporary table, database, user, or replace function, or replace view, or replace procedure, "
          "aggregate, foreign table, unlogged table, event trigger, publication, statistics"),
    rule("create or ", "replace"),
    rule("create (?:temp|temporary) ", "table, view, sequence"),
    rule("create unique ", "index"),
    rule("create materialized ", "view"),
    rule("create unlogged ", "table"),
    rule(_MADE_TABLE, "if not exists", Want.SCHEMAS),
    rule(_MADE_TABLE + "{n} ", "as, partition of, of"),
    rule(_MADE_TABLE + "{n} partition of ", "", *RELATION, kinds=PARTITIONED),
    rule(_MADE_TABLE + "{n} partition of {n} ", "for values from, for values in, for values with, default"),
    rule(_MADE_TABLE + r"{n} (?:\(\) )?as ", "select, with, values, table"),
    rule(_IN_TABLE, "constraint, primary key (), unique (), foreign key, check (), like"),
    rule(_IN_TABLE + "like ", "", *RELATION),
    rule(_IN_TABLE + "like {n} ", "including all, including defaults, including constraints, excluding all"),
    rule(_IN_TABLE + "constraint {n} ", "primary key (), unique (), foreign key, check (), exclude using"),
    rule(_IN_TABLE + r"{any}(?:primary key|unique|foreign key) \( ", "", Want.COLUMNS, own_columns=True),
    rule(_IN_TABLE + r"{any}(?:primary|foreign) ", "key"),
    rule(_IN_TABLE + r"{any}foreign key \(\) ", "references"),
    rule(_IN_TABLE + r"{any}(?:check|as) \( {any}", "", expression=True, own_columns=True),
    rule(_IN_TABLE + "{any}default ", "", expression=True),
    rule(_IN_TABLE + r"{any}default {any}\( {any}", "", expression=True),
    rule(_IN_TABLE + "{any}references ", "", *RELATION, kinds=STORED),
    rule(_IN_TABLE + r"{any}references {rel} \( ", "", Want.COLUMNS),
    rule(_IN_TABLE + "{any}references {n} (?:\\(\\) )?", "on delete cascade, on delete set null, "
          "on delete restrict, on update cascade, deferrable initially deferred, not null, unique"),
    rule(_IN_TABLE + "{any}on (?:delete|update) ", "cascade, set null, restrict, no action, set default"),
    rule(_IN_TABLE + "{any}not ", "null, valid, deferrable"),
    rule(_IN_TABLE + "{any}generated ", "always as identity, by default as identity, always as"),
    rule(_IN_TABLE + "{n} ", "", *TYPE),
    rule(_IN_TABLE + "{n} {any}", CONSTRAINTS),
    rule(_MADE_TABLE + r"{n} \(\) ", "partition by range (), partition by list (), partition by hash (), "
          "inherits (), with, tablespace, on commit drop, on commit delete rows"),
    rule(_MADE_TABLE + r"{n} \(\) partition by ", "range (), list (), hash ()"),
    rule("create {any}view {ifn}", "if not exists", Want.SCHEMAS),
    rule("create {any}view {ifn}{n} (?:\\(\\) )?", "as, with"),
    rule("create {any}view {ifn}{n} (?:\\(\\) )?as ", "select, with, values, table"),
    # indexes
    rule("create (?:unique )?index {any}on (?:only )?", "only", *RELATION, kinds=INDEXED),
    rule("create (?:unique )?index (?:concurrently )?{ifn}", "on, concurrently, if not exists"),
    rule("create (?:unique )?index (?:concurrently )?{ifn}{n} ", "on"),
    rule(_ON_INDEX, "using, ("),
    rule(_ON_INDEX + "using ", "btree, gin, gist, brin, hash, spgist, hnsw, ivfflat"),
    rule(_ON_INDEX + r"(?:using {n} )?\( ", "", Want.COLUMNS, Want.FUNCTIONS),
    rule(_ON_INDEX + r"(?:using {n} )?\( (?:{n} |\(\) |{n} \(\) )",
          "asc, desc, nulls first, nulls last, collate, text_pattern_ops, jsonb_path_ops, gin_trgm_ops"),
    rule(_ON_INDEX + r"(?:using {n} )?\(\) ", "where, include (), with (), nulls not distinct, tablespace"),
    rule(_ON_INDEX + r"{any}include \( ", "", Want.COLUMNS),
    rule(_ON_INDEX + r"{any}where {any}", "", expression=True),
    rule(_ON_INDEX + r"{any}\( {any}\( {any}", "", expression=True),
    # triggers, policies
    rule(_TRIGGER, "before, after, instead of"),
    rule(_TRIGGER + "{any}(?:before|after|instead of|or) ", "insert, update, delete, truncate, update of"),
    rule(_TRIGGER + "{any}on ", "", *RELATION),
    rule(_TRIGGER + "{any}execute (?:function|procedure) ", "", Want.TRIGGER_FUNCTIONS, Want.SCHEMAS),
    rule(_TRIGGER + "{any}execute ", "function"),
    rule(_TRIGGER + "{any}for (?:each )?", "each row, each statement, row, statement"),
    rule(_TRIGGER + "{any}on {n} {any}", "for each row, for each statement, execute function, when, "
          "referencing new table as, deferrable, from"),
    rule(_TRIGGER + "{any}(?:insert|update|delete|truncate) ", "on, or, of"),
    rule(_TRIGGER + "{any}", "on, or"),
    rule("create policy {n} ", "on"),
    rule("create policy {n} on ", "", *RELATION, kinds=STORED),
    rule("create policy {n} on {n} {any}as ", "permissive, restrictive"),
    rule("create policy {n} on {n} {any}for ", "all, select, insert, update, delete"),
    rule("create policy {n} on {n} {any}to {list}", f"public, {ROLES}", Want.ROLES),
    rule("create policy {n} on {n} {any}with ", "check"),
    rule(r"create policy {n} on {rel} {any}(?:using|check) \( {any}", "", expression=True),
    rule("create policy {n} on {n} {any}", "for, to, using (), with check (), as restrictive, as permissive"),
    # functions
    rule(_ROUTINE + r"\( ", "in, out, inout, variadic"),
    rule(_ROUTINE + r"\( (?:(?:in|out|inout|variadic) )?{n} ", "", *TYPE),
    rule(_ROUTINE + r"{any}returns table \( {n} ", "", *TYPE),
    rule(_ROUTINE + r"{any}returns (?:setof )?", "setof, table, trigger, void, record",
          *TYPE, Want.RELATIONS),
    rule(_ROUTINE + r"{any}language ", "sql, plpgsql, c, plpython3u"),
    rule(_ROUTINE + r"{any}security ", "definer, invoker"),
    rule(_ROUTINE + r"{any}set ", "", Want.SETTINGS),
    rule(_ROUTINE + r"{any}set (?P<setting>{n}) (?:to|=) ", "default", Want.SETTING_VALUES),
    rule(_ROUTINE + r"\(\) {any}", "returns, language, as, immutable, stable, volatile, strict, "
          "security definer, parallel safe, cost, rows, set, begin atomic, return"),
    # the others
    rule("create schema {ifn}", "if not exists, authorization"),
    rule("create schema {ifn}(?:{n} )?authorization ", ROLES, Want.ROLES),
    rule("create schema {ifn}{n} ", "authorization"),
    rule("create extension {ifn}", "if not exists", Want.EXTENSIONS),
    rule("create extension {ifn}{n} {any}schema ", "", Want.SCHEMA_NAMES),
    rule("create extension {ifn}{n} {any}", "with, schema, version, cascade"),
    rule("create (?:role|user|group) {n} {any}(?:in role|role|admin) {list}", "", Want.ROLES),
    rule("create (?:role|user|group) {n} {any}", f"with, {ROLE_OPTIONS}"),
    rule("create database {n} {any}owner (?:= )?", "", Want.ROLES),
    rule("create database {n} {any}template (?:= )?", "", Want.DATABASES),
    rule("create database {n} {any}", "with, owner, template, encoding, locale, connection limit, strategy"),
    rule("create type {n} ", "as enum, as, as range"),
    rule("create type {n} as ", "enum, range"),
    rule(r"create type {n} as \( {n} ", "", *TYPE),
    rule("create domain {n} (?:as )?", "as", *TYPE),
    rule(r"create domain {n} {any}check \( {any}", "value", expression=True),
    rule("create domain {n} {any}", "check (), not null, default, constraint, collate"),
    rule("create {any}sequence {ifn}{n} {any}", "as, increment by, start with, minvalue, maxvalue, cache, "
          "cycle, owned by, no maxvalue"),
    rule("create event ", "trigger"),
)  # fmt: skip
"""The first that matches holds."""
