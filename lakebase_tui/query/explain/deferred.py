"""Which nodes an InitPlan or a CTE runs in: not where it hangs, but where its result is first asked for."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile

from lakebase_tui.query.explain.fields import Fields
from lakebase_tui.query.explain.plan import Plan, PlannedQuery, PlanNode

_RETURNS = re.compile(r"\(returns ([^)]*)\)$")
_CTE = "CTE "


def users_of(plan: Plan, deferred: PlanNode) -> list[int]:
    """The nodes that ask for its result.

    Args:
        plan: The whole plan.
        deferred: A node that is deferred.

    Returns:
        Their numbers, in the plan's order; none where the plan does not tell.
    """
    query = plan.query_of(deferred.number)
    if deferred.subplan.startswith(_CTE):
        return _readers(plan, query, deferred)
    pattern = _mention(deferred.subplan)
    own = {deferred.number, *plan.below(deferred.number)}
    asking = [
        number
        for number in query.nodes
        if number not in own and any(pattern.search(text) for text in _texts(plan.nodes[number].fields))
    ]
    # What only passes the value on to the node above it mentions it, too.
    return [
        number
        for at, number in enumerate(asking)
        if not _asked_below(plan, number, islice(asking, at + 1, None))
    ]


def _readers(plan: Plan, query: PlannedQuery, cte: PlanNode) -> list[int]:
    """The scans of a CTE: those that mean it, not another one of the same name further in."""
    name = cte.subplan.removeprefix(_CTE)
    own = plan.below(cte.number)
    return [
        number
        for number in query.nodes
        if plan.nodes[number].kind == "CTE Scan"
        and plan.nodes[number].fields.text("CTE Name") == name
        and number not in own
        and _home(plan, number, cte.subplan) == cte.parent
    ]


def _home(plan: Plan, number: int, subplan: str) -> int | None:
    """The nearest node, from one upwards, that a subplan of this name hangs on."""
    for each in (number, *plan.above(number)):
        if any(plan.nodes[child].subplan == subplan for child in plan.nodes[each].children):
            return each
    return None


def _mention(subplan: str) -> "re.Pattern[str]":
    """How conditions name its result: `$0`, `(InitPlan 1).col1`, or by the name alone in later versions."""
    returns = _RETURNS.search(subplan)
    if returns is not None:
        names = [re.escape(each.strip()) for each in returns[1].split(",")]
        return re.compile(rf"(?:{'|'.join(names)})(?![0-9])")
    name = subplan.removeprefix("InitPlan ")
    return re.compile(rf"\((?:InitPlan )?{re.escape(name)}\)\.")


def _asked_below(plan: Plan, number: int, later: Iterable[int]) -> bool:
    below = takewhile(plan.below(number).__contains__, later)
    return any(not _in_deferred(plan, other, number) for other in below)


def _in_deferred(plan: Plan, number: int, top: int) -> bool:
    """Whether a deferred plan lies between a node and one above it."""
    between = [number, *plan.above(number)]
    return any(plan.nodes[each].is_deferred for each in between[: between.index(top)])


def _texts(fields: Fields) -> Iterator[str]:
    for name in fields:
        if text := fields.text(name):
            yield text
        yield from fields.texts(name)
