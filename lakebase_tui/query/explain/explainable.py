"""Which statements have a plan, and what is sent to get it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.statement_facts import only_reads
from lakebase_tui.sql.classify import classify, head_words
from lakebase_tui.sql.scanner import Kind, Token, scan

SAVEPOINT: Final = "lakebase_tui_explain"
_PLANNED: Final = frozenset(("select", "insert", "update", "delete", "merge", "values", "table", "with", "("))
_ALSO_PLANNED: Final = frozenset(("execute", "declare"))
_MADE_OF_QUERIES: Final = frozenset(("create table", "create materialized view"))
_WHAT_HAS: Final = (
    "SELECT, VALUES, INSERT, UPDATE, DELETE, MERGE, EXECUTE, DECLARE, CREATE TABLE AS and "
    "CREATE MATERIALIZED VIEW have one."
)
_OPTIONS: Final = "VERBOSE, SETTINGS, FORMAT JSON"
_ANALYZE: Final = "ANALYZE, BUFFERS, WAL"


class NoPlanError(LakebaseTuiError):
    """A statement has no plan."""


@dataclass(frozen=True, slots=True)
class Explainable:
    """A statement that has a plan."""

    sql: str
    """What is explained, as it was typed."""
    offset: int
    """Where it begins in what the user means, which may be an EXPLAIN already."""

    @property
    def writes(self) -> bool:
        """Whether running it changes data or schema, or may: whether the user is to be asked."""
        kind = classify(self.sql).kind
        return kind in _MADE_OF_QUERIES or classify(self.sql).writes is not False

    @property
    def only_reads(self) -> bool:
        """Whether nothing is left to undo once it ran: no function that it calls may write either."""
        return not self.writes and only_reads(self.sql)


def explainable(sql: str) -> Explainable:
    """Find what is to be explained in a statement; of an EXPLAIN, the statement in it.

    Args:
        sql: One statement.

    Raises:
        NoPlanError: It has no plan; the sentence says which statements have.
    """
    offset = _explained_from(sql)
    inner = sql[offset:]
    words = head_words(inner)
    first = words[0] if words else ""
    kind = classify(inner).kind
    if not first:
        raise NoPlanError("There is nothing to explain here.")
    # What nobody knows is for the server to refuse: it says where it went wrong.
    unknown = classify(inner).returns_rows is None and first != "call"
    if first in _PLANNED | _ALSO_PLANNED or unknown or (kind in _MADE_OF_QUERIES and "as" in words):
        return Explainable(inner, offset)
    raise NoPlanError(f"{kind.upper()} has no plan.", _WHAT_HAS)


@dataclass(frozen=True, slots=True)
class Script:
    """What is sent to explain a statement, in order."""

    before: Sequence[str]
    """Nothing, the begin of a transaction of our own, or a savepoint in that of the user."""
    prefix: str
    """What is put before the statement."""
    sql: str
    """The statement."""
    after: Sequence[str]
    """What undoes all that came before, the statement having failed or not."""

    @property
    def explain(self) -> str:
        """The EXPLAIN itself."""
        return self.prefix + self.sql


def script_for(what: Explainable, *, analyze: bool, in_transaction: bool, any_value: bool = False) -> Script:
    """Write what is to be sent to explain a statement, so that nothing is left behind.

    Args:
        what: The statement.
        analyze: Whether it is run, and measured; what it may change is undone.
        in_transaction: Whether the user has a transaction open: not even an error may end that one.
        any_value: Whether parameters (`$1`) have no values; PostgreSQL 16 and later can plan that.
    """
    options = [_ANALYZE] if analyze else []
    options += ["GENERIC_PLAN"] if any_value else []
    prefix = f"EXPLAIN ({', '.join([*options, _OPTIONS])}) "
    if in_transaction:
        back = (f"ROLLBACK TO SAVEPOINT {SAVEPOINT}", f"RELEASE SAVEPOINT {SAVEPOINT}")
        return Script((f"SAVEPOINT {SAVEPOINT}",), prefix, what.sql, back)
    if analyze and not what.only_reads:
        return Script(("BEGIN",), prefix, what.sql, ("ROLLBACK",))
    return Script((), prefix, what.sql, ())


def _explained_from(sql: str) -> int:
    """Where the statement begins that an EXPLAIN is about; 0 where there is no EXPLAIN."""
    if head_words(sql)[:1] != ["explain"]:
        return 0
    tokens = [token for token in scan(sql) if _tells(sql, token)]
    place = 1
    if len(tokens) > 2 and tokens[1].kind is Kind.OPEN and _word(sql, tokens[2]) not in _PLANNED:
        depth = 0
        for place, token in enumerate(tokens[1:], 2):  # noqa: B007  where its options end
            depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
            if depth == 0:
                break
    else:
        while place < len(tokens) and _word(sql, tokens[place]) in ("analyze", "analyse", "verbose"):
            place += 1
    return tokens[place].start if place < len(tokens) else len(sql)


def _tells(sql: str, token: Token) -> bool:
    return token.kind is not Kind.COMMENT and bool(sql[token.start : token.end].strip())


def _word(sql: str, token: Token) -> str:
    return sql[token.start : token.end].lower()
