"""What runs in a tab goes into the history, and what is wanted of it comes back to the editor."""

from pathlib import Path

from lakebase_tui.config.settings import GuardSettings
from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.history.entries import Entry, Search
from lakebase_tui.ui.records import Records
from tests.support.desk import Desk, desk
from tests.support.postgres_server import PostgresServer


def records(folder: Path) -> Records:
    return Records(folder / "history.sqlite3", folder / "queries", folder / "values.json")


async def entries(at: Desk) -> list[Entry]:
    history = at.app._services.history
    assert history is not None
    return list((await history.find(Search())).entries)


async def test_statements_are_kept_with_what_became_of_them(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, records=records(tmp_path)) as at:
        await at.run("select 7 as seven;\nselect no_such_column;\n select 'not to be kept'", key="f6")
        await at.until("42703")
        await at.run(" select 'not to be kept'")
        await at.until("not to be kept")
        await at.run("select 1, ' password=hush ' as x from (values ('password=hush')) v")
        await at.until_true(lambda: not at.screen.busy)
        kept = await entries(at)
    assert [each.ran.text for each in reversed(kept)][:2] == ["select 7 as seven", "select no_such_column"]
    assert [each.ran.outcome for each in reversed(kept)][:2] == [OutcomeKind.DONE, OutcomeKind.FAILED]
    assert not any("not to be kept" in each.ran.text for each in kept)
    assert b"hush" not in (tmp_path / "history.sqlite3").read_bytes()


async def test_history_inserts_and_runs_again(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, records=records(tmp_path)) as at:
        await at.read("select 'once' as what")
        await at.press("f2")
        at.screen.editor.text = ""
        await at.press("f8")
        await at.until("select 'once' as what")
        await at.press("enter")
        await at.until_true(lambda: at.app.screen is at.workspace)
        assert at.screen.editor.text == "select 'once' as what"
        assert at.screen.editor.has_focus


async def test_parameters_are_asked_for_and_errors_point_to_them(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path, records=records(tmp_path)) as at:
        await at.run("select :greeting as said, 1 as one")
        await at.until("greeting")
        await at.type("it's", "enter")
        await at.until_true(lambda: at.app.screen is at.workspace and not at.workspace.busy)
        await at.until_true(lambda: at.workspace.results.reader is not None)
        assert at.column() == ["it's"]
        await at.run("select :n::int + 1")
        await at.until("Parameter")
        await at.type("seven", "enter")
        await at.until("22P02")
        assert at.screen.editor.text == "select :n::int + 1"


async def test_the_guard_sees_what_was_put_in(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, records=records(tmp_path), guard=GuardSettings()) as at:
        await at.run('create temp table "doomed" as select 1 as id')
        await at.until("SELECT 1")
        await at.run('delete from :"table"')
        await at.until("table")
        await at.type("doomed", "enter")
        await at.until("DELETE without WHERE")
        await at.press("escape")


async def test_a_statement_is_saved_and_run(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, records=records(tmp_path)) as at:
        at.screen.editor.text = "select 42 as answer"
        await at.press("alt+u")
        await at.until("aved")
        await at.press("alt+n")
        await at.type("the answer", "enter")
        await at.until_true(lambda: (tmp_path / "queries" / "the answer.sql").exists())
    assert (tmp_path / "queries" / "the answer.sql").read_text().strip() == "select 42 as answer"
