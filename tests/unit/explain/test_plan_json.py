"""Reading plans: everything is kept, and nothing that is odd breaks it."""

import json
from typing import Any

import pytest

from lakebase_tui.query.explain.findings import findings_of
from lakebase_tui.query.explain.measures import measure
from lakebase_tui.query.explain.node_lines import node_lines
from lakebase_tui.query.explain.plan_json import PlanFormatError, plan_of_text
from lakebase_tui.query.explain.plan_text import plan_text
from lakebase_tui.query.explain.titles import title_of
from tests.unit.explain.cases import STEADY, TIMED
from tests.unit.explain.plans import PLANS, VERSIONS, node, recorded


@pytest.mark.parametrize("name", [f"{name}-{version}" for name in (*STEADY, *TIMED) for version in VERSIONS])
def test_nothing_of_a_recorded_plan_is_lost(name: str) -> None:
    text = (PLANS / f"{name}.json").read_text(encoding="utf-8")
    plan = plan_of_text(text)
    assert plan.json == text

    def inside(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [each for one in nodes for each in (one, *inside(one.get("Plans", [])))]

    sent = inside([each["Plan"] for each in json.loads(text)])
    assert [set(each) - {"Plans"} for each in sent] == [set(each.fields) for each in plan.nodes]
    assert [each.number for each in plan.nodes] == list(range(len(sent)))
    for each in plan.nodes:
        assert [plan.nodes[child].parent for child in each.children] == [each.number] * len(each.children)
        assert set(each.children) <= set(plan.below(each.number))


def test_the_digits_stay_as_they_were_sent() -> None:
    fields = recorded("functions-18").plan.nodes[0].fields
    assert str(fields.get("Actual Rows")) == "10.00"
    assert str(fields.get("Total Cost")) == "0.21"


def test_unknown_nodes_and_fields_are_kept_and_shown() -> None:
    root = node(
        "Quantum Scan", Spin="up", Charm=[1, {"a": None}], Entangled=True, Apart=False, Deep={"er": 1.5}
    )
    plan = plan_of_text(json.dumps([{"Plan": root, "Prefetch": {"Hits": 3}, "Weather": "fine"}]))
    assert title_of(plan.nodes[0]) == "Quantum Scan"
    assert [line.text for line in node_lines(plan.nodes[0])] == [
        "Spin: up",
        'Charm: [1, {"a": null}]',
        "Entangled: true",
        'Deep: {"er": "1.5"}',
    ]
    assert plan_text(plan).splitlines()[-2:] == ['Prefetch: {"Hits": 3}', "Weather: fine"]


def test_fields_of_another_type_than_expected_are_no_trouble() -> None:
    odd: dict[str, Any] = {
        "Node Type": 7,
        "Total Cost": "much",
        "Plan Rows": None,
        "Actual Rows": {"a": 1},
        "Actual Loops": True,
        "Actual Total Time": 10**400,
        "Output": "one",
        "Sort Key": 3,
        "Workers": [1, {"Worker Number": "x"}],
        "Sort Method": 4,
        "Grouping Sets": [{"Group Keys": 3}],
        "Target Tables": [[]],
        "Plans": [3, {"Plans": "none"}],
    }
    plan = plan_of_text(json.dumps([{"Plan": odd, "Triggers": {"a": 1}, "Settings": 3, "JIT": 5}]))
    assert len(plan.nodes) == 2
    measured = measure(plan)
    assert findings_of(measured) == ()
    assert plan_text(plan)
    assert measured.hottest is None


def test_a_statement_that_a_rule_makes_nothing_of() -> None:
    plan = plan_of_text("[]")
    assert plan.nodes == ()
    assert measure(plan).hottest is None
    assert plan_text(plan) == ""


def test_parts_without_a_plan() -> None:
    plan = plan_of_text(json.dumps([{"Plan": node("Result")}, "Notify"]))
    assert plan.notes == ("Notify",)
    assert plan_text(plan).endswith("\n\nNOTIFY")


def test_a_plan_of_thousands_of_levels() -> None:
    text = '{"Node Type": "Limit", "Plans": [' * 400 + '{"Node Type": "Result"}' + "]}" * 400
    plan = plan_of_text(f'[{{"Plan": {text}}}]')
    assert plan.nodes[-1].depth == 400
    assert measure(plan).measures[-1].share == 0
    with pytest.raises(PlanFormatError):
        plan_of_text("[" * 100_000)


def test_what_psql_draws_around_it_is_taken_away() -> None:
    lines = json.dumps([{"Plan": node("Seq Scan", Filter="(a + b > 3)")}], indent=2).splitlines()
    drawn = "".join(f" {line:<60}+\n" for line in lines[:-1])
    plan = plan_of_text(f"{'QUERY PLAN':^60}\n{'-' * 62}\n{drawn} {lines[-1]}\n(1 row)\n")
    assert plan.nodes[0].fields.text("Filter") == "(a + b > 3)"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Seq Scan on a  (cost=0.00..1.00 rows=1 width=4)",
        "[1, 2]",
        "{}",
        '[{"Plan": 3}]',
        '[{"Plan": {',
        "null",
    ],
)
def test_what_is_no_plan_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(PlanFormatError) as caught:
        plan_of_text(text)
    assert "plan" in caught.value.sentence
