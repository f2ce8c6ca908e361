"""Offers columns: of what can be seen, of a table that is written to, or all of them at once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from lakebase_tui.catalog.objects import Column
from lakebase_tui.completion.candidates import Candidate, CandidateKind
from lakebase_tui.completion.offers.request import Request
from lakebase_tui.completion.rules.stars import Star
from lakebase_tui.completion.scope.sources import Source
from lakebase_tui.sql.identifiers import quote_ident

_LINE: Final = 100
"""Characters of a line of columns."""
_NAMELESS: Final = "?column?"


def offer_columns(request: Request) -> None:
    """Columns of the sources, qualified where their name alone would be ambiguous."""
    target, qualifiers = request.place.target, request.qualifiers
    if target is not None and not qualifiers:
        for column in target.columns:
            if column.name not in request.place.taken:
                _offer(request, column, request.spelled(column.name), _detail(column))
    elif qualifiers:
        for source in _qualified(request):
            for column in source.columns:
                _offer(request, column, request.spelled(column.name), _detail(column))
    else:
        _offer_visible(request)


def _offer_visible(request: Request) -> None:
    levels = request.site.visible.levels
    several = sum(len(level) for level in levels) > 1
    hidden: set[str] = set()
    for depth, level in enumerate(levels):
        counts = Counter(name for source in level for name in {each.name for each in source.columns})
        for source in level:
            for column in source.columns:
                qualified = bool(source.name) and (counts[column.name] > 1 or column.name in hidden)
                if column.name in hidden and not qualified:
                    continue
                before = f"{quote_ident(source.name)}." if qualified else ""
                detail = _detail(column, source.name if several and not qualified else "")
                _offer(request, column, before + request.spelled(column.name), detail, before, depth * 0.5)
        hidden.update(counts)


def _offer(
    request: Request, column: Column, insert: str, detail: str, before: str = "", cost: float = 0.0
) -> None:
    if column.name != _NAMELESS:
        candidate = Candidate(insert, f"{before}{column.name}", CandidateKind.COLUMN, detail)
        request.ranking.offer(column.name, candidate, cost)


def _detail(column: Column, source: str = "") -> str:
    facts = (column.type_name, "not null" if column.not_null else "", source)
    return "  ".join(fact for fact in facts if fact)


def _qualified(request: Request) -> Iterator[Source]:
    """What the names before the dot mean: a source, or a table that may still come into the statement."""
    qualifiers, visible = request.qualifiers, request.site.visible
    if len(qualifiers) == 1 and (source := visible.named(qualifiers[0])) is not None:
        yield source
        return
    relation = request.site.scopes.relation(qualifiers)
    if relation is not None:
        yield Source(relation.name, lambda: relation.columns, relation=relation)


def offer_sources(request: Request, behind: str = ".", cost: float = 0.5) -> None:
    """Aliases and tables of the statement, to go on with a dot, or by themselves."""
    if request.qualifiers or request.place.target is not None:
        return
    for source in request.site.visible.sources:
        if source.name:
            relation = source.relation
            detail = f"{relation.schema}.{relation.name}" if relation else ""
            insert = request.spelled(source.name) + behind
            request.ranking.offer(
                source.name, Candidate(insert, source.name, CandidateKind.SOURCE, detail), cost
            )


def offer_common_columns(request: Request) -> None:
    """Columns that a joined table shares with those before it."""
    sources = request.site.visible.levels[0] if request.site.visible.levels else []
    before = [source for source in sources if source.at < request.site.frame.open]
    if not before:
        return
    shared = {column.name for source in before[:-1] for column in source.columns}
    for column in before[-1].columns:
        if column.name in shared:
            _offer(request, column, request.spelled(column.name), _detail(column))


def star_columns(request: Request, star: Star) -> Candidate | None:
    """All columns that a `*` stands for; None where none are known."""
    levels = request.site.visible.levels
    wanted = star.qualifiers[-1:]
    meant = [
        each for each in (levels[0] if levels else ()) if each.name and (not wanted or each.name == wanted[0])
    ]
    counts = Counter(column.name for source in meant for column in source.columns)
    names = []
    for source in meant:
        for column in source.columns:
            before = f"{quote_ident(source.name)}." if wanted or counts[column.name] > 1 else ""
            if column.name != _NAMELESS:
                names.append(before + quote_ident(column.name))
    if not names:
        return None
    return Candidate(_lines(request, names, star.start), "*", CandidateKind.COLUMNS, ", ".join(names))


def offer_column_list(request: Request) -> None:
    """The columns of an INSERT at once: all, then without those that have a default, then with VALUES."""
    target, opening = request.place.target, request.place.opening
    if target is None or not target.columns or request.qualifiers:
        return
    values = request.cased("values")
    needed = [each for each in target.columns if not each.has_default]
    lists = [list(target.columns)]
    if needed and len(needed) < len(lists[0]):
        lists.append(needed)
    closed = request.site.outline.key(request.site.gap) == ")"
    for cost, columns in enumerate(lists):
        names = _lines(request, [quote_ident(each.name) for each in columns], request.typed.start)
        short = ", ".join(each.name for each in columns)
        both = f"{opening}{names}) {values} (" + ("" if closed and not opening else ")")
        plain = f"{opening}{names}" + (")" if opening else "")
        kind = CandidateKind.COLUMNS
        name = columns[0].name
        end = ")" if opening else ""
        candidate = Candidate(
            plain, f"{opening}{short}{end}", kind, "all columns" if not cost else "those without a default"
        )
        request.ranking.offer(name, candidate, cost / 10 - 0.5)
        cursor = both.rindex("(") + 1
        candidate = Candidate(both, f"{opening}{short}) {values} (…)", kind, "", cursor)
        request.ranking.offer(name, candidate, cost / 10 - 0.45)


def _lines(request: Request, names: Sequence[str], start: int) -> str:
    """Names with commas, in lines below each other where one line would be too long."""
    text = ", ".join(names)
    column = start - (request.site.reading.text.rfind("\n", 0, start) + 1)
    if len(text) + column <= _LINE:
        return text
    lines: list[list[str]] = [[]]
    length = 0
    width = max(_LINE - column, _LINE // 2)
    for name in names:
        if lines[-1] and length + len(name) + 2 > width:
            lines.append([])
            length = 0
        lines[-1].append(name)
        length += len(name) + 2
    return (",\n" + " " * column).join(", ".join(line) for line in lines)
