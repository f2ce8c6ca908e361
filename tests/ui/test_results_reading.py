"""Filter, sort and go to a row, in results of a real server."""

from pathlib import Path

import pytest

from lakebase_tui.ui.result_reader import FILTERED
from tests.support.desk import desk
from tests.support.postgres_server import PostgresServer
from tests.support.reading import BACKWARDS, PEOPLE, SERIES, filtered, find, header, ids

# -- filter ---------------------------------------------------------------------------------------


async def test_filters_are_typed_stacked_and_taken_back(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await filtered(at, "status = paid", rows=3)
        assert ids(at) == [1, 3, 6]
        assert "status = 'paid'  3 of 6 rows" in at.bar
        assert f"status {FILTERED}" in header(at)
        await filtered(at, "total > 0", rows=2)
        assert ids(at) == [1, 3]
        assert "status = 'paid' ∧ total > '0'  2 of 6 rows" in at.bar
        assert [at.reader.position(row) for row in (0, 1)] == [0, 2]
        await at.press("backspace")
        await at.until_true(lambda: at.grid.total == 3)
        assert ids(at) == [1, 3, 6]
        await filtered(at, "name contains d", rows=1)
        await at.press("F")
        await at.until_true(lambda: at.grid.total == 6)
        assert ids(at) == [1, 2, 3, 4, 5, 6]
        await at.until_true(lambda: at.bar == "")
        assert FILTERED not in header(at)


async def test_filters_that_come_while_one_works_are_added(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await at.press("right", "right", "full_stop", "right", "full_stop")  # status = paid, total = 10.5
        await at.until_true(lambda: at.grid.total == 1)
        pane = at.workspace.desk.pane
        assert pane.reader is not None
        pane.action_unfilter()
        pane.action_unfilter()  # before the first is done
        await at.until_true(lambda: at.grid.total == 6)
        assert pane.reader.filters == ()
        at.grid.move_cursor(0, 2)
        pane.action_filter_cell()
        at.grid.move_cursor(2, 3)
        pane.action_filter_cell()
        await at.until_true(lambda: at.grid.total == 1 and ids(at) == [3])
        assert len(pane.reader.filters) == 2


async def test_filters_by_the_value_under_the_cursor(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await at.press("right", "right", "full_stop")
        await at.until_true(lambda: at.grid.total == 3)
        assert ids(at) == [1, 3, 6]
        await at.press("F")
        await at.until_true(lambda: at.grid.total == 6)
        await at.press("exclamation_mark")
        await at.until_true(lambda: at.grid.total == 3)
        assert ids(at) == [2, 4, 5]
        await at.press("right", "full_stop")  # NULL
        await at.until_true(lambda: at.grid.total == 1)
        assert ids(at) == [2]
        assert "total is null" in at.bar
        await at.press("backspace")
        await at.until_true(lambda: at.grid.total == 3)
        await at.press("exclamation_mark")
        await at.until_true(lambda: at.grid.total == 2)
        assert "total is not null" in at.bar


@pytest.mark.parametrize(
    ("typed", "said"),
    [("> ", "A value is missing"), ("id > many", "many"), ("~ (", "regular expression")],
)
async def test_a_wrong_filter_says_why_and_keeps_the_text(
    server: PostgresServer, tmp_path: Path, typed: str, said: str
) -> None:
    async with desk(server, tmp_path, (140, 34)) as at:
        await at.read(PEOPLE)
        await at.press("f")
        await at.type(typed, "enter")
        await at.until_true(lambda: said in at.bar)
        assert typed.strip() in at.bar
        assert at.reader.filters == ()
        assert at.grid.total == 6
        await at.press("escape")
        await at.until_true(lambda: at.bar == "")
        assert at.grid.has_focus


async def test_a_filter_that_nothing_fulfils_leaves_no_row(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await filtered(at, "id = 99", rows=0)
        assert "0 of 6 rows" in at.bar
        await at.press("full_stop", "enter", "y", "c", "e", "o")  # nothing of it does anything without a row
        assert at.screen is at.app.screen
        await at.press("F")
        await at.until_true(lambda: at.grid.total == 6)


async def test_find_looks_only_at_the_filtered_rows(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await find(at, "ann")
        await at.press("enter")
        await at.until_true(lambda: "1 of 3" in at.bar)
        await at.press("right", "full_stop")
        await at.until_true(lambda: at.grid.total == 3)
        await at.press("n")
        await at.until_true(lambda: at.cursor == (1, 1))
        await at.until_true(lambda: "2 of 2 matches" in at.bar)


# -- sort -----------------------------------------------------------------------------------------


async def test_sorting_up_down_and_not(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await at.press("right", "right", "right", "s")
        await at.until_true(lambda: ids(at) == [6, 3, 5, 1, 4, 2])  # NULL is last, as in Postgres
        assert "total ▲" in header(at)
        await at.press("s")
        await at.until_true(lambda: ids(at) == [2, 4, 1, 3, 5, 6])
        assert "total ▼" in header(at)
        await at.press("s")
        await at.until_true(lambda: ids(at) == [1, 2, 3, 4, 5, 6])
        await at.until_true(lambda: "▲" not in header(at) and "▼" not in header(at))


async def test_sorting_by_several_columns(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await at.press("right", "right", "s")
        await at.until_true(lambda: ids(at) == [2, 5, 1, 3, 6, 4])
        await at.press("home", "S")
        await at.until_true(lambda: "status ▲1" in header(at) and "id ▲2" in header(at))
        await at.press("S")
        await at.until_true(lambda: ids(at) == [5, 2, 6, 3, 1, 4])
        assert "id ▼2" in header(at)
        await at.press("S")
        await at.until_true(lambda: ids(at) == [2, 5, 1, 3, 6, 4])
        assert "status ▲" in header(at)


async def test_a_filter_keeps_the_order_and_both_know_where_rows_were(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await at.press("s", "s")
        await at.until_true(lambda: ids(at) == [6, 5, 4, 3, 2, 1])
        await filtered(at, "status = paid", rows=3)
        assert ids(at) == [6, 3, 1]
        assert [at.reader.label(row) for row in range(3)] == ["6", "3", "1"]
        await at.press("backspace")
        await at.until_true(lambda: ids(at) == [6, 5, 4, 3, 2, 1])


@pytest.mark.parametrize("on_server", [True, False])
async def test_an_incomplete_result_is_sorted_by_the_server_or_read_first(
    server: PostgresServer, tmp_path: Path, on_server: bool
) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(BACKWARDS)
        await at.until("10,000+ rows")
        await at.press("right", "s")
        await at.until("Not all rows are here. Sort by n")
        await at.press(*(() if on_server else ("down",)), "enter")
        await at.until_true(lambda: at.grid.total > 0 and at.column(1)[0] == "1")
        assert at.screen.editor.text == BACKWARDS  # what was typed stays
        await at.until_true(lambda: at.grid.total == (10_000 if on_server else 12_000))
        assert at.reader.source.rows(0, 1)[0][1] == ("1" if on_server else "12000")


async def test_what_may_change_something_is_not_run_once_more(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read("select lpad((12001 - g)::text, 5, '0') as t from generate_series(1, 12000) g")
        await at.until("10,000+ rows")
        await at.press("s")
        frame = await at.until("Not all rows are here")
        assert "On the server" not in frame
        await at.press("enter")
        await at.until_true(lambda: at.grid.total == 12_000 and at.reader.keys != ())
        assert at.column()[:2] == ["00001", "00002"]


async def test_sorting_an_incomplete_result_can_be_left(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(SERIES.format(12_000))
        await at.until("10,000+ rows")
        await at.press("s")
        await at.until("Not all rows are here")
        await at.press("escape")
        await at.until(lambda frame: "Not all rows" not in frame)
        assert at.reader.keys == ()
        assert at.grid.total == 10_000
