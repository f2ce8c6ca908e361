"""Tabs: a buffer, a session and results each; nothing of one is lost by what happens in another."""

from pathlib import Path

from lakebase_tui.config.buffers import Buffer, BufferFolder
from lakebase_tui.session.session import Session
from tests.support.desk import Desk, desk
from tests.support.postgres_server import PostgresServer


async def value(at: Desk, sql: str) -> str | None:
    await at.run(sql)
    await at.until_true(lambda: not at.screen.busy and at.workspace.results.reader is not None)
    return at.column()[0]


async def test_a_tab_has_its_own_session_and_results(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        first = await value(at, "select pg_backend_pid() as first_backend")
        await at.press("ctrl+n")
        assert at.screen.editor.has_focus
        assert at.screen.editor.text == ""
        second = await value(at, "select pg_backend_pid() as second_backend")
        assert first != second
        await at.press("alt+1")
        frame = await at.until("first_backend")
        assert "second_backend" not in frame
        assert "1 query 1" in frame
        assert "2 query 2" in frame
        await at.press("alt+pagedown")
        await at.until("select pg_backend_pid() as second_backend")
        await at.press("alt+pageup")
        await at.until("select pg_backend_pid() as first_backend")


async def test_what_runs_goes_on_behind_another_tab(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select pg_advisory_lock(77)")
        await at.until("1 row ")
        await at.press("ctrl+n")
        await at.run("select pg_advisory_lock(77), 'got it' as waited")
        await at.until_true(lambda: at.workspace.tabs[1].busy)
        await at.press("alt+1")
        await at.until("query 2 ◐")
        await at.run("select pg_advisory_unlock(77)")
        await at.until_true(lambda: not at.workspace.tabs[1].busy)
        await at.press("alt+2")
        await at.until("got it")


async def test_what_is_typed_and_run_right_behind_a_new_tab_runs_there(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.burst("ctrl+n", *"select 42 as answer", "f5", "ctrl+n", *"select 43 as more", "f5")
        await at.until_true(lambda: at.workspace.results.reader is not None)
        assert at.column() == ["43"]
        await at.press("alt+2")
        await at.until_true(lambda: at.workspace.results.reader is not None)
        assert at.column() == ["42"]


async def test_a_transaction_elsewhere_is_named_before_quitting(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("begin")
        await at.until("tx open")
        await at.press("ctrl+n")
        await at.until("query 1 tx")
        await at.press("ctrl+q")
        await at.until("query 1: A transaction is open.")
        await at.press("escape")
        assert at.app.is_running


async def test_closing_asks_for_text_and_ends_the_session(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.press("ctrl+n")
        await at.until_true(lambda: at.workspace.session is not None)
        session = at.workspace.session
        assert isinstance(session, Session)
        at.screen.editor.text = "select 'mine'"
        await at.press("ctrl+w")
        await at.until("Its text is not in a file.")
        await at.press("escape")
        assert at.screen.editor.text == "select 'mine'"
        await at.press("ctrl+w")
        await at.until("Its text is not in a file.")
        await at.press("right")  # arrows go from answer to answer
        answer = at.app.focused
        assert answer is not None
        assert not answer.rich_style.reverse  # its ground is what tells it from the other
        await at.press("left", "enter")
        assert len(at.screen.tabs) == 2
        at.screen.editor.text = ""
        await at.press("ctrl+w")
        await at.until_true(lambda: len(at.workspace.tabs) == 1)
        await at.until_true(lambda: session.link is None)
        assert "query 2" not in await at.until("query 1")
        await at.press("ctrl+w")  # the last one makes room for an empty one
        assert len(at.screen.tabs) == 1
        assert await value(at, "select 'still there' as a") == "still there"


async def test_tabs_come_back_as_they_were_and_log_in_when_they_are_seen(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path, buffers=BufferFolder(tmp_path / "buffers")) as at:
        await at.type("select 1")
        await at.press("ctrl+n")
        await at.type("select 22")
        await at.press("ctrl+n")
        await at.type("select 333")
        await at.press("alt+2")
    left = BufferFolder(tmp_path / "buffers")
    assert [(b.text, b.shown) for b in left.open().buffers] == [
        ("select 1", False),
        ("select 22", True),
        ("select 333", False),
    ]
    left.close()
    async with desk(server, tmp_path, buffers=BufferFolder(tmp_path / "buffers")) as at:
        assert [tab.buffer.text for tab in at.workspace.tabs] == ["select 1", "select 22", "select 333"]
        assert at.workspace.active == 1
        assert at.screen.editor.text == "select 22"
        assert [tab.session is not None for tab in at.workspace.tabs] == [False, True, False]
        await at.press("alt+3", "f5")
        await at.until_true(lambda: at.workspace.results.reader is not None)
        assert at.column() == ["333"]
        await at.press("ctrl+w", "right", "enter")
        await at.until_true(lambda: len(at.workspace.tabs) == 2)
    left = BufferFolder(tmp_path / "buffers")
    assert [b.text for b in left.open().buffers] == ["select 1", "select 22"]
    left.close()


async def test_a_text_that_was_written_for_another_target_says_so(
    server: PostgresServer, tmp_path: Path
) -> None:
    store = BufferFolder(tmp_path / "buffers")
    store.save(Buffer("select 1", "1", "shop/production"))
    store.save(Buffer("", "2", "shop/production", path="/tmp/b.sql"))
    store.close()
    async with desk(server, tmp_path, buffers=BufferFolder(tmp_path / "buffers")) as at:
        assert "query 1 was on shop/production when it was kept; now it is on" in at.told
        await at.press("alt+2")
        await at.until_true(lambda: at.workspace.session is not None)
        assert "query 2" not in at.told


async def test_a_place_in_the_rows_is_told_only_where_there_are_rows(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        assert "1:1" not in at.status
        await at.read("select 1")
        await at.until_true(lambda: at.status.rstrip().endswith("1:1"))
        await at.run("selec 1")
        await at.until_true(lambda: "1:1" not in at.status)


async def test_a_new_tab_can_be_had_from_results_without_rows(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read("create temp table made (a int)")
        await at.press("ctrl+n")
        await at.until_true(lambda: len(at.workspace.tabs) == 2)


async def test_a_new_tab_takes_the_lowest_free_number(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.press("ctrl+n", "ctrl+n", "alt+2", "ctrl+w")
        await at.until_true(lambda: len(at.workspace.tabs) == 2)
        await at.press("ctrl+n")
        assert [tab.key for tab in at.screen.tabs] == ["1", "3", "2"]


def test_buffers_of_ten_tabs_keep_their_order(tmp_path: Path) -> None:
    store = BufferFolder(tmp_path)
    for number in range(1, 13):
        store.save(Buffer(f"text {number}", str(number), path="/tmp/a.sql" if number == 11 else ""))
    store.remove("3")
    store.remove("never there")
    store.close()
    opened = BufferFolder(tmp_path).open().buffers
    assert [buffer.key for buffer in opened] == ["1", "2", *map(str, range(4, 13))]
    assert opened[9].path == "/tmp/a.sql"
