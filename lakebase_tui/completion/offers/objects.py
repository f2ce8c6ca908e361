"""Offers what is in the catalogue by name: tables, functions, schemas, types, roles and so on."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from lakebase_tui.catalog.catalogue import Relation
from lakebase_tui.catalog.objects import RelationKind
from lakebase_tui.completion.candidates import Candidate, CandidateKind
from lakebase_tui.completion.matching import Fit
from lakebase_tui.completion.offers.builtins import COMMON_FUNCTIONS, COMMON_TYPES
from lakebase_tui.completion.offers.index import Callee, Use
from lakebase_tui.completion.offers.request import Request
from lakebase_tui.completion.ranking import MOST_CANDIDATES
from lakebase_tui.completion.syntax.reading import Spot

_KINDS: Final = {
    RelationKind.VIEW: CandidateKind.VIEW,
    RelationKind.MATERIALIZED_VIEW: CandidateKind.VIEW,
    RelationKind.SEQUENCE: CandidateKind.SEQUENCE,
}
_SYSTEM: Final = "pg_catalog"


def offer_relations(request: Request, cost: float = 0.0) -> None:
    """Tables, views and so on; those of a schema where one is typed."""
    schema = request.qualifiers[-1] if request.qualifiers else ""
    for shelf in request.index.relations(request.place.kinds, schema):
        for relation, fit in shelf.find(request.ranking, MOST_CANDIDATES):
            candidate = partial(_relation, request, relation)
            # The nearest to what was typed first: orders before order_items.
            place = len(relation.name) if request.ranking.matcher.needle else 0
            request.ranking.take(relation.name, candidate, cost + shelf.cost, fit, place)


def _relation(request: Request, relation: Relation) -> Candidate:
    schema = "" if request.qualifiers or request.index.sees(relation) else relation.schema
    insert = request.spelled(relation.name, schema)
    if request.site.reading.spot is Spot.LITERAL:
        insert = insert.replace("'", "''") + "'"
    label = relation.name if not schema else f"{schema}.{relation.name}"
    return Candidate(insert, label, _KINDS.get(relation.kind, CandidateKind.TABLE), _detail(relation))


def _detail(relation: Relation) -> str:
    kind = "" if relation.kind is RelationKind.TABLE else f"{relation.kind.value}  "
    comment = relation.comment.partition("\n")[0]
    return f"{kind}{relation.schema}" + (f"  {comment}" if comment else "")


def offer_ctes(request: Request, cost: float = -0.5) -> None:
    """Queries of the statement that have a name."""
    if not request.qualifiers:
        for name in request.site.visible.ctes:
            candidate = Candidate(request.spelled(name), name, CandidateKind.SOURCE, "with")
            request.ranking.offer(name, candidate, cost)


def offer_calls(request: Request, use: Use, cost: float = 0.0) -> None:
    """Functions or procedures, to be called with the cursor between the parentheses.

    Args:
        request: What is wanted.
        use: What for.
        cost: How unlikely they are.
    """
    kind = CandidateKind.PROCEDURE if use is Use.CALL else CandidateKind.FUNCTION
    for callee, fit, extra in _callees(request, use):
        place = COMMON_FUNCTIONS.get(callee.name, 0) if callee.schema == _SYSTEM else 0
        request.ranking.take(callee.name, partial(_called, request, callee, kind), cost + extra, fit, place)


def offer_routines(request: Request) -> None:
    """Functions and procedures that are only named."""
    for callee, fit, extra in _callees(request, Use.ANY):
        kind = CandidateKind.PROCEDURE if callee.is_procedure else CandidateKind.FUNCTION
        for each in callee.overloads:
            text = _callee_name(request, callee)
            candidate = Candidate(text, f"{callee.name}({each.arguments})", kind, each.result)
            request.ranking.take(callee.name, candidate, extra, fit)


def _callees(request: Request, use: Use) -> Iterable[tuple[Callee, Fit, float]]:
    schema = request.qualifiers[-1] if request.qualifiers else ""
    for shelf in request.index.callees(use, schema):
        for callee, fit in shelf.find(request.ranking, MOST_CANDIDATES):
            yield callee, fit, shelf.cost


def _callee_name(request: Request, callee: Callee) -> str:
    near = request.qualifiers or callee.schema in request.index.path
    if callee.schema == _SYSTEM and callee.name in COMMON_FUNCTIONS and not request.typed.quoted:
        return callee.name  # also LEFT and RIGHT are called without quotes
    return request.spelled(callee.name, "" if near else callee.schema)


def _called(request: Request, callee: Callee, kind: CandidateKind) -> Candidate:
    name = _callee_name(request, callee)
    first = callee.overloads[0]
    more = f"  +{len(callee.overloads) - 1}" if len(callee.overloads) > 1 else ""
    result = f" → {first.result}" if first.result else ""
    detail = f"({first.arguments}){result}{more}"
    if request.parentheses_follow:
        return Candidate(name, callee.name, kind, detail)
    takes = any(each.arguments for each in callee.overloads)
    return Candidate(f"{name}()", callee.name, kind, detail, len(name) + (1 if takes else 2))


def offer_schemas(request: Request, cost: float = 1.3) -> None:
    """Schemas with a dot behind them, to go on with what is in them."""
    _offer_schemas(request, ".", cost)


def offer_schema_names(request: Request) -> None:
    """Schemas by themselves."""
    _offer_schemas(request, "", 0.0)


def _offer_schemas(request: Request, behind: str, cost: float) -> None:
    if request.qualifiers:
        return
    for each in request.index.catalogue.schemas:
        extra = 5.0 if each.internal else 0.0
        detail = "internal" if each.internal else ""
        candidate = Candidate(request.spelled(each.name) + behind, each.name, CandidateKind.SCHEMA, detail)
        request.ranking.offer(each.name, candidate, cost + extra)


def offer_types(request: Request) -> None:
    """Types: the user's, those people write, the others."""
    qualifiers = request.qualifiers
    common = frozenset(COMMON_TYPES)
    for name in COMMON_TYPES if not qualifiers else ():
        request.ranking.offer(name, Candidate(name, name, CandidateKind.TYPE))
    for each in request.index.catalogue.types:
        if qualifiers and each.schema != qualifiers[-1]:
            continue
        system = each.schema == _SYSTEM
        name = each.sql_name or each.name if system and not qualifiers else each.name
        if system and not qualifiers and name in common:
            continue
        near = qualifiers or each.schema in request.index.path
        insert = name if system else request.spelled(name, "" if near else each.schema)
        detail = "  ".join(part for part in (each.kind.value, "" if system else each.schema) if part)
        internal = each.schema in request.index.internal
        cost = 6.0 if internal else 3.0 if system else 0.2 if near else 1.0
        request.ranking.offer(name, Candidate(insert, name, CandidateKind.TYPE, detail), cost)


def offer_roles(request: Request) -> None:
    """Roles; those of the server itself last."""
    for role in request.index.catalogue.roles:
        cost = 3.0 if role.startswith("pg_") else 0.0
        request.ranking.offer(role, Candidate(request.spelled(role), role, CandidateKind.ROLE), cost)


def offer_databases(request: Request) -> None:
    """Databases of the same branch."""
    for name in request.index.catalogue.databases:
        cost = 2.0 if name.startswith("template") else 0.0
        request.ranking.offer(name, Candidate(request.spelled(name), name, CandidateKind.DATABASE), cost)


def offer_extensions(request: Request) -> None:
    """Extensions."""
    for name in request.index.catalogue.extensions:
        request.ranking.offer(name, Candidate(request.spelled(name), name, CandidateKind.EXTENSION))
