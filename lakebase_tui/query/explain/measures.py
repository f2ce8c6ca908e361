"""What each node took by itself: the nodes below taken out, with loops, processes and deferred plans."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from lakebase_tui.query.explain.costs import own_costs
from lakebase_tui.query.explain.deferred import users_of
from lakebase_tui.query.explain.estimates import Rows, rows_of
from lakebase_tui.query.explain.plan import GATHERING, Plan
from lakebase_tui.query.explain.usage import Usage, usage_of


@dataclass(frozen=True, slots=True)
class Measure:
    """Figures of one node that are not the server's own."""

    processes: float
    """How many processes shared its work."""
    whole: Usage
    """What it took, with all that ran in it."""
    own: Usage
    """What it took by itself; never below zero."""
    own_cost: float
    """Its part of the statement's cost, in the planner's units."""
    share: float
    """Its part of the statement's time, else of its cost, from 0 to 1."""
    rows: Rows
    """Rows that it gave, and that were expected."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A plan and the measures of its nodes."""

    plan: Plan
    measures: tuple[Measure, ...]
    """By the numbers of the nodes."""
    hottest: int | None
    """The node that took most by itself; None where nothing took anything."""

    @property
    def hot_path(self) -> frozenset[int]:
        """The hottest node, and those above it."""
        return (
            frozenset() if self.hottest is None else frozenset((self.hottest, *self.plan.above(self.hottest)))
        )


def measure(plan: Plan) -> Measured:
    """Work out what each node of a plan took."""
    processes = _processes(plan)
    whole = [
        usage_of(node.fields, (node.loop_ms or 0.0) * (node.loops or 0.0) / processes[node.number])
        for node in plan.nodes
    ]
    own = _own(plan, whole)
    costs = own_costs(plan)
    total_ms = _total_ms(plan, whole)
    total_cost = sum(plan.nodes[query.root].total_cost or 0.0 for query in plan.queries)
    measures = []
    for node in plan.nodes:
        part, total = (own[node.number].ms, total_ms) if plan.timed else (costs[node.number], total_cost)
        share = min(1.0, part / total) if total > 0 else 0.0
        number = node.number
        measures.append(
            Measure(processes[number], whole[number], own[number], costs[number], share, rows_of(plan, node))
        )
    hottest = max(range(len(measures)), key=lambda number: measures[number].share, default=None)
    cold = hottest is None or measures[hottest].share <= 0
    return Measured(plan, tuple(measures), None if cold else hottest)


def _total_ms(plan: Plan, whole: Sequence[Usage]) -> float:
    """Of the statement; a plan of which a part was cut out may say less of the whole than of a part."""
    roots = sum(whole[query.root].ms for query in plan.queries)
    return max(plan.execution_ms or 0.0, roots)


def _processes(plan: Plan) -> list[float]:
    """How many processes each node ran in.

    The server adds up their times and loops. What a Gather runs is run once by each process that takes part,
    the leader among them if it finds the time.
    """
    found: list[float] = []
    for node in plan.nodes:
        above = plan.nodes[node.parent] if node.parent is not None else None
        if above is None:
            found.append(1.0)
        elif above.kind in GATHERING and not node.is_deferred:
            found.append(max(1.0, (node.loops or 0.0) / max(1.0, above.loops or 0.0)))
        else:
            found.append(found[above.number])
    return found


def _own(plan: Plan, whole: Sequence[Usage]) -> list[Usage]:
    own = list(whole)
    deferred = []
    for node in plan.nodes:
        if node.is_deferred:
            deferred.append(node)
        elif node.parent is not None:
            own[node.parent] = own[node.parent].without(whole[node.number])
    # A CTE can have several readers, of which the first had to wait for it: what is sure comes first.
    for node in sorted(deferred, key=lambda node: node.subplan.startswith("CTE ")):
        users = users_of(plan, node)
        if not users and node.parent is not None and not node.subplan.startswith("CTE "):
            users = [node.parent]
        _take_out(own, whole[node.number], users)
    return own


def _take_out(own: list[Usage], part: Usage, users: Sequence[int]) -> None:
    """Take what a deferred plan took out of the nodes that ran it, first where there is most of it."""
    left = part
    for user in sorted(users, key=lambda number: own[number].ms, reverse=True):
        taken = left.at_most(own[user])
        own[user], left = own[user].without(taken), left.without(taken)
        if not any(astuple(left)):
            return
