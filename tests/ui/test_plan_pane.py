"""F7 and Shift+F7 in the workspace: the pane of plans is made for the first one."""

from pathlib import Path

from textual import events

from lakebase_tui.ui.widgets.plan_view import PlanView
from tests.support.desk import Desk, desk
from tests.support.postgres_server import PostgresServer

COUNT = "select count(*) from generate_series(1, 100)"


def views(at: Desk) -> int:
    return len(at.screen.query(PlanView))


async def test_the_first_plan_and_the_next(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        assert views(at) == 0
        at.screen.editor.text = COUNT
        await at.press("f7")
        frame = await at.until("Function Scan on generate_series")
        assert "Plan" in frame
        assert at.screen.query_one(PlanView).has_focus_within
        at.screen.editor.focus()
        await at.press("shift+f7")
        await at.until("1 came, 1 expected")
        await at.until(lambda frame: "query 1 ◐" not in frame)
        assert views(at) == 1


async def test_two_keys_at_once_make_one_plan(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        at.screen.editor.text = COUNT
        for _ in range(2):
            at.app.post_message(events.Key("f7", None))
        await at.until("Function Scan on generate_series")
        await at.until_true(lambda: not at.screen.busy)
        assert views(at) == 1


async def test_a_statement_behind_the_first_plan_waits_for_it(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        at.screen.editor.text = COUNT
        for key in ("f7", "f5"):
            at.app.post_message(events.Key(key, None))
        await at.until("Function Scan on generate_series")
        await at.until_true(lambda: not at.screen.busy)
        await at.run("select 40 + 2 as sum")
        await at.until("42")


async def test_a_mistake_is_told_where_the_plan_would_be_and_marked(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        at.screen.editor.text = "select nothing_like_it"
        await at.press("f7")
        await at.until("42703")
        assert views(at) == 1
