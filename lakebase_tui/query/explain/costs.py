"""Each node's own part of the cost that the planner expects of the whole statement."""

from lakebase_tui.query.explain.plan import Plan, PlanNode


def own_costs(plan: Plan) -> list[float]:
    """Take the cost of the nodes below out of that of each node.

    What the inner side of a nested loop costs is charged for every row of the outer side, and what LIMIT
    leaves undone is not charged.

    Returns:
        By the numbers of the nodes, in the planner's units; together about the cost of the statement.
    """
    own = [0.0] * len(plan.nodes)
    scale = [1.0] * len(plan.nodes)
    for node in plan.nodes:
        left = node.total_cost or 0.0
        children = [plan.nodes[number] for number in node.children]
        for child in sorted(children, key=lambda child: child.relationship == "Inner"):
            cost = child.total_cost or 0.0
            charged = min(left, cost * _runs(plan, node, child))
            left -= charged
            scale[child.number] = scale[node.number] * (charged / cost if cost > 0 else 1.0)
        own[node.number] = left * scale[node.number]
    return own


def _runs(plan: Plan, node: PlanNode, child: PlanNode) -> float:
    """How often a node is expected to run what is below it."""
    if node.kind != "Nested Loop" or child.relationship != "Inner":
        return 1.0
    outer = next(
        (plan.nodes[each] for each in node.children if plan.nodes[each].relationship == "Outer"), None
    )
    return max(1.0, (outer.planned_rows or 0.0) if outer is not None else 1.0)
