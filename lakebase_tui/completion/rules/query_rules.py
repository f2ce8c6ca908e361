"""Rules for the clauses of queries and of statements that write rows."""

from collections.abc import Callable, Mapping
from typing import Final

from lakebase_tui.catalog.objects import RelationKind
from lakebase_tui.completion.rules.expressions import awaits_operand, expression
from lakebase_tui.completion.rules.from_rules import from_place
from lakebase_tui.completion.rules.place import Place, Site, Want
from lakebase_tui.completion.syntax.from_items import from_items, qualified_name
from lakebase_tui.completion.syntax.lexemes import LexemeKind
from lakebase_tui.completion.syntax.queries import Arm, Clause, Query
from lakebase_tui.completion.syntax.words import (
    ENDS,
    NEXT,
    ORDERED,
    SELECT_HEAD,
    SET_OPERATIONS,
    WRITE_ENDS,
)

_WRITABLE: Final = frozenset(
    (RelationKind.TABLE, RelationKind.PARTITIONED_TABLE, RelationKind.VIEW, RelationKind.FOREIGN_TABLE)
)
_QUERY_HEADS: Final = ("select", "values ()", "with", "table")
_MAIN_HEADS: Final = ("select", "insert into", "update", "delete from", "merge into", "values ()", "table")

Rule = Callable[[Site, Arm, Clause], Place]


def in_query(site: Site, query: Query) -> Place:
    """What can stand at the cursor directly in a query, not in further parentheses."""
    outline, gap = site.outline, site.gap
    last = outline.key(gap - 1) if gap > query.start else ""
    if query.start < gap <= query.with_end and not (gap == query.with_end and _with_is_done(site, query)):
        return _in_with(site, query)
    arm = query.arm_at(gap)
    clause = arm.clause_at(gap) if arm else None
    if last in ("union", "intersect", "except"):
        return Place(keywords=("all", *_QUERY_HEADS, "distinct"))
    if last in ("all", "distinct") and outline.key(gap - 2) in ("union", "intersect", "except"):
        return Place(keywords=_QUERY_HEADS)
    if arm is None or clause is None:
        heads = _MAIN_HEADS if query.with_end > query.start else (*_QUERY_HEADS, *_MAIN_HEADS[1:5])
        return Place(keywords=heads if arm is None else NEXT.get(last, ()))
    rule = _RULES.get(f"{arm.verb} {clause.name}") or _RULES.get(clause.name)
    return rule(site, arm, clause) if rule else Place()


def _with_is_done(site: Site, query: Query) -> bool:
    return site.outline.kind(site.gap - 1) is LexemeKind.CLOSE and bool(query.ctes)


def _in_with(site: Site, query: Query) -> Place:
    """In the WITH, between its queries."""
    outline, gap = site.outline, site.gap
    last = outline.key(gap - 1)
    if last == "with":
        return Place(keywords=("recursive",))
    if last in ("recursive", ","):
        return Place()
    if last == "as":
        return Place(keywords=("materialized", "not materialized"))
    if last == "not":
        return Place(keywords=("materialized",))
    return Place(keywords=("as",))


# -- SELECT -------------------------------------------------------------------------------------------


def _select(site: Site, arm: Arm, clause: Clause) -> Place:
    outline, gap = site.outline, site.gap
    last = outline.key(gap - 1)
    if last == "as":
        return Place()
    heads = SELECT_HEAD if gap == clause.start and clause.name == "select" else ()
    if last == "on" and outline.key(gap - 2) == "distinct":
        return Place()
    if last == "distinct":
        heads = ("on",)
    ends = ENDS["select"] if clause.name == "select" else ()
    return expression(site, clause.start, (*ends, "as"), heads=heads)


def _condition(site: Site, arm: Arm, clause: Clause) -> Place:
    ends = WRITE_ENDS.get(f"{arm.verb} {clause.name}") or ENDS.get(clause.name, ())
    return expression(site, clause.start, ends)


def _group(site: Site, arm: Arm, clause: Clause) -> Place:
    return expression(site, clause.start, ENDS["group"], heads=("rollup ()", "cube ()", "grouping sets ()"))


def _order(site: Site, arm: Arm, clause: Clause) -> Place:
    return expression(site, clause.start, (*ORDERED, *ENDS["order"]))


def _from(site: Site, arm: Arm, clause: Clause) -> Place:
    ends = WRITE_ENDS.get(f"{arm.verb} {clause.name}") or ENDS["from"]
    return from_place(site, clause.start, ends, joins=arm.verb != "merge")


def _limit(site: Site, arm: Arm, clause: Clause) -> Place:
    if site.gap == clause.start:
        return Place(keywords=("all",) if clause.name == "limit" else ())
    return (
        Place(keywords=ENDS[clause.name])
        if not awaits_operand(site.outline, clause.start, site.gap)
        else Place()
    )


def _fetch(site: Site, arm: Arm, clause: Clause) -> Place:
    last = site.outline.key(site.gap - 1)
    return Place(keywords=NEXT.get(last, ENDS["fetch"]))


def _for(site: Site, arm: Arm, clause: Clause) -> Place:
    last = site.outline.key(site.gap - 1)
    if site.gap == clause.start:
        return Place(keywords=("update", "share", "no key update", "key share"))
    if last in ("of", ","):
        return Place((Want.SOURCE_NAMES,))
    return Place(keywords=NEXT.get(last, ENDS["for"]))


def _window(site: Site, arm: Arm, clause: Clause) -> Place:
    last = site.outline.kind(site.gap - 1)
    if site.gap == clause.start or last is LexemeKind.COMMA:
        return Place()
    return Place(keywords=ENDS["window"] if last is LexemeKind.CLOSE else ("as",))


def _into(site: Site, arm: Arm, clause: Clause) -> Place:
    if site.gap == clause.start:
        return Place((Want.SCHEMAS,), ("temporary table", "unlogged table"))
    return Place(keywords=ENDS["into"])


def _tail(site: Site, arm: Arm, clause: Clause) -> Place:
    """Behind a VALUES or a query in parentheses."""
    closed = site.outline.kind(site.gap - 1) is LexemeKind.CLOSE
    return Place(keywords=(*SET_OPERATIONS, *ENDS["having"][:2], "offset")) if closed else Place()


def _table(site: Site, arm: Arm, clause: Clause) -> Place:
    if site.gap == clause.start:
        return Place((Want.RELATIONS, Want.SCHEMAS), ("only",))
    return Place(keywords=(*SET_OPERATIONS, *ENDS["having"][:2]))


# -- statements that write ----------------------------------------------------------------------------


def _target(site: Site, arm: Arm, clause: Clause) -> Place:
    outline, gap = site.outline, site.gap
    last = outline.key(gap - 1)
    if last in NEXT and gap == clause.start:
        return Place(keywords=NEXT[last])
    if gap == clause.start or last == "only":
        only = ("only",) if arm.verb in ("update", "delete") and last != "only" else ()
        return Place((Want.RELATIONS, Want.SCHEMAS), only, kinds=_WRITABLE)
    ends = WRITE_ENDS[f"{arm.verb} target"]
    if arm.verb == "insert" and last != "as":
        return _behind_insert(site, clause, ends)
    item = next(from_items(outline, clause.start, gap), None)
    if item is None or item.alias or not item.names:
        return Place(keywords=tuple(word for word in ends if word != "as"))
    return Place((Want.ALIAS,), ends if last != "as" else (), naming=item.names[-1])


def _behind_insert(site: Site, clause: Clause, ends: tuple[str, ...]) -> Place:
    outline, gap = site.outline, site.gap
    _, at = qualified_name(outline, clause.start)
    if outline.kind(gap - 1) is LexemeKind.CLOSE:
        return Place(
            (Want.VALUES,), tuple(word for word in ends if word not in ("as", "values ()", "default values"))
        )
    if outline.key(gap - 1) == "overriding":
        return Place(keywords=NEXT["overriding"])
    if at == gap:
        return Place((Want.COLUMN_LIST,), ends, target=site.target(), opening="(")
    return Place(keywords=tuple(word for word in ends if word != "as"))


def _set(site: Site, arm: Arm, clause: Clause) -> Place:
    outline, gap = site.outline, site.gap
    parts = list(outline.parts(clause.start, gap))
    start = parts[-1][0]
    target = site.target()
    if gap == start:
        taken = frozenset(outline.name(first) for first, last in parts[:-1] if first < last)
        return Place((Want.COLUMNS,), target=target, taken=taken)
    sign = next((index for index in outline.top(start, gap) if outline.key(index) == "="), -1)
    if sign < 0:
        return Place()
    name = outline.name(sign - 1)
    columns = target.columns if target else ()
    types = tuple(each.type_name for each in columns if each.name == name and sign - 1 == start)
    heads = ("default",) if gap == sign + 1 else ()
    return expression(
        site, sign + 1, WRITE_ENDS.get(f"{arm.verb} set", ()), heads=heads, types=types if heads else ()
    )


def _values(site: Site, arm: Arm, clause: Clause) -> Place:
    closed = site.outline.kind(site.gap - 1) is LexemeKind.CLOSE
    return Place(keywords=WRITE_ENDS[f"{arm.verb} values"]) if closed else Place()


def _conflict(site: Site, arm: Arm, clause: Clause) -> Place:
    outline, gap = site.outline, site.gap
    last = outline.key(gap - 1)
    if last in ("constraint", "on"):
        return Place(keywords=("constraint",) if last == "on" else ())
    if last == "do":
        return Place(keywords=("nothing", "update set"))
    if last == "update":
        return Place(keywords=("set",))
    if last == "nothing":
        return Place(keywords=("returning",))
    ends = WRITE_ENDS["insert conflict"]
    return Place(keywords=ends if gap == clause.start else tuple(word for word in ends if word[:2] != "on"))


def _when(site: Site, arm: Arm, clause: Clause) -> Place:
    outline, gap = site.outline, site.gap
    last = outline.key(gap - 1)
    if gap == clause.start:
        return Place(
            keywords=("matched then", "not matched then", "not matched by source then", "matched and")
        )
    if last in ("not", "matched") and gap - clause.start < 3:
        return Place(keywords=("matched then", "matched and") if last == "not" else NEXT["matched"])
    if last in ("source", "target") and outline.key(gap - 2) == "by":
        return Place(keywords=("then", "and"))
    return expression(site, clause.start, WRITE_ENDS["merge when"])


def _then(site: Site, arm: Arm, clause: Clause) -> Place:
    last = site.outline.key(site.gap - 1)
    words = {"then": WRITE_ENDS["merge then"], "do": ("nothing",), "update": ("set",)}
    return Place(keywords=words.get(last, ("when matched then", "when not matched then", "returning")))


def _merge_insert(site: Site, arm: Arm, clause: Clause) -> Place:
    if site.gap == clause.start:
        return Place((Want.COLUMN_LIST,), WRITE_ENDS["merge insert"], target=site.target(), opening="(")
    return Place((Want.VALUES,), WRITE_ENDS["merge insert"])


def _default(site: Site, arm: Arm, clause: Clause) -> Place:
    return Place(keywords=WRITE_ENDS["insert values"])


_RULES: Final[Mapping[str, Rule]] = {
    "select": _select,
    "returning": _select,
    "from": _from,
    "where": _condition,
    "having": _condition,
    "group": _group,
    "order": _order,
    "limit": _limit,
    "offset": _limit,
    "fetch": _fetch,
    "for": _for,
    "window": _window,
    "into": _into,
    "values": _values,
    "values values": _tail,
    "(": _tail,
    "table": _table,
    "target": _target,
    "set": _set,
    "conflict": _conflict,
    "default": _default,
    "delete using": _from,
    "merge using": _from,
    "merge on": _condition,
    "when": _when,
    "then": _then,
    "merge insert": _merge_insert,
}
