"""Rows that were expected, and those that came."""

from typing import Any

import pytest

from lakebase_tui.query.explain.estimates import Rows
from tests.unit.explain.plans import made, node, recorded, the


def rows_below(above: str, came: float, expected: float, **fields: Any) -> Rows:
    scan = node("Seq Scan", rows=came, Plan_Rows=expected)
    measured = made(node(above, scan, **fields))
    return measured.measures[1].rows


def test_more_than_expected_and_fewer() -> None:
    assert rows_below("Sort", 5000, 50).factor == 100
    assert rows_below("Sort", 50, 5000).factor == pytest.approx(0.01)
    assert rows_below("Sort", 50, 5000).error == pytest.approx(100)
    assert rows_below("Sort", 0, 1).error == 1, "the planner never expects less than one row"


@pytest.mark.parametrize(
    ("above", "fields"),
    [("Limit", {}), ("Merge Join", {}), ("LockRows", {"Parent Relationship": "SubPlan"})],
)
def test_fewer_tell_nothing_where_the_node_above_may_have_had_enough(
    above: str, fields: dict[str, Any]
) -> None:
    scan = node("Seq Scan", rows=50, Plan_Rows=5000)
    rows = made(node("Result", node(above, scan) | fields)).measures[2].rows
    assert rows.cut_short
    assert rows.error == 1
    assert rows.factor == pytest.approx(0.01), "it is still told"


def test_groups_of_sorted_rows_are_made_one_after_the_other() -> None:
    scan = node("Seq Scan", rows=50, Plan_Rows=5000)
    rows = made(node("Limit", node("Aggregate", scan, Strategy="Sorted"))).measures[2].rows
    assert rows.cut_short


@pytest.mark.parametrize("between", ["Sort", "Hash", "Aggregate"])
def test_what_is_read_to_its_end_all_the_same_does_tell(between: str) -> None:
    scan = node("Seq Scan", rows=50, Plan_Rows=5000)
    rows = made(node("Limit", node(between, scan))).measures[2].rows
    assert rows.error == pytest.approx(100)


@pytest.mark.parametrize("fields", [{"Join Type": "Semi"}, {"Join Type": "Anti"}, {"Inner Unique": True}])
def test_the_inner_side_that_stops_at_the_first_row(fields: dict[str, Any]) -> None:
    inner = node("Index Scan", rows=1, Plan_Rows=100, Actual_Loops=5)
    rows = made(node("Nested Loop", node("Seq Scan", rows=5), inner) | fields).measures[2].rows
    assert rows.error == 1


def test_a_merge_join_reads_rows_of_its_inner_side_again() -> None:
    inner = node("Sort", rows=90_000, Plan_Rows=100)
    rows = made(node("Merge Join", node("Seq Scan"), inner)).measures[2].rows
    assert rows.factor is None


def test_bitmaps_and_writes_are_not_counted_by_the_server() -> None:
    assert made(node("ModifyTable", rows=0, Plan_Rows=5000)).measures[0].rows.factor is None
    bitmap = node("BitmapAnd", node("Bitmap Index Scan", rows=7), rows=0, Plan_Rows=900)
    assert made(node("Bitmap Heap Scan", bitmap)).measures[1].rows.factor is None


def test_without_the_leader_the_planner_divides_by_the_workers() -> None:
    scan = node("Seq Scan", rows=1000, Plan_Rows=1000, Actual_Loops=2, Parallel_Aware=True)
    gather = node("Gather", scan, rows=2000, Workers_Planned=2, Workers_Launched=2)
    settings = {"parallel_leader_participation": "off"}
    assert made(gather, Settings=settings).measures[1].rows.factor == 1
    assert made(gather).measures[1].rows.expected == pytest.approx(2400)


def test_each_process_has_all_groups() -> None:
    measured = recorded("parallel-15")
    for kind in ("Sort", "Seq Scan", "Hash Join"):
        assert measured.measures[the(measured, kind).number].rows.error < 1.3
    partial = the(measured, "Aggregate", 1)
    assert measured.measures[partial.number].rows == Rows(12.0, 12.0, 1.0, False)
