"""Rows that were expected beside those that came: how far off the planner was, where that can be told."""

from dataclasses import dataclass
from typing import Final

from lakebase_tui.query.explain.plan import GATHERING, Plan, PlanNode

_BLOCKING: Final = frozenset(("Sort", "Hash"))
_BLOCKING_UNLESS_SORTED: Final = frozenset(("Aggregate", "SetOp"))
"""Nodes that read all there is below them before they give anything."""
_UNCOUNTED: Final = frozenset(("BitmapAnd", "BitmapOr", "ModifyTable"))
"""Nodes of which the server does not count what they give."""
_LEADER_PART: Final = 0.3
"""By how much less each worker makes the leader take part, as the planner reckons."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one node, of all its loops and processes."""

    came: float | None = None
    """None where the statement was not run, or the node was not."""
    expected: float | None = None
    """Of as many loops as there were; of one, where the statement was not run."""
    factor: float | None = None
    """How many times more came than were expected (above 1), or what part of them (below 1), in one loop."""
    cut_short: bool = False
    """Whether the node above may have stopped before all rows had come: fewer of them tell nothing then."""

    @property
    def error(self) -> float:
        """How many times off the estimate was, at least 1; 1 where nothing can be told."""
        if self.factor is None or (self.factor < 1 and self.cut_short):
            return 1.0
        return max(self.factor, 1 / self.factor)


def rows_of(plan: Plan, node: PlanNode) -> Rows:
    """Compare what was expected of a node with what came."""
    planned, loops, loop_rows = node.planned_rows, node.loops, node.loop_rows
    if loops is None or planned is None:
        return Rows(expected=planned)
    if not loops or loop_rows is None:
        return Rows(expected=planned if not loops else planned * loops)
    divisor = _divisor(plan, node)
    if divisor is None:
        runs, once = loops, planned
    else:
        # Expected of one process; each loop is one of them at work.
        runs, once = max(1.0, _gather_loops(plan, node)), planned * divisor
    came = loop_rows * loops
    factor = max(1.0, came / runs) / max(1.0, once)
    if node.kind in _UNCOUNTED or (factor > 1 and _is_read_again(plan, node)):
        return Rows(came, once * runs)
    return Rows(came, once * runs, factor, _may_be_cut(plan, node))


def _divisor(plan: Plan, node: PlanNode) -> float | None:
    """Among how many processes the planner divided the rows of a node; None where each gives all of them."""
    gather = _gather(plan, node)
    if gather is None or not _is_partial(plan, node):
        return None
    workers = gather.fields.number("Workers Planned") or 0.0
    leader = 1 - _LEADER_PART * workers
    query = plan.query_of(node.number)
    off = query.fields.group("Settings").text("parallel_leader_participation") == "off"
    return max(1.0, workers + (0.0 if off else max(0.0, leader)))


def _is_partial(plan: Plan, node: PlanNode) -> bool:
    """Whether processes share what it gives: it, or what it reads, hands out pieces of one table."""
    while not node.fields.flag("Parallel Aware"):
        reads = [
            plan.nodes[each] for each in node.children if plan.nodes[each].relationship in ("Outer", "Member")
        ]
        whole = node.kind in GATHERING or node.fields.text("Partial Mode") == "Partial"  # each has all groups
        if not reads or whole:
            return False
        node = reads[0]
    return True


def _gather(plan: Plan, node: PlanNode) -> PlanNode | None:
    """The Gather that a node runs below."""
    for number in plan.above(node.number):
        if node.is_deferred:
            return None
        node = plan.nodes[number]
        if node.kind in GATHERING:
            return node
    return None


def _gather_loops(plan: Plan, node: PlanNode) -> float:
    gather = _gather(plan, node)
    return (gather.loops or 1.0) if gather is not None else 1.0


def _is_read_again(plan: Plan, node: PlanNode) -> bool:
    """Whether rows of it count several times: a merge join goes back where the other side has equal ones."""
    above = plan.nodes[node.parent] if node.parent is not None else None
    return above is not None and above.kind == "Merge Join" and node.relationship == "Inner"


def _may_be_cut(plan: Plan, node: PlanNode) -> bool:
    """Whether a node above stops reading once it has enough."""
    for number in plan.above(node.number):
        above = plan.nodes[number]
        if node.relationship in ("InitPlan", "SubPlan"):
            return True  # EXISTS asks for one row
        if above.kind == "Limit" or above.kind == "Merge Join" or _stops_at_first(above, node):
            return True
        if _reads_all(above):
            return False
        node = above
    return False


def _reads_all(node: PlanNode) -> bool:
    is_sorted = node.fields.text("Strategy") == "Sorted"
    return node.kind in _BLOCKING or (node.kind in _BLOCKING_UNLESS_SORTED and not is_sorted)


def _stops_at_first(join: PlanNode, node: PlanNode) -> bool:
    if join.kind != "Nested Loop" or node.relationship != "Inner":
        return False
    return join.fields.text("Join Type") in ("Semi", "Anti") or join.fields.flag("Inner Unique")
