"""Plans as text: what we write of the server's JSON is what the server writes."""

import pytest

from lakebase_tui.query.explain.plan_json import plan_of_text
from lakebase_tui.query.explain.plan_text import plan_text
from tests.unit.explain.cases import STEADY
from tests.unit.explain.plans import PLANS, VERSIONS, made, node

RECORDED = [f"{name}-{version}" for name in STEADY for version in VERSIONS]


@pytest.mark.parametrize("name", RECORDED)
def test_the_text_is_the_servers_own(name: str) -> None:
    plan = plan_of_text((PLANS / f"{name}.json").read_text(encoding="utf-8"))
    # How many rows a filter removed is 0 in JSON both when there were none and when there was less than one.
    servers = (PLANS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert plan_text(plan).splitlines() == [
        line for line in servers if line.strip() != "Rows Removed by Filter: 0"
    ]


def test_workers_triggers_and_times() -> None:
    sorted_in_memory = {"Sort Method": "quicksort", "Sort Space Used": 25, "Sort Space Type": "Memory"}
    times = {"Actual Startup Time": 0.5, "Actual Total Time": 1.25, "Actual Rows": 3, "Actual Loops": 1}
    worker = {"Worker Number": 0, **times, **sorted_in_memory}
    quiet = {"Worker Number": 1, **sorted_in_memory}
    sort = node("Sort", ms=2.0, rows=6, Sort_Key=["a", "b DESC"], Workers=[worker, quiet])
    timing = {"Generation": {"Deform": 0.25, "Total": 1.0}, "Total": 2.5}
    triggers = [
        {"Trigger Name": "audit", "Relation": "t", "Time": 1.5, "Calls": 3},
        {
            "Trigger Name": "RI_ConstraintTrigger_c_5",
            "Constraint Name": "t_fkey",
            "Relation": "t",
            "Calls": 2,
        },
    ]
    measured = made(
        node("Gather", sort, ms=3.0, rows=6, Workers_Planned=1, Workers_Launched=1, Single_Copy=False),
        Settings={"work_mem": "1MB", "jit": "on"},
        Planning={"Shared Hit Blocks": 4, "Memory Used": 10, "Memory Allocated": 16},
        Planning_Time=0.5,
        Triggers=triggers,
        JIT={"Functions": 3, "Options": {"Inlining": False, "Expressions": True}, "Timing": timing},
        Serialization={"Time": 0.25, "Output Volume": 12, "Format": "text"},
    )
    assert plan_text(measured.plan).splitlines() == [
        "Gather  (cost=0.00..10.00 rows=6 width=8) (actual time=0.000..3.000 rows=6 loops=1)",
        "  Workers Planned: 1",
        "  Workers Launched: 1",
        "  ->  Sort  (cost=0.00..10.00 rows=6 width=8) (actual time=0.000..2.000 rows=6 loops=1)",
        "        Sort Key: a, b DESC",
        "        Worker 0:  actual time=0.500..1.250 rows=3 loops=1",
        "          Sort Method: quicksort  Memory: 25kB",
        "        Worker 1:  Sort Method: quicksort  Memory: 25kB",
        "Execution Time: 3.000 ms",
        "Settings: work_mem = '1MB', jit = 'on'",
        "Planning:",
        "  Buffers: shared hit=4",
        "  Memory: used=10kB  allocated=16kB",
        "Planning Time: 0.500 ms",
        "Trigger audit: time=1.500 calls=3",
        "Trigger for constraint t_fkey: calls=2",
        "JIT:",
        "  Functions: 3",
        "  Options: Inlining false, Expressions true",
        "  Timing: Generation 1.000 ms (Deform 0.250 ms), Total 2.500 ms",
        "Serialization: time=0.250 ms  output=12kB  format=text",
    ]


def test_what_never_ran_and_what_was_not_run() -> None:
    never = node("Seq Scan", Actual_Loops=0, Relation_Name="a")
    ran = made(node("Limit", never))
    assert (
        plan_text(ran.plan)
        .splitlines()[1]
        .endswith("->  Seq Scan on a  (cost=0.00..10.00 rows=1 width=8) (never executed)")
    )
    planned = node("Seq Scan", Relation_Name="a", Actual_Loops=None, Actual_Rows=None, Actual_Total_Time=None)
    assert plan_text(made(planned).plan) == "Seq Scan on a  (cost=0.00..10.00 rows=1 width=8)"
