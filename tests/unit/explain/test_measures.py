"""What each node took by itself: with loops, processes, InitPlans and CTEs, and never below zero."""

from typing import Any

import pytest

from lakebase_tui.query.explain.measures import Measured
from tests.unit.explain.cases import TIMED
from tests.unit.explain.plans import VERSIONS, made, node, recorded, the


def own(measured: Measured) -> list[float]:
    return [round(each.own.ms, 3) for each in measured.measures]


def test_the_nodes_below_are_taken_out() -> None:
    measured = made(
        node("Hash Join", node("Seq Scan", ms=3.0), node("Hash", node("Seq Scan", ms=1.0), ms=1.5), ms=10.0)
    )
    assert own(measured) == [5.5, 3.0, 0.5, 1.0]
    assert [each.share for each in measured.measures] == pytest.approx([0.55, 0.3, 0.05, 0.1])
    assert measured.hottest == 0


def test_loops_count() -> None:
    inner = node("Index Scan", ms=0.02, rows=3, Actual_Loops=100)
    measured = made(node("Nested Loop", node("Seq Scan", ms=1.0, rows=100), inner, ms=4.0))
    assert own(measured) == [1.0, 1.0, 2.0]
    assert measured.measures[2].rows.came == 300
    assert measured.measures[2].rows.expected == 300
    assert measured.hot_path == {0, 2}


def test_rounded_times_never_go_below_zero() -> None:
    measured = made(node("Limit", node("Seq Scan", ms=0.001, Actual_Loops=50), ms=0.049))
    assert own(measured) == [0.0, 0.05]
    assert all(each.share <= 1 for each in measured.measures)


def test_what_never_ran_took_nothing() -> None:
    measured = made(
        node("Append", node("Seq Scan", ms=2.0), node("Seq Scan", ms=0.0, Actual_Loops=0), ms=2.5)
    )
    assert own(measured) == [0.5, 2.0, 0.0]
    assert measured.measures[2].rows.came is None
    assert measured.measures[2].rows.factor is None


def test_processes_share_the_time_of_the_clock() -> None:
    scan = node("Seq Scan", ms=30.0, rows=1000, Actual_Loops=3, Parallel_Aware=True, Plan_Rows=1250)
    measured = made(node("Gather", scan, ms=35.0, rows=3000, Workers_Planned=2, Workers_Launched=2))
    assert own(measured) == [5.0, 30.0]
    assert measured.measures[1].processes == 3
    assert measured.measures[1].rows.came == 3000
    assert measured.measures[1].rows.expected == 3000, "1,250 for each, as if 2.4 took part"
    assert measured.measures[1].rows.factor == 1


def test_a_leader_that_found_no_time() -> None:
    scan = node("Seq Scan", ms=30.0, rows=1500, Actual_Loops=2, Parallel_Aware=True)
    measured = made(node("Gather", scan, ms=35.0, Workers_Planned=2, Workers_Launched=2))
    assert measured.measures[1].processes == 2
    assert own(measured) == [5.0, 30.0]


def test_a_gather_that_runs_again_and_again() -> None:
    scan = node("Seq Scan", ms=1.0, rows=10, Actual_Loops=30, Parallel_Aware=True, Plan_Rows=13)
    gather = node("Gather", scan, ms=1.5, rows=30, Actual_Loops=10, Workers_Planned=2, Workers_Launched=2)
    measured = made(node("Nested Loop", node("Seq Scan", ms=1.0, rows=10), gather, ms=20.0))
    assert measured.measures[3].processes == 3
    assert own(measured) == [4.0, 1.0, 5.0, 10.0]
    assert measured.measures[3].rows.came == 300
    assert measured.measures[3].rows.expected == pytest.approx(312)


def test_what_each_process_does_as_a_whole_is_not_divided() -> None:
    """The inner side of a join that is not shared is read by every process."""
    inner = node("Hash", node("Seq Scan", ms=2.0, rows=100, Actual_Loops=3), ms=2.5, rows=100, Actual_Loops=3)
    outer = node("Seq Scan", ms=5.0, rows=1000, Actual_Loops=3, Parallel_Aware=True)
    join = node("Hash Join", outer, inner, ms=9.0, rows=1000, Actual_Loops=3)
    measured = made(node("Gather", join, ms=10.0, rows=3000, Workers_Planned=2, Workers_Launched=2))
    scan = the(measured, "Seq Scan", 1)
    assert measured.measures[scan.number].rows.factor == 1
    assert measured.measures[scan.number].rows.expected == 300


def init(name: str, ms: float, *below: dict[str, Any]) -> dict[str, Any]:
    return node("Aggregate", *below, ms=ms, Subplan_Name=name) | {"Parent Relationship": "InitPlan"}


@pytest.mark.parametrize(
    ("name", "mention"),
    [
        ("InitPlan 1 (returns $0)", "(a = $0)"),
        ("InitPlan 1 (returns $0,$1)", "(a = $1)"),
        ("InitPlan 1", "(a = (InitPlan 1).col1)"),
        ("InitPlan expr_1", "(a = (expr_1).col1)"),
    ],
)
def test_an_initplan_runs_where_it_is_asked_for(name: str, mention: str) -> None:
    scan = node("Index Scan", ms=9.0, Index_Cond=mention)
    other = node("Seq Scan", ms=8.0, Filter="(a = $10)")
    measured = made(node("Hash Join", init(name, 6.0), scan, other, ms=20.0))
    by_kind = {each.kind: measured.measures[each.number].own.ms for each in measured.plan.nodes}
    assert by_kind == {"Hash Join": 3.0, "Aggregate": 6.0, "Index Scan": 3.0, "Seq Scan": 8.0}


def test_an_initplan_that_nobody_mentions_runs_where_it_hangs() -> None:
    measured = made(node("Result", init("InitPlan 1 (returns $0)", 6.0), ms=7.0))
    assert own(measured) == [1.0, 6.0]


def test_who_only_passes_a_value_on_did_not_wait_for_it() -> None:
    scan = node("Seq Scan", ms=8.0, Output=["a", "$0"])
    measured = made(node("Sort", init("InitPlan 1 (returns $0)", 6.0), scan, ms=9.0, Output=["a", "($0)"]))
    assert own(measured) == [1.0, 6.0, 2.0]


def test_a_cte_runs_in_those_that_read_it() -> None:
    cte = init("CTE t", 6.0)
    readers = [node("CTE Scan", ms=ms, CTE_Name="t") for ms in (5.0, 3.0)]
    measured = made(node("Hash Join", cte, *readers, ms=10.0))
    assert own(measured) == [2.0, 6.0, 0.0, 2.0]
    assert sum(own(measured)) == 10.0


def test_a_cte_of_the_same_name_further_in_is_another_one() -> None:
    inner = node("CTE Scan", init("CTE t", 2.0), ms=3.0, CTE_Name="t")
    outer = node("CTE Scan", ms=7.0, CTE_Name="t")
    measured = made(node("Hash Join", init("CTE t", 6.0), inner, outer, ms=11.0))
    assert own(measured) == [1.0, 6.0, 1.0, 2.0, 1.0]


def test_a_write_in_a_cte_that_nobody_reads_runs_at_the_end() -> None:
    measured = made(node("Result", init("CTE w", 6.0), ms=1.0), Execution_Time=7.5)
    assert own(measured) == [1.0, 6.0]
    assert measured.measures[1].share == 0.8


def test_a_subplan_is_taken_out_of_the_node_it_hangs_on() -> None:
    subplan = node("Aggregate", ms=0.05, Actual_Loops=100, Subplan_Name="SubPlan 1")
    measured = made(node("Seq Scan", subplan | {"Parent Relationship": "SubPlan"}, ms=7.0, rows=100))
    assert own(measured) == [2.0, 5.0]


def test_blocks_are_counted_where_they_were_looked_at() -> None:
    scan = node("Seq Scan", ms=5.0, Shared_Hit_Blocks=90, Shared_Read_Blocks=10, Local_Hit_Blocks=5)
    sort = node("Sort", scan, ms=9.0, Shared_Hit_Blocks=93, Shared_Read_Blocks=10, Local_Hit_Blocks=5)
    sort |= {"Temp Read Blocks": 7, "Temp Written Blocks": 8, "Temp I/O Read Time": 1.5, "WAL Bytes": 100}
    measured = made(sort)
    top, below = (each.own for each in measured.measures)
    assert (top.hit, top.read, top.temp_read, top.temp_written) == (3, 0, 7, 8)
    assert (below.hit, below.read) == (95, 10)
    assert (top.read_ms, top.wal_bytes) == (1.5, 100)


def test_without_times_the_cost_decides() -> None:
    inner = node("Index Scan", Total_Cost=8.0, Actual_Total_Time=None)
    outer = node("Seq Scan", rows=100, Total_Cost=20.0, Actual_Total_Time=None)
    measured = made(node("Nested Loop", outer, inner, Total_Cost=900.0, Actual_Total_Time=None))
    assert [each.own_cost for each in measured.measures] == pytest.approx([80.0, 20.0, 800.0])
    assert measured.hottest == 2
    assert measured.measures[2].share == pytest.approx(800 / 900)


def test_what_limit_leaves_undone_costs_nothing() -> None:
    scan = node("Seq Scan", Total_Cost=1000.0, Actual_Total_Time=None)
    measured = made(node("Limit", scan, Total_Cost=10.0, Actual_Total_Time=None))
    assert [each.own_cost for each in measured.measures] == [0.0, 10.0]


@pytest.mark.parametrize("name", [f"{name}-{version}" for name in TIMED for version in VERSIONS])
def test_of_recorded_plans_every_millisecond_is_told_once(name: str) -> None:
    measured = recorded(name)
    whole = measured.measures[0].whole
    slack = 0.01 + sum(0.0005 * (node.loops or 0) for node in measured.plan.nodes)
    assert sum(each.own.ms for each in measured.measures) == pytest.approx(whole.ms, abs=slack)
    assert sum(each.own.hit for each in measured.measures) == whole.hit
    assert all(each.own.ms >= 0 for each in measured.measures)
    assert measured.hottest is not None


@pytest.mark.parametrize("version", VERSIONS)
def test_the_hottest_node_of_a_recorded_plan(version: str) -> None:
    measured = recorded(f"cte-{version}")
    assert measured.hottest == 1
    assert measured.plan.nodes[1].subplan == "CTE t"
    for scan in (each for each in measured.plan.nodes if each.kind == "CTE Scan"):
        assert measured.measures[scan.number].share < 0.2, "the CTE itself is what took the time"
