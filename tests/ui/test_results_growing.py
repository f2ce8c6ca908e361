"""Rows that still arrive, going to a row, tabs, and keys that are text: results of a real server."""

from pathlib import Path

from tests.support.desk import desk
from tests.support.postgres_server import PostgresServer
from tests.support.reading import PEOPLE, SERIES, filtered, find, header, ids

# -- rows that still arrive -----------------------------------------------------------------------


async def test_a_filter_goes_on_while_rows_arrive(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(SERIES.format(25_000))
        await at.until("10,000+ rows")
        await filtered(at, "digit = 7", rows=1_000)
        assert "1,000 of 10,000 rows" in at.bar
        await at.press("A")
        await at.until_true(lambda: "2,500 of 25,000 rows" in at.bar)
        assert at.grid.total == 2_500
        assert at.column(0)[-1] == "24997"


async def test_the_last_row_of_a_filter_is_known_when_all_is_read(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(SERIES.format(25_000))
        await at.until("10,000+ rows")
        await filtered(at, "digit = 7", rows=1_000)
        await at.press("G")
        await at.until_true(lambda: at.cursor[0] == 2_499)
        await at.until("24,997")
        assert at.grid.cell_text() == "24997"


async def test_matches_are_counted_in_rows_that_arrive(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(SERIES.format(25_000))
        await at.until("10,000+ rows")
        await find(at, "row 99")
        await at.press("enter")
        await at.until_true(lambda: "1 of 111 matches" in at.bar)  # 99, 990-999, 9900-9999
        await at.press("A")
        await at.until_true(lambda: "25,000 rows" in at.status)
        await at.until_true(lambda: "111 matches" in at.bar and "so far" not in at.bar)
        await at.press("colon")
        await at.paste("20000", "enter")
        await find(at, "row 249")
        await at.until_true(lambda: "12 of 111 matches" in at.bar)  # 249, 2490-2499, 24900-24999
        assert at.cursor == (24_899, 1)  # the first one behind the cursor


async def test_going_near_the_end_fetches_more(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(SERIES.format(45_000))
        await at.until("10,000+ rows")
        await at.press("colon")
        await at.paste("9999", "enter")
        await at.until("20,000+ rows")
        assert at.cursor == (9_998, 0)
        await find(at, "row 20000")
        await at.until("30,000+ rows")
        assert at.cursor == (19_999, 1)


# -- go to a row, tabs ----------------------------------------------------------------------------


async def test_going_to_a_row(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(SERIES.format(5_000))
        await at.press("right", "colon")
        await at.type("1,234", "enter")
        await at.until_true(lambda: at.cursor == (1_233, 1))
        assert at.grid.cell_text() == "row 1234"
        assert at.grid.has_focus
        await at.press("colon")
        await at.type("abc", "enter")
        await at.until_true(lambda: "A row is a number" in at.bar)
        await at.press(*("backspace",) * 3)
        await at.type("9999", "enter")
        await at.until_true(lambda: at.cursor == (4_999, 1))
        assert "There are only 5,000 rows" in at.told
        assert at.bar == ""


async def test_each_tab_keeps_its_filter_order_and_cursor(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(f"{PEOPLE};\n{SERIES.format(50)}", key="f6")
        await filtered(at, "status = paid", rows=3)
        await at.press("s", "s")
        await at.until_true(lambda: ids(at) == [6, 3, 1])
        await at.press("down", "right")
        await at.press("alt+right")
        await at.until_true(lambda: at.grid.total == 50)
        assert at.bar == ""
        assert "▼" not in header(at)
        await filtered(at, "digit = 3", rows=5)
        await at.press("down", "down", "down")
        await at.press("alt+left")
        await at.until_true(lambda: at.grid.total == 3)
        assert ids(at) == [6, 3, 1]
        assert at.cursor == (1, 1)
        assert "status = 'paid'  3 of 6 rows" in at.bar
        assert "id ▼" in header(at)
        await at.press("alt+right")
        await at.until_true(lambda: at.grid.total == 5)
        assert at.cursor == (3, 0)


async def test_keys_of_a_result_are_text_while_one_types(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await at.press("slash")
        await at.type("fs:/nNe.!")
        assert "fs:/nNe.!" in at.bar
        assert at.reader.filters == ()
