"""The columns that a select list gives, named as the server names them."""

from collections.abc import Sequence
from typing import Final

from lakebase_tui.catalog.objects import Column
from lakebase_tui.completion.syntax.from_items import is_query, qualified_name
from lakebase_tui.completion.syntax.lexemes import LexemeKind
from lakebase_tui.completion.syntax.outline import Outline
from lakebase_tui.completion.syntax.queries import Clause
from lakebase_tui.completion.syntax.words import word_set

_NAMELESS: Final = "?column?"
_DEEPEST: Final = 20
_NO_LABEL: Final = word_set("null true false end unknown precision varying zone asc desc")
_OPERAND_ENDS: Final = frozenset(
    (LexemeKind.WORD, LexemeKind.NAME, LexemeKind.CLOSE, LexemeKind.LITERAL, LexemeKind.NUMBER)
)
_NO_OPERANDS: Final = word_set("and or not is in like ilike between distinct from case when then else")

Visible = Sequence[tuple[str, Sequence[Column]]]
"""Names of sources and their columns."""


def listed_columns(outline: Outline, clause: Clause, sources: Visible) -> list[Column | int]:
    """The columns of a select list.

    Args:
        outline: The statement.
        clause: The list, the SELECT or RETURNING before it left out.
        sources: What the list is about.

    Returns:
        Columns; for a subquery, the index of its parenthesis.
    """
    start = clause.start
    if outline.key(start) in ("distinct", "all"):
        start += 1
        if outline.key(start) == "on":
            start = outline.behind(start + 1)
    found: list[Column | int] = []
    for first, last in outline.parts(start, clause.end):
        if first >= last:
            continue
        if outline.key(last - 1) == "*" and (last - first == 1 or outline.kind(last - 2) is LexemeKind.DOT):
            names, _ = qualified_name(outline, first)
            found += (each for name, columns in sources if not names or name == names[-1] for each in columns)
        else:
            found.append(_column(outline, first, last, sources))
    return found


def _column(outline: Outline, first: int, last: int, sources: Visible) -> Column | int:
    label = _label_at(outline, first, last)
    if label < 0:
        return _expression(outline, first, last, sources)
    end = label - 1 if outline.key(label - 1) == "as" else label
    base = _expression(outline, first, end, sources)
    return Column(outline.name(label), base.type_name if isinstance(base, Column) else "")


def _label_at(outline: Outline, first: int, last: int) -> int:
    """Index of the name that an item is given; -1: none."""
    at = last - 1
    if at <= first or not outline.lexemes[at].is_name:
        return -1
    if outline.key(at - 1) == "as":
        return at
    before = outline.lexemes[at - 1]
    stands_alone = before.kind in _OPERAND_ENDS and outline.key(at - 1) not in _NO_OPERANDS
    return at if stands_alone and outline.key(at) not in _NO_LABEL else -1


def _expression(outline: Outline, first: int, last: int, sources: Visible, depth: int = 0) -> Column | int:
    if depth > _DEEPEST:
        return Column(_NAMELESS, "")
    cast = max((index for index in outline.top(first, last) if outline.key(index) == "::"), default=-1)
    if cast >= 0:
        base = _expression(outline, first, cast, sources, depth + 1)
        type_name = outline.words(cast + 1, last)
        named = isinstance(base, Column) and base.name != _NAMELESS
        name = base.name if isinstance(base, Column) and named else type_name.partition("(")[0]
        return Column(name, type_name)
    names, at = qualified_name(outline, first)
    if names and at == last:
        return _named(names, sources)
    if outline.key(first) == "case":
        return Column("case", "")
    if names and outline.key(at) == "(":
        if outline.key(first) == "cast":
            return _cast(outline, at, sources, depth)
        return Column(names[-1], "")
    if outline.key(first) == "(" and outline.behind(first) == last:
        if is_query(outline, first):
            return first
        return _expression(outline, first + 1, last - 1, sources, depth + 1)
    return Column(_NAMELESS, "")


def _named(names: Sequence[str], sources: Visible) -> Column:
    for name, columns in sources:
        if len(names) == 1 or names[-2] == name:
            for each in columns:
                if each.name == names[-1]:
                    return each
    return Column(names[-1], "")


def _cast(outline: Outline, open_index: int, sources: Visible, depth: int) -> Column:
    end = outline.close(open_index)
    inside = (index for index in outline.top(open_index + 1, end) if outline.key(index) == "as")
    split = next(inside, end)
    type_name = outline.words(split + 1, end)
    base = _expression(outline, open_index + 1, split, sources, depth + 1)
    is_column = isinstance(base, Column) and base.name != _NAMELESS
    return Column(base.name if isinstance(base, Column) and is_column else type_name, type_name)
