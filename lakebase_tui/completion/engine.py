"""Completion as the program uses it: from a statement and a cursor to ranked candidates. No I/O."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.completion.candidates import Completions
from lakebase_tui.completion.matching import Matcher
from lakebase_tui.completion.offers import columns, joins, objects, phrases, values
from lakebase_tui.completion.offers.index import Index, Indexes, Use
from lakebase_tui.completion.offers.request import Request, writes_upper
from lakebase_tui.completion.ranking import Ranking
from lakebase_tui.completion.rules.bodies import Part, body_part
from lakebase_tui.completion.rules.place import TABLES, Place, Site, Want
from lakebase_tui.completion.rules.places import place_in_literal, place_of
from lakebase_tui.completion.rules.stars import star_at
from lakebase_tui.completion.rules.statements import RULES
from lakebase_tui.completion.syntax.frames import query_start
from lakebase_tui.completion.syntax.outline import Outline
from lakebase_tui.completion.syntax.reading import Reading, Spot, Typed, read
from lakebase_tui.completion.usage import Usage

LONGEST: Final = 200_000
"""Longest statement, in characters, in which anything is completed."""
_SYSTEM: Final = "pg_catalog"

_NAMES: Final = frozenset(
    (Want.COLUMNS, Want.FUNCTIONS, Want.RELATIONS, Want.TYPES, Want.ROLES, Want.SETTINGS, Want.ROUTINES)
)
"""Where these can stand, keywords are the less likely."""
_KEYWORD_COST: Final = 2.0


class Engine:
    """Completes statements: what `Completer` is made of.

    Args:
        usage: What the user named before; looked at each time.
    """

    def __init__(self, usage: Usage) -> None:
        self._usage = usage
        self._indexes = Indexes()

    def prepare(self, catalogue: Catalogue, path: Sequence[str]) -> None:
        """As `Completer.prepare`."""
        index = self._indexes.of(catalogue, _effective(path))
        catalogue.relation("", None, index.path)
        catalogue.keys_of("", "")
        catalogue.type_named("")
        for relations in index.relations(TABLES):
            relations.prepare()
        for callees in (*index.callees(Use.VALUE), *index.callees(Use.ROWS)):
            callees.prepare()

    def complete(self, text: str, cursor: int, catalogue: Catalogue, path: Sequence[str]) -> Completions:
        """As `Completer.complete`."""
        cursor = max(0, min(cursor, len(text)))
        if len(text) > LONGEST:
            return Completions(cursor, cursor)
        index = self._indexes.of(catalogue, _effective(path))
        return self._complete(read(text, cursor), catalogue, index)

    def _complete(
        self, reading: Reading, catalogue: Catalogue, index: Index, part: Part | None = None
    ) -> Completions:
        if reading.spot is Spot.BODY and part is None:
            inner = body_part(reading)
            if inner is not None:
                found = self._complete(inner.reading, catalogue, index, inner)
                return replace(found, start=found.start + inner.start, end=found.end + inner.start)
        if reading.spot not in (Spot.CODE, Spot.LITERAL):
            return Completions(reading.cursor, reading.cursor)
        site = _site(reading, catalogue, index, part)
        if reading.spot is Spot.LITERAL:
            return self._candidates(site, place_in_literal(site), index)
        if (star := star_at(site)) is not None:
            request = self._request(site, Place(), index)
            candidate = columns.star_columns(request, star)
            return Completions(star.start, reading.cursor, (candidate,) if candidate else ())
        return self._candidates(site, place_of(site), index)

    def _candidates(self, site: Site, place: Place, index: Index) -> Completions:
        typed = site.reading.typed
        if Want.SETTINGS in place.wants and typed.qualifiers:  # their names have dots
            whole = site.reading.text[typed.path_start : site.reading.cursor]
            typed = Typed(typed.path_start, typed.end, whole, path_start=typed.path_start)
            site = replace(site, reading=replace(site.reading, typed=typed))
        request = self._request(site, place, index)
        for want in place.wants:
            _OFFERS[want](request)
        phrases.offer_keywords(request, _KEYWORD_COST if _NAMES.intersection(place.wants) else 0.0)
        end = typed.end + (1 if typed.closed else 0)
        return Completions(typed.start, end, request.ranking.best())

    def _request(self, site: Site, place: Place, index: Index) -> Request:
        reading = site.reading
        ranking = Ranking(Matcher(reading.typed.prefix), self._usage)
        upper = writes_upper(reading.text, "", reading.lexemes)
        types_upper = writes_upper(reading.text, reading.typed.prefix, reading.lexemes)
        return Request(site, place, index, ranking, upper, types_upper)


def _site(reading: Reading, catalogue: Catalogue, index: Index, part: Part | None) -> Site:
    outline = Outline(reading.text, reading.lexemes)
    head = part.head if part else ""
    start = 0 if head else query_start(outline)
    first = outline.key(0)
    if (
        start is None
        and first not in RULES
        and any(outline.key(at) == "from" for at in outline.top(0, reading.gap))
    ):
        start, head = 0, "select"  # the verb is misspelt, or was left out
    words = part.words if part else ()
    return Site(reading, outline, catalogue, index.path, start, head, words)


def _effective(path: Sequence[str]) -> tuple[str, ...]:
    """The path as the server searches it: its own schema first where the path does not name it."""
    return tuple(path) if _SYSTEM in path else (_SYSTEM, *path)


def _offer_columns(request: Request) -> None:
    columns.offer_columns(request)
    columns.offer_sources(request)


def _offer_relations(request: Request) -> None:
    objects.offer_relations(request)
    if Want.TABLE_FUNCTIONS in request.place.wants:
        objects.offer_ctes(request)


_OFFERS: Final[Mapping[Want, Callable[[Request], None]]] = {
    Want.COLUMNS: _offer_columns,
    Want.FUNCTIONS: partial(objects.offer_calls, use=Use.VALUE, cost=1.0),
    Want.RELATIONS: _offer_relations,
    Want.TABLE_FUNCTIONS: partial(objects.offer_calls, use=Use.ROWS, cost=2.5),
    Want.TRIGGER_FUNCTIONS: partial(objects.offer_calls, use=Use.TRIGGER),
    Want.PROCEDURES: partial(objects.offer_calls, use=Use.CALL, cost=-1.0),
    Want.ROUTINES: objects.offer_routines,
    Want.SCHEMAS: objects.offer_schemas,
    Want.SCHEMA_NAMES: objects.offer_schema_names,
    Want.JOINS: joins.offer_joins,
    Want.CONDITIONS: joins.offer_conditions,
    Want.ALIAS: joins.offer_alias,
    Want.SOURCE_NAMES: partial(columns.offer_sources, behind="", cost=0.0),
    Want.COMMON_COLUMNS: columns.offer_common_columns,
    Want.COLUMN_LIST: columns.offer_column_list,
    Want.VALUES: phrases.offer_values,
    Want.LABELS: values.offer_labels,
    Want.ARGUMENTS: values.offer_arguments,
    Want.TYPES: objects.offer_types,
    Want.ROLES: objects.offer_roles,
    Want.SETTINGS: values.offer_settings,
    Want.SETTING_VALUES: values.offer_setting_values,
    Want.DATABASES: objects.offer_databases,
    Want.EXTENSIONS: objects.offer_extensions,
    Want.WORDS: values.offer_words,
    Want.SNIPPETS: phrases.offer_snippets,
    Want.CASE: phrases.offer_case,
}
