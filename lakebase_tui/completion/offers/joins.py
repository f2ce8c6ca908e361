"""Offers joins along foreign keys, conditions of joins, and aliases."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lakebase_tui.catalog.objects import ForeignKey
from lakebase_tui.completion.candidates import Candidate, CandidateKind
from lakebase_tui.completion.offers.request import Request
from lakebase_tui.completion.scope.sources import Source
from lakebase_tui.completion.syntax.words import NEVER_ALIASES
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified

_WORDS: Final = re.compile(r"[a-z0-9]+|[A-Z][a-z0-9]*|[^\W_a-zA-Z0-9]+")
_MOST_JOINS: Final = 50


@dataclass(frozen=True, slots=True)
class _Link:
    """A foreign key, looked at from one of its tables."""

    columns: tuple[str, ...]
    """Here."""
    schema: str
    """Of the other table."""
    table: str
    other_columns: tuple[str, ...]


def offer_joins(request: Request) -> None:
    """Tables that foreign keys connect with those before the cursor, each with alias and condition."""
    if not request.site.visible.levels or len(request.qualifiers) > 1:
        return
    site = request.site
    sources = [each for each in site.visible.levels[0] if each.at < site.gap and each.relation and each.name]
    taken = _taken(request)
    count = 0
    for distance, source in enumerate(reversed(sources)):
        for link in _links(request, source):
            if request.qualifiers and request.qualifiers[0] != link.schema:
                continue
            if count == _MOST_JOINS:
                return
            count += 1
            candidate = _join(request, source, link, alias_for(link.table, taken))
            request.ranking.offer(link.table, candidate, -1.0 + distance * 0.1)


def _join(request: Request, source: Source, link: _Link, alias: str) -> Candidate:
    relation = request.index.catalogue.relation(link.table, link.schema)
    near = request.qualifiers or relation is None or request.index.sees(relation)
    table = request.spelled(link.table, "" if near else link.schema)
    on = _condition(request, alias, link.other_columns, source.name, link.columns)
    text = f"{table} {alias} {request.cased('on')} {on}"
    return Candidate(text, text, CandidateKind.JOIN)


def _links(request: Request, source: Source) -> Iterator[_Link]:
    relation = source.relation
    if relation is None:
        return
    here = (relation.schema, relation.name)
    for key in request.index.catalogue.keys_of(*here):
        if (key.schema, key.table) == here:
            yield _forth(key)
        if (key.referenced_schema, key.referenced_table) == here:
            yield _Link(key.referenced_columns, key.schema, key.table, key.columns)


def _forth(key: ForeignKey) -> _Link:
    return _Link(key.columns, key.referenced_schema, key.referenced_table, key.referenced_columns)


def offer_conditions(request: Request) -> None:
    """What the table that was joined last could be joined ON."""
    site = request.site
    if not site.visible.levels or request.qualifiers:
        return
    sources = [each for each in site.visible.levels[0] if each.at < site.gap and each.name]
    if len(sources) < 2:
        return
    *before, joined = sources
    opening = request.cased(request.place.opening)
    known: set[str] = set()
    for source in reversed(before):
        for link in _links(request, joined):
            other = source.relation
            if other is not None and (other.schema, other.name) == (link.schema, link.table):
                on = _condition(request, joined.name, link.columns, source.name, link.other_columns)
                known.add(on)
                _offer_condition(request, opening + on, link.columns[0], -2.0)
        for name in _shared(joined, source):
            on = _condition(request, joined.name, (name,), source.name, (name,))
            if on not in known:
                _offer_condition(request, opening + on, name, -1.0)


def _offer_condition(request: Request, text: str, column: str, cost: float) -> None:
    candidate = Candidate(text, text, CandidateKind.CONDITION)
    names = (request.place.opening.strip(), column) if request.place.opening else (column,)
    fits = [(fit, name) for name in names if (fit := request.ranking.matcher.fit(name)) is not None]
    if fits:
        fit, _ = min(fits)
        request.ranking.take(column, candidate, cost, fit)


def _shared(one: Source, other: Source) -> Iterator[str]:
    """Names of columns that look like the same key in both."""
    types = {column.name: column.type_name for column in other.columns}
    for column in one.columns:
        is_key = column.name.lower().endswith("id") and len(column.name) > 2
        if is_key and types.get(column.name) == column.type_name:
            yield column.name


def _condition(
    request: Request, one: str, columns: Sequence[str], other: str, other_columns: Sequence[str]
) -> str:
    pairs = zip(columns, other_columns, strict=False)
    both = request.cased(" and ")
    return both.join(
        f"{quote_qualified(one, mine)} = {quote_qualified(other, theirs)}" for mine, theirs in pairs
    )


def offer_alias(request: Request) -> None:
    """A short name for the table before the cursor."""
    if not request.place.naming or request.typed.quoted:
        return
    alias = alias_for(request.place.naming, _taken(request))
    request.ranking.offer(alias, Candidate(alias, alias, CandidateKind.ALIAS, request.place.naming), -0.5)


def _taken(request: Request) -> frozenset[str]:
    visible = request.site.visible
    names = {
        each.name for level in visible.levels for each in level if each.at < request.site.gap or each.aliased
    }
    return frozenset(names | set(visible.ctes))


def alias_for(name: str, taken: frozenset[str]) -> str:
    """A short name: the first letters of its words, and a number where that is taken or a keyword."""
    letters = "".join(word[0] for word in _WORDS.findall(name) if not word[0].isdigit()).lower()
    base = quote_ident(letters) if letters.isascii() else ""
    if not base or not base[0].isalpha():
        base = "t"
    number = 1
    alias = base
    while alias in taken or alias in NEVER_ALIASES:
        number += 1
        alias = f"{base}{number}"
    return alias
