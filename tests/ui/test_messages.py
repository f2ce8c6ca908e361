"""What servers say beside results: kept with its time, all of it to be seen, and a way to its place."""

from pathlib import Path

import psycopg
from textual import events

from lakebase_tui.ui.widgets.messages_pane import MessagesPane
from tests.support.desk import Desk, desk
from tests.support.postgres_server import PostgresServer

RAISES = """select 1;

do $$ begin
  raise notice 'halfway [bold]%', chr(27) || '[31m' using detail = 'a detail', hint = 'a hint';
  raise warning 'look out';
end $$;"""


async def to_messages(at: Desk) -> MessagesPane:
    await at.until("Messages")
    pane = at.workspace.tab.query_one(MessagesPane)
    if not pane.is_on_screen:
        await at.press("ctrl+pageup")
    await at.press("f3")
    await at.until_true(lambda: pane.has_focus)
    return pane


async def test_notices_stay_with_time_and_severity_and_open(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run(RAISES, row=3)
        await to_messages(at)
        frame = await at.until("look out")
        [line] = [line for line in frame.splitlines() if "NOTICE" in line]
        assert "NOTICE" in line
        assert "halfway [bold]␛[31m" in line
        assert line.strip("│ ")[2:10].count(":") == 2
        assert "Detail " not in frame
        await at.press("g", "space")
        frame = await at.until("Detail     a detail")
        for words in ("a hint", "Context", "exec_stmt_raise"):
            assert words in frame
        await at.press("left")
        await at.until(lambda frame: "Detail " not in frame)
        await at.run("select 2 as later")
        await at.until("later")
        pane = await to_messages(at)
        assert len(at.workspace.tab.area.messages.log.messages) == 2
        await at.press("X")
        await at.until(lambda frame: "Messages" not in frame and "later" in frame)
        assert not pane.is_on_screen


async def test_enter_leads_to_the_place_even_after_the_text_moved(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        editor = at.screen.editor
        await at.run("select 1;\nselect 2,\n  no_such_column", row=1)
        await at.until("42703")
        editor.move_cursor((0, 0))
        await at.press("f3", "enter")  # from the error on show
        await at.until_true(lambda: editor.has_focus)
        assert editor.cursor_location == (2, 2)
        editor.insert("-- a new line\n\n", (0, 0))
        await to_messages(at)
        await at.press("enter")
        await at.until_true(lambda: editor.has_focus)
        assert editor.cursor_location == (4, 2)
        editor.text = "select 'all gone'"
        await to_messages(at)
        await at.press("enter")
        await at.until("is no longer in the")


async def test_what_is_typed_behind_enter_goes_to_the_place(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        editor = at.screen.editor
        await at.run("select 1;\nselect 2,\n  no_such_column", row=1)
        await at.until("42703")
        await at.burst("f3", "enter", "x", "y")  # from the error on show
        await at.until("xyno_such_column")
        await at.run("select 1;\nselect 2,\n  no_such_column", row=1)
        await to_messages(at)
        await at.burst("enter", "x", "y")
        await at.until("xyno_such_column")
        assert editor.has_focus


async def test_an_error_names_all_that_the_server_named(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, (160, 45)) as at:
        await at.run("create temp table prices (cents int constraint never_negative check (cents >= 0))")
        await at.until("CREATE TABLE")
        await at.run("insert into prices values (-1)")
        await at.until("23514")
        await to_messages(at)
        await at.press("space")
        frame = await at.until("ExecConstraints")
        for words in ("never_negative", "Constraint", "Table", "prices", "pg_temp"):
            assert words in frame
        await at.press("y")
        assert "Constraint: never_negative" in at.app.clipboard


async def test_a_notification_comes_while_nothing_runs(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("listen orders")
        await at.until("LISTEN")
        async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as other:
            await other.execute("notify orders, 'number 7'")
        await to_messages(at)
        frame = await at.until("orders: number 7")
        assert "NOTIFY" in frame


async def test_a_flood_is_cut_at_the_oldest(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("do $$ begin for n in 1..1500 loop raise notice 'number %', n; end loop; end $$")
        log = at.workspace.tab.area.messages.log
        await at.until_true(lambda: log.dropped > 0 and not at.workspace.busy)
        await to_messages(at)
        await at.until("More than 1000 notices")  # a run tells no more than the first thousand
        await at.press("g")
        await at.until(f"number {log.dropped + 1} ")


async def test_a_click_chooses_and_another_leads_there(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run(RAISES, row=3)
        pane = await to_messages(at)
        await at.until("look out")
        at.screen.editor.move_cursor((0, 0))
        await at.pilot.click(pane, offset=(20, 0))
        await at.settle()
        assert at.screen.editor.cursor_location == (0, 0)
        await at.pilot.click(pane, offset=(20, 0))
        await at.until_true(lambda: at.screen.editor.has_focus)
        assert at.screen.editor.cursor_location == (2, 0)


async def test_a_mark_of_an_error_is_gone_with_the_next_edit(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select no_such_column")
        await at.until("42703")
        await to_messages(at)
        await at.press("enter")
        await at.until_true(lambda: at.screen.editor.has_focus)
        at.app.post_message(events.Paste("x"))
        await at.settle()
        underlined = [
            segment.text
            for segment in at.screen.editor.render_line(0)
            if segment.style and segment.style.underline
        ]
        assert not underlined
