"""Two plans of a statement: which node is which."""

from typing import Any

import pytest

from lakebase_tui.query.explain.compare import Comparison, compare
from tests.unit.explain.cases import STEADY, TIMED
from tests.unit.explain.plans import VERSIONS, made, node, recorded


def scan(table: str, kind: str = "Seq Scan", **more: Any) -> dict[str, Any]:
    return node(kind, Relation_Name=table, Alias=table, **more)


def told(comparison: Comparison) -> list[str]:
    """Each node of the later plan and what it was, then those that are gone."""
    before, after = comparison.before.plan.nodes, comparison.after.plan.nodes
    lines = []
    for each in after:
        partner = comparison.partners.get(each.number)
        was = before[partner].kind if partner is not None else "new"
        lines.append(f"{each.kind} {each.object_name}".rstrip() + f": {was}")
    return lines + [f"{each.kind} {each.object_name}".rstrip() + ": gone" for each in comparison.vanished]


@pytest.mark.parametrize("name", [f"{name}-{version}" for name in (*STEADY, *TIMED) for version in VERSIONS])
def test_a_plan_beside_itself(name: str) -> None:
    measured = recorded(name)
    comparison = compare(measured, measured)
    assert comparison.partners == {number: number for number in range(len(measured.plan.nodes))}
    assert comparison.vanished == []
    assert not any(comparison.was(number) for number in comparison.partners)


def test_an_index_that_was_made() -> None:
    before = made(node("Sort", scan("orders", ms=80.0, rows=9), ms=90.0))
    after = made(node("Sort", scan("orders", "Index Scan", ms=0.5, rows=9, Index_Name="i"), ms=1.0))
    comparison = compare(before, after)
    assert told(comparison) == ["Sort: Sort", "Index Scan orders: Seq Scan"]
    assert comparison.was(1) == "Seq Scan"
    assert comparison.was(0) == ""
    assert compare(after, before).was(1) == "Index Scan using i"
    assert before.measures[comparison.partners[1]].own.ms == 80.0


def test_another_way_to_join() -> None:
    before = made(node("Hash Join", scan("a"), node("Hash", scan("b"))))
    after = made(node("Nested Loop", scan("b"), scan("a", "Index Scan", Index_Name="i")))
    assert told(compare(before, after)) == [
        "Nested Loop: Hash Join",
        "Seq Scan b: Seq Scan",
        "Index Scan a: Seq Scan",
        "Hash: gone",
    ]


def test_something_put_between() -> None:
    before = made(node("Aggregate", scan("a")))
    after = made(node("Aggregate", node("Gather", node("Aggregate", scan("a"), Partial_Mode="Partial"))))
    assert told(compare(before, after)) == [
        "Aggregate: Aggregate",
        "Gather: new",
        "Aggregate: new",
        "Seq Scan a: Seq Scan",
    ]
    assert told(compare(after, before)) == [
        "Aggregate: Aggregate",
        "Seq Scan a: Seq Scan",
        "Gather: gone",
        "Aggregate: gone",
    ]


def test_the_same_table_twice_by_its_names() -> None:
    one, two = scan("a", Alias_="x"), scan("a")
    one["Alias"], two["Alias"] = "a1", "a2"
    before = made(node("Hash Join", one, two))
    after = made(node("Hash Join", two, one))
    assert compare(before, after).partners == {0: 0, 1: 2, 2: 1}


def test_plans_of_different_statements_share_what_they_share() -> None:
    comparison = compare(made(scan("a")), made(node("Limit", scan("b"))))
    assert told(comparison) == ["Limit: new", "Seq Scan b: new", "Seq Scan a: gone"]
