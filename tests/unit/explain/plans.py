"""Plans that were recorded, and plans made up for one rule."""

import json
from pathlib import Path
from typing import Any

from lakebase_tui.query.explain.measures import Measured, measure
from lakebase_tui.query.explain.plan import PlanNode
from lakebase_tui.query.explain.plan_json import plan_of_text

PLANS = Path(__file__).parent / "plans"
VERSIONS = ("15", "18")


def recorded(name: str) -> Measured:
    """A plan that a server once sent, measured: `cte-18`."""
    return measure(plan_of_text((PLANS / f"{name}.json").read_text(encoding="utf-8")))


def node(
    kind: str, *below: dict[str, Any], ms: float = 1.0, rows: float = 1.0, **more: Any
) -> dict[str, Any]:
    """A node as the server would send it, run once; `_` in a name stands for a blank."""
    fields = {
        "Node Type": kind,
        "Startup Cost": 0.0,
        "Total Cost": 10.0,
        "Plan Rows": rows,
        "Plan Width": 8,
        "Actual Startup Time": 0.0,
        "Actual Total Time": ms,
        "Actual Rows": rows,
        "Actual Loops": 1,
        **{name.replace("_", " "): value for name, value in more.items()},
    }
    children = [
        {"Parent Relationship": "Outer" if not at else "Inner"} | each for at, each in enumerate(below)
    ]
    return {name: value for name, value in fields.items() if value is not None} | (
        {"Plans": children} if children else {}
    )


def made(root: dict[str, Any], **beside: Any) -> Measured:
    """A plan of made-up nodes, measured."""
    ran = {"Execution Time": root.get("Actual Total Time", 0.0)} if "Actual Total Time" in root else {}
    query = {"Plan": root, **ran, **{name.replace("_", " "): value for name, value in beside.items()}}
    return measure(plan_of_text(json.dumps([query])))


def the(measured: Measured, kind: str, at: int = 0) -> PlanNode:
    """A node by its kind."""
    return [each for each in measured.plan.nodes if each.kind == kind][at]
