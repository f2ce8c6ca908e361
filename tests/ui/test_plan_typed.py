"""A plan that the user asks for with EXPLAIN (FORMAT JSON) is shown as a plan, beside its text."""

from pathlib import Path

from tests.support.desk import desk
from tests.support.postgres_server import PostgresServer


async def test_json_is_shown_as_a_plan_and_the_focus_stays(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("explain (format json, analyze) select count(*) from generate_series(1, 100)")
        frame = await at.until("Function Scan on generate_series")
        assert "Plan" in frame
        assert at.screen.editor.has_focus
        await at.press("ctrl+pagedown")
        await at.until("QUERY PLAN")


async def test_text_stays_text(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("explain select 1")
        frame = await at.until("QUERY PLAN")
        assert " Plan" not in frame.replace("QUERY PLAN", "")
