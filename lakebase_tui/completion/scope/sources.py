"""What can be named at a place: the tables, subqueries and functions around it with their columns."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Final

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.objects import Column
from lakebase_tui.completion.scope.results import result_columns, table_function_columns
from lakebase_tui.completion.scope.select_list import listed_columns
from lakebase_tui.completion.syntax.from_items import FromItem, from_items, qualified_name
from lakebase_tui.completion.syntax.lexemes import LexemeKind
from lakebase_tui.completion.syntax.outline import Outline
from lakebase_tui.completion.syntax.queries import Arm, Query, read_query

_DEEPEST: Final = 24
"""Queries within queries whose columns are looked for."""
_RETURNS_OLD_AND_NEW: Final = 180000

Columns = Sequence[Column]
Ctes = Mapping[str, Callable[[], Columns]]
"""The named queries that can be seen, each with what finds its columns."""


class Source:
    """Something in a FROM, or what a statement writes to.

    Args:
        name: What its columns are qualified with; empty where they cannot be.
        find: Finds its columns when they are asked for.
        relation: The table, where it is one that is known.
        at: Index of its first lexeme.
        aliased: Whether its name is an alias.
        joined: Whether a JOIN stands before it.
    """

    def __init__(
        self,
        name: str,
        find: Callable[[], Columns],
        *,
        relation: Relation | None = None,
        at: int = -1,
        aliased: bool = False,
        joined: bool = False,
    ) -> None:
        self.name = name
        self.relation = relation
        self.at = at
        self.aliased = aliased
        self.joined = joined
        self._find = find

    @cached_property
    def columns(self) -> Columns:
        """Its columns, as far as they are known."""
        return self._find()


class ScopeReader:
    """Finds sources and their columns.

    Args:
        outline: The statement.
        catalogue: What is in the database.
        path: Schemas that are searched, `pg_catalog` too.
    """

    def __init__(self, outline: Outline, catalogue: Catalogue, path: Sequence[str]) -> None:
        self._outline = outline
        self._catalogue = catalogue
        self._path = path
        self._depth = 0

    def ctes_of(self, query: Query, outer: Ctes, gap: int | None = None) -> dict[str, Callable[[], Columns]]:
        """The named queries that can be seen in a query.

        Args:
            query: Whose WITH is looked at.
            outer: Those that can be seen around it.
            gap: In the WITH itself, only what stands before this index can be seen.
        """
        seen = dict(outer)
        for cte in query.ctes:
            inside = gap is not None and cte.body < gap <= self._outline.close(cte.body)
            if gap is not None and cte.body >= gap:
                break
            around = dict(seen)
            find = partial(self._cte_columns, cte.body, cte.columns, around)
            if query.recursive or not inside:
                seen[cte.name] = find
            if query.recursive:
                around[cte.name] = find
        return seen

    def sources(self, arm: Arm, ctes: Ctes, clause: str = "") -> list[Source]:
        """The sources of one SELECT, INSERT, ...

        Args:
            arm: Of a query.
            ctes: Named queries that can be seen.
            clause: Where one looks from: what an INSERT excluded is seen behind ON CONFLICT only.
        """
        found: list[Source] = []
        if (target := arm.clause("target")) is not None:
            found.append(self._target(arm, target.start, ctes))
            found += self._rows_of(found[0], arm.verb, clause)
        for each in arm.clauses:
            if each.name == "from" or (each.name == "using" and arm.verb in ("delete", "merge")):
                found += (
                    self._source(item, ctes) for item in from_items(self._outline, each.start, each.end)
                )
        if arm.verb == "table":
            found += (self._source(item, ctes) for item in from_items(self._outline, arm.start + 1, arm.end))
        return found

    def _target(self, arm: Arm, start: int, ctes: Ctes) -> Source:
        outline = self._outline
        if arm.verb != "insert":
            clause = arm.clause("target")
            end = clause.end if clause else start
            for item in from_items(outline, start, end):
                return self._source(item, {})
        names, at = qualified_name(outline, start)
        alias = outline.name(at + 1) if outline.key(at) == "as" else ""
        return self._source(FromItem(start, at, names, alias=alias), {})

    def _rows_of(self, target: Source, verb: str, clause: str) -> list[Source]:
        if verb == "insert" and clause in ("set", "where"):
            return [Source("excluded", lambda: target.columns)]
        if clause == "returning" and self._catalogue.server_version >= _RETURNS_OLD_AND_NEW:
            return [Source("old", lambda: target.columns), Source("new", lambda: target.columns)]
        return []

    def _source(self, item: FromItem, ctes: Ctes) -> Source:
        relation = None
        if item.open < 0 and item.names and not (len(item.names) == 1 and item.names[0] in ctes):
            relation = self.relation(item.names)
        return Source(
            item.alias or (item.names[-1] if item.names else ""),
            partial(self._item_columns, item, relation, ctes),
            relation=relation,
            at=item.start,
            aliased=bool(item.alias),
            joined=item.joined,
        )

    def relation(self, names: Sequence[str]) -> Relation | None:
        """The relation that a name means, with or without its schema."""
        schema = names[-2] if len(names) > 1 else None
        return self._catalogue.relation(names[-1], schema, self._path)

    def _item_columns(self, item: FromItem, relation: Relation | None, ctes: Ctes) -> Columns:
        if relation is not None:
            found: Columns = relation.columns
        elif item.open >= 0 and not item.names:
            found = self._body_columns(item.open, ctes)
        elif item.open >= 0:
            found = self._function_columns(item)
        elif len(item.names) == 1 and item.names[0] in ctes:
            found = ctes[item.names[0]]()
        else:
            found = ()
        if item.ordinality:
            found = [*found, Column("ordinality", "bigint")]
        return renamed(found, item.columns)

    def _function_columns(self, item: FromItem) -> Columns:
        if item.definitions:
            return item.definitions
        if (found := table_function_columns(self._outline, item)) is not None:
            return found
        schema = item.names[-2] if len(item.names) > 1 else None
        routines = self._catalogue.routines_named(item.names[-1], schema, self._path)
        for routine in routines:
            if (columns := result_columns(routine, self.relation)) is not None:
                return columns
        type_name = routines[0].result.removeprefix("SETOF ") if routines else ""
        return [Column(item.alias or item.names[-1], type_name)]

    def _cte_columns(self, body: int, columns: tuple[str, ...], ctes: Ctes) -> Columns:
        return renamed(self._body_columns(body, ctes), columns)

    def _body_columns(self, open_index: int, ctes: Ctes) -> Columns:
        query = read_query(self._outline, open_index + 1, self._outline.close(open_index))
        return self.query_columns(query, ctes)

    def query_columns(self, query: Query, ctes: Ctes) -> Columns:
        """The columns that a query gives; those without a name are called `?column?`."""
        if not query.arms or self._depth >= _DEEPEST:
            return ()
        self._depth += 1
        try:
            return self._arm_columns(query.arms[0], self.ctes_of(query, ctes))
        finally:
            self._depth -= 1

    def _arm_columns(self, arm: Arm, ctes: Ctes) -> Columns:
        outline = self._outline
        if arm.verb == "(":
            return self._body_columns(arm.start, ctes)
        if arm.verb == "values":
            first = arm.start + 1
            count = 0
            if outline.kind(first) is LexemeKind.OPEN:
                count = sum(1 for _ in outline.parts(first + 1, outline.close(first)))
            return [Column(f"column{number + 1}", "") for number in range(count)]
        sources = self.sources(arm, ctes)
        if arm.verb == "table":
            return sources[0].columns if sources else ()
        clause = arm.clause("select" if arm.verb == "select" else "returning")
        if clause is None:
            return ()
        found = listed_columns(outline, clause, [(each.name, each.columns) for each in sources])
        return [self._typed(each, ctes) for each in found]

    def _typed(self, listed: Column | int, ctes: Ctes) -> Column:
        """A listed column; for a subquery, of which the index is given, the first of its own."""
        if isinstance(listed, Column):
            return listed
        inner = self._body_columns(listed, ctes)
        return inner[0] if inner else Column("?column?", "")


def renamed(columns: Columns, names: Sequence[str]) -> Columns:
    """Columns with other names, as many as are given; more names than columns make further ones."""
    if not names:
        return columns
    found = [
        Column(name, columns[index].type_name if index < len(columns) else "")
        for index, name in enumerate(names)
        if name
    ]
    return [*found, *columns[len(names) :]]
