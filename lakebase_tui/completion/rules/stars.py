"""Finds the `*` of a select list that the cursor is right behind."""

from dataclasses import dataclass

from lakebase_tui.completion.rules.expressions import is_star
from lakebase_tui.completion.rules.place import Site
from lakebase_tui.completion.syntax.lexemes import LexemeKind


@dataclass(frozen=True, slots=True)
class Star:
    """A `*` and what stands before it."""

    start: int
    """Offset of the first of its qualifiers, or of itself."""
    qualifiers: tuple[str, ...]


def star_at(site: Site) -> Star | None:
    """The `*` of a select list or a RETURNING right before the cursor; None where there is none."""
    outline, gap, typed = site.outline, site.gap, site.reading.typed
    if typed.prefix or typed.qualifiers or typed.quoted or outline.key(gap - 1) != "*":
        return None
    query, around = site.frame.query, site.around()
    if query is None or around is None or outline.lexemes[gap - 1].end != site.reading.cursor:
        return None
    clause = around[2]
    if clause.name not in ("select", "returning") or not is_star(outline, clause.start, gap - 1):
        return None
    names: list[str] = []
    at = gap - 1
    while outline.kind(at - 1) is LexemeKind.DOT and outline.kind(at - 2) in (
        LexemeKind.WORD,
        LexemeKind.NAME,
    ):
        at -= 2
        names.insert(0, outline.name(at))
    return Star(outline.lexemes[at].start, tuple(names))
