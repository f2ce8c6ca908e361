"""Two plans side by side: which node of one is which of the other, whatever was put between them."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Final

from lakebase_tui.query.explain.measures import Measured
from lakebase_tui.query.explain.plan import Plan, PlanNode
from lakebase_tui.query.explain.titles import target_of, title_of, title_parts

_FAMILIES: Final = {
    "Nested Loop": "join",
    "Merge Join": "join",
    "Hash Join": "join",
    "Sort": "sort",
    "Incremental Sort": "sort",
    "Gather": "gather",
    "Gather Merge": "gather",
    "Aggregate": "aggregate",
    "Unique": "aggregate",
    "SetOp": "aggregate",
    "Append": "append",
    "Merge Append": "append",
    "Materialize": "kept",
    "Memoize": "kept",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A plan beside an earlier one."""

    before: Measured
    after: Measured
    partners: Mapping[int, int]
    """Numbers of nodes of the later plan, each with that of the same node in the earlier one."""

    @property
    def vanished(self) -> list[PlanNode]:
        """Nodes of the earlier plan that are not in the later one."""
        still = set(self.partners.values())
        return [node for node in self.before.plan.nodes if node.number not in still]

    def was(self, number: int) -> str:
        """What kind of node the same one was, where it did its work in another way; else empty."""
        partner = self.partners.get(number)
        if partner is None:
            return ""
        then, now = title_parts(self.before.plan.nodes[partner]), title_parts(self.after.plan.nodes[number])
        if (then.kind, then.index) == (now.kind, now.index):
            return ""
        return f"{then.kind} using {then.index}" if then.index else then.kind


def compare(before: Measured, after: Measured) -> Comparison:
    """Find the nodes that two plans share.

    First those of the same title over the same tables, then those that do the same kind of work over the
    same tables (a join is a join, however it is done), then what reads the same table in another way.
    """
    then, now = _Sides(before.plan), _Sides(after.plan)
    partners: dict[int, int] = {}
    for key in (_exact, _alike):
        _pair(then, now, key, partners)
    return Comparison(before, after, partners)


class _Sides:
    """A plan, and the tables that are read at or below each of its nodes."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.tables: list[tuple[str, ...]] = [()] * len(plan.nodes)
        for node in reversed(plan.nodes):
            own = [target_of(node)] if target_of(node) else []
            below = [name for child in node.children for name in self.tables[child]]
            self.tables[node.number] = tuple(sorted({*own, *below}))


_Key = Callable[[_Sides, PlanNode], Hashable]


def _exact(side: _Sides, node: PlanNode) -> Hashable:
    return title_of(node), node.subplan, side.tables[node.number]


def _alike(side: _Sides, node: PlanNode) -> Hashable:
    family = _FAMILIES.get(node.kind, "")
    scan = node.kind.endswith("Scan") and bool(target_of(node))
    work = family or ("scan" if scan else node.kind)
    return work, target_of(node) if scan else "", side.tables[node.number]


def _pair(then: _Sides, now: _Sides, key: _Key, partners: dict[int, int]) -> None:
    """Pair nodes of the same key that have no partner yet, in the order in which plans are read."""
    taken = set(partners.values())
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for node in then.plan.nodes:
        if node.number not in taken:
            waiting[key(then, node)].append(node.number)
    for node in now.plan.nodes:
        if node.number not in partners and (same := waiting.get(key(now, node))):
            partners[node.number] = same.pop(0)
