"""What is done with the selected cells of a real result: look closer, add up, copy, draw."""

from pathlib import Path

import pytest

from lakebase_tui.ui.screens.cell import CellScreen
from lakebase_tui.ui.screens.chart import ChartScreen
from lakebase_tui.ui.screens.column_info import ColumnInfoScreen
from lakebase_tui.ui.screens.copy_as import CopyAsScreen
from lakebase_tui.ui.screens.profile import ProfileScreen
from lakebase_tui.ui.widgets.expanded_view import ExpandedView
from lakebase_tui.ui.widgets.grid_canvas import HEADER_LINES
from lakebase_tui.ui.widgets.record_view import RecordView
from tests.support.desk import Desk, desk
from tests.support.postgres_server import PostgresServer

ITEMS = """select * from (values
  (1, 'first', 10.5, '{"a": [1, 2]}'::jsonb), (2, 'second', null, null), (3, 'third', -2.5, '{}'::jsonb)
) as items (id, name, price, extra)"""
TABLE = """drop table if exists desk_items cascade;
create table desk_items (
  id bigint primary key, name varchar(20) not null default 'none', price numeric(8, 2), extra jsonb);
comment on column desk_items.name is 'what it is called';
insert into desk_items values (1, 'one', 1.50, '{}'), (2, 'two', 2.50, null), (3, 'it''s', null, '[1]')"""


async def with_table(at: Desk, sql: str) -> None:
    """Make the table, run a query on it, and wait until its columns are known."""
    await at.read(TABLE, key="f6")
    await at.read(sql)
    await at.until_true(lambda: at.reader.facts is not None)


async def open_on(at: Desk, key: str, screen: type) -> None:
    await at.press(key)
    await at.until_true(lambda: isinstance(at.app.screen, screen))


async def close(at: Desk, key: str = "escape") -> None:
    await at.press(key)
    await at.until_true(lambda: at.app.screen is at.workspace)


def types_line(at: Desk) -> str:
    return at.grid.render_line(1).text


# -- looking closer -------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["enter", "space"])
async def test_a_cell_is_shown_whole(server: PostgresServer, tmp_path: Path, key: str) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(ITEMS)
        await at.press("end")
        await open_on(at, key, CellScreen)
        frame = await at.until("extra  jsonb  row 1")
        assert "j Tree" in frame
        await close(at)
        assert at.grid.has_focus
        assert at.cursor == (0, 3)


async def test_a_double_click_shows_the_cell(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(ITEMS)
        x = at.grid.render_line(0).text.index("name")
        await at.pilot.click(at.grid, offset=(x, HEADER_LINES + 1), times=2)
        await at.until_true(lambda: isinstance(at.app.screen, CellScreen))
        await at.until("name  text  row 2")
        assert "second" in await at.until("t Text")


async def test_null_is_told_from_text(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read("select null::text as n, '' as e")
        await open_on(at, "enter", CellScreen)
        await at.until("NULL")
        await at.press("y")
        await at.until_true(lambda: "there is no text to copy" in at.told)


async def test_the_record_follows_the_cursor(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(ITEMS)
        await at.press("r")
        record = at.workspace.query_one(RecordView)
        await at.until_true(lambda: "first" in at.text_of(record))
        assert "third" not in at.text_of(record)
        await at.press("down", "down")
        await at.until_true(lambda: "third" in at.text_of(record))
        assert "first" not in at.text_of(record)
        await at.press("r")
        await at.until_true(lambda: not record.display)


async def test_records_below_each_other_and_back_keep_the_cell(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(ITEMS)
        await at.press("down", "right", "x")
        expanded = at.workspace.query_one(ExpandedView)
        await at.until_true(lambda: expanded.has_focus and expanded.display)
        assert (expanded.cursor_row, expanded.cursor_column) == (1, 1)
        await at.press("down")  # the next column of the record
        await at.until_true(lambda: at.cursor == (1, 2))
        await at.press("down", "down")
        await at.until_true(lambda: at.cursor == (2, 0))
        await open_on(at, "enter", CellScreen)
        await at.until("id  integer  row 3")
        await close(at)
        await at.press("x")
        await at.until_true(lambda: at.grid.has_focus and at.grid.display)
        assert at.cursor == (2, 0)


async def test_records_below_each_other_leave_hidden_columns_out(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(ITEMS)
        await at.press("right", "minus", "home", "x")  # `name` is hidden
        expanded = at.workspace.query_one(ExpandedView)
        await at.until_true(lambda: "price" in at.text_of(expanded))
        assert "name" not in at.text_of(expanded)
        await at.press("right", "down", "enter")
        await at.until("price  numeric  row 2")
        await close(at)
        await at.press("x")
        await at.until_true(lambda: at.cursor == (1, 1))


async def test_find_and_filter_in_records_below_each_other(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(ITEMS)
        await at.press("x", "slash")
        await at.paste("third", "enter")
        expanded = at.workspace.query_one(ExpandedView)
        await at.until_true(lambda: (expanded.cursor_row, expanded.cursor_column) == (2, 1))
        assert expanded.has_focus
        await at.press("full_stop")
        await at.until_true(lambda: at.grid.total == 1)
        await at.until_true(lambda: "third" in at.text_of(expanded) and "first" not in at.text_of(expanded))
        assert (expanded.cursor_row, expanded.cursor_column) == (0, 1)
        await at.press("F")
        await at.until_true(lambda: "first" in at.text_of(expanded))


async def test_the_end_of_records_below_each_other_fetches_more(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.read("select g as n, 'x' as x from generate_series(1, 45000) g")
        await at.until("10,000+ rows")
        await at.press("x")
        expanded = at.workspace.query_one(ExpandedView)
        expanded.scroll_end(animate=False)  # as the wheel does: the cursor stays
        await at.until_true(lambda: at.grid.total == expanded.total == 20_000)
        assert expanded.cursor_row == 0
        await at.press("G")
        await at.until_true(lambda: expanded.cursor_row == at.grid.cursor_row == 44_999)
        await at.until("45000")


# -- columns --------------------------------------------------------------------------------------


async def test_columns_of_a_table_are_described(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await with_table(at, "select id, name, price * 2 as twice, price from desk_items")
        await at.until_true(lambda: "varchar(20)!" in types_line(at))
        assert "bigint!" in types_line(at)
        assert "numeric(8,2)!" not in types_line(at)
        await open_on(at, "i", ColumnInfoScreen)
        frame = await at.until("part of the primary key")
        assert "Column 1" in frame
        assert "public.desk_items.id" in frame
        await close(at, "i")
        await at.press("right")
        await open_on(at, "i", ColumnInfoScreen)
        frame = await at.until("what it is called")
        for words in ("character varying(20)", "no: NOT NULL", "'none'::character varying", "Type oid  1043"):
            assert words in frame
        await close(at)
        await at.press("right")
        await open_on(at, "i", ColumnInfoScreen)
        await at.until("an expression")


async def test_a_changed_table_is_asked_for_again(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await with_table(at, "select price from desk_items")
        await at.until_true(lambda: "numeric(8,2)" in types_line(at))
        await at.read("delete from desk_items where price is null")
        await at.read("alter table desk_items alter price set not null")
        await at.read("select price from desk_items")
        await at.until_true(lambda: "numeric(8,2)!" in types_line(at))


# -- adding up ------------------------------------------------------------------------------------


async def test_the_status_line_says_what_is_selected(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, (160, 40)) as at:
        await at.read(ITEMS)
        await at.press("right", "right", "v", "down", "down")
        await at.until_true(lambda: "3 cells, 1 NULL · sum 8 · avg 4 · -2.5 … 10.5 · 2 distinct" in at.status)
        await at.press("escape")
        await at.until_true(lambda: "distinct" not in at.status)
        assert "3 rows" in at.status
        await at.press("V")
        await at.until_true(lambda: "4 cells" in at.status)
        await at.press("V", "home", "vertical_line")
        await at.until_true(lambda: "3 cells · sum 6 · avg 2 · 1 … 3 · 3 distinct" in at.status)
        await at.press("escape", "right", "vertical_line")
        await at.until_true(lambda: "3 cells · first … third · 3 distinct" in at.status)


async def test_a_filter_ends_the_selection_and_its_sum(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, (160, 40)) as at:
        await at.read(ITEMS)
        await at.press("v", "down")
        await at.until_true(lambda: "2 cells" in at.status)
        await at.press("full_stop")
        await at.until_true(lambda: at.grid.total == 1)
        await at.until_true(lambda: "cells" not in at.status)
        assert at.grid.selection is None


async def test_a_typed_filter_is_followed_by_sum_record_and_place(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path, (160, 40)) as at:
        await at.read(ITEMS)
        await at.press("r", "down", "v", "down", "f")
        await at.until_true(lambda: "2 cells" in at.status)
        await at.paste("id = 2", "enter")
        await at.until_true(lambda: at.grid.total == 1)
        await at.until_true(lambda: "cells" not in at.status)
        record = at.workspace.query_one(RecordView)
        await at.until_true(lambda: "second" in at.text_of(record))
        assert at.status.endswith("1:1")


# -- copying --------------------------------------------------------------------------------------


async def test_one_cell_is_copied_bare_and_several_with_tabs(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(ITEMS)
        await at.press("down", "right", "y")
        await at.until_true(lambda: "1 cell" in at.told)
        assert at.app.clipboard == "second"
        await at.press("v", "down", "right", "ctrl+c")
        await at.until_true(lambda: "2 rows as TSV" in at.told)
        assert at.app.clipboard == "second\t\nthird\t-2.5\n"
        await at.press("escape", "V", "y")
        await at.until_true(lambda: at.app.clipboard.startswith("3\tthird"))


async def test_columns_are_copied_as_they_are_arranged(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(ITEMS)
        await at.press("right_curly_bracket", "right", "minus", "V", "y")  # name, id, (price), extra
        await at.until_true(lambda: "as TSV" in at.told)
        assert at.app.clipboard.split("\t")[:2] == ["first", "1"]
        assert "10.5" not in at.app.clipboard


async def test_copy_as_writes_updates_only_with_the_key(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await with_table(at, "select id, name, price from desk_items order by id")
        await at.press("right", "v", "right")
        await open_on(at, "Y", CopyAsScreen)
        await at.until("the table's key is not selected")
        await at.press("u")
        assert isinstance(at.app.screen, CopyAsScreen)
        await close(at)
        await at.press("escape", "home", "v", "right")
        await open_on(at, "Y", CopyAsScreen)
        await at.press("u")
        await at.until_true(lambda: at.app.clipboard.startswith("UPDATE"))
        assert "public.desk_items SET name = 'one' WHERE id = 1" in at.app.clipboard
        await open_on(at, "Y", CopyAsScreen)
        await at.press("enter")  # what was chosen before is offered first
        await at.until_true(lambda: at.app.screen is at.workspace)
        await at.press("escape", "end", "V")
        await open_on(at, "Y", CopyAsScreen)
        await at.press("i")
        await at.until_true(lambda: at.app.clipboard.startswith("INSERT INTO public.desk_items"))


async def test_without_rows_there_is_nothing_to_copy(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read("select 1 as one where false")
        await at.press("y")
        await at.until_true(lambda: "There is nothing to copy" in at.told)


# -- drawing --------------------------------------------------------------------------------------


async def test_a_chart_opens_and_closes(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read("select g as x, g * g as squares from generate_series(1, 60) g")
        await at.press("right")
        await open_on(at, "c", ChartScreen)
        frame = await at.until("of squares")
        assert "esc close" in frame
        await close(at)
        assert at.cursor == (0, 1)
        assert at.grid.has_focus


async def test_a_profile_is_of_the_selected_rows(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read("select g as x from generate_series(1, 60) g")
        await open_on(at, "P", ProfileScreen)
        await at.until("Profile of x")
        await at.until(lambda frame: "rows       60 " in frame)
        await close(at)
        await at.press("v", "down", "down")
        await open_on(at, "P", ProfileScreen)
        await at.until(lambda frame: "rows       3 " in frame)
        await close(at, "q")
        assert at.grid.selection is not None
