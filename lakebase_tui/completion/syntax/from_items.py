"""What stands in a FROM: tables, functions and subqueries with their aliases, as they are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from lakebase_tui.catalog.objects import Column
from lakebase_tui.completion.syntax.lexemes import LexemeKind
from lakebase_tui.completion.syntax.outline import Outline
from lakebase_tui.completion.syntax.words import NOT_ALIASES, QUERY_WORDS, word_set


@dataclass(frozen=True, slots=True)
class FromItem:
    """One of them."""

    start: int
    """Index of its first lexeme."""
    end: int
    """Index behind its alias."""
    names: tuple[str, ...] = ()
    """Name of the table or function with its schema; none for a subquery."""
    open: int = -1
    """Index of the parenthesis of the subquery, or of the function's arguments; -1: none."""
    alias: str = ""
    columns: tuple[str, ...] = ()
    """Names that the alias gives to the columns."""
    definitions: tuple[Column, ...] = ()
    """Columns that are defined behind the alias of a function."""
    ordinality: bool = False
    lateral: bool = False
    joined: bool = False
    """Whether a JOIN stands before it."""


_JOIN_BEGINS: Final = word_set("left right inner full cross natural")
_NO_ITEM: Final = word_set("left right inner full cross natural outer")
_ENDS_ITEM: Final = word_set("on using where set")
_ENDS_TYPE: Final = word_set(
    "constraint not null default primary references unique check generated collate path exists format "
    "for nested omit keep with without error empty deferrable initially storage compression"
)
_DEEPEST: Final = 20
"""Parentheses within parentheses that are looked into."""
_NO_COLUMNS: Final = word_set("constraint primary unique check foreign exclude like")
"""What begins a part of a table's definition that defines no column."""
_MODES: Final = word_set("in out inout variadic")


def from_items(outline: Outline, start: int, end: int, depth: int = 0) -> Iterator[FromItem]:
    """Yield what stands from index `start` to `end`, that in parentheses of joins too.

    Args:
        outline: The statement.
        start: Index of the first lexeme.
        end: Index behind the last.
        depth: Parentheses around it.
    """
    at = start
    awaited, joined, lateral = True, False, False
    while at < end:
        key = outline.key(at)
        if key in (",", "join"):
            awaited, joined, lateral = True, key == "join", False
        elif key in _ENDS_ITEM:
            awaited = False
        elif awaited and key == "lateral":
            lateral = True
        elif awaited and key != "only" and key not in _NO_ITEM:
            if key == "(" and not is_query(outline, at):
                if depth < _DEEPEST:
                    yield from from_items(outline, at + 1, min(outline.close(at), end), depth + 1)
                at = outline.behind(at)
            else:
                item = _item(outline, at, end, joined, lateral)
                yield item
                at = max(item.end, at + 1)
            awaited = False
            continue
        at = outline.behind(at)


class FromState(Enum):
    """What a place in a FROM is for."""

    ITEM = auto()
    """A table, a function, a subquery."""
    BEHIND = auto()
    """Behind one: an alias, a JOIN, an ON."""
    CONDITION = auto()
    """What a JOIN is ON."""
    COLUMNS = auto()
    """Behind a USING."""


def from_state(outline: Outline, start: int, gap: int) -> tuple[FromState, int]:
    """What the place before index `gap` of a FROM is for, and the index where that begins.

    Args:
        outline: The statement.
        start: Index of the first lexeme behind the FROM.
        gap: Where to look.
    """
    state, since = FromState.ITEM, start
    for index in outline.top(start, gap):
        key = outline.key(index)
        if key in (",", "join"):
            state, since = FromState.ITEM, index + 1
        elif key == "on":
            state, since = FromState.CONDITION, index + 1
        elif key == "using":
            state, since = FromState.COLUMNS, index + 1
        elif _leaves(outline, index, state):
            state, since = FromState.BEHIND, index
    return state, since


def _leaves(outline: Outline, index: int, state: FromState) -> bool:
    """Whether what is at an index begins what stands behind an item."""
    key = outline.key(index)
    if state is FromState.ITEM:
        return key not in ("lateral", "only")
    return state is FromState.CONDITION and key in _JOIN_BEGINS and outline.key(index + 1) != "("


def is_query(outline: Outline, open_index: int) -> bool:
    """Whether what is in a parenthesis is a query, be it in a few further parentheses."""
    at = open_index + 1
    while outline.key(at) == "(" and at - open_index < _DEEPEST:
        at += 1
    return outline.key(at) in QUERY_WORDS


def _item(outline: Outline, start: int, end: int, joined: bool, lateral: bool) -> FromItem:
    names, at = qualified_name(outline, start)
    open_index = -1
    if outline.key(at) == "*":
        at += 1
    if outline.key(at) == "(" and at < end:
        open_index = at
        at = outline.behind(at)
    ordinality = outline.key(at) == "with" and outline.key(at + 1) == "ordinality"
    if ordinality:
        at += 2
    is_function = bool(names) and open_index >= 0
    alias, columns, definitions, at = _alias(outline, at, end, is_function)
    return FromItem(
        start, at, names, open_index, alias, columns, definitions, ordinality, lateral or is_function, joined
    )


def _alias(
    outline: Outline, at: int, end: int, is_function: bool
) -> tuple[str, tuple[str, ...], tuple[Column, ...], int]:
    """The alias at an index, its columns, their definitions, and the index behind them."""
    alias = ""
    has_as = outline.key(at) == "as"
    if has_as:
        at += 1
    if at < end and outline.lexemes[at].is_name and outline.key(at) not in NOT_ALIASES:
        alias = outline.name(at)
        at += 1
    if at >= end or outline.key(at) != "(" or not (alias or has_as):
        return alias, (), (), at
    defined = definitions_in(outline, at + 1, min(outline.close(at), end)) if is_function else []
    columns = tuple(
        outline.name(first)
        for first, last in outline.parts(at + 1, min(outline.close(at), end))
        if first < last
    )
    at = outline.behind(at)
    return alias, columns, tuple(each for each in defined if each.type_name), at


def qualified_name(outline: Outline, at: int) -> tuple[tuple[str, ...], int]:
    """The names joined by dots at an index, and the index behind them; none where there is no name."""
    names: list[str] = []
    while outline.kind(at) in (LexemeKind.WORD, LexemeKind.NAME):
        if names and outline.key(at):
            break
        names.append(outline.name(at))
        at += 1
        if outline.kind(at) is not LexemeKind.DOT:
            break
        at += 1
    return tuple(names), at


def definitions_in(outline: Outline, start: int, end: int) -> list[Column]:
    """Columns or arguments as they are defined: a name, a type, and what is left out here."""
    found = []
    for first, last in outline.parts(start, end):
        if outline.key(first) in _MODES and last - first > 2:
            first += 1
        if first >= last or not outline.lexemes[first].is_name or outline.key(first) in _NO_COLUMNS:
            continue
        at = first + 1
        while at < last and outline.key(at) not in _ENDS_TYPE:
            at = outline.behind(at)
        found.append(Column(outline.name(first), outline.words(first + 1, min(at, last))))
    return found
