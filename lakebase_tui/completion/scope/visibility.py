"""Which sources can be named at a place: those of its query, then those of the queries around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lakebase_tui.catalog.objects import Column
from lakebase_tui.completion.scope.select_list import listed_columns
from lakebase_tui.completion.scope.sources import Columns, Ctes, ScopeReader, Source
from lakebase_tui.completion.syntax.frames import Frame, Role
from lakebase_tui.completion.syntax.from_items import FromState, from_state
from lakebase_tui.completion.syntax.outline import Outline
from lakebase_tui.completion.syntax.queries import Arm, Clause


@dataclass(slots=True)
class Visible:
    """What can be named at a place."""

    levels: list[list[Source]] = field(default_factory=list)
    """Sources of each query around it, the innermost first."""
    ctes: dict[str, Callable[[], Columns]] = field(default_factory=dict)
    """Queries that have a name."""

    @property
    def sources(self) -> list[Source]:
        """All sources, the nearest first; of two with the same name only the nearer."""
        found: list[Source] = []
        hidden: set[str] = set()
        for level in self.levels:
            found += (each for each in level if not each.name or each.name not in hidden)
            hidden.update(each.name for each in level)
        return found

    def named(self, name: str) -> Source | None:
        """The source that a name means."""
        return next((each for each in self.sources if each.name == name), None)


def visible_from(outline: Outline, frames: Sequence[Frame], gap: int, scopes: ScopeReader) -> Visible:
    """What can be named at a place.

    Args:
        outline: The statement.
        frames: The parentheses around the place.
        gap: Index of the first lexeme behind it.
        scopes: Finds sources.
    """
    visible = Visible()
    for number, frame in enumerate(frames):
        query = frame.query
        if query is None:
            continue
        inner = frames[number + 1 :]
        at = inner[0].open if inner else gap
        in_with = query.start < at < query.with_end
        visible.ctes = scopes.ctes_of(query, visible.ctes, gap if in_with else None)
        arm = query.arm_at(at)
        clause = arm.clause_at(at) if arm else None
        if in_with or arm is None or clause is None:
            continue
        sources = _of_arm(outline, arm, clause, visible.ctes, scopes)
        visible.levels.insert(0, _seen(outline, sources, clause, inner, at))
    return visible


def _of_arm(outline: Outline, arm: Arm, clause: Clause, ctes: Ctes, scopes: ScopeReader) -> list[Source]:
    sources = scopes.sources(arm, ctes, clause.name)
    if arm.verb == "insert" and clause.name in ("target", "values"):
        return []
    if arm.verb == "merge" and clause.name in ("insert", "values"):
        return sources[1:]
    selected = arm.clause("select")
    if clause.name in ("order", "group") and selected is not None:
        return [*sources, _labels(outline, selected, sources)]
    return sources


def _labels(outline: Outline, selected: Clause, sources: Sequence[Source]) -> Source:
    """The names that a select list gives, for ORDER BY and GROUP BY."""

    def find() -> list[Column]:
        known = {column.name for source in sources for column in source.columns}
        listed = listed_columns(outline, selected, [(each.name, each.columns) for each in sources])
        return [each for each in listed if isinstance(each, Column) and each.name not in known]

    return Source("", find)


def _seen(
    outline: Outline, sources: list[Source], clause: Clause, inner: Sequence[Frame], at: int
) -> list[Source]:
    """Of a query's sources those that can be seen from a place in one of its clauses."""
    if clause.name not in ("from", "using"):
        return sources
    state, _ = from_state(outline, clause.start, at)
    if state is not FromState.ITEM or not inner:
        return [each for each in sources if each.at < at or not inner]
    for frame in inner:
        if frame.role is not Role.JOINED:
            sees = frame.role is Role.CALL or outline.key(frame.open - 1) == "lateral"
            return [each for each in sources if each.at < frame.open] if sees else []
    return [each for each in sources if inner[-1].start <= each.at < inner[-1].end]
