"""Results go to files, and files into tables, on a real server."""

from pathlib import Path

import psycopg
import pytest
from textual.widgets import Input

from lakebase_tui.ui.screens.copy_in import CopyInScreen
from lakebase_tui.ui.screens.export import ExportScreen
from lakebase_tui.ui.screens.import_csv import ImportScreen
from lakebase_tui.ui.widgets.option_line import OptionLine
from tests.support.desk import Desk, desk
from tests.support.postgres_server import PostgresServer

NAMES = "select * from (values (1, 'a'), (2, 'b,c'), (3, null)) as names (id, name)"
TABLE = "drop table if exists files_items; create table files_items (id int primary key, name text)"


async def execute(server: PostgresServer, sql: str) -> None:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as other:
        await other.execute(sql)


async def stored(server: PostgresServer) -> list[tuple[object, ...]]:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as other:
        return await (await other.execute("select * from files_items order by id")).fetchall()


async def open_on(at: Desk, key: str, screen: type) -> None:
    await at.press(key)
    await at.until_true(lambda: isinstance(at.app.screen, screen))


async def enter_path(at: Desk, selector: str, path: Path) -> None:
    """Give a dialog's field a path, and press Enter in it."""
    field = at.app.screen.query_one(selector, Input)
    await at.until_true(lambda: field.has_focus)
    field.value = str(path)
    await at.pilot.pause()
    await at.press("enter")


# -- export ---------------------------------------------------------------------------------------


async def test_the_whole_result_is_exported(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(NAMES)
        await open_on(at, "E", ExportScreen)
        await enter_path(at, "#path", tmp_path / "names.csv")
        await at.until("3 rows")
        await at.until_true(lambda: (tmp_path / "names.csv").exists())
        await at.until("⏎ close")
        assert (tmp_path / "names.csv").read_text() == 'id,name\n1,a\n2,"b,c"\n3,\n'
        await at.press("enter")
        await at.until_true(lambda: at.app.screen is at.workspace)
        assert at.grid.has_focus


async def test_what_is_selected_is_exported_as_it_is_filtered_and_sorted(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(NAMES)
        await at.press("s", "s")
        await at.until_true(lambda: at.column() == ["3", "2", "1"])
        await at.press("f")
        await at.paste("id < 3", "enter")
        await at.until_true(lambda: at.column() == ["2", "1"])
        await open_on(at, "E", ExportScreen)
        await enter_path(at, "#path", tmp_path / "shown.csv")
        await at.until("⏎ close")
        assert (tmp_path / "shown.csv").read_text() == 'id,name\n2,"b,c"\n1,a\n'
        await at.press("enter")
        await at.until_true(lambda: at.app.screen is at.workspace)
        await at.press("right", "v", "down")
        await open_on(at, "ctrl+e", ExportScreen)
        await enter_path(at, "#path", tmp_path / "part.csv")
        await at.until("⏎ close")
        assert (tmp_path / "part.csv").read_text() == 'name\n"b,c"\na\n'


async def test_an_incomplete_result_is_exported_whole_from_the_server(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.read("select g from generate_series(1, 12000) g")
        await at.until("10,000+ rows")
        await open_on(at, "E", ExportScreen)
        scope = at.app.screen.query_one("#scope", OptionLine)
        assert scope.value == "server"
        await enter_path(at, "#path", tmp_path / "all.csv")
        await at.until("⏎ close")
        assert (tmp_path / "all.csv").read_text().split() == ["g", *map(str, range(1, 12_001))]


async def test_without_a_result_there_is_nothing_to_export(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.press("f3", "E")
        await at.until_true(lambda: "There is no result to export" in at.told)


# -- import ---------------------------------------------------------------------------------------


async def test_a_csv_file_is_imported_into_the_table_on_show(server: PostgresServer, tmp_path: Path) -> None:
    await execute(server, TABLE)
    (tmp_path / "in.csv").write_text('name,id\n"x, y",7\nz,8\n')
    async with desk(server, tmp_path) as at:
        await at.read("select * from files_items")
        await at.until_true(lambda: at.reader.facts is not None)
        await open_on(at, "f9", ImportScreen)
        assert any(field.value == "public.files_items" for field in at.app.screen.query(Input))
        await enter_path(at, "#path", tmp_path / "in.csv")
        await at.until("x, y")
        await at.press("enter")
        await at.until("2 rows")
        await at.until("⏎ close")
        assert await stored(server) == [(7, "x, y"), (8, "z")]
        await at.press("enter")
        await at.until_true(lambda: at.app.screen is at.workspace)


async def test_nothing_is_imported_while_a_statement_runs(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.run("select pg_sleep(300)")
        await at.until("running")
        await at.press("f9")
        await at.until_true(lambda: "A statement is running" in at.told)
        assert at.app.screen is at.workspace


# -- COPY -----------------------------------------------------------------------------------------


async def test_copy_from_stdin_asks_for_its_file(server: PostgresServer, tmp_path: Path) -> None:
    await execute(server, TABLE)
    (tmp_path / "in.tsv").write_text("1\tone\n2\t\\N\n")
    async with desk(server, tmp_path) as at:
        await at.run("copy files_items from stdin")
        await at.until_true(lambda: isinstance(at.app.screen, CopyInScreen))
        await enter_path(at, "Input", tmp_path / "nowhere.tsv")
        await at.until("cannot be read: No such file or directory")
        await enter_path(at, "Input", Path("/"))
        await at.until("/ is not a file")
        assert await stored(server) == []
        await enter_path(at, "Input", tmp_path / "in.tsv")
        await at.until("COPY 2")
        assert await stored(server) == [(1, "one"), (2, None)]


async def test_escape_runs_nothing_of_a_script_that_copies(server: PostgresServer, tmp_path: Path) -> None:
    await execute(server, TABLE)
    async with desk(server, tmp_path) as at:
        await at.read("select 'earlier' as result")
        await at.run("insert into files_items values (1, 'x');\ncopy files_items from stdin", key="f6")
        await at.until_true(lambda: isinstance(at.app.screen, CopyInScreen))
        await at.press("escape")
        await at.until_true(lambda: at.app.screen is at.workspace and not at.workspace.busy)
        assert await stored(server) == []
        assert at.column() == ["earlier"]
        await at.read("select 'later' as result")
        await at.until_true(lambda: at.column() == ["later"])


async def test_a_file_with_a_wrong_line_copies_nothing(server: PostgresServer, tmp_path: Path) -> None:
    await execute(server, TABLE)
    (tmp_path / "in.csv").write_text("1,one\nx,two\n")
    async with desk(server, tmp_path) as at:
        await at.run("copy files_items from stdin (format csv)")
        await at.until_true(lambda: isinstance(at.app.screen, CopyInScreen))
        await enter_path(at, "Input", tmp_path / "in.csv")
        await at.until("22P02")
        assert await stored(server) == []


@pytest.mark.parametrize("options", ["", " (format csv, header)"])
async def test_copy_to_stdout_shows_lines(server: PostgresServer, tmp_path: Path, options: str) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(f"copy ({NAMES}) to stdout{options}")
        lines = ["id,name", "1,a", '2,"b,c"', "3,"] if options else ["1\ta", "2\tb,c", "3\t\\N"]
        await at.until_true(lambda: at.workspace.results.reader is not None and at.column() == lines)
        await at.press("slash")
        await at.paste("b,c", "enter")
        await at.until_true(lambda: "1 of 1 match" in at.bar)
