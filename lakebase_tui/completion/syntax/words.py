"""Keywords, by where they stand. All in lower case; how they are written is the engine's matter."""

from typing import Final

from lakebase_tui.sql.identifiers import QUOTED_KEYWORDS


def word_set(words: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(words.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(","))


QUERY_WORDS: Final = word_set("select with values table insert update delete merge")
"""What a query, or a statement that can stand in a WITH, begins with."""
STATEMENT_WORDS: Final = QUERY_WORDS | word_set(
    "create alter drop truncate explain begin commit rollback grant revoke copy call do vacuum analyze "
    "refresh reindex comment show reset prepare execute declare"
)
"""What begins a statement where it stands behind an empty line."""
CONTINUING: Final = word_set(
    "union intersect except all distinct as on for do in query begin then else loop materialized explain "
    "analyze verbose or before after instead of grant revoke default create alter drop to is end ( ,"
)
"""What a word of `STATEMENT_WORDS` can follow without beginning a statement."""
HOLDING: Final = word_set("with insert create explain prepare declare copy return open for alter")
"""Beginnings of statements that hold another."""

NOT_ALIASES: Final = word_set(
    "select from where group having order limit offset fetch for union intersect except window into on "
    "using join inner left right full cross natural outer set values returning as when then tablesample "
    "with and or not in is like ilike between similar lateral only default do conflict by asc desc nulls "
    "cube rollup ordinality rows range groups case else end null true false collate"
)
"""Words that cannot be the alias of a table without an AS."""

OPERAND_FOLLOWS: Final = word_set(
    "select distinct all where and or not on having by when then else case like ilike between any some "
    "from in similar to escape using set values returning limit offset is default filter isnull except "
    "intersect union do if elsif while return perform"
)
"""Words behind which an expression begins."""

NEVER_ALIASES: Final = QUOTED_KEYWORDS | word_set(
    "abort abs act add admin after also alter at begin by cache call chain class close copy cost csv cube "
    "cycle data date day depth drop each empty enum error event exec file first force hold host hour if "
    "index input keep key keys label large last level load local lock loop match merge mode month move "
    "name names new next nfc nfd nfkc nfkd no nulls of off oids old omit over owned owner path plan plans "
    "prior quote range read ref reset role row rows rule set sets share show skip sql stat start stdin "
    "strip sysid temp text ties tree trim type types until user valid value view views work write xml "
    "year yes zone"
)
"""What an alias is never called."""

STATEMENTS: Final = _phrases(
    "select, insert into, update, delete from, with, create table, create view, create index, create, "
    "alter table, alter, drop table, drop, explain, explain analyze, begin, commit, rollback, "
    "rollback to savepoint, savepoint, release savepoint, truncate, copy, call, do, grant, revoke, set, "
    "set role, set search_path to, show, reset, values (), table, merge into, vacuum, analyze, reindex, "
    "cluster, refresh materialized view, comment on, lock table, listen, unlisten, notify, prepare, execute, "
    "deallocate, declare, fetch, close, discard, checkpoint, start transaction, end, abort, "
    "reassign owned by, import foreign schema, security label on, create function, create materialized view, "
    "create schema, create type, create role, create extension, create policy, create trigger"
)
"""What a statement begins with, the most common first."""

EXPLAINED: Final = _phrases("analyze, verbose, select, insert into, update, delete from, with, merge into")

OPERANDS: Final = _phrases(
    "case, not, null, true, false, exists (), array, cast(), coalesce(), nullif(), greatest(), least(), "
    "extract(), interval, current_date, current_timestamp, current_user, localtimestamp, current_time, "
    "session_user, current_role, current_schema, row(), substring(), trim(), position(), overlay(), date, "
    "timestamp, any (), all ()"
)
"""Words that can begin an expression."""
OPERATORS: Final = _phrases(
    "and, or, is null, is not null, in (), not in (), like, ilike, not like, not ilike, between, "
    "not between, is distinct from, is not distinct from, is true, is false, similar to, collate, "
    "at time zone"
)
"""Words that can follow an expression."""
AFTER_IS: Final = _phrases(
    "null, not null, true, false, not true, not false, distinct from, not distinct from, unknown, "
    "not unknown, json, document, normalized"
)
AFTER_NOT: Final = _phrases("in (), like, ilike, between, similar to")

SELECT_HEAD: Final = _phrases("distinct, distinct on, all")
ITEM_ENDS: Final = _phrases("from, as")
AFTER_CALL: Final = _phrases("over (), filter, within group")
CASE_WORDS: Final = _phrases("when, then, else, end")
ORDERED: Final = _phrases("asc, desc, nulls first, nulls last, using")
JOIN_WORDS: Final = _phrases(
    "join, left join, inner join, right join, full join, cross join, cross join lateral, left join lateral, "
    "natural join"
)
AFTER_SOURCE: Final = _phrases("as, tablesample")
FROM_HEAD: Final = _phrases("lateral, only, rows from")
SET_OPERATIONS: Final = _phrases("union all, union, intersect, except")
WINDOW_WORDS: Final = _phrases("partition by, order by, rows between, range between, groups between, rows")
FRAME_WORDS: Final = _phrases(
    "between, unbounded preceding, unbounded following, current row, preceding, following, and, "
    "exclude current row, exclude ties, exclude group"
)
DATE_FIELDS: Final = _phrases(
    "year, month, day, hour, minute, second, epoch, week, quarter, dow, doy, isodow, isoyear, decade, "
    "century, millennium, microseconds, milliseconds, timezone, timezone_hour, timezone_minute, julian"
)

ENDS: Final[dict[str, tuple[str, ...]]] = {
    "select": _phrases("from, where, group by, order by, limit, into, union all, union, intersect, except"),
    "from": _phrases(
        "where, group by, order by, limit, having, window, offset, union all, union, intersect, except, "
        "for update, fetch first, for share"
    ),
    "where": _phrases(
        "group by, order by, limit, having, window, offset, union all, union, intersect, except, for update, "
        "fetch first, for share"
    ),
    "group": _phrases("having, order by, limit, window, offset, union all, union, intersect, except"),
    "having": _phrases("order by, limit, window, offset, union all, union, intersect, except"),
    "window": _phrases("order by, limit, offset, union all, union, intersect, except"),
    "order": _phrases("limit, offset, fetch first, for update, for share"),
    "limit": _phrases("offset, for update, for share"),
    "offset": _phrases("limit, fetch first, for update, rows"),
    "fetch": _phrases("for update, rows only, row only, rows with ties"),
    "for": _phrases("of, nowait, skip locked"),
    "into": _phrases("from, where"),
}
"""What can follow each clause of a SELECT."""
WRITE_ENDS: Final[dict[str, tuple[str, ...]]] = {
    "update target": _phrases("set, as"),
    "update set": _phrases("where, from, returning"),
    "update from": _phrases("where, returning"),
    "update where": _phrases("returning"),
    "delete target": _phrases("where, using, returning, as"),
    "delete using": _phrases("where, returning"),
    "delete where": _phrases("returning"),
    "insert target": _phrases(
        "values (), select, default values, with, as, overriding system value, overriding user value"
    ),
    "insert values": _phrases("on conflict, returning"),
    "insert conflict": _phrases("do nothing, do update set, on constraint, where"),
    "insert set": _phrases("where, returning"),
    "insert where": _phrases("do nothing, do update set, returning"),
    "merge target": _phrases("using, as"),
    "merge using": _phrases("on, as"),
    "merge on": _phrases("when matched then, when not matched then, when not matched by source then"),
    "merge when": _phrases("then"),
    "merge then": _phrases("update set, insert, delete, do nothing"),
    "merge set": _phrases("when matched then, when not matched then, returning"),
    "merge insert": _phrases("values (), default values, overriding system value"),
    "merge values": _phrases("when matched then, when not matched then, returning"),
}
"""What can follow each clause of the statements that write."""

NEXT: Final[dict[str, tuple[str, ...]]] = {
    "group": _phrases("by"),
    "order": _phrases("by"),
    "partition": _phrases("by, of"),
    "insert": _phrases("into"),
    "delete": _phrases("from"),
    "merge": _phrases("into"),
    "left": _phrases("join, outer join, join lateral"),
    "right": _phrases("join, outer join"),
    "full": _phrases("join, outer join"),
    "outer": _phrases("join"),
    "inner": _phrases("join"),
    "cross": _phrases("join, join lateral"),
    "natural": _phrases("join, left join, inner join"),
    "nulls": _phrases("first, last"),
    "within": _phrases("group"),
    "conflict": _phrases("do nothing, on constraint"),
    "matched": _phrases("then, and, by source then, by target then"),
    "similar": _phrases("to"),
    "unbounded": _phrases("preceding, following"),
    "current": _phrases("row"),
    "skip": _phrases("locked"),
    "overriding": _phrases("system value, user value"),
    "fetch": _phrases("first, next"),
}
"""What follows a word that says nothing by itself."""
