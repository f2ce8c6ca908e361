"""What stands above a plan: how long it took, what it is compared with, what is worth a look."""

from textual.content import Content

from lakebase_tui.query.explain.compare import Comparison
from lakebase_tui.query.explain.node_rules import Finding
from lakebase_tui.query.explain.plan import Plan
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.plan_words import change_words, cost_words, ms_words, rows_words
from lakebase_tui.ui.widgets.plan_rows import ShownPlan

_SEPARATOR = ("  ·  ", "$dim")
_PARTS = {"ok": "$status-ok", "bad": "$status-bad", "dim": "$dim", "new": "$status-ok"}

Piece = tuple[str, str]


def headline(shown: ShownPlan) -> Content:
    """How long it took, or that it was not run."""
    plan = shown.plan
    pieces: list[Piece] = [(" ", "")]
    if not plan.nodes:
        pieces.append(("A rule makes nothing of this statement: there is no plan.", "$dim"))
        return _assembled(pieces)
    pieces += _run(shown) if plan.analyzed else _estimated(plan)
    if len(plan.queries) > 1:
        pieces += [_SEPARATOR, (f"{len(plan.queries)} queries, made by rules", "$dim")]
    if plan.notes:
        pieces += [_SEPARATOR, (f"without a plan: {visible(', '.join(plan.notes).upper())}", "$dim")]
    if not plan.analyzed:
        pieces += [_SEPARATOR, ("not run: Shift+F7 runs it and measures", "$dim")]
    return _assembled(pieces)


def _run(shown: ShownPlan) -> list[Piece]:
    plan = shown.plan
    execution, planning = plan.execution_ms, plan.planning_ms
    pieces: list[Piece] = []
    if execution is not None:
        pieces.append((ms_words(execution), "bold $foreground"))
    else:
        pieces.append(("Run; times were not taken", "$dim"))
    if planning is not None:
        pieces += [_SEPARATOR, (f"planning {ms_words(planning)}", "$dim")]
    jit = sum(query.jit_ms or 0.0 for query in plan.queries)
    triggers = sum(trigger.ms or 0.0 for query in plan.queries for trigger in query.triggers)
    if jit:
        pieces += [_SEPARATOR, (f"JIT {ms_words(jit)}", "$dim")]
    if triggers:
        pieces += [_SEPARATOR, (f"triggers {ms_words(triggers)}", "$dim")]
    if shown.explained.undone:
        pieces += [_SEPARATOR, ("rolled back", "$status-warn")]
    return pieces


def _estimated(plan: Plan) -> list[Piece]:
    roots = [plan.nodes[query.root] for query in plan.queries]
    rows = sum(root.planned_rows or 0.0 for root in roots)
    pieces: list[Piece] = [(f"cost {cost_words(_total(plan, timed=False))}", "bold $foreground")]
    expected = f"{rows_words(rows)} row{'' if round(rows) == 1 else 's'} expected"
    pieces += [_SEPARATOR, (expected, "$dim")]
    if plan.planning_ms is not None:
        pieces += [_SEPARATOR, (f"planning {ms_words(plan.planning_ms)}", "$dim")]
    return pieces


def compared(comparison: Comparison, about: str) -> Content:
    """What it is compared with, and how the whole has changed.

    Args:
        comparison: Of the plan on show.
        about: Which plan that is; not made visible.
    """
    before, after = comparison.before.plan, comparison.after.plan
    timed = before.execution_ms is not None and after.execution_ms is not None
    was, now = (_total(plan, timed=timed) for plan in (before, after))
    words = ms_words if timed else cost_words
    what = "" if timed else "cost "
    change, part = change_words(now, was)
    return _assembled(
        [
            (" beside ", "$dim"),
            (visible(about), "$branch"),
            (f"  {what}{words(was)} → {words(now)}  ", "$foreground"),
            (change, _PARTS[part]),
        ]
    )


def _total(plan: Plan, *, timed: bool) -> float:
    if timed:
        return plan.execution_ms or 0.0
    return sum(plan.nodes[query.root].total_cost or 0.0 for query in plan.queries)


def looked_at(shown: ShownPlan, at: int | None) -> Content:
    """What is worth a look: the worst of it, or the one that was asked for.

    Args:
        shown: The plan.
        at: Which one, from 0; None before any was asked for.
    """
    findings = shown.explained.findings
    if not shown.plan.analyzed:
        return Content("")
    if not findings:
        return _assembled([(" ✓ ", "$status-ok"), ("nothing stands out", "$dim")])
    number = f"{at + 1} of {len(findings)}" if at is not None else counted(len(findings), "warning")
    finding: Finding = findings[at or 0]
    return _assembled(
        [
            (" ! ", "bold $status-warn"),
            (f"{number}  ", "$status-warn"),
            (visible(finding.sentence), "$foreground"),
        ]
    )


def _assembled(pieces: list[Piece]) -> Content:
    return Content.assemble(*pieces)
