"""What a single statement is: whether it returns rows, writes, ends a transaction, leaves state behind.

Leading words decide what they can. The rest (a WITH that ends in an UPDATE, a RETURNING, a SELECT
INTO) is read from PostgreSQL's own grammar; a statement that it does not take is answered with
"unknown", never with a guess.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from lakebase_tui.sql import structure
from lakebase_tui.sql.grammar import LONGEST
from lakebase_tui.sql.scanner import Kind, Scanner

Transaction = Literal[
    "begin",
    "commit",
    "rollback",
    "savepoint",
    "release",
    "rollback to",
    "prepare transaction",
    "commit prepared",
    "rollback prepared",
]

_HEAD_WORDS: Final = 12


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DDL: Final = _set("create alter drop comment grant revoke security reassign import")
_WRITING: Final = _set("insert update delete merge truncate refresh reindex vacuum cluster analyze analyse")
_SESSION: Final = _set("reset discard prepare deallocate listen unlisten load do call execute")
_ROWS_BY_WORD: Final = _set("show fetch explain")
_PARSED: Final = _set("select with values table insert update delete merge explain (")
_HIDDEN: Final = _set("do execute")
"""What these call is not in their text."""
_NO_DATA: Final = _set(
    "show fetch move close declare set reset discard prepare deallocate listen unlisten notify load lock "
    "begin start commit end rollback abort savepoint release checkpoint"
)
_MODIFIERS: Final = _set(
    "or replace temp temporary local global unlogged unique recursive trusted procedural constraint"
)
_TRANSACTIONS: Final[tuple[tuple[tuple[str, ...], Transaction], ...]] = (
    (("prepare", "transaction"), "prepare transaction"),
    (("commit", "prepared"), "commit prepared"),
    (("rollback", "prepared"), "rollback prepared"),
    (("begin",), "begin"),
    (("start", "transaction"), "begin"),
    (("commit",), "commit"),
    (("end",), "commit"),
    (("savepoint",), "savepoint"),
    (("release",), "release"),
)
_STATEFUL: Final = re.compile(r"set_config|setseed|pg_(?:try_)?advisory_(?:un)?lock|dblink_connect|lo_open")
"""Names of functions that leave state behind in the session; not the locks that end with a transaction."""


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """What is known of a statement without asking a server."""

    kind: str
    """Its verb in lower case: `select`, `update`, `create table`; empty for an empty statement."""
    returns_rows: bool | None = None
    """Whether it answers with rows; None where only running it can tell."""
    writes: bool | None = None
    """Whether it changes data or schema by itself (not by a function it calls); None where unknown."""
    transaction: Transaction | None = None
    """What it does to the transaction, if that is what it is for."""
    changes_session: bool = False
    """Whether it leaves, or may leave, state in the session: settings, temporary tables, locks, listeners."""
    is_copy: Literal["in", "out"] | None = None
    """Direction of a COPY that goes through the connection, seen from the server."""
    ddl: bool = False
    """Whether it changes the schema or rights."""
    main_relation: str | None = None
    """The first table it reads or changes, without schema and quotes, to label its result with."""
    calls: frozenset[str] | None = field(default=frozenset(), compare=False)
    """The functions that it calls by name, without schema and quotes; what they do, nobody knows. None where
    which is not known, either."""


def classify(sql: str) -> StatementFacts:
    """Tell what one statement is.

    Args:
        sql: One statement, as cut by `split_statements`.

    Returns:
        The facts; what cannot be told is None.
    """
    return _remembered(sql) if len(sql) <= LONGEST else _classified(sql)


@lru_cache(maxsize=256)
def _remembered(sql: str) -> StatementFacts:
    return _classified(sql)


def _classified(sql: str) -> StatementFacts:
    words = head_words(sql)
    first = words[0] if words else ""
    parsed = structure.parse(sql)
    if first in _PARSED:
        return _query_facts(sql, first, parsed)
    ddl = first in _DDL
    calls = parsed.calls if parsed and first not in _HIDDEN else None
    return StatementFacts(
        kind=_kind(words),
        returns_rows=_utility_returns_rows(first),
        writes=_utility_writes(words, ddl, parsed),
        transaction=_transaction(words),
        changes_session=_changes_session(words) or _is_stateful(sql, calls),
        is_copy=_copy_direction(words) if first == "copy" else None,
        ddl=ddl,
        main_relation=parsed.main_relation if parsed else None,
        calls=calls,
    )


def _query_facts(sql: str, first: str, parsed: structure.Structure | None) -> StatementFacts:
    if parsed is None:
        return StatementFacts(
            kind="" if first == "(" else first,
            returns_rows=True if first in _ROWS_BY_WORD else None,
            writes=True if first in _WRITING else None,
            changes_session=_is_stateful(sql, None),
            calls=None,
        )
    explained = first == "explain"
    runs = parsed.runs_explained if explained else True
    executes = runs and parsed.writes is None
    return StatementFacts(
        kind="explain" if explained else parsed.verb,
        returns_rows=explained or parsed.returns_rows,
        writes=parsed.writes if runs else False,
        changes_session=parsed.into_temporary or executes or (runs and _is_stateful(sql, parsed.calls)),
        ddl=runs and parsed.makes_table,
        main_relation=parsed.main_relation,
        calls=None if executes else parsed.calls if runs else frozenset(),
    )


def _is_stateful(sql: str, calls: frozenset[str] | None) -> bool:
    if calls is None:
        return _STATEFUL.search(sql.lower()) is not None
    return any(_STATEFUL.match(name) for name in calls)


def head_words(sql: str) -> list[str]:
    """The first dozen words outside of parentheses, in lower case; only `(` if it begins with one."""
    words: list[str] = []
    scanner = Scanner(sql)
    depth = 0
    while len(words) < _HEAD_WORDS and (token := scanner.next(words=True)) is not None:
        if token.kind is Kind.OPEN:
            if not words:
                return ["("]
            depth += 1
        elif token.kind is Kind.CLOSE:
            depth -= 1
        elif token.kind is Kind.WORD and depth <= 0:
            words.append(sql[token.start : token.end].lower())
    return words


def _kind(words: list[str]) -> str:
    if words and words[0] in ("create", "alter", "drop"):
        nouns = [word for word in words[1:] if word not in _MODIFIERS]
        two = nouns[:2] in (["materialized", "view"], ["foreign", "table"], ["event", "trigger"])
        return " ".join([words[0], *nouns[: 2 if two else 1]])
    return words[0] if words else ""


def _utility_returns_rows(first: str) -> bool | None:
    if first in _ROWS_BY_WORD:
        return True
    known = first in _DDL | _WRITING | _NO_DATA or first in ("copy", "do")
    return False if known else None


def _utility_writes(words: list[str], ddl: bool, parsed: structure.Structure | None) -> bool | None:
    first = words[0] if words else ""
    if ddl or first in _WRITING:
        return True
    if first == "copy":
        return parsed.writes if parsed else "from" in words and "to" not in words[: words.index("from")]
    return False if first in _NO_DATA else None


def _transaction(words: list[str]) -> Transaction | None:
    if words[:1] in (["rollback"], ["abort"]) and words[1:2] != ["prepared"]:
        return "rollback to" if "to" in words[1:3] else "rollback"
    for head, name in _TRANSACTIONS:
        if tuple(words[: len(head)]) == head:
            return name
    return None


def _changes_session(words: list[str]) -> bool:
    first, rest = (words[0], words[1:]) if words else ("", [])
    if first == "set":
        return rest[:1] not in (["local"], ["constraints"], ["transaction"])
    if first == "prepare":
        return rest[:1] != ["transaction"]
    if first == "declare":
        return "hold" in rest and "without" not in rest
    if first == "create":
        return bool({"temp", "temporary", "pg_temp"} & set(rest[:6]))
    return first in _SESSION


def _copy_direction(words: list[str]) -> Literal["in", "out"] | None:
    pairs = list(pairwise(words))
    if ("from", "stdin") in pairs:
        return "in"
    return "out" if ("to", "stdout") in pairs else None
