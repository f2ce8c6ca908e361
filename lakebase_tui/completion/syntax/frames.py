"""What each parenthesis around the cursor is for, from the whole statement down to the innermost."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from lakebase_tui.completion.syntax.from_items import FromState, from_state, is_query, qualified_name
from lakebase_tui.completion.syntax.lexemes import LexemeKind
from lakebase_tui.completion.syntax.outline import Outline
from lakebase_tui.completion.syntax.queries import Arm, Clause, Query, read_query
from lakebase_tui.completion.syntax.words import QUERY_WORDS, word_set


class Role(Enum):
    """What a parenthesis is for."""

    STATEMENT = auto()
    """No parenthesis: the whole."""
    QUERY = auto()
    """A query, or the place for one."""
    CALL = auto()
    """Arguments of a function."""
    LIST = auto()
    """Values behind IN, or a query."""
    PLAIN = auto()
    """Grouping of an expression, or a query."""
    JOINED = auto()
    """Joins in a FROM, or a query."""
    ROW = auto()
    """A row of VALUES."""
    INSERTED = auto()
    """The columns of an INSERT."""
    CONFLICT = auto()
    """The columns of an ON CONFLICT."""
    SET_COLUMNS = auto()
    """Columns of a SET that are set together."""
    USING = auto()
    """The columns of a join's USING."""
    WINDOW = auto()
    FILTER = auto()
    ORDERED = auto()
    """The ORDER BY of a WITHIN GROUP."""
    NEW_NAMES = auto()
    """Names that are made up here: columns of an alias or of a WITH."""
    UTILITY = auto()
    """Of a statement that is no query."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A parenthesis around the cursor."""

    role: Role
    open: int
    """Index of the parenthesis; -1 for the statement."""
    start: int
    end: int
    query: Query | None = None
    """What is in it, if that is a query."""


_LISTS: Final = word_set("in any all some")
_QUERIES_FOLLOW: Final = word_set("exists lateral materialized")
_OPERATOR_WORDS: Final = word_set(
    "select distinct where and or not on having by when then else case like ilike between from set limit "
    "offset is values returning as using similar to with symmetric collate in if while return until"
)


def frames_at(outline: Outline, gap: int, start: int | None, head: str = "") -> list[Frame]:
    """The statement and the parentheses around a place, from the outside.

    Args:
        outline: The statement.
        gap: Index of the first lexeme behind the cursor.
        start: Where its query begins, None where it has none.
        head: Verb of its first arm where it is not written there.
    """
    end = len(outline)
    query = read_query(outline, start, end, head=head) if start is not None and start <= gap else None
    frames = [Frame(Role.STATEMENT, -1, 0, end, query)]
    for index in outline.around(gap):
        close = outline.close(index)
        role = _role(outline, index, frames[-1])
        inner = read_query(outline, index + 1, close) if role is Role.QUERY else None
        frames.append(Frame(role, index, index + 1, close, inner))
    return frames


def query_start(outline: Outline) -> int | None:
    """Where the query of a statement begins; None where it is a statement of another kind."""
    first = outline.key(0)
    if first in QUERY_WORDS or (first == "(" and is_query(outline, 0)):
        return 0
    if first == "explain":
        at = 1
        while at < len(outline) and outline.key(at) not in QUERY_WORDS:
            at = outline.behind(at)
        return at if at < len(outline) else None
    behind = {"create": "as", "prepare": "as", "declare": "for"}.get(first)
    for index in outline.top(0, len(outline)):
        if outline.key(index) == behind and outline.key(index + 1) in QUERY_WORDS:
            return index + 1
    return None


def _role(outline: Outline, index: int, around: Frame) -> Role:
    before = outline.key(index - 1)
    if outline.key(index + 1) in QUERY_WORDS and around.role not in (Role.ROW, Role.USING):
        return Role.QUERY
    if outline.key(index) == "[":
        return Role.PLAIN
    if (role := _by_keyword(outline, index, before)) is not None:
        return role
    if around.query is not None:
        return _in_query(outline, index, around.query)
    if around.role is Role.UTILITY or (around.role is Role.STATEMENT and around.query is None):
        return Role.UTILITY
    if around.role is Role.JOINED:
        return _in_from(outline, index, around.start)
    if around.role is Role.QUERY:
        return Role.QUERY
    return _called(outline, index)


def _by_keyword(outline: Outline, index: int, before: str) -> Role | None:
    if before in _LISTS:
        return Role.LIST
    if before in _QUERIES_FOLLOW or (before == "array" and outline.key(index) == "("):
        return Role.QUERY
    if before == "over":
        return Role.WINDOW
    if before == "filter":
        return Role.FILTER
    if before == "group" and outline.key(index - 2) == "within":
        return Role.ORDERED
    return None


_LISTED: Final = {
    ("values", "values"): Role.ROW,
    ("values", ","): Role.ROW,
    ("conflict", "conflict"): Role.CONFLICT,
    ("set", "set"): Role.SET_COLUMNS,
    ("set", ","): Role.SET_COLUMNS,
    ("window", "as"): Role.WINDOW,
}
"""By the clause and the word before the parenthesis."""


def _in_query(outline: Outline, index: int, query: Query) -> Role:
    before = outline.key(index - 1)
    arm = query.arm_at(index)
    if arm is None or index <= arm.start:
        if any(cte.body == index for cte in query.ctes) or before == "as":
            return Role.QUERY
        return Role.NEW_NAMES if query.start < index < query.with_end else Role.QUERY
    if arm.verb == "(" and index == arm.start:
        return Role.QUERY
    clause = arm.clause_at(index)
    return _in_clause(outline, index, arm, clause) if clause else _called(outline, index)


def _in_clause(outline: Outline, index: int, arm: Arm, clause: Clause) -> Role:
    before, name = outline.key(index - 1), clause.name
    if name in ("from", "using"):
        return _in_from(outline, index, clause.start)
    if name == "insert" or (name == "target" and arm.verb == "insert"):
        return Role.INSERTED
    if name == "target":
        return Role.PLAIN
    return _LISTED.get((name, before)) or _called(outline, index)


def _in_from(outline: Outline, index: int, start: int) -> Role:
    state, since = from_state(outline, start, index)
    if state is FromState.ITEM:
        return Role.JOINED
    if state is FromState.COLUMNS:
        return Role.USING
    if state is FromState.CONDITION:
        return _called(outline, index)
    _, end = qualified_name(outline, since)
    return Role.CALL if end == index else Role.NEW_NAMES


def _called(outline: Outline, index: int) -> Role:
    before = outline.kind(index - 1)
    if before is LexemeKind.NAME:
        return Role.CALL
    if before is LexemeKind.WORD:
        key = outline.key(index - 1)
        return Role.PLAIN if key in _OPERATOR_WORDS else Role.CALL
    return Role.PLAIN
