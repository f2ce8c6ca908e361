"""A plan as EXPLAIN writes it in FORMAT TEXT, made from what it said in JSON."""

from collections.abc import Iterator

from lakebase_tui.query.explain.buffer_lines import buffer_lines
from lakebase_tui.query.explain.fields import Fields
from lakebase_tui.query.explain.group_lines import Line
from lakebase_tui.query.explain.node_lines import actual, lines_of, node_lines, written
from lakebase_tui.query.explain.plan import Plan, PlannedQuery, PlanNode, Trigger
from lakebase_tui.query.explain.titles import title_of

_TIMES = ("Planning Time", "Execution Time")
_STEP = "  "


def plan_text(plan: Plan) -> str:
    """Write a plan, without a line feed at its end."""
    blocks = ["\n".join(_query_lines(plan, query)) for query in plan.queries]
    return "\n\n".join([*blocks, *(note.upper() for note in plan.notes)])


def _query_lines(plan: Plan, query: PlannedQuery) -> Iterator[str]:
    insets = {query.root: 0}
    for number in query.nodes:
        node = plan.nodes[number]
        inset = insets[number]
        if node.subplan:
            yield f"{_STEP * inset}{node.subplan}"
            inset += 1
        arrow = "->  " if inset else ""
        yield f"{_STEP * inset}{arrow}{title_of(node)}{_figures(node)}"
        inset += 3 if inset else 1
        yield from (f"{_STEP * (inset + line.indent)}{line.text}" for line in node_lines(node))
        insets.update(dict.fromkeys(node.children, inset))
    yield from _closing_lines(query)


def _figures(node: PlanNode) -> str:
    fields = node.fields
    cost, started = node.total_cost, node.startup_cost
    width = fields.number("Plan Width")
    words = ""
    if cost is not None and started is not None:
        rows = f"rows={node.planned_rows or 0:.0f} width={width or 0:.0f}"
        words = f"  (cost={started:.2f}..{cost:.2f} {rows})"
    ran = actual(fields)
    return f"{words} ({ran})" if ran else words


def _closing_lines(query: PlannedQuery) -> Iterator[str]:
    for name in query.fields:
        if name == "Planning":
            yield from _planning(query.fields.group(name))
        elif name == "Settings":
            settings = query.fields.group(name)
            if words := ", ".join(f"{each} = '{settings.text(each)}'" for each in settings):
                yield f"Settings: {words}"
        elif name in _TIMES:
            yield f"{name}: {query.fields.number(name) or 0:.3f} ms"
        elif name == "Triggers":
            yield from map(_trigger, query.triggers)
        elif name == "Serialization":
            yield _serialization(query.fields.group(name))
        elif name == "JIT":
            yield from _indented(lines_of(Fields({name: query.fields.get(name)})))
        else:
            yield f"{name}: {written(query.fields.get(name))}"


def _indented(lines: Iterator[Line]) -> Iterator[str]:
    return (f"{_STEP * line.indent}{line.text}" for line in lines)


def _planning(planning: Fields) -> Iterator[str]:
    lines = [f"{_STEP}{label}: {value}" for label, value in buffer_lines(planning)]
    if "Memory Used" in planning:
        used, allocated = planning.number("Memory Used") or 0, planning.number("Memory Allocated") or 0
        lines.append(f"{_STEP}Memory: used={used:.0f}kB  allocated={allocated:.0f}kB")
    if lines:
        yield "Planning:"
        yield from lines


def _trigger(trigger: Trigger) -> str:
    # A constraint's own trigger has a name that the server made up.
    named = not trigger.constraint or not trigger.name.startswith("RI_ConstraintTrigger")
    words = f"Trigger {trigger.name}" if named else "Trigger"
    words += f" for constraint {trigger.constraint}" if trigger.constraint else ""
    time = f"time={trigger.ms:.3f} " if trigger.ms is not None else ""
    return f"{words}: {time}calls={trigger.calls:.0f}"


def _serialization(fields: Fields) -> str:
    time = f"time={fields.number('Time'):.3f} ms  " if fields.number("Time") is not None else ""
    size = fields.number("Output Volume") or 0
    return f"Serialization: {time}output={size:.0f}kB  format={fields.text('Format')}"
