"""Offers values: labels of enums, values of settings, words in quotes, names of arguments."""

from collections.abc import Iterable, Iterator

from lakebase_tui.catalog.objects import DataType, Setting
from lakebase_tui.completion.candidates import Candidate, CandidateKind
from lakebase_tui.completion.offers.request import Request
from lakebase_tui.completion.scope.results import argument_names
from lakebase_tui.completion.syntax.reading import Spot
from lakebase_tui.sql.identifiers import QUOTED_KEYWORDS, quote_ident
from lakebase_tui.sql.literals import quote_literal


def offer_labels(request: Request) -> None:
    """Values that an expected type can have, where they are few."""
    in_quotes = request.site.reading.spot is Spot.LITERAL
    if request.qualifiers or request.typed.quoted:
        return
    for type_name in request.place.types:
        if type_name == "boolean":
            for word in ("true", "false"):
                insert = word + "'" if in_quotes else request.cased_as_typed(word)
                request.ranking.offer(word, Candidate(insert, word, CandidateKind.VALUE, "boolean"), -1.0)
        for found in _types(request, type_name):
            for label in found.labels:
                request.ranking.offer(label, _label(label, found, in_quotes), -1.0)


def _label(label: str, of: DataType, in_quotes: bool) -> Candidate:
    return Candidate(_quoted(label, in_quotes), label, CandidateKind.VALUE, of.name)


def _quoted(value: str, in_quotes: bool) -> str:
    return value.replace("'", "''") + "'" if in_quotes else quote_literal(value)


def _types(request: Request, type_name: str) -> Iterator[DataType]:
    """The type of a name as a column has it, or as it was written in the statement."""
    catalogue = request.index.catalogue
    for place in ("", *(f"{quote_ident(schema)}." for schema in request.index.path)):
        found = catalogue.type_named(place + type_name)
        if found is not None:
            yield found
            return


def offer_settings(request: Request) -> None:
    """Parameters of the server."""
    in_quotes = request.site.reading.spot is Spot.LITERAL
    for each in request.index.catalogue.settings:
        detail = "  ".join(part for part in (each.unit, each.summary) if part)
        insert = each.name + "'" if in_quotes else each.name
        cost = 0.2 if each.settable else 2.0
        request.ranking.offer(each.name, Candidate(insert, each.name, CandidateKind.SETTING, detail), cost)


def offer_setting_values(request: Request) -> None:
    """What a setting can be."""
    in_quotes = request.site.reading.spot is Spot.LITERAL
    for setting in _settings(request):
        for value in setting.values:
            insert = _quoted(value, True) if in_quotes else _plain(value)
            request.ranking.offer(value, Candidate(insert, value, CandidateKind.VALUE, setting.name))


def _settings(request: Request) -> Iterable[Setting]:
    wanted = request.place.setting.lower()
    return (each for each in request.index.catalogue.settings if each.name.lower() == wanted)


def _plain(value: str) -> str:
    """A value as SET takes it: a word where the grammar has it as one, else a literal."""
    if value in ("on", "true", "false") or (quote_ident(value) == value and value not in QUOTED_KEYWORDS):
        return value
    return quote_literal(value)


def offer_words(request: Request) -> None:
    """Words that a function takes in quotes."""
    for word in request.place.words:
        request.ranking.offer(word, Candidate(word + "'", word, CandidateKind.VALUE))


def offer_arguments(request: Request) -> None:
    """Arguments of the user's own functions by their names."""
    names = request.place.call
    if not names or request.qualifiers:
        return
    schema = names[-2] if len(names) > 1 else None
    for routine in request.index.catalogue.routines_named(names[-1], schema, request.index.path):
        if routine.schema == "pg_catalog":
            continue
        for each in argument_names(routine):
            insert = f"{request.spelled(each.name)} => "
            label = f"{each.name} =>"
            candidate = Candidate(insert, label, CandidateKind.ARGUMENT, each.type_name)
            request.ranking.offer(each.name, candidate, 0.2)
