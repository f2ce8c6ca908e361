"""Rules for expressions: what can stand where an operand is awaited, and what behind one."""

from typing import Final

from lakebase_tui.completion.rules.place import Place, Site, Want
from lakebase_tui.completion.syntax.frames import Role
from lakebase_tui.completion.syntax.lexemes import LexemeKind
from lakebase_tui.completion.syntax.outline import Outline
from lakebase_tui.completion.syntax.words import (
    AFTER_CALL,
    AFTER_IS,
    AFTER_NOT,
    CASE_WORDS,
    NEXT,
    OPERAND_FOLLOWS,
    OPERANDS,
    OPERATORS,
)
from lakebase_tui.sql.identifiers import quote_qualified

_BEFORE_STAR: Final = frozenset(("select", "distinct", "all", "returning", ",", "("))
_IN_EXPRESSIONS: Final = frozenset(("group", "order", "partition", "nulls", "within", "similar"))
_OWN_NAMES: Final = frozenset(("as", "over", "collate"))
"""Words behind which stands what the catalogue does not have."""
_COMPARES: Final = frozenset(("=", "<>", "!=", "<", ">", "<=", ">="))
_OPERAND: Final = (Want.COLUMNS, Want.FUNCTIONS, Want.SCHEMAS, Want.CASE)


def awaits_operand(outline: Outline, start: int, gap: int) -> bool:
    """Whether an operand can stand before index `gap` of an expression that begins at `start`."""
    if gap <= start:
        return True
    kind, key = outline.kind(gap - 1), outline.key(gap - 1)
    if key == "*":
        return not is_star(outline, start, gap - 1)
    if kind is LexemeKind.WORD:
        return key in OPERAND_FOLLOWS
    return kind in (LexemeKind.COMMA, LexemeKind.OPEN, LexemeKind.OPERATOR)


def is_star(outline: Outline, start: int, index: int) -> bool:
    """Whether the `*` at an index stands for columns, and does not multiply."""
    if index <= start or outline.kind(index - 1) is LexemeKind.DOT:
        return True
    return outline.key(index - 1) in _BEFORE_STAR


def expression(
    site: Site,
    start: int,
    ends: tuple[str, ...] = (),
    *,
    heads: tuple[str, ...] = (),
    types: tuple[str, ...] = (),
) -> Place:
    """What can stand at the cursor in an expression.

    Args:
        site: The surroundings.
        start: Index of the expression's first lexeme, or of the first of several.
        ends: Words that can follow the whole.
        heads: Words that can stand before an operand here.
        types: Of the value, where they are known from outside of the expression.
    """
    outline, gap = site.outline, site.gap
    last = outline.key(gap - 1) if gap > start else ""
    if last == "::":
        return Place((Want.TYPES, Want.SCHEMAS))
    if last in _IN_EXPRESSIONS:
        return Place(keywords=NEXT[last])
    if last == "is" or (last == "not" and outline.key(gap - 2) == "is"):
        return Place(keywords=AFTER_IS)
    if last in _OWN_NAMES:
        return Place()
    in_case = _open_case(outline, start, gap)
    if last == "not" and gap - 1 > start and not awaits_operand(outline, start, gap - 1):
        return Place(keywords=AFTER_NOT)
    if awaits_operand(outline, start, gap):
        types = compared_types(site, start, gap) or types
        labels = (Want.LABELS,) if types else ()
        first = ("when",) if last == "case" else ()
        return Place((*labels, *_OPERAND), (*heads, *OPERANDS), first, types=types)
    after_call = AFTER_CALL if outline.kind(gap - 1) is LexemeKind.CLOSE else ()
    if in_case:
        return Place(keywords=(*CASE_WORDS, *OPERATORS, *after_call))
    first = ("and",) if _open_between(outline, start, gap) else ()
    return Place(keywords=(*ends, *OPERATORS, *after_call), first=first)


def _open_between(outline: Outline, start: int, gap: int) -> bool:
    """Whether the AND of a BETWEEN is still to come."""
    is_open = False
    for index in outline.top(start, gap):
        if outline.key(index) in ("between", "and"):
            is_open = outline.key(index) == "between"
    return is_open


def _open_case(outline: Outline, start: int, gap: int) -> bool:
    depth = 0
    for index in outline.top(start, gap):
        key = outline.key(index)
        if key == "case":
            depth += 1
        elif key == "end" and depth:
            depth -= 1
    return depth > 0


def compared_types(site: Site, start: int, gap: int) -> tuple[str, ...]:
    """Types of what a value before index `gap` is compared with."""
    outline = site.outline
    last = outline.key(gap - 1)
    if last in _COMPARES:
        return operand_types(site, start, gap - 1)
    if last == "from" and outline.key(gap - 2) == "distinct":
        words = 4 if outline.key(gap - 3) == "not" else 3
        return operand_types(site, start, gap - words)
    if last == "when":
        return _case_types(site, start, gap)
    return ()


def _case_types(site: Site, start: int, gap: int) -> tuple[str, ...]:
    """Types of what stands between the CASE that is open before index `gap` and its first WHEN."""
    outline = site.outline
    cases: list[int] = []
    for index in outline.top(start, gap):
        if outline.key(index) == "case":
            cases.append(index)
        elif outline.key(index) == "end" and cases:
            cases.pop()
    if not cases:
        return ()
    when = next(index for index in outline.top(cases[-1], gap) if outline.key(index) == "when")
    return operand_types(site, cases[-1] + 1, when)


def operand_types(site: Site, start: int, end: int) -> tuple[str, ...]:
    """Types that the operand which ends before index `end` may have, from what its name means."""
    outline = site.outline
    names: list[str] = []
    at = end - 1
    while at >= start and outline.kind(at) in (LexemeKind.WORD, LexemeKind.NAME):
        names.insert(0, outline.name(at))
        if outline.kind(at - 1) is not LexemeKind.DOT or at - 1 < start:
            break
        at -= 2
    if not names:
        return ()
    if outline.key(at - 1) == "::":
        return (quote_qualified(*names),)
    sources = site.visible.sources
    if len(names) > 1:
        sources = [each for each in sources if each.name == names[-2]]
    found = (column.type_name for each in sources for column in each.columns if column.name == names[-1])
    return tuple(dict.fromkeys(filter(None, found)))


def list_types(site: Site) -> tuple[str, ...]:
    """Types of the values in the innermost parenthesis, where that is a list behind IN or ANY."""
    outline, frame = site.outline, site.frame
    if frame.role is not Role.LIST:
        return ()
    at = frame.open - 1
    if outline.key(at) in ("any", "some", "all"):
        return operand_types(site, 0, at - 1) if outline.key(at - 1) in _COMPARES else ()
    if outline.key(at - 1) == "not":
        at -= 1
    return operand_types(site, 0, at)
