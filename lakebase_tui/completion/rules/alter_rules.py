"""Rules for ALTER."""

from typing import Final

from lakebase_tui.completion.rules.place import Want
from lakebase_tui.completion.rules.statement_rules import (
    CONSTRAINTS,
    MATERIALIZED,
    OBJECTS,
    PRIVILEGES,
    RELATION,
    ROLE_OPTIONS,
    ROLES,
    SEQUENCES,
    STORED,
    TYPE,
    VIEWS,
    WITH_FOREIGN,
    rule,
)

_CONFIGURED: Final = "alter (?:role|user|database|system|function|procedure) {any}"
_ALTERED: Final = r"alter (?:foreign )?table {if}(?:only )?{rel} {any}"

ALTER: Final = (
    rule("alter ", f"{OBJECTS}, system, default privileges, group"),
    rule("alter table {if}(?:only )?", "if exists, only, all in tablespace", *RELATION, kinds=WITH_FOREIGN),
    rule("alter foreign ", "table, data wrapper"),
    rule("alter view {if}", "if exists", *RELATION, kinds=VIEWS),
    rule("alter materialized ", "view"),
    rule("alter materialized view {if}", "if exists", *RELATION, kinds=MATERIALIZED),
    rule("alter sequence {if}", "if exists", *RELATION, kinds=SEQUENCES),
    rule("alter schema ", "", Want.SCHEMA_NAMES),
    rule("alter database ", "", Want.DATABASES),
    rule("alter (?:role|user|group) ", "all", Want.ROLES),
    rule("alter extension ", "", Want.EXTENSIONS),
    rule("alter extension {n} ", "update, set schema, add, drop"),
    rule("alter (?:type|domain) ", "", *TYPE),
    rule("alter (?:function|procedure|routine|aggregate) ", "", Want.ROUTINES, Want.SCHEMAS),
    rule("alter type {n} ", "add value, rename value, rename to, owner to, set schema, add attribute"),
    rule("alter type {n} add value ", "if not exists"),
    rule("alter type {n} add value {ifn}'' ", "before, after"),
    rule("alter (?:policy|trigger|rule) {n} ", "on"),
    rule("alter (?:policy|trigger|rule) {n} on ", "", *RELATION),
    rule("alter policy {n} on {rel} ", "rename to, to, using (), with check ()"),
    rule(r"alter policy {n} on {rel} {any}(?:using|check) \( {any}", "", expression=True),
    rule("alter policy {n} on {rel} to {list}", f"public, {ROLES}", Want.ROLES),
    rule("alter trigger {n} on {rel} ", "rename to"),
    rule("alter default privileges ", "for role, in schema, grant, revoke"),
    rule("alter default privileges for (?:role|user) {list}", ROLES, Want.ROLES),
    rule("alter default privileges {any}in schema {list}", "", Want.SCHEMA_NAMES),
    rule("alter default privileges {any}(?:grant|revoke) {list}", PRIVILEGES),
    rule("alter default privileges {any}on ", "tables, sequences, functions, routines, types, schemas"),
    rule("alter default privileges {any}on {n} ", "to, from"),
    rule("alter default privileges {any}(?:to|from) {list}", f"public, {ROLES}", Want.ROLES),
    rule("alter default privileges {any}", "in schema, grant, revoke"),
    rule("alter (?:role|user|database) {n} {any}set ", "", Want.SETTINGS),
    rule("alter (?:role|user|database) {n} {any}reset ", "all", Want.SETTINGS),
    rule("alter system (?:set|reset) ", "", Want.SETTINGS),
    rule("alter system ", "set, reset"),
    rule(_CONFIGURED + "set (?P<setting>{n}) ", "to, from current"),
    rule(_CONFIGURED + "set (?P<setting>{n}) (?:to|=) ", "default", Want.SETTING_VALUES),
    rule("alter (?:role|user) {n} in database ", "", Want.DATABASES),
    rule("alter (?:role|user) {n} {any}in role {list}", "", Want.ROLES),
    rule("alter (?:role|user) {n} {any}", f"{ROLE_OPTIONS}, with"),
    rule("alter database {n} ", "set, reset, owner to, rename to, with connection limit, set tablespace"),
    # the actions of ALTER TABLE
    rule(_ALTERED + "(?:alter|drop) (?:column )?{if}", "column, constraint, if exists", Want.COLUMNS),
    rule(_ALTERED + "rename (?:column )?", "to, column, constraint", Want.COLUMNS),
    rule(_ALTERED + "rename (?:column )?{n} ", "to"),
    rule(_ALTERED + "alter (?:column )?{n} ", "type, set default, drop default, set not null, drop not null, "
          "set data type, set statistics, add generated always as identity, drop identity"),
    rule(_ALTERED + "(?:type|set data type) ", "", *TYPE),
    rule(_ALTERED + "(?:type|set data type) {n} ", "using, collate"),
    rule(_ALTERED + "(?:using|default) {any}", "", expression=True),
    rule(_ALTERED + "alter (?:column )?{n} set ", "default, not null, data type, statistics, storage"),
    rule(_ALTERED + "alter (?:column )?{n} drop ", "default, not null, identity, expression"),
    rule(_ALTERED + "add ", "column, constraint, primary key (), foreign key, unique (), check (), "
          "if not exists"),
    rule(_ALTERED + "add column ", "if not exists"),
    rule(_ALTERED + "add constraint {n} ", "primary key (), foreign key, unique (), check (), exclude using"),
    rule(_ALTERED + r"(?:primary key|unique|foreign key) \( ", "", Want.COLUMNS),
    rule(_ALTERED + r"check \( {any}", "", expression=True),
    rule(_ALTERED + r"foreign key \(\) ", "references"),
    rule(r"alter {any}references ", "", *RELATION, kinds=STORED),
    rule(r"alter {any}references {rel} \( ", "", Want.COLUMNS),
    rule(_ALTERED + "add (?:column )?{ifn}{n} ", "", *TYPE),
    rule(_ALTERED + "add (?:column )?{ifn}{n} {n} {any}", CONSTRAINTS),
    rule(_ALTERED + "(?:attach|detach) ", "partition"),
    rule(_ALTERED + "(?:attach|detach) partition ", "", *RELATION),
    rule(_ALTERED + "attach partition {n} ", "for values from, for values in, for values with, default"),
    rule(_ALTERED + "detach partition {n} ", "concurrently, finalize"),
    rule(_ALTERED + "(?:inherit|no inherit) ", "", *RELATION),
    rule(_ALTERED + "(?:enable|disable|force|no force) ", "row level security, trigger, rule"),
    rule("alter {any}owner to ", ROLES, Want.ROLES),
    rule("alter {any}set schema ", "", Want.SCHEMA_NAMES),
    rule("alter {any}rename to ", ""),
    rule(_ALTERED + "(?:.* , )?", "add column, drop column, alter column, rename column, rename to, "
          "add constraint, add primary key, add foreign key, drop constraint, set schema, owner to, "
          "enable row level security, attach partition, detach partition, validate constraint, "
          "disable row level security, enable trigger, disable trigger, set tablespace, cluster on, "
          "replica identity, inherit, no inherit"),
    rule("alter (?:view|materialized view|sequence|schema|domain|function|procedure|index) {n} (?:\\(\\) )?",
          "rename to, owner to, set schema, set, reset"),
)  # fmt: skip
"""The first that matches holds."""
