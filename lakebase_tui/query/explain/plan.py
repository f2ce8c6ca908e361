"""A plan as the server sent it: its nodes, in the order in which a plan is read."""

from dataclasses import dataclass, field

from lakebase_tui.query.explain.fields import Fields

GATHERING = frozenset(("Gather", "Gather Merge"))
"""Nodes below which several processes work."""
_OBJECT_NAMES = ("Relation Name", "Function Name", "Table Function Name", "CTE Name", "Tuplestore Name")


@dataclass(frozen=True, slots=True)
class PlanNode:
    """One node. Figures are the server's own: times and rows are averages of one loop."""

    number: int
    """Its place in `Plan.nodes`, from 0."""
    parent: int | None
    children: tuple[int, ...]
    depth: int
    """Nodes above it."""
    end: int
    """The number behind that of the last node below it."""
    fields: Fields
    """All that was sent of it, but for the nodes below."""

    @property
    def kind(self) -> str:
        """What it is: `Seq Scan`; kinds that are not known here work as well."""
        return self.fields.text("Node Type") or "Node"

    @property
    def relationship(self) -> str:
        """What it is to the node above: `Outer`, `Inner`, `InitPlan`, `SubPlan`, `Member`; may be empty."""
        return self.fields.text("Parent Relationship")

    @property
    def subplan(self) -> str:
        """Its name, where it is the plan of a part of the statement: `CTE totals`, `SubPlan 1`."""
        return self.fields.text("Subplan Name")

    @property
    def is_deferred(self) -> bool:
        """Whether it runs when a node first asks for its result, not with its parent: InitPlans and CTEs."""
        return self.relationship == "InitPlan"

    @property
    def object_name(self) -> str:
        """The table, function or CTE that it reads or changes; empty where there is none."""
        return next((self.fields.text(name) for name in _OBJECT_NAMES if name in self.fields), "")

    @property
    def alias(self) -> str:
        """What the statement calls that; empty where there is none."""
        return self.fields.text("Alias")

    @property
    def startup_cost(self) -> float | None:
        """Cost up to the first row, in the planner's units."""
        return self.fields.number("Startup Cost")

    @property
    def total_cost(self) -> float | None:
        """Cost up to the last row, in the planner's units."""
        return self.fields.number("Total Cost")

    @property
    def planned_rows(self) -> float | None:
        """Rows expected of one loop; of one process, where several share the work."""
        return self.fields.number("Plan Rows")

    @property
    def loops(self) -> float | None:
        """How often it ran, in all processes together; None where nothing was run, 0 where it never was."""
        return self.fields.number("Actual Loops")

    @property
    def loop_rows(self) -> float | None:
        """Rows that one loop gave."""
        return self.fields.number("Actual Rows")

    @property
    def loop_ms(self) -> float | None:
        """Milliseconds that one loop took, with the nodes below; None where times were not taken."""
        return self.fields.number("Actual Total Time")

    @property
    def never_executed(self) -> bool:
        """Whether the statement ran, but this node did not."""
        return self.loops == 0


@dataclass(frozen=True, slots=True)
class Trigger:
    """Calls of one trigger."""

    name: str
    relation: str
    constraint: str
    ms: float | None
    """Milliseconds of all calls; None where times were not taken."""
    calls: float


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """One query of a statement: rules can make several of one."""

    root: int
    """Number of its topmost node."""
    nodes: range
    """Numbers of all its nodes."""
    fields: Fields
    """What was sent beside its nodes: times, settings, triggers, JIT."""

    @property
    def planning_ms(self) -> float | None:
        """Milliseconds of planning."""
        return self.fields.number("Planning Time")

    @property
    def execution_ms(self) -> float | None:
        """Milliseconds of execution, with triggers; None where it was not run, or times not taken."""
        return self.fields.number("Execution Time")

    @property
    def jit_ms(self) -> float | None:
        """Milliseconds of just-in-time compilation, of all processes; None without any."""
        return self.fields.group("JIT").group("Timing").number("Total")

    @property
    def triggers(self) -> list[Trigger]:
        """The triggers that were called."""
        return [
            Trigger(
                each.text("Trigger Name"),
                each.text("Relation"),
                each.text("Constraint Name"),
                each.number("Time"),
                each.number("Calls") or 0,
            )
            for each in self.fields.groups("Triggers")
        ]


@dataclass(frozen=True, slots=True)
class Plan:
    """What EXPLAIN said of one statement."""

    nodes: tuple[PlanNode, ...]
    """Each before the nodes below it."""
    queries: tuple[PlannedQuery, ...]
    notes: tuple[str, ...] = ()
    """Parts of the statement that have no plan, as the server names them (`NOTIFY`)."""
    json: str = field(default="", repr=False)
    """The text that it was read from."""

    @property
    def analyzed(self) -> bool:
        """Whether the statement was run."""
        return any(node.loops is not None for node in self.nodes)

    @property
    def timed(self) -> bool:
        """Whether it was run, and times were taken."""
        return any(node.loop_ms is not None for node in self.nodes)

    @property
    def planning_ms(self) -> float | None:
        """Milliseconds of planning, of all its queries."""
        return _sum([query.planning_ms for query in self.queries])

    @property
    def execution_ms(self) -> float | None:
        """Milliseconds of execution, of all its queries."""
        return _sum([query.execution_ms for query in self.queries])

    def below(self, number: int) -> range:
        """The numbers of all nodes below one."""
        return range(number + 1, self.nodes[number].end)

    def above(self, number: int) -> list[int]:
        """The numbers of the nodes above one, the nearest first."""
        found = []
        parent = self.nodes[number].parent
        while parent is not None:
            found.append(parent)
            parent = self.nodes[parent].parent
        return found

    def query_of(self, number: int) -> PlannedQuery:
        """The query that a node belongs to."""
        return next(query for query in self.queries if number in query.nodes)


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
