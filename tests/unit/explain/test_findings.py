"""What is worth a look, each rule at its limits."""

from typing import Any

import pytest

from lakebase_tui.query.explain.findings import findings_of
from lakebase_tui.query.explain.measures import Measured
from tests.unit.explain.plans import VERSIONS, made, node, recorded


def told(measured: Measured) -> dict[str, str]:
    return {finding.rule: finding.sentence for finding in findings_of(measured)}


def scan(**more: Any) -> dict[str, Any]:
    return node("Seq Scan", Relation_Name="orders", Schema="sales", Alias="o", **more)


def test_a_plan_that_was_not_run_is_not_judged() -> None:
    planned = scan(Actual_Loops=None, Actual_Rows=None, Actual_Total_Time=None, Sort_Space_Type="Disk")
    assert findings_of(made(planned)) == ()


def test_an_estimate_far_off() -> None:
    assert told(made(scan(rows=48_210, Plan_Rows=12))) == {
        "estimate": "Seq Scan on orders o: 48,210 rows came where 12 were expected, 4,018 times as many; "
        "ANALYZE orders may help."
    }
    fewer = told(made(node("Hash Join", scan(rows=5, Plan_Rows=5), rows=10, Plan_Rows=100_000)))
    assert fewer == {"estimate": "Hash Join: 10 rows came where 100,000 were expected, 10,000 times fewer."}
    assert told(made(scan(rows=99, Plan_Rows=1))) == {}, "too few to matter"
    assert told(made(scan(rows=990, Plan_Rows=100))) == {}, "not ten times"


def test_an_estimate_is_told_where_it_goes_wrong_not_above() -> None:
    top = node("Aggregate", node("Hash Join", scan(rows=5000, Plan_Rows=5), rows=5000, Plan_Rows=6))
    [finding] = findings_of(made(top))
    assert finding.node == 2
    other_way = node("Hash Join", scan(rows=5000, Plan_Rows=5), rows=2, Plan_Rows=400)
    assert [each.node for each in findings_of(made(other_way))] == [1, 0]


def test_sorts_on_disk() -> None:
    sort = node("Sort", scan(), Sort_Method="external merge", Sort_Space_Used=50_000, Sort_Space_Type="Disk")
    words = "Sort: sorted 49 MB on disk; a larger work_mem keeps that in memory."
    assert told(made(sort)) == {"sort": words}
    worker = {"Worker Number": 0, "Sort Space Used": 70_000, "Sort Space Type": "Disk"}
    assert "68 MB on disk in each process" in told(made(sort | {"Workers": [worker]}))["sort"]
    groups = {"Full-sort Groups": {"Sort Space Disk": {"Peak Sort Space Used": 800}}}
    assert "sorted 800 kB on disk" in told(made(node("Incremental Sort") | groups))["sort"]
    assert told(made(sort | {"Sort Space Type": "Memory"})) == {}


def test_hashes_on_disk() -> None:
    hashed = node("Hash", scan(), Hash_Batches=16, Original_Hash_Batches=4, Temp_Written_Blocks=50)
    join = node("Hash Join", scan(), hashed, Temp_Written_Blocks=90)
    words = "Hash: took 16 batches; a larger work_mem keeps it in memory."
    assert told(made(join)) == {"hash": words}, "the join's own files are of the same hash"
    aggregate = node(
        "Aggregate", scan(), Strategy="Hashed", HashAgg_Batches=5, Disk_Usage=200, Temp_Written_Blocks=3
    )
    assert told(made(aggregate)) == {
        "hash": "HashAggregate: took 5 batches and 200 kB on disk; a larger work_mem keeps it in memory."
    }
    assert told(made(node("Hash", scan(), Hash_Batches=1))) == {}


def test_rows_that_a_filter_removes() -> None:
    words = "Seq Scan on orders o: reads 100,012 rows to keep 12; an index for its filter may help."
    assert told(made(scan(rows=12, Rows_Removed_by_Filter=100_000))) == {"filter": words}
    index = node("Index Scan", rows=4, Relation_Name="orders", Index_Name="i", Rows_Removed_by_Filter=50_000)
    assert "Index Scan using i on orders: finds 50,004 rows to keep 4" in told(made(index))["filter"]
    assert told(made(scan(rows=12, Rows_Removed_by_Filter=9_000))) == {}, "a small table"
    assert told(made(scan(rows=12_000, Rows_Removed_by_Filter=100_000))) == {}, "many are kept"
    assert told(made(node("Function Scan", rows=1, Rows_Removed_by_Filter=50_000))) == {}, "has no index"


def test_rows_removed_are_counted_over_loops() -> None:
    inner = scan(rows=0, Rows_Removed_by_Filter=200, Actual_Loops=100)
    assert "reads 20,000 rows" in told(made(node("Append", inner)))["filter"]


def test_pairs_that_a_join_removes() -> None:
    join = node("Nested Loop", scan(), scan(), rows=3, Rows_Removed_by_Join_Filter=2_000_000)
    assert told(made(join))["join"].startswith("Nested Loop: compares 2,000,003 pairs of rows to keep 3;")
    assert told(made(join | {"Rows Removed by Join Filter": 50_000})) == {}


def test_an_index_that_does_not_spare_the_table() -> None:
    index = node("Index Only Scan", rows=15_000, Relation_Name="orders", Index_Name="i", Heap_Fetches=9_000)
    assert told(made(index)) == {
        "heap fetches": "Index Only Scan using i on orders: looks up 9,000 rows in the table; "
        "VACUUM orders lets it read the index alone."
    }
    assert told(made(index | {"Heap Fetches": 900})) == {}
    assert told(made(index | {"Heap Fetches": 1_400})) == {}, "less than a tenth"


def test_what_is_done_again_and_again() -> None:
    inner = node("Index Scan", ms=0.01, Relation_Name="orders", Index_Name="i", Actual_Loops=5_000)
    join = node("Nested Loop", scan(rows=5_000), inner, ms=70.0, rows=5_000)
    [finding] = findings_of(made(join))
    assert finding.sentence == "Nested Loop: runs Index Scan using i on orders 5,000 times, 71 % of the time."
    assert finding.node == 0
    assert findings_of(made(join | {"Actual Total Time": 700.0})) == (), "a small part"
    subplan = node("Aggregate", ms=0.01, Actual_Loops=5_000, Subplan_Name="SubPlan 1")
    once = node("Seq Scan", subplan | {"Parent Relationship": "SubPlan"}, ms=70.0, rows=5_000)
    assert told(made(once)) == {"loops": "Aggregate: SubPlan 1 runs 5,000 times, 71 % of the time."}


def test_loops_of_several_processes_are_not_many_runs() -> None:
    inner = node("Index Scan", ms=0.05, Actual_Loops=1_500)
    join = node("Nested Loop", scan(rows=500, Actual_Loops=3), inner, ms=30.0, rows=500, Actual_Loops=3)
    gather = node("Gather", join, ms=31.0, rows=1_500, Workers_Planned=2, Workers_Launched=2)
    assert told(made(gather)) == {}


def test_temporary_files() -> None:
    window = node("WindowAgg", scan(), Temp_Read_Blocks=2_000, Temp_Written_Blocks=2_000)
    words = "WindowAgg: writes 16 MB to temporary files; a larger work_mem may spare it."
    assert told(made(window)) == {"temporary files": words}


def test_bitmaps_that_lose_their_places() -> None:
    bitmap = node("Bitmap Heap Scan", Relation_Name="orders", Exact_Heap_Blocks=200, Lossy_Heap_Blocks=500)
    assert told(made(bitmap)) == {
        "lossy": "Bitmap Heap Scan on orders: checks all rows of 500 of 700 blocks again, as its bitmap "
        "did not fit in work_mem."
    }


def test_workers_that_were_not_to_be_had() -> None:
    gather = node("Gather", scan(), Workers_Planned=4, Workers_Launched=1)
    assert told(made(gather)) == {"workers": "Gather: only 1 of 4 planned workers could be started."}


def test_jit_that_costs_more_than_it_spares() -> None:
    jit = {"Timing": {"Total": 66.0}}
    assert told(made(scan(ms=100.0), JIT=jit)) == {
        "jit": "JIT compilation takes 66 ms of 100 ms: SET jit = off, or a larger jit_above_cost, spares it."
    }
    assert told(made(scan(ms=1000.0), JIT=jit)) == {}
    assert told(made(scan(ms=10.0), JIT={"Timing": {"Total": 9.0}})) == {}, "too little to matter"
    worker = {"Worker Number": 0, "JIT": {"Timing": {"Total": 40.0}}}
    assert "takes 40 ms" in told(made(scan(ms=100.0, Workers=[worker]), JIT=jit))["jit"]


def test_triggers_and_planning() -> None:
    trigger = {"Trigger Name": "audit", "Relation": "orders", "Time": 60.0, "Calls": 9}
    key = {
        "Trigger Name": "RI_1",
        "Constraint Name": "orders_fkey",
        "Relation": "orders",
        "Time": 5.0,
        "Calls": 1,
    }
    found = told(made(scan(ms=100.0), Triggers=[trigger, key], Planning_Time=120.0))
    assert found == {
        "triggers": "Triggers take 65 ms of 100 ms, audit on orders 60 ms of it.",
        "planning": "Planning takes 120 ms, longer than the statement itself (100 ms).",
    }


def test_the_worst_comes_first() -> None:
    sort = node("Sort", scan(ms=80.0, rows=5, Rows_Removed_by_Filter=90_000), ms=90.0, Sort_Space_Type="Disk")
    assert [finding.rule for finding in findings_of(made(sort))] == ["filter", "sort"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("sort-on-disk", {"sort"}),
        ("hash-on-disk", {"hash"}),
        ("misjudged", {"estimate", "filter"}),
        ("cte", set()),
    ],
)
def test_of_recorded_plans(version: str, name: str, rules: set[str]) -> None:
    assert told(recorded(f"{name}-{version}")).keys() == rules
