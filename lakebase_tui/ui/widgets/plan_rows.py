"""The lines of a plan's tree: which nodes are in sight, and the guides that lead to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from lakebase_tui.query.explain.compare import Comparison
from lakebase_tui.query.explain.explainer import Explained
from lakebase_tui.query.explain.measures import Measured
from lakebase_tui.query.explain.node_rules import Finding
from lakebase_tui.query.explain.plan import Plan, PlanNode

Span = tuple[str, str]
"""A text that is safe to draw, and its part."""

GONE: Final = "No longer in the plan"
_CONNECTORS: Final = {
    # last below its node, on the hot path, the path goes on below: heavy lines lead to the hottest node
    (True, False, False): "└ ",
    (True, True, False): "┗ ",
    (False, False, False): "├ ",
    (False, True, False): "┡ ",
    (False, False, True): "┠ ",
}


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan on show, alone or beside an earlier one."""

    explained: Explained
    comparison: Comparison | None = None

    @property
    def measured(self) -> Measured:
        """The plan with its measures."""
        return self.explained.measured

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.explained.measured.plan

    def findings(self, number: int) -> list[Finding]:
        """What was found about a node; what is about the whole statement is told of its first."""
        return [finding for finding in self.explained.findings if (finding.node or 0) == number]


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One line of the tree."""

    node: PlanNode | None
    """None for the line above those of nodes that are gone."""
    gone: bool = False
    """Whether the node is one of the earlier plan."""
    guides: Sequence[Span] = ()
    folds: bool | None = None
    """Whether it is folded; None where there is nothing to fold."""

    @property
    def number(self) -> int | None:
        """The node's number in the plan on show."""
        return None if self.node is None or self.gone else self.node.number


def tree_rows(shown: ShownPlan, folded: Collection[int]) -> list[TreeRow]:
    """Lay out a tree.

    Args:
        shown: The plan.
        folded: Numbers of the nodes below which nothing is shown.
    """
    plan, hot = shown.plan, shown.measured.hot_path
    rows: list[TreeRow] = []
    number = 0
    while number < len(plan.nodes):
        node = plan.nodes[number]
        is_folded = number in folded if node.children else None
        rows.append(TreeRow(node, guides=_guides(plan, node, hot), folds=is_folded))
        number = plan.below(number).stop if is_folded else number + 1
    if shown.comparison is not None and (gone := shown.comparison.vanished):
        rows.append(TreeRow(None))
        rows += [TreeRow(node, gone=True) for node in gone]
    return rows


def _guides(plan: Plan, node: PlanNode, hot: Collection[int]) -> list[Span]:
    if node.parent is None:
        return []
    spans = []
    for number in reversed(plan.above(node.number)[:-1]):
        last, goes_on = _behind(plan, plan.nodes[number], hot)
        spans.append(("┃ ", "hot") if goes_on else ("  " if last else "│ ", "guide"))
    last, goes_on = _behind(plan, node, hot)
    on_path = node.number in hot
    spans.append((_CONNECTORS[last, on_path, goes_on], "hot" if on_path or goes_on else "guide"))
    return spans


def _behind(plan: Plan, node: PlanNode, hot: Collection[int]) -> tuple[bool, bool]:
    """Whether a node is the last that hangs on its parent, and whether the hot path goes on behind it."""
    if node.parent is None:
        return True, False
    parent = plan.nodes[node.parent]
    behind = range(node.end, parent.end)
    # The hot path goes through one child at most, so any of it behind this node is a sibling's.
    return not behind, parent.number in hot and any(number in behind for number in hot)
