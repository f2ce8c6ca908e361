"""What EXPLAIN writes beneath a node: conditions, sort, memory, blocks; unknown fields as they came."""

import json
from collections.abc import Iterator
from typing import Final

from lakebase_tui.query.explain.buffer_lines import BUFFER_FIELDS, buffer_lines
from lakebase_tui.query.explain.fields import Fields, Json
from lakebase_tui.query.explain.group_lines import GROUPS, Line
from lakebase_tui.query.explain.plan import PlanNode
from lakebase_tui.query.explain.titles import TITLE_FIELDS

_FIGURES: Final = frozenset(
    (
        *("Startup Cost", "Total Cost", "Plan Rows", "Plan Width"),
        *("Actual Startup Time", "Actual Total Time", "Actual Rows", "Actual Loops"),
    )
)
_HIDDEN: Final = TITLE_FIELDS | _FIGURES | {"Worker Number"}
_SILENT_AT_ZERO: Final = ("Rows Removed by ", "Subplans Removed")


def node_lines(node: PlanNode) -> list[Line]:
    """Write what belongs beneath a node's title, in the server's order."""
    return list(lines_of(node.fields))


def lines_of(fields: Fields) -> Iterator[Line]:
    """Write the fields of a node, of one of its workers, or of what was sent beside the nodes."""
    told = set(_HIDDEN)
    buffers_told = False
    for name in fields:
        if name in BUFFER_FIELDS and not buffers_told:
            buffers_told = True
            yield from (Line(*line) for line in buffer_lines(fields))
        elif name == "Workers":
            yield from _workers(fields)
        elif name not in told and name not in BUFFER_FIELDS:
            group = next((group for group in GROUPS if name in group.names and group.applies(fields)), None)
            if group is None:
                yield from _plain(name, fields.get(name))
            else:
                told |= group.names
                yield from group.write(fields)


def _workers(fields: Fields) -> Iterator[Line]:
    for worker in fields.groups("Workers"):
        times = actual(worker)
        label = f"Worker {worker.number('Worker Number') or 0:.0f}"
        lines = list(lines_of(worker))
        if times:
            yield Line(label, f" {times}")
        elif lines:
            yield Line(label, f" {lines[0].text}")
            lines = lines[1:]
        yield from (Line(line.label, line.value, line.indent + 1) for line in lines)


def actual(fields: Fields) -> str:
    """What one loop took and gave: `actual time=0.010..0.020 rows=5 loops=1`; empty where it was not run."""
    loops, rows = fields.number("Actual Loops"), fields.get("Actual Rows")
    if loops is None:
        return ""
    if not loops:
        return "never executed"
    started, ended = fields.number("Actual Startup Time"), fields.number("Actual Total Time")
    time = f"time={started or 0:.3f}..{ended:.3f} " if ended is not None else ""
    return f"actual {time}rows={rows} loops={loops:.0f}"


def _plain(name: str, value: Json) -> Iterator[Line]:
    if value is None or value is False or value == []:
        return
    number = not isinstance(value, bool) and value == 0
    if number and name.startswith(_SILENT_AT_ZERO):
        return
    yield Line(name, written(value))


def written(value: Json) -> str:
    """A JSON value as EXPLAIN writes it in a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(str(each) for each in value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, default=str)
    return str(value)
