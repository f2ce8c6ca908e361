"""Rules for all statements that are no queries, by their first word."""

from collections.abc import Mapping
from typing import Final

from lakebase_tui.catalog.objects import RelationKind
from lakebase_tui.completion.rules.alter_rules import ALTER
from lakebase_tui.completion.rules.create_rules import CREATE
from lakebase_tui.completion.rules.place import Want
from lakebase_tui.completion.rules.statement_rules import (
    INDEXED,
    LEVELS,
    MATERIALIZED,
    MODES,
    OBJECTS,
    PRIVILEGES,
    RELATION,
    ROLES,
    SEQUENCES,
    STORED,
    TYPE,
    VIEWS,
    WITH_FOREIGN,
    Rule,
    rule,
)
from lakebase_tui.completion.syntax.words import EXPLAINED

_DROP: Final = (
    rule("drop ", OBJECTS),
    rule("drop table {if}{list}", "if exists", *RELATION, kinds=STORED),
    rule("drop view {if}{list}", "if exists", *RELATION, kinds=VIEWS),
    rule("drop materialized ", "view"),
    rule("drop materialized view {if}{list}", "if exists", *RELATION, kinds=MATERIALIZED),
    rule("drop foreign ", "table, data wrapper"),
    rule(
        "drop foreign table {if}{list}",
        "if exists",
        *RELATION,
        kinds=frozenset((RelationKind.FOREIGN_TABLE,)),
    ),
    rule("drop sequence {if}{list}", "if exists", *RELATION, kinds=SEQUENCES),
    rule("drop schema {if}{list}", "if exists", Want.SCHEMA_NAMES),
    rule(
        "drop (?:function|procedure|routine|aggregate) {if}{list}", "if exists", Want.ROUTINES, Want.SCHEMAS
    ),
    rule("drop (?:type|domain) {if}{list}", "if exists", *TYPE),
    rule("drop (?:role|user|group) {if}{list}", "if exists", Want.ROLES),
    rule("drop owned ", "by"),
    rule("drop owned by {list}", ROLES, Want.ROLES),
    rule("drop database {if}", "if exists", Want.DATABASES),
    rule("drop extension {if}{list}", "if exists", Want.EXTENSIONS),
    rule("drop index (?:concurrently )?{if}", "concurrently, if exists", Want.SCHEMAS),
    rule("drop (?:trigger|policy|rule) {if}", "if exists"),
    rule("drop (?:trigger|policy|rule) {if}{n} ", "on"),
    rule("drop (?:trigger|policy|rule) {if}{n} on ", "", *RELATION),
    rule("drop {any}{n} (?:\\(\\) )?", "cascade, restrict"),
)

_GRANT: Final = (
    rule("(?:grant|revoke) ", f"{PRIVILEGES}, grant option for", Want.ROLES, first=True),
    rule("(?:grant|revoke) (?:.* , )", PRIVILEGES, Want.ROLES, first=True),
    rule("(?:grant|revoke) {any}on ", "table, schema, all tables in schema, sequence, database, function, "
          "all sequences in schema, all functions in schema, type, procedure, language, foreign server, "
          "parameter",
          *RELATION),
    rule("(?:grant|revoke) {any}on table {list}", "", *RELATION),
    rule("(?:grant|revoke) {any}on schema {list}", "", Want.SCHEMA_NAMES),
    rule("(?:grant|revoke) {any}on all ", "tables in schema, sequences in schema, functions in schema"),
    rule("(?:grant|revoke) {any}in schema {list}", "", Want.SCHEMA_NAMES),
    rule("(?:grant|revoke) {any}on sequence {list}", "", *RELATION, kinds=SEQUENCES),
    rule("(?:grant|revoke) {any}on database {list}", "", Want.DATABASES),
    rule("(?:grant|revoke) {any}on (?:function|procedure|routine) {list}", "", Want.ROUTINES, Want.SCHEMAS),
    rule("(?:grant|revoke) {any}on (?:type|domain) {list}", "", *TYPE),
    rule("(?:grant|revoke) {any}on parameter {list}", "", Want.SETTINGS),
    rule("grant {any}to {list}", f"public, {ROLES}", Want.ROLES),
    rule("revoke {any}from {list}", f"public, {ROLES}", Want.ROLES),
    rule("grant {any}to {any}with ", "grant option, admin option, inherit option, set option"),
    rule("grant {any}to {any}", "with grant option, with admin option, granted by"),
    rule("revoke {any}from {any}", "cascade, restrict, granted by"),
    rule("grant {any}on {any}{n} (?:\\(\\) )?", "to"),
    rule("revoke {any}on {any}{n} (?:\\(\\) )?", "from"),
    rule("grant {any}", "on, to"),
    rule("revoke {any}", "on, from"),
)  # fmt: skip

_SET: Final = (
    rule("set (?:local |session )?", "local, session, role, time zone, transaction, constraints, "
          "session authorization, session characteristics as transaction, search_path to", Want.SETTINGS),
    rule("set (?:local |session )?role ", "none", Want.ROLES),
    rule("set (?:local |session )?session authorization ", "default", Want.ROLES),
    rule("set session ", "authorization, characteristics as transaction", Want.SETTINGS),
    rule("set (?:local |session )?time ", "zone"),
    rule("set (?:local |session )?time zone ", "local, default"),
    rule("set (?:session characteristics as )?transaction {any}isolation level ", LEVELS),
    rule("set (?:session characteristics as )?transaction {any}", f"{MODES}, snapshot"),
    rule("set session characteristics ", "as transaction"),
    rule("set constraints ", "all"),
    rule("set constraints {n} ", "deferred, immediate"),
    rule("set (?:local |session )?search_path (?:to|=) {list}", "default", Want.SCHEMA_NAMES),
    rule("set (?:local |session )?(?P<setting>{n}) (?:to|=) {list}", "default", Want.SETTING_VALUES),
    rule("set (?:local |session )?{n} ", "to"),
)  # fmt: skip

_COPY: Final = (
    rule("copy ", "", *RELATION),
    rule("copy {rel} (?:\\(\\) )?", "from, to"),
    rule(r"copy {rel} \( ", "", Want.COLUMNS),
    rule(r"copy \(\) ", "to"),
    rule("copy {any}from ", "stdin, program"),
    rule("copy {any}to ", "stdout, program"),
    rule(r"copy {any}(?:from|to) {any}\( {any}format ", "csv, text, binary"),
    rule(r"copy {any}(?:from|to) {any}\( ", "format, header, delimiter, null, quote, escape, encoding, "
          "force_quote, force_not_null, force_null, freeze, default, on_error"),
    rule("copy {any}from {n} {any}", "with, where"),
    rule("copy {any}to {n} {any}", "with"),
)  # fmt: skip

_BEGINS: Final = "transaction, work"
RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "alter": ALTER,
    "create": CREATE,
    "drop": _DROP,
    "grant": _GRANT,
    "revoke": _GRANT,
    "set": _SET,
    "copy": _COPY,
    "show": (rule("show ", "all, transaction isolation level", Want.SETTINGS),),
    "reset": (rule("reset ", "all, role, session authorization", Want.SETTINGS),),
    "truncate": (
        rule("truncate (?:table )?(?:only )?{list}", "table, only", *RELATION, kinds=WITH_FOREIGN),
        rule("truncate {any}", "cascade, restart identity, continue identity, restrict"),
    ),
    "comment": (
        rule("comment ", "on"),
        rule("comment on ", f"column, {OBJECTS}, constraint"),
        rule("comment on table ", "", *RELATION, kinds=WITH_FOREIGN),
        rule("comment on view ", "", *RELATION, kinds=VIEWS),
        rule("comment on materialized view ", "", *RELATION, kinds=MATERIALIZED),
        rule("comment on sequence ", "", *RELATION, kinds=SEQUENCES),
        rule("comment on column ", "", Want.COLUMNS, *RELATION),
        rule("comment on schema ", "", Want.SCHEMA_NAMES),
        rule("comment on (?:function|procedure|aggregate) ", "", Want.ROUTINES, Want.SCHEMAS),
        rule("comment on (?:type|domain) ", "", *TYPE),
        rule("comment on role ", "", Want.ROLES),
        rule("comment on database ", "", Want.DATABASES),
        rule("comment on extension ", "", Want.EXTENSIONS),
        rule("comment on (?:policy|trigger|constraint|rule) {n} ", "on"),
        rule("comment on (?:policy|trigger|constraint|rule) {n} on ", "", *RELATION),
        rule("comment on {any}is ", "null"),
        rule("comment on {any}", "is"),
    ),
    "lock": (
        rule("lock (?:table )?(?:only )?{list}", "table, only", *RELATION),
        rule("lock {any}in ", "access share mode, row share mode, row exclusive mode, share mode, "
              "share row exclusive mode, exclusive mode, access exclusive mode"),
        rule("lock {any}", "in, nowait"),
    ),
    "vacuum": (
        rule(r"vacuum (?:\(\) |full |freeze |verbose |analyze )*{list}", "full, analyze, verbose, freeze",
              *RELATION, kinds=INDEXED),
        rule(r"vacuum {any}\( ", "full, analyze, verbose, freeze, parallel, skip_locked, index_cleanup"),
        rule(r"(?:vacuum|analyze) {any}{rel} \( ", "", Want.COLUMNS),
    ),
    "analyze": (
        rule(r"analyze (?:\(\) |verbose )*{list}", "verbose", *RELATION, kinds=INDEXED),
        rule(r"analyze {any}{rel} \( ", "", Want.COLUMNS),
    ),
    "reindex": (
        rule("reindex (?:\\(\\) )?", "table, index, schema, database"),
        rule("reindex {any}table (?:concurrently )?", "concurrently", *RELATION, kinds=INDEXED),
        rule("reindex {any}schema (?:concurrently )?", "concurrently", Want.SCHEMA_NAMES),
        rule("reindex {any}database (?:concurrently )?", "concurrently", Want.DATABASES),
    ),
    "cluster": (
        rule("cluster (?:verbose )?", "verbose", *RELATION, kinds=INDEXED),
        rule("cluster {any}{n} ", "using"),
    ),
    "refresh": (
        rule("refresh ", "materialized view"),
        rule("refresh materialized ", "view"),
        rule("refresh materialized view (?:concurrently )?", "concurrently", *RELATION, kinds=MATERIALIZED),
        rule("refresh {any}with ", "data, no data"),
        rule("refresh {any}", "with data, with no data"),
    ),
    "call": (
        rule("call ", "", Want.PROCEDURES, Want.SCHEMAS),
        rule(r"call {n} \( {any}", "", expression=True),
    ),
    "do": (rule("do ", "language"), rule("do language ", "plpgsql")),
    "begin": (rule("begin {any}isolation level ", LEVELS), rule("begin {any}", f"{_BEGINS}, {MODES}")),
    "start": (
        rule("start ", "transaction"),
        rule("start {any}isolation level ", LEVELS),
        rule("start transaction {any}", MODES),
    ),
    "commit": (rule("commit ", f"{_BEGINS}, and chain, prepared"),),
    "end": (rule("end ", f"{_BEGINS}, and chain"),),
    "abort": (rule("abort ", f"{_BEGINS}, and chain"),),
    "rollback": (
        rule("rollback ", f"to savepoint, {_BEGINS}, and chain, prepared"),
        rule("rollback to ", "savepoint"),
    ),
    "release": (rule("release ", "savepoint"),),
    "discard": (rule("discard ", "all, plans, sequences, temp"),),
    "explain": (
        rule(r"explain \( ", "analyze, verbose, buffers, costs, settings, generic_plan, wal, timing, "
              "summary, memory, serialize, format"),
        rule(r"explain \( format ", "text, json, yaml, xml"),
        rule(r"explain \( {n} ", "true, false, on, off"),
        rule(r"explain {any}", ", ".join(EXPLAINED)),
    ),
    "prepare": (
        rule(r"prepare {n} (?:\(\) )?", "as"),
        rule("prepare {any}as ", "select, insert into, update"),
    ),
    "deallocate": (rule("deallocate ", "all, prepare"),),
    "declare": (
        rule("declare {n} {any}for ", "select, with, values"),
        rule("declare {n} {any}", "cursor for, binary, insensitive, scroll, no scroll, cursor with hold for"),
    ),
    "fetch": (rule("fetch ", "next, prior, first, last, absolute, relative, forward, backward, all, from"),),
    "move": (rule("move ", "next, prior, first, last, absolute, relative, forward, backward, all, from"),),
    "reassign": (
        rule("reassign ", "owned by"),
        rule("reassign owned by {list}", ROLES, Want.ROLES),
        rule("reassign owned by {any}to ", ROLES, Want.ROLES),
        rule("reassign owned by {any}", "to"),
    ),
    "insert": (rule("insert ", "into"),),
    "delete": (rule("delete ", "from"),),
    "merge": (rule("merge ", "into"),),
}  # fmt: skip
"""By the first word; of each, the first rule that matches holds."""
