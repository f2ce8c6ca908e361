"""What is worth a look in a plan that was run: rules, each with one sentence."""

from collections.abc import Iterator
from typing import Final

from lakebase_tui.query.explain.finding_words import milliseconds
from lakebase_tui.query.explain.measures import Measured
from lakebase_tui.query.explain.node_rules import NODE_RULES, Finding
from lakebase_tui.query.explain.plan import PlannedQuery

_SHARE: Final = 0.25
"""From which part of the time on something is told that is no node."""
_JIT_MS: Final = 10.0
_PLANNING_MS: Final = 50.0


def findings_of(measured: Measured) -> tuple[Finding, ...]:
    """Judge a plan; one that was not run gives nothing to judge.

    Returns:
        What was found, that with the largest part in the time first.
    """
    plan = measured.plan
    if not plan.analyzed:
        return ()
    found = [
        finding
        for node in plan.nodes
        if not node.never_executed
        for rule in NODE_RULES
        if (finding := rule(measured, node)) is not None
    ]
    for query in plan.queries:
        found += _of_query(measured, query)
    return tuple(sorted(found, key=lambda finding: -finding.weight))


def _of_query(measured: Measured, query: PlannedQuery) -> Iterator[Finding]:
    ran, planned = query.execution_ms, query.planning_ms
    if ran is None or ran <= 0:
        return
    jit = _longest_jit(measured, query)
    if jit >= _JIT_MS and jit >= _SHARE * ran:
        yield Finding(
            "jit",
            None,
            "",
            f"JIT compilation takes {milliseconds(jit)} of {milliseconds(ran)}: "
            "SET jit = off, or a larger jit_above_cost, spares it.",
            min(1.0, jit / ran),
        )
    calls = [trigger for trigger in query.triggers if trigger.ms]
    spent = sum(trigger.ms or 0.0 for trigger in calls)
    if spent >= _SHARE * ran:
        slowest = max(calls, key=lambda trigger: trigger.ms or 0.0)
        name = slowest.constraint or slowest.name
        where = f" on {slowest.relation}" if slowest.relation else ""
        yield Finding(
            "triggers",
            None,
            "",
            f"Triggers take {milliseconds(spent)} of {milliseconds(ran)}, "
            f"{name}{where} {milliseconds(slowest.ms or 0.0)} of it.",
            min(1.0, spent / ran),
        )
    if planned is not None and planned >= _PLANNING_MS and planned > ran:
        yield Finding(
            "planning",
            None,
            "",
            f"Planning takes {milliseconds(planned)}, longer than the statement itself "
            f"({milliseconds(ran)}).",
            1.0,
        )


def _longest_jit(measured: Measured, query: PlannedQuery) -> float:
    """Milliseconds that the process that compiled longest took: the server adds up all of them."""
    workers = [
        worker.group("JIT").group("Timing").number("Total") or 0.0
        for number in query.nodes
        for worker in measured.plan.nodes[number].fields.groups("Workers")
    ]
    return max((query.jit_ms or 0.0) - sum(workers), *workers, 0.0)
