"""The view of a plan: what it says, and its keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, Static

from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError
from lakebase_tui.query.explain.explainer import Explained, NotExplained
from lakebase_tui.query.explain.findings import findings_of
from lakebase_tui.query.explain.measures import Measured, measure
from lakebase_tui.query.explain.plan_json import plan_of_text
from lakebase_tui.ui.widgets import plan_view
from lakebase_tui.ui.widgets.plan_tree import PlanTree
from lakebase_tui.ui.widgets.plan_view import PlanView
from tests.support.frames import ThemedApp, check_frame, frame_of
from tests.unit.explain.plans import made, node, recorded

NARROW, WIDE = (80, 24), (160, 45)
SIZES = [(NARROW, "80x24"), (WIDE, "160x45")]


class PlanApp(ThemedApp):
    """A view below something else, as it stands in the workspace."""

    CSS = "#above { height: 40%; background: $panel; } PlanView { height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield Static("select …", id="above")
        yield PlanView(id="plan")


class Shown:
    """The app and its view."""

    def __init__(self, app: PlanApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.view = app.query_one(PlanView)
        self.tree = app.query_one(PlanTree)

    async def show(self, plan: Measured, before: Measured | None = None) -> str:
        if before is None:
            self.view.show(explained(plan))
        else:
            self.view.show(explained(plan), explained(before), "the plan of 12:03:10")
        return await self.press()

    async def press(self, *keys: str) -> str:
        if not self.view.has_focus_within:
            self.view.focus_content()
        for key in keys:
            await self.pilot.press(key)
        await self.pilot.pause()
        return frame_of(self.app)

    @property
    def node(self) -> str:
        row = self.tree.row
        assert row is not None
        assert row.node is not None
        return row.node.kind

    @property
    def told(self) -> str:
        return "\n".join(str(each.message) for each in self.app._notifications)


def explained(measured: Measured) -> Explained:
    return Explained("select 1", measured, findings_of(measured))


@asynccontextmanager
async def opened(size: tuple[int, int] = (120, 34)) -> AsyncIterator[Shown]:
    app = PlanApp()
    async with app.run_test(size=size, notifications=True) as pilot:
        shown = Shown(app, pilot)
        shown.view.focus_content()
        await pilot.pause()
        yield shown


def planned(kind: str, *below: dict[str, Any], **more: Any) -> dict[str, Any]:
    return node(kind, *below, Actual_Loops=None, Actual_Rows=None, Actual_Total_Time=None, **more)


def indexed(*, index: bool) -> Measured:
    """A query before and after an index was made."""
    if index:
        scan = node(
            "Index Scan", ms=0.4, rows=12, Relation_Name="orders", Alias="o", Index_Name="orders_placed"
        )
        scan |= {"Index Cond": "(placed > now())", "Shared Hit Blocks": 15, "Total Cost": 40.0}
    else:
        scan = node("Seq Scan", ms=80.0, rows=12, Plan_Rows=4000, Relation_Name="orders", Alias="o")
        scan |= {"Filter": "(placed > now())", "Rows Removed by Filter": 400_000, "Total Cost": 9000.0}
        scan |= {"Shared Hit Blocks": 2000, "Shared Read Blocks": 1500}
    customers = node("Seq Scan", ms=0.2, rows=200, Relation_Name="customers", Alias="c")
    join = node(
        "Hash Join", scan, node("Hash", customers, ms=0.3, rows=200), ms=scan["Actual Total Time"] + 0.5
    )
    join |= {"Hash Cond": "(o.customer_id = c.id)", "Total Cost": scan["Total Cost"] + 30.0}
    sort = {"Sort Key": ["o.id"], "Total Cost": 9100.0}
    top = join if index else node("Sort", join, ms=81.5) | sort
    return made(top, Planning_Time=0.21)


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_plans_as_they_look(size: tuple[int, int], name: str) -> None:
    async with opened(size) as shown:
        check_frame(f"plan_empty_{name}", await shown.press())
        check_frame(f"plan_parallel_{name}", await shown.show(recorded("parallel-15")))
        await shown.show(recorded("cte-18"))
        check_frame(f"plan_cte_{name}", await shown.press("h"))
        await shown.show(recorded("misjudged-18"))
        check_frame(f"plan_warnings_{name}", await shown.press("w"))
        await shown.show(indexed(index=True), indexed(index=False))
        check_frame(f"plan_compared_{name}", await shown.press("c", "down"))


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_a_plan_that_was_not_run(size: tuple[int, int], name: str) -> None:
    scan = planned("Seq Scan", rows=5000, Relation_Name="orders", Filter="(total > 3)", Total_Cost=90.0)
    async with opened(size) as shown:
        frame = await shown.show(made(planned("Sort", scan, rows=5000, Sort_Key=["id"], Total_Cost=120.0)))
        check_frame(f"plan_costs_{name}", frame)


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24")])
async def test_a_failure_as_it_looks(size: tuple[int, int], name: str) -> None:
    error = ServerError('column "nayme" does not exist', sqlstate="42703", hint='Perhaps "name"?', position=7)
    failed = NotExplained("select nayme", Outcome(OutcomeKind.FAILED, elapsed_s=0.004, error=error))
    async with opened(size) as shown:
        shown.view.fail(failed)
        check_frame(f"plan_failed_{name}", await shown.press())
        frame = await shown.show(recorded("cte-18"))
        assert "nayme" not in frame
        assert shown.tree.has_focus, "the focus follows what is on show"


async def test_the_seconds_of_a_plan_that_is_being_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_view, "_TICK_S", 0.01)
    async with opened() as shown:
        now = [100.0]
        shown.view._now = lambda: now[0]
        shown.view.explaining("EXPLAIN ANALYZE of orders")
        assert "EXPLAIN ANALYZE of orders…" in await shown.press()
        assert "Esc cancels" in frame_of(shown.app)
        now[0] = 103.2
        while "3 s" not in frame_of(shown.app):
            await shown.pilot.pause(0.01)
        frame = await shown.show(recorded("cte-18"))
        assert "Esc cancels" not in frame
        shown.view.refuse("A statement is still running.", "Wait for it.")
        assert "Wait for it." in await shown.press()


async def test_folding_and_moving() -> None:
    async with opened() as shown:
        await shown.show(recorded("cte-18"))
        assert shown.node == "Limit"
        frame = await shown.press("down", "left")
        assert "▸ ◆ CTE t HashAggregate" in frame
        assert "Seq Scan on orders  " not in frame
        await shown.press("down")
        assert shown.node == "Aggregate"
        await shown.press("down", "left")
        assert shown.node == "Aggregate", "a leaf goes to the node above"
        await shown.press("home", "enter")
        assert len(frame_of(shown.app).split("CTE Scan")) == 1
        await shown.press("right", "right", "right", "right")
        assert shown.node == "Seq Scan", "unfolded, then to the first below, and again"
        await shown.press("end")
        assert shown.node == "CTE Scan"
        await shown.press("left")
        assert shown.node == "Hash"
        await shown.press("pageup")
        assert shown.tree.cursor == 0


async def test_all_is_unfolded_and_the_cursor_stays() -> None:
    async with opened() as shown:
        await shown.show(recorded("cte-18"))
        await shown.press("down", "left", "end", "left", "left", "left", "left")
        cursor = shown.tree.row
        await shown.press("e")
        assert shown.tree.row is not None
        assert cursor is not None
        assert shown.tree.row.node is cursor.node
        assert "▸" not in frame_of(shown.app)


async def test_to_the_hottest_even_where_it_is_folded_away() -> None:
    async with opened() as shown:
        await shown.show(recorded("loops-18"))
        await shown.press("enter")
        await shown.press("h")
        row = shown.tree.row
        assert row is not None
        assert row.number == recorded("loops-18").hottest
        assert "by itself" in frame_of(shown.app)


async def test_through_the_warnings_and_round_again() -> None:
    async with opened() as shown:
        plan = recorded("misjudged-18")
        frame = await shown.show(plan)
        assert f"! {len(findings_of(plan))} warnings" in frame
        first = await shown.press("w")
        assert "! 1 of 2" in first
        assert shown.node == "Seq Scan"
        assert "! 2 of 2" in await shown.press("w")
        assert "! 1 of 2" in await shown.press("w")
        await shown.show(recorded("cte-18"))
        assert "nothing stands out" in await shown.press("w")
        assert "Nothing stands out." in shown.told
        await shown.show(made(planned("Result")))
        await shown.press("w")
        assert "Only a plan that was run is judged." in shown.told


async def test_a_warning_about_the_whole_is_told_at_the_top() -> None:
    async with opened() as shown:
        await shown.show(
            made(node("Limit", node("Seq Scan", ms=99.0), ms=100.0), JIT={"Timing": {"Total": 60.0}})
        )
        frame = await shown.press("end", "w")
        assert shown.node == "Limit"
        assert frame.count("JIT compilation takes 60 ms of 100 ms") == 2


async def test_beside_the_plan_before_and_alone_again() -> None:
    async with opened((150, 34)) as shown:
        await shown.show(indexed(index=True), indexed(index=False))
        frame = await shown.press("c")
        assert "beside the plan of 12:03:10  81.5 ms → 0.90 ms  ÷91" in frame
        line = next(line for line in frame.splitlines() if "orders_placed" in line)
        assert "was Seq Scan" in line
        assert "80.0 ms" in line
        assert "No longer in the plan" in frame
        assert "gone" in next(line for line in frame.splitlines() if "- Sort" in line)
        assert "No longer" not in await shown.press("c")


async def test_the_cursor_walks_over_nodes_that_are_gone() -> None:
    async with opened() as shown:
        await shown.show(indexed(index=True), indexed(index=False))
        frame = await shown.press("c", "end")
        assert "Sort Key      o.id" in frame
        assert "no counterpart" in await shown.press("up")
        await shown.press("h")
        assert shown.node != "Sort"


async def test_without_a_plan_before_there_is_nothing_to_compare() -> None:
    async with opened() as shown:
        await shown.show(recorded("cte-18"))
        await shown.press("c")
        assert "no earlier plan" in shown.told


async def test_a_plan_is_copied_as_text_and_as_json() -> None:
    async with opened() as shown:
        plan = recorded("cte-18")
        await shown.show(plan)
        await shown.press("y")
        await shown.app.workers.wait_for_complete()
        assert shown.app.clipboard.startswith("Limit  (cost=")
        assert "  CTE t\n    ->  HashAggregate" in shown.app.clipboard
        await shown.press("Y")
        await shown.app.workers.wait_for_complete()
        assert shown.app.clipboard == plan.plan.json


async def test_finding_nodes_by_what_is_written_at_them() -> None:
    async with opened() as shown:
        await shown.show(recorded("cte-18"))
        await shown.press("enter")  # folded away
        frame = await shown.press("slash", *"ord")
        assert "orders" in frame
        await shown.press("enter")
        first = shown.tree.cursor
        assert "Group Key     orders.customer_id" in frame_of(shown.app)
        await shown.press("n")
        assert shown.tree.cursor > first
        await shown.press("N")
        assert shown.tree.cursor == first
        await shown.press("N", "n")
        assert shown.tree.cursor == first, "round, and back"
        needle = shown.app.query_one(Input)
        await shown.press("slash")
        needle.value = "hash cond"
        await shown.press("enter")
        assert "No node has that." in shown.told
        await shown.press("slash")
        needle.value = "customer_id"
        await shown.press("enter")
        assert shown.tree.finding
        await shown.press("escape")
        assert not shown.tree.finding
        assert shown.tree.has_focus


async def test_names_from_outside_are_made_visible_and_are_no_markup() -> None:
    async with opened() as shown:
        odd = node("Seq Scan", Relation_Name="[b]\x1b[2J\u202e", Filter="(a = '[red]\x07')", Odd_Field="\x9b")
        frame = await shown.show(made(odd | {"Subplan Name": "CTE \x1b"}))
        assert "\x1b" not in frame
        assert '"[b]␛[2J\\u202e"' in frame
        assert "[red]␇" in frame
        assert "\\x9b" in frame


async def test_what_a_node_waited_for_and_wrote_by_itself() -> None:
    async with opened() as shown:
        scan = node("Seq Scan", ms=3.0, Shared_Read_Blocks=9, WAL_Bytes=500)
        scan |= {"Shared I/O Read Time": 1.5, "Shared I/O Write Time": 0.0}
        top = node("ModifyTable", scan, ms=5.0, Operation="Update", Shared_Read_Blocks=9, WAL_Bytes=80_500)
        top |= {"Shared I/O Read Time": 1.5, "Shared I/O Write Time": 0.25}
        frame = await shown.show(made(top))
        assert "own I/O       0.00 ms reading files, 0.25 ms writing" in frame
        assert "own WAL       80 kB" in frame
        assert "own blocks    9 read" in await shown.press("down")


async def test_a_statement_that_rules_make_nothing_or_several_of() -> None:
    async with opened() as shown:
        assert "there is no plan" in await shown.show(measured_of("[]"))
        await shown.press("down", "enter", "h", "w", "c", "slash", "escape", "y")
        two = '[{"Plan": {"Node Type": "Result"}}, {"Plan": {"Node Type": "Limit"}}, "Notify"]'
        frame = await shown.show(measured_of(two))
        assert "2 queries, made by rules" in frame
        assert "without a plan: NOTIFY" in frame
        await shown.press("down")
        assert shown.node == "Limit"


def measured_of(text: str) -> Measured:
    return measure(plan_of_text(text))


async def test_a_deep_and_long_plan_stays_readable_and_quick() -> None:
    root = node("Seq Scan", Relation_Name="deepest")
    for _ in range(60):
        root = node("Append", node("Seq Scan", Relation_Name="left"), root)
    async with opened(NARROW) as shown:
        await shown.show(made(root))
        frame = await shown.press("end")
        assert "Seq Scan on deepest" in frame
        assert all(len(line) <= 80 for line in frame.splitlines())
        await shown.press("pageup")
        assert shown.tree.cursor < 119


async def test_a_click_moves_and_a_second_folds() -> None:
    async with opened() as shown:
        await shown.show(recorded("cte-18"))
        await shown.pilot.click(PlanTree, offset=(8, 2))
        assert shown.node == "Aggregate"
        await shown.pilot.click(PlanTree, offset=(8, 2))
        await shown.pilot.pause()
        assert "▸ ◆ CTE t" in frame_of(shown.app)


async def test_another_theme_takes_effect_at_once() -> None:
    async with opened() as shown:
        await shown.show(recorded("cte-18"))
        before = shown.tree.render_line(1)
        shown.app.theme = "fjord"
        await shown.pilot.pause()
        assert shown.tree.render_line(1) != before
