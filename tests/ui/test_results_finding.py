"""Find in results of a real server."""

from pathlib import Path

from tests.support.desk import desk
from tests.support.postgres_server import PostgresServer
from tests.support.reading import PEOPLE, find


async def test_find_goes_along_while_one_types(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await find(at, "an")
        await at.until_true(lambda: "3 matches" in at.bar)
        assert at.cursor == (0, 1)
        await at.type("nah")
        await at.until_true(lambda: "1 of 1 match" in at.bar)
        assert at.cursor == (2, 1)
        await at.press("backspace", "backspace")
        await at.until_true(lambda: "1 of 3 matches" in at.bar)
        assert at.cursor == (0, 1)
        await at.press("enter")
        assert at.grid.has_focus
        assert "/ann  1 of 3 matches" in at.bar


async def test_find_goes_round_both_ways_and_counts(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await find(at, "ann")
        await at.press("enter")
        await at.until_true(lambda: "1 of 3" in at.bar)
        for key, place, row in (("n", 2, 2), ("n", 3, 4), ("n", 1, 0), ("N", 3, 4), ("N", 2, 2)):
            await at.press(key)
            await at.until_true(lambda place=place: f"{place} of 3" in at.bar)  # type: ignore[misc]
            assert at.cursor == (row, 1)
        await at.press("escape")
        await at.until_true(lambda: at.bar == "")
        assert at.reader.find is None
        assert at.cursor == (2, 1)


async def test_escape_in_the_find_line_goes_back(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await at.press("down", "right")
        await find(at, "dora")
        await at.until_true(lambda: at.cursor == (5, 1))
        await at.press("escape")
        await at.until_true(lambda: at.bar == "")
        assert at.cursor == (1, 1)
        assert at.grid.has_focus
        assert at.reader.find is None


async def test_find_by_a_regular_expression_and_a_wrong_one(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await find(at, "~^.o")
        await at.until_true(lambda: "4 matches" in at.bar)
        await at.press("backspace", "left_parenthesis")
        await at.until_true(lambda: "regular expression" in at.bar)
        assert "~^.(" in at.bar
        await at.press("backspace")
        await at.type("o", "enter")
        await at.until_true(lambda: "1 of 4 matches" in at.bar)


async def test_n_without_a_find_asks_for_one(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await at.press("n")
        await at.until_true(lambda: at.bar.lstrip().startswith("find"))
        await at.type("void")
        await at.until_true(lambda: at.cursor == (3, 2))


async def test_what_is_found_nowhere_is_said(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read(PEOPLE)
        await at.press("down")
        await find(at, "zzz")
        await at.until_true(lambda: "0 matches" in at.bar)
        await at.press("enter", "n")
        assert at.cursor == (1, 0)


async def test_matches_in_hidden_columns_are_passed_over(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read("select * from (values ('x1', 'a'), ('x2', 'x3'), ('x4', 'x5')) as v (one, two)")
        await at.press("minus")  # `one` is hidden
        await find(at, "x")
        await at.until_true(lambda: at.cursor == (1, 0) and at.grid.cell_text() == "x3")
        await at.press("enter", "n")
        await at.until_true(lambda: at.grid.cell_text() == "x5")
        await at.press("n")
        await at.until_true(lambda: at.grid.cell_text() == "x3")
        await at.press("N")
        await at.until_true(lambda: at.grid.cell_text() == "x5")
        await find(at, "x1")  # nowhere else
        await at.until_true(lambda: "0 matches" in at.bar)
