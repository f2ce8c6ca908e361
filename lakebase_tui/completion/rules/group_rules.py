"""Rules for what is in parentheses: arguments, lists, rows, windows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from lakebase_tui.completion.rules.expressions import awaits_operand, expression, list_types
from lakebase_tui.completion.rules.from_rules import from_place
from lakebase_tui.completion.rules.place import Place, Site, Want
from lakebase_tui.completion.scope.results import argument_names
from lakebase_tui.completion.scope.sources import Source
from lakebase_tui.completion.syntax.frames import Role
from lakebase_tui.completion.syntax.from_items import qualified_name
from lakebase_tui.completion.syntax.lexemes import LexemeKind
from lakebase_tui.completion.syntax.words import DATE_FIELDS, FRAME_WORDS, NEXT, ORDERED, WINDOW_WORDS

_CONNECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "extract": ("from",),
    "substring": ("from", "for", "similar"),
    "trim": ("from",),
    "overlay": ("placing", "from", "for"),
    "position": ("in",),
    "cast": ("as",),
    "xmlserialize": ("as",),
}
"""Words between the arguments of functions that have a grammar of their own."""
_QUERY_WORDS: Final = ("select", "values", "with")


def in_group(site: Site) -> Place:
    """What can stand at the cursor, which is in a parenthesis that holds no query."""
    rule = _RULES.get(site.role())
    return rule(site) if rule else Place()


def called(site: Site) -> tuple[str, ...]:
    """The name before the innermost parenthesis, with its schema."""
    outline, at = site.outline, site.frame.open
    names: list[str] = []
    while outline.kind(at - 1) in (LexemeKind.WORD, LexemeKind.NAME):
        names.insert(0, outline.name(at - 1))
        at -= 2
        if outline.kind(at) is not LexemeKind.DOT:
            break
    return tuple(names)


def argument_number(site: Site) -> tuple[int, int]:
    """How many commas stand before the cursor in the innermost parenthesis, and where its piece begins."""
    parts = list(site.outline.parts(site.frame.start, site.gap))
    return len(parts) - 1, parts[-1][0]


def argument_types(site: Site, name: str) -> tuple[str, ...]:
    """Types of the argument at the cursor, as the user's functions of that name have them.

    Args:
        site: The surroundings.
        name: Of the argument, where it is given by name; else its place counts.
    """
    names = called(site)
    if not names:
        return ()
    number, _ = argument_number(site)
    schema = names[-2] if len(names) > 1 else None
    found: list[str] = []
    for routine in site.catalogue.routines_named(names[-1], schema, site.path):
        if routine.schema != "pg_catalog":
            arguments = argument_names(routine)
            meant = [each for each in arguments if each.name == name] if name else arguments[number:][:1]
            found += (each.type_name for each in meant)
    return tuple(dict.fromkeys(found))


def _call(site: Site) -> Place:
    outline, gap = site.outline, site.gap
    names = called(site)
    name = names[-1] if names else ""
    connects = _CONNECTS.get(name, ())
    _, start = argument_number(site)
    last = outline.key(gap - 1) if gap > site.frame.start else ""
    if last == "as" and "as" in connects:
        return Place((Want.TYPES, Want.SCHEMAS))
    if name == "extract" and gap == start:
        return Place(keywords=DATE_FIELDS)
    if name == "extract" and gap == start + 1:
        return Place(keywords=connects)
    if last in ("placing", "for", "order") and last not in NEXT:
        return expression(site, gap)
    heads = ("distinct", "variadic") if gap == site.frame.start else ()
    ends = connects or ("order by", *ORDERED[:2])
    by_name = last == "=>"
    types = argument_types(site, outline.name(gap - 2) if by_name else "") if gap == start or by_name else ()
    place = expression(site, start, ends, heads=heads, types=types)
    if gap == start:
        return replace(place, wants=(Want.ARGUMENTS, *place.wants), call=names)
    return place


def _list(site: Site) -> Place:
    _, start = argument_number(site)
    place = expression(site, start, types=list_types(site) if site.gap == start else ())
    return replace(place, first=_QUERY_WORDS[:1]) if site.gap == site.frame.start else place


def _plain(site: Site) -> Place:
    heads = _QUERY_WORDS[:1] if site.gap == site.frame.start else ()
    return expression(site, site.frame.start, heads=heads)


def _joined(site: Site) -> Place:
    place = from_place(site, site.frame.start, ())
    if site.gap == site.frame.start:
        return replace(place, first=_QUERY_WORDS)
    return place


def _row(site: Site) -> Place:
    """A row of values: each is a column's of the INSERT."""
    number, start = argument_number(site)
    types: tuple[str, ...] = ()
    if site.gap == start and (target := site.target()) is not None:
        listed = _listed(site, target)
        types = listed[number : number + 1]
    heads = ("default",) if site.gap == start and site.target() is not None else ()
    return expression(site, start, heads=heads, types=tuple(filter(None, types)))


def _listed(site: Site, target: Source) -> tuple[str, ...]:
    """Types of the columns that an INSERT names, or of all."""
    outline, around = site.outline, site.around()
    place = around[1].clause("insert") or around[1].clause("target") if around else None
    if place is None:
        return ()
    _, at = qualified_name(outline, place.start)
    while at < place.end and outline.kind(at) is not LexemeKind.OPEN:
        at += 1
    types = {each.name: each.type_name for each in target.columns}
    if at >= place.end:
        return tuple(types.values())
    parts = outline.parts(at + 1, outline.close(at))
    return tuple(types.get(outline.name(first), "") for first, last in parts if first < last)


def _columns(site: Site) -> Place:
    """Columns of the table that is written to."""
    outline = site.outline
    if not awaits_operand(outline, site.frame.start, site.gap):
        return Place()
    taken = frozenset(
        outline.name(first) for first, last in outline.parts(site.frame.start, site.frame.end) if first < last
    )
    whole = (Want.COLUMN_LIST,) if site.role() is Role.INSERTED and not taken else ()
    return Place((Want.COLUMNS, *whole), target=site.target(), taken=taken)


def _conflict(site: Site) -> Place:
    place = _columns(site)
    return replace(place, wants=(*place.wants, Want.FUNCTIONS)) if place.wants else place


def _using(site: Site) -> Place:
    _, start = argument_number(site)
    return Place((Want.COMMON_COLUMNS,)) if site.gap == start else Place()


def _window(site: Site) -> Place:
    outline, gap, start = site.outline, site.gap, site.frame.start
    last = outline.key(gap - 1) if gap > start else ""
    if gap == start:
        return Place(keywords=WINDOW_WORDS)
    if last in ("rows", "range", "groups", "between", "preceding", "following", "unbounded", "exclude"):
        return Place(keywords=NEXT.get(last, FRAME_WORDS))
    if last == "partition":
        return Place(keywords=("by",))
    if last == "row":
        return Place(keywords=FRAME_WORDS[-3:])
    ordered = any(outline.key(index) == "order" for index in outline.top(start, gap))
    ends = (*ORDERED, *WINDOW_WORDS[2:]) if ordered else WINDOW_WORDS[1:]
    return expression(site, start, ends)


def _filter(site: Site) -> Place:
    if site.gap == site.frame.start:
        return Place(keywords=("where",))
    return expression(site, site.frame.start)


def _ordered(site: Site) -> Place:
    if site.gap == site.frame.start:
        return Place(keywords=("order by",))
    return expression(site, site.frame.start, ORDERED)


_RULES: Final[Mapping[Role, Callable[[Site], Place]]] = {
    Role.CALL: _call,
    Role.LIST: _list,
    Role.PLAIN: _plain,
    Role.JOINED: _joined,
    Role.ROW: _row,
    Role.INSERTED: _columns,
    Role.CONFLICT: _conflict,
    Role.SET_COLUMNS: _columns,
    Role.USING: _using,
    Role.WINDOW: _window,
    Role.FILTER: _filter,
    Role.ORDERED: _ordered,
}
