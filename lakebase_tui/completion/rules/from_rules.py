"""Rules for FROM: tables and joins, what follows a table, what a join is ON."""

from dataclasses import replace

from lakebase_tui.completion.rules.expressions import expression
from lakebase_tui.completion.rules.place import Place, Site, Want
from lakebase_tui.completion.syntax.from_items import FromState, from_items, from_state
from lakebase_tui.completion.syntax.words import AFTER_SOURCE, FROM_HEAD, JOIN_WORDS, NEXT


def from_place(site: Site, start: int, ends: tuple[str, ...], *, joins: bool = True) -> Place:
    """What can stand at the cursor in a FROM that begins at index `start`.

    Args:
        site: The surroundings.
        start: Index behind the FROM.
        ends: Words that can follow the whole.
        joins: Whether tables can be joined here.
    """
    outline, gap = site.outline, site.gap
    state, since = from_state(outline, start, gap)
    words = (*JOIN_WORDS, *ends) if joins else ends
    last = outline.key(gap - 1) if gap > start else ""
    if state is FromState.ITEM:
        return _item(site, start, since)
    if state is FromState.COLUMNS:
        return Place(keywords=words) if gap > since else Place()
    if state is FromState.CONDITION:
        place = expression(site, since, words)
        return replace(place, wants=(Want.CONDITIONS, *place.wants)) if gap == since else place
    if last in NEXT:
        return Place(keywords=NEXT[last])
    return _behind(site, start, since, words)


def _item(site: Site, start: int, since: int) -> Place:
    outline = site.outline
    wants = (Want.RELATIONS, Want.TABLE_FUNCTIONS, Want.SCHEMAS)
    before = outline.key(since - 1) if since > start else ""
    plain = outline.key(since - 2) not in ("cross", "natural")
    if before == "join" and plain and site.gap == since:
        return Place((Want.JOINS, *wants), FROM_HEAD)
    if outline.key(site.gap - 1) == "only":
        return Place((Want.RELATIONS, Want.SCHEMAS))
    return Place(wants, FROM_HEAD)


def _behind(site: Site, start: int, since: int, words: tuple[str, ...]) -> Place:
    """Behind a table or the like: its alias, a condition, what follows."""
    outline, gap = site.outline, site.gap
    item = next(from_items(outline, since, gap), None)
    named = item.names[-1] if item and item.names else ""
    if outline.key(gap - 1) == "as":
        return Place((Want.ALIAS,), naming=named)
    joined = outline.key(since - 1) == "join" and since > start
    condition = joined and outline.key(since - 2) not in ("cross", "natural")
    if item is None or item.end < gap:
        return Place(keywords=words)
    wants = (Want.CONDITIONS,) if condition else ()
    if condition:
        words = ("on", "using ()", *words)
    if item.alias:
        return Place(wants, words, opening="on ")
    ordinality = ("with ordinality",) if item.names and item.open >= 0 else ()
    keywords = (*words, *ordinality, *AFTER_SOURCE)
    return Place((*wants, Want.ALIAS), keywords, opening="on ", naming=named)
