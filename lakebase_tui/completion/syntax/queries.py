"""The parts of a query, broken or not: WITH, arms between UNIONs, clauses."""

from dataclasses import dataclass, field
from typing import Final

from lakebase_tui.completion.syntax.lexemes import LexemeKind
from lakebase_tui.completion.syntax.outline import Outline
from lakebase_tui.completion.syntax.words import QUERY_WORDS


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: the lexemes from `start` to `end`, its keywords left out."""

    name: str
    """Its first keyword, but `target` for the table that is written to, and `set` for DO UPDATE SET."""
    start: int
    end: int


@dataclass(slots=True)
class Arm:
    """One SELECT, VALUES, INSERT, ... of a query."""

    verb: str
    """`select` and so on; `(` for a query in parentheses."""
    start: int
    """Index of its first keyword."""
    end: int
    clauses: list[Clause] = field(default_factory=list)

    def clause(self, name: str) -> Clause | None:
        """The first clause of that name."""
        return next((each for each in self.clauses if each.name == name), None)

    def clause_at(self, gap: int) -> Clause | None:
        """The clause that the place before index `gap` is in."""
        return next((each for each in reversed(self.clauses) if each.start <= gap), None)


@dataclass(frozen=True, slots=True)
class Cte:
    """A query with a name."""

    name: str
    columns: tuple[str, ...]
    body: int
    """Index of the parenthesis that its query is in."""


@dataclass(slots=True)
class Query:
    """A query, or a statement that reads or writes rows."""

    start: int
    end: int
    ctes: list[Cte] = field(default_factory=list)
    recursive: bool = False
    with_end: int = 0
    """Index behind the WITH; `start` where there is none."""
    arms: list[Arm] = field(default_factory=list)

    def arm_at(self, gap: int) -> Arm | None:
        """The arm that the place before index `gap` is in."""
        return next((each for each in reversed(self.arms) if each.start < gap), None)


_SET_OPERATIONS: Final = frozenset(("union", "intersect", "except"))
_Phrases = tuple[tuple[tuple[str, ...], str], ...]


def _phrases(*texts: str) -> _Phrases:
    return tuple((tuple(text.split()), text.split()[0]) for text in texts)


_TAIL: Final = _phrases("order by", "limit", "offset", "fetch", "for")
_PHRASES: Final[dict[str, _Phrases]] = {
    "select": (*_phrases("from", "where", "group by", "having", "window", "into"), *_TAIL),
    "values": _TAIL,
    "table": _TAIL,
    "(": _TAIL,
    "insert": (
        *_phrases("values", "where", "returning"),
        (("default", "values"), "default"),
        (("on", "conflict"), "conflict"),
        (("do", "update", "set"), "set"),
    ),
    "update": _phrases("set", "from", "where", "returning"),
    "delete": _phrases("using", "where", "returning"),
    "merge": (
        *_phrases("using", "on", "when", "then", "insert", "values", "returning"),
        (("update", "set"), "set"),
    ),
}
"""Which words begin a clause in a statement of each kind."""
_FIRST_WORDS: Final = frozenset(words[0] for each in _PHRASES.values() for words, _ in each)
_HEADS: Final = {"insert": ("into",), "update": (), "delete": ("from",), "merge": ("into",)}
_BEHIND_SELECT: Final[_Phrases] = ((("on", "conflict"), "conflict"), (("returning",), "returning"))
"""What belongs to an INSERT, not to the SELECT before it."""


def read_query(outline: Outline, start: int, end: int, *, head: str = "") -> Query:
    """Read what stands from `start` to `end`.

    Args:
        outline: The statement.
        start: Index of the query's first lexeme.
        end: Index behind its last.
        head: Verb of the first arm where it is not written there, as in PL/pgSQL expressions.
    """
    query = Query(start, end, with_end=start)
    if outline.key(start) == "with":
        start = query.with_end = _read_ctes(outline, query, start)
    reader = _ArmReader(outline, query)
    if head:
        reader.add(Arm(head, start - 1, end, [Clause(head, start, end)]))
    skip_to = start
    for index in outline.top(start, end):
        if index >= skip_to:
            skip_to = reader.take(index)
    return query


class _ArmReader:
    """Reads the arms of a query, word by word."""

    def __init__(self, outline: Outline, query: Query) -> None:
        self._outline = outline
        self._query = query
        self._arm: Arm | None = None
        self._insert: Arm | None = None

    def add(self, arm: Arm) -> None:
        """Go on with another arm."""
        _end(self._arm, arm.start)
        self._arm = arm
        self._query.arms.append(arm)
        if arm.verb == "insert" and self._insert is None:
            self._insert = arm

    def take(self, index: int) -> int:
        """Read what is at an index; return the index of what comes next."""
        outline, arm = self._outline, self._arm
        key = outline.key(index)
        if key in _SET_OPERATIONS:
            _end(arm, index)
            self._arm = None
        elif key == "with" and arm is not None and _feeds(outline, arm, index):
            return _read_ctes(outline, self._query, index)
        elif (key in QUERY_WORDS or key == "(") and (arm is None or _feeds(outline, arm, index)):
            begun, skip_to = _begin(outline, index, self._query.end)
            self.add(begun)
            return skip_to
        elif arm is not None:
            return self._take_clause(arm, index)
        return index

    def _take_clause(self, arm: Arm, index: int) -> int:
        """Begin a clause, if a word does; behind a SELECT, it may be the INSERT's that the SELECT feeds."""
        found = _phrase_at(self._outline, index, _PHRASES.get(arm.verb, ()), arm)
        if found is None and arm.verb != "insert" and self._insert is not None:
            found = _phrase_at(self._outline, index, _BEHIND_SELECT, arm)
            if found is not None:
                arm = Arm("insert", index, self._query.end, self._insert.clauses[:1])
                self.add(arm)
        if found is None:
            return index
        name, length = found
        _add(arm, Clause(name, index + length, self._query.end), index)
        return index + length


def _read_ctes(outline: Outline, query: Query, start: int) -> int:
    """Read the WITH that begins at `start`; return the index of what follows it."""
    at = start + 1
    if outline.key(at) == "recursive":
        query.recursive = True
        at += 1
    while at < query.end and outline.lexemes[at].is_name and outline.key(at) not in QUERY_WORDS:
        name = outline.name(at)
        columns: tuple[str, ...] = ()
        at += 1
        if outline.kind(at) is LexemeKind.OPEN:
            columns = names_in(outline, at)
            at = outline.behind(at)
        while outline.key(at) in ("as", "not", "materialized"):
            at += 1
        if outline.key(at) != "(":
            break
        query.ctes.append(Cte(name, columns, at))
        at = outline.behind(at)
        while at < query.end and outline.key(at) != "," and outline.key(at) not in QUERY_WORDS:
            at = outline.behind(at)  # SEARCH and CYCLE
        if outline.key(at) != ",":
            break
        at += 1
    return at


def names_in(outline: Outline, open_index: int) -> tuple[str, ...]:
    """The names that begin each part of a list in parentheses."""
    close = min(outline.close(open_index), len(outline))
    firsts = [outline.name(start) for start, end in outline.parts(open_index + 1, close) if start < end]
    return tuple(name for name in firsts if name)


def _feeds(outline: Outline, arm: Arm, index: int) -> bool:
    """Whether a query that begins at `index` is what an INSERT takes its rows from."""
    if arm.verb != "insert" or arm.clauses[-1].name != "target":
        return False
    return outline.key(index) in ("select", "with", "table") and index > arm.clauses[-1].start


def _begin(outline: Outline, index: int, end: int) -> tuple[Arm, int]:
    verb = outline.key(index)
    start = index + 1
    for word in _HEADS.get(verb, ()):
        if outline.key(start) == word:
            start += 1
    name = "target" if verb in _HEADS else verb
    arm = Arm(verb, index, end, [Clause(name, start, end)])
    return arm, start if verb != "(" else index


def _phrase_at(outline: Outline, index: int, phrases: _Phrases, arm: Arm) -> tuple[str, int] | None:
    """The clause that begins at an index: its name, and how many words that takes."""
    key = outline.key(index)
    if key not in _FIRST_WORDS:
        return None
    before = outline.key(index - 1)
    compares = key == "from" and before == "distinct" and index - 1 > arm.start + 1
    if compares or before == "as":  # behind an AS it is a label
        return None
    for words, name in phrases:
        if _stands(outline, index, words):
            return name, len(words)
    return None


def _stands(outline: Outline, index: int, words: tuple[str, ...]) -> bool:
    return all(outline.key(index + step) == word for step, word in enumerate(words))


def _add(arm: Arm, clause: Clause, keyword: int) -> None:
    last = arm.clauses[-1]
    if last.end > keyword >= last.start:
        arm.clauses[-1] = Clause(last.name, last.start, keyword)
    arm.clauses.append(clause)


def _end(arm: Arm | None, index: int) -> None:
    if arm is not None:
        arm.end = index
        last = arm.clauses[-1]
        arm.clauses[-1] = Clause(last.name, last.start, min(last.end, index))
