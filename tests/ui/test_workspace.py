"""The workspace on a real server: what is run, where its results go, and what an error shows."""

from pathlib import Path

import psycopg
import pytest
from textual import events
from textual.command import CommandPalette

from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.screens.workspace import WorkspaceScreen
from lakebase_tui.ui.widgets.result_grid import ResultGrid
from tests.support.desk import desk
from tests.support.frames import frame_of
from tests.support.postgres_server import PostgresServer

SCRIPT = "select 1 as alpha;\nselect 22 as beta;\nselect 333 as gamma"


@pytest.mark.parametrize(
    ("row", "wanted", "others"), [(0, "alpha", "beta"), (1, "beta", "gamma"), (2, "gamma", "alpha")]
)
async def test_the_statement_at_the_cursor_runs_alone(
    server: PostgresServer, tmp_path: Path, row: int, wanted: str, others: str
) -> None:
    async with desk(server, tmp_path) as at:
        await at.run(SCRIPT, row=row)
        frame = await at.until("1 row ")
        results = frame[frame.index("F6 run all") :]
        assert wanted in results
        assert others not in results


async def test_a_selection_runs_instead(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        at.screen.editor.text = "select 41 + 1 as answer, 7 as rest"
        at.screen.editor.move_cursor((0, 0))
        at.screen.editor.move_cursor((0, len("select 41 + 1")), select=True)
        await at.pilot.press("f5")
        frame = await at.until("?column?")
        assert " 42" in frame


async def test_all_statements_get_a_tab_each_until_one_fails(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select 5 as five;\nselect no_such_column;\nselect 6 as six", key="f6")
        frame = await at.until("42703")
        assert "no_such_column" in frame[frame.index("42703") :]
        assert "2 select" in frame
        await at.pilot.press("f3", "alt+left")
        await at.until("five")  # the earlier result is still there
        assert "no_such_column" in at.screen.editor.text


async def test_an_error_is_marked_where_it_is(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select 1;\nselect 1 +\n  wrong_name", row=1)
        await at.until("42703")
        underlined = [
            segment.text
            for y in range(at.screen.editor.size.height)
            for segment in at.screen.editor.render_line(y)
            if segment.style and segment.style.underline
        ]
        assert "".join(underlined).strip() == "wrong_name"


async def test_an_error_of_what_does_not_stand_in_the_editor_marks_nothing_there(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        at.screen.editor.text = "select 'something else, and long enough'"
        at.screen.tab.runs.start([Piece(0, "select * from no_such_table limit 100")])
        await at.until("42P01")
        assert not any(part.style and part.style.underline for part in at.screen.editor.render_line(0))


async def test_advice_is_in_sight_in_the_smallest_window(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, (80, 24)) as at:
        detail = "repeat('a long detail ', 40)"
        await at.run(f"do $$ begin raise 'boo' using errcode = '40001', detail = {detail}; end $$")
        frame = await at.until("conflict with others")
        assert "ERROR 40001  conflict with others" in frame
        assert "→ Run it again, with the whole transaction" in frame
        await at.run("do $$ begin raise 'boo'; end $$")
        frame = await at.until("P0001")
        assert "→" not in frame
        assert "other" not in frame


async def test_writes_report_their_tag_and_transactions_show(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("begin; create temp table t (id int); insert into t values (1), (2)", key="f6")
        await at.until("INSERT 0 2")
        await at.until("tx open")
        await at.run("selec")
        await at.until("tx failed")
        await at.run("rollback")
        await at.until("tx none")


async def test_nul_is_refused_before_it_is_sent(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select 'a\0b'")
        frame = await at.until("NUL")
        assert "select" in at.screen.editor.text
        assert "\0" not in frame


async def test_escape_sequences_in_values_are_seen_not_obeyed(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select E'\\x1b]0;owned\\x07' as title, '[bold]x[/bold]' as markup, null as n")
        frame = await at.until("␛]0;owned")
        assert "[bold]x[/bold]" in frame
        assert "NULL" in frame


async def test_a_running_statement_is_cancelled_and_another_cannot_start(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select pg_sleep(300)")
        await at.until("running")
        await at.pilot.press("f5")
        await at.until("Esc cancels it")
        await at.pilot.press("escape")
        await at.until("ancelled")
        await at.run("select 'after' as then_")
        await at.until("after")


async def test_pages_are_fetched_as_one_scrolls(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select * from generate_series(1, 25000) g")
        await at.until("10,000+ rows")
        await at.pilot.press("f3")
        at.app.screen.query_one(ResultGrid).move_cursor(9_990, 0)
        assert "held" in await at.until("20,000+ rows")


async def test_the_last_row_is_read_when_one_goes_there(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select * from generate_series(1, 45000) g")
        await at.until("10,000+ rows")
        await at.pilot.press("f3", "G")
        await at.until("45,000 rows")
        grid = at.app.screen.query_one(ResultGrid)
        assert grid.cursor_row == 44_999
        await at.until("45000")


@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
async def test_every_part_has_its_place(
    server: PostgresServer, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(server, tmp_path, size) as at:
        await at.run("select 'left' as a, 'right' as b")
        lines = (await at.until("left")).splitlines()
        assert len(lines) == size[1]
        assert all(len(line) <= size[0] for line in lines)
        assert "postgres" in lines[0]
        assert "1 query 1" in lines[0]
        assert lines[1].startswith("╭")
        assert any("F5 run  F6 run all" in line for line in lines)
        assert "tx none" in lines[-1]
        await at.pilot.press("f10")
        await at.until(lambda frame: "F6 run all" not in frame)
        await at.pilot.press("f2")
        await at.until("F6 run all")


async def test_a_result_that_waits_does_not_hold_the_next_session(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select * from generate_series(1, 25000) g")
        await at.until("10,000+ rows")
        await at.screen.let_go()
        await at.until("first 10,000 rows")
        assert not at.screen.busy
        await at.run("select 'next' as turn")
        await at.until("next")


async def test_no_other_target_is_chosen_while_a_statement_runs(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select pg_sleep(300)")
        await at.until("running")
        await at.pilot.press("ctrl+o")
        await at.until("Esc cancels it")
        assert isinstance(at.app.screen, WorkspaceScreen)


async def test_quitting_stops_what_runs_on_the_server(server: PostgresServer, tmp_path: Path) -> None:
    mark = "select pg_sleep(299)"
    async with desk(server, tmp_path) as at:
        await at.run(mark)
        await at.until("running")
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as other:
        cursor = await other.execute(
            "select count(*) from pg_stat_activity where state = 'active' and query = %s", [mark]
        )
        assert await cursor.fetchone() == (0,)


async def test_manual_mode_by_key(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.pilot.press("ctrl+t")
        await at.until("auto: a statement outside of a transaction is committed at once")
        await at.pilot.press("m")
        await at.until("tx none manual")
        await at.run("create table must_not_stay (id int)")
        await at.until("tx open manual")
        await at.pilot.press("ctrl+t")
        frame = await at.until("manual: a statement begins a transaction")
        assert "1  BEGIN" in frame
        assert "2  create table must_not_stay (id int)" in frame
        await at.pilot.press("x")
        await at.until("tx none manual")
        await at.run("select to_regclass('must_not_stay') is null as gone")
        await at.until("gone")
        await at.pilot.press("alt+x")
        await at.until("tx none manual")


async def test_savepoints_by_key(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.pilot.press("ctrl+t", "s")
        await at.until("tx none savepoints")
        await at.run("begin")
        await at.until("tx open savepoints")
        await at.run("select 1 / 0")
        frame = await at.until("division by zero")
        assert "Only this statement is undone" in frame
        assert "tx open savepoints" in frame
        await at.pilot.press("alt+x")
        await at.until("tx none savepoints")


async def test_the_statements_of_a_lost_transaction_can_be_copied(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("begin;\nselect 42 as kept;\nselect pg_terminate_backend(pg_backend_pid())", key="f6")
        frame = await at.until("Ctrl+T shows the statements")
        assert "rolled back" in frame
        await at.pilot.press("ctrl+t")
        await at.until("the last one's statements")
        await at.pilot.press("y")
        await at.until("Copied 3 statements")
        assert at.app.clipboard.startswith("begin;\nselect 42 as kept;\n")
        await at.pilot.press("escape")


async def test_keys_that_come_all_at_once_act_in_their_order(server: PostgresServer, tmp_path: Path) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as other:
        other.execute("drop table if exists burst")
        other.execute("create table burst (id int primary key, name text)")
        other.execute("insert into burst values (1, null), (2, 'abc'), (3, 'abx')")
    async with desk(server, tmp_path) as at:

        def burst(*keys: str) -> None:
            for key in keys:
                at.app.post_message(events.Key(key, key if len(key) == 1 else None))

        await at.run("table burst order by id")
        await at.until("3 rows")
        burst("f3", "right", "f", *"abx", "backspace", "c", "enter")
        await at.until("1 of 3 rows")
        assert "name contains 'abc'" in frame_of(at.app)
        burst("backspace", "e", *"downx", "backspace", "enter")  # d, o and x alone change rows and view
        await at.until("1 row changed")
        reader = at.screen.desk.reader
        assert reader is not None
        assert [row[1] for row in reader.rows.rows(0, 9)] == [None, "down", "abx"]
        await at.pilot.press("g", "down", "e")
        await at.until("accept")
        burst(*"xy", "enter")
        await at.until("xy")
        await at.pilot.press("u", "u")


async def test_keys_that_change_rows_mean_the_row_they_were_pressed_on(
    server: PostgresServer, tmp_path: Path
) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as other:
        other.execute("drop table if exists quick")
        other.execute("create table quick (id int primary key, name text)")
        other.execute("insert into quick select g, 'n' || g from generate_series(1, 5) g")
    async with desk(server, tmp_path) as at:
        await at.run("table quick order by id")
        await at.until("5 rows")
        for key in ("f3", "right", "ctrl+n", "down", "ctrl+n", "down", "d", "down", "ctrl+n", "down", "down"):
            at.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await at.until("4 rows changed")
        reader = at.screen.desk.reader
        assert reader is not None
        assert [row[1] for row in reader.rows.rows(0, 9)] == [None, None, "n3", None, "n5"]
        await at.pilot.press(*"uuuu")


async def test_a_table_without_rows_can_be_given_one(server: PostgresServer, tmp_path: Path) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as other:
        other.execute("drop table if exists bare")
        other.execute("create table bare (id int generated always as identity primary key, name text)")
    async with desk(server, tmp_path) as at:
        await at.run("table bare")
        await at.until("0 rows")
        await at.pilot.press("f3", "e")
        await at.until("There is no row here. o adds one.")
        await at.pilot.press("o")
        await at.until("1 row changed")
        await at.pilot.press("ctrl+s")
        await at.until("a apply")
        await at.pilot.press("a")
        await at.until("Changes are applied.")
    with psycopg.connect(server.dsn()) as other:
        assert other.execute("table bare").fetchall() == [(1, None)]


async def test_help_begins_with_the_keys_that_work_here(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.pilot.press("f1")
        frame = await at.until("╭─ Keys")
        assert frame.index("Editor") < frame.index("Start of line")
        await at.pilot.press("escape")
        await at.run("select 1 as alpha")
        await at.until("1 row")
        await at.pilot.press("f3", "f1")
        frame = await at.until("╭─ Keys")
        assert "Grid" in frame.split("╭─ Keys")[1].splitlines()[2]


async def test_a_result_that_is_cut_off_says_so_where_its_end_is_wanted(
    server: PostgresServer, tmp_path: Path
) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as other:
        other.execute("drop table if exists cut_off")
        other.execute("create table cut_off as select g as id from generate_series(1, 30000) g")
        other.execute("alter table cut_off add primary key (id)")
    async with desk(server, tmp_path) as at:
        await at.run("table cut_off")
        await at.until("10,000+ rows")
        await at.pilot.press("f3", "e")
        await at.until("were given up.")
        await at.pilot.press("escape", "A")
        await at.until("more. Run the statement again")


async def test_all_commands_have_a_key(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.press("ctrl+backslash")
        await at.until_true(lambda: isinstance(at.app.screen, CommandPalette))
        await at.press("escape")
        await at.until_true(lambda: at.app.screen is at.workspace)
