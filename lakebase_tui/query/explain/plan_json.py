"""Read what EXPLAIN (FORMAT JSON) says, from PostgreSQL 14 on, and whatever later versions add to it."""

import json
import re
from decimal import Decimal
from typing import Final

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.explain.fields import Fields, Json
from lakebase_tui.query.explain.plan import Plan, PlannedQuery, PlanNode

_PLANS: Final = "Plans"
_FRAME: Final = re.compile(r"^\s*\(\d+ rows?\)\s*$|[ \t]*\+[ \t]*$", re.MULTILINE)
"""What psql writes around a value of several lines."""


class PlanFormatError(LakebaseTuiError):
    """A text is no plan."""


def plan_of_text(text: str) -> Plan:
    """Read a plan.

    Args:
        text: The answer of `EXPLAIN (FORMAT JSON)`; with or without what psql draws around it.

    Raises:
        PlanFormatError: It is none.
    """
    start = min((at for at in (text.find("["), text.find("{")) if at >= 0), default=-1)
    if start < 0:
        raise PlanFormatError("This is no plan in JSON.", "EXPLAIN (FORMAT JSON) gives one.")
    try:
        value = _read(text[start:])
    except (ValueError, RecursionError) as error:
        raise PlanFormatError("This plan cannot be read: it is not JSON, or only a part of it.") from error
    return _plan(value, text)


def _read(text: str) -> Json:
    try:
        value: Json = json.loads(text, parse_float=Decimal)
    except ValueError:
        value = json.loads(_FRAME.sub("", text), parse_float=Decimal)
    return value


def _plan(value: Json, text: str) -> Plan:
    nodes: list[PlanNode] = []
    queries: list[PlannedQuery] = []
    notes: list[str] = []
    for each in value if isinstance(value, list) else [value]:
        root = each.get("Plan") if isinstance(each, dict) else None
        if isinstance(each, dict) and isinstance(root, dict):
            first = len(nodes)
            _append(nodes, root)
            rest = {name: member for name, member in each.items() if name != "Plan"}
            queries.append(PlannedQuery(first, range(first, len(nodes)), Fields(rest)))
        else:
            notes.append(each if isinstance(each, str) else json.dumps(each, default=str))
    if not queries and not all(
        isinstance(each, str) for each in (value if isinstance(value, list) else [value])
    ):
        raise PlanFormatError("This JSON is no plan.", "EXPLAIN (FORMAT JSON) gives one.")
    return Plan(tuple(nodes), tuple(queries), tuple(notes), text)


def _append(nodes: list[PlanNode], root: dict[str, Json]) -> None:
    """Add a node and all below it; plans of thousands of levels do not exhaust the stack."""
    drafts: list[tuple[dict[str, Json], int | None, int]] = []
    children: dict[int, list[int]] = {}
    first = len(nodes)
    waiting: list[tuple[dict[str, Json], int | None, int]] = [(root, None, 0)]
    while waiting:
        members, parent, depth = draft = waiting.pop()
        number = first + len(drafts)
        drafts.append(draft)
        if parent is not None:
            children.setdefault(parent, []).append(number)
        plans = members.get(_PLANS)
        if isinstance(plans, list):
            waiting += [(each, number, depth + 1) for each in reversed(plans) if isinstance(each, dict)]
    ends: dict[int, int] = {}
    for number in reversed(range(first, first + len(drafts))):
        ends[number] = ends[children[number][-1]] if number in children else number + 1
    for number, (members, parent, depth) in enumerate(drafts, first):
        fields = Fields({name: member for name, member in members.items() if name != _PLANS})
        below = tuple(children.get(number, ()))
        nodes.append(PlanNode(number, parent, below, depth, ends[number], fields))
