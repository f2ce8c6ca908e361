"""Saved queries on screen: found, inserted, run, saved, renamed, deleted."""

from pathlib import Path

import pytest
from textual.widgets import Input

from lakebase_tui.ui.screens.confirm import ConfirmScreen
from lakebase_tui.ui.screens.parameters import ParametersScreen
from lakebase_tui.ui.screens.query_name import QueryNameScreen
from lakebase_tui.ui.screens.saved_queries import SavedQueriesScreen
from lakebase_tui.ui.widgets.filter_list import FilterList
from tests.support.saved_queries_screen import DAY, QUERIES, STATEMENT, app_in, opened


@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
async def test_what_it_shows(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size=size) as queries:
        frame = queries.frame
        await queries.press("down")
        assert queries.preview == "select 2\n"
    for said in (
        "Saved queries  3 queries",
        "reports/top",
        "best customers",
        "limit :most",
        "alt+n save",
        "F2 rename",
    ):
        assert said in frame


async def test_typing_finds_names_descriptions_and_texts_and_enter_inserts(tmp_path: Path) -> None:
    async with opened(tmp_path) as queries:
        await queries.press(*"customers")
        assert queries.names == ["reports/top"]
        await queries.press("escape", *"orders day")
        assert queries.names == ["day"]
        await queries.press("enter")
        assert queries.app.done == [("insert", DAY)]


async def test_escape_clears_the_filter_then_leaves(tmp_path: Path) -> None:
    async with opened(tmp_path) as queries:
        await queries.press("x", "y", "escape")
        assert len(queries.names) == 3
        await queries.press("escape")
        assert not isinstance(queries.app.screen, SavedQueriesScreen)
        assert queries.app.done == []


async def test_a_query_without_parameters_runs_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as queries:
        await queries.press(*"slow", "f5")
        await queries.until(lambda: queries.app.done == [("run", "select 2\n")])


async def test_a_query_with_parameters_asks_and_remembers(tmp_path: Path) -> None:
    async with opened(tmp_path) as queries:
        await queries.press("f5")
        await queries.on(ParametersScreen)
        await queries.press(*"o'clock", "down", *"10")
        assert queries.preview == DAY.replace(":'day'", "'o''clock'").replace(":most", "'10'")
        await queries.press("enter")
        await queries.until(lambda: len(queries.app.done) == 1)
        assert queries.app.done == [("run", DAY.replace(":'day'", "'o''clock'").replace(":most", "'10'"))]
        queries.app.desk.show("")
        await queries.until(
            lambda: isinstance(queries.app.screen, SavedQueriesScreen) and len(queries.names) == 3
        )
        await queries.press("f5")
        await queries.on(ParametersScreen)
        assert [field.value for field in queries.app.screen.query(Input)] == ["o'clock", "10"]
        await queries.press("escape")
        await queries.pilot.pause(0.05)
        assert len(queries.app.done) == 1


@pytest.mark.parametrize("keys", ["alt+n", "ctrl+s"])
async def test_the_statement_is_saved_under_a_name(tmp_path: Path, keys: str) -> None:
    async with opened(tmp_path) as queries:
        await queries.press(keys)
        await queries.on(QueryNameScreen)
        await queries.press(*"reports/new.sql", "tab", *"what is new", "enter")
        await queries.until(lambda: "reports/new" in queries.files)
        await queries.until(
            lambda: isinstance(queries.app.screen, SavedQueriesScreen) and len(queries.names) == 4
        )
        assert queries.files["reports/new"] == f"-- what is new\n{STATEMENT}\n"
        assert queries.preview == queries.files["reports/new"]


@pytest.mark.parametrize(("answer", "left"), [("enter", DAY), ("tab enter", f"{STATEMENT}\n")])
async def test_another_query_is_not_replaced_without_a_question(
    tmp_path: Path, answer: str, left: str
) -> None:
    async with opened(tmp_path) as queries:
        await queries.press("alt+n")
        await queries.on(QueryNameScreen)
        await queries.press(*"day", "enter")
        await queries.on(ConfirmScreen)
        assert "There is a query day. Replace it?" in queries.frame
        assert queries.files["day"] == DAY
        await queries.press(*answer.split())
        await queries.until(lambda: not isinstance(queries.app.screen, ConfirmScreen))
        await queries.until(lambda: queries.files["day"] == left)


@pytest.mark.parametrize(("name", "said"), [("", "A query needs a name."), ("../x", "begins with neither")])
async def test_a_name_that_cannot_be_says_why(tmp_path: Path, name: str, said: str) -> None:
    async with opened(tmp_path) as queries:
        await queries.press("alt+n")
        await queries.on(QueryNameScreen)
        await queries.press(*name, "enter")
        await queries.until(lambda: said in queries.frame)
        await queries.press("a")
        assert said not in queries.frame
        await queries.press("escape")
        assert isinstance(queries.app.screen, SavedQueriesScreen)
        assert queries.files == QUERIES


async def test_without_a_statement_there_is_nothing_to_save(tmp_path: Path) -> None:
    async with opened(tmp_path, statement=" ") as queries:
        await queries.press("alt+n")
        assert "no statement" in queries.app.told
        queries.app.desk.save("")
        assert isinstance(queries.app.screen, SavedQueriesScreen)


async def test_the_desk_saves_without_the_list(tmp_path: Path) -> None:
    async with app_in(tmp_path) as queries:
        queries.app.desk.save("-- all of them\nselect 1")
        await queries.on(QueryNameScreen)
        assert queries.app.screen.query_one("#description", Input).value == "all of them"
        await queries.press(*"all", "enter")
        await queries.until(lambda: "Saved as all." in queries.app.told)
        assert queries.files == {"all": "-- all of them\nselect 1\n"}


async def test_a_query_is_renamed_but_never_onto_another(tmp_path: Path) -> None:
    async with opened(tmp_path) as queries:
        await queries.press("f2")
        await queries.on(QueryNameScreen)
        await queries.press(*["backspace"] * 3, *"reports/top", "enter")
        await queries.until(lambda: "there is one of this name" in queries.frame)
        await queries.press("2", "enter")
        await queries.on(SavedQueriesScreen)
        await queries.until(lambda: "reports/top2" in queries.names)
        assert queries.app.screen.query_one(FilterList).cursor_key == "reports/top2"
        assert sorted(queries.files) == ["reports/slow", "reports/top", "reports/top2"]


@pytest.mark.parametrize(("answer", "left"), [("enter", 3), ("tab enter", 2)])
async def test_a_query_is_deleted_after_a_question(tmp_path: Path, answer: str, left: int) -> None:
    async with opened(tmp_path) as queries:
        await queries.press("delete")
        await queries.on(ConfirmScreen)
        assert "Delete the query day?" in queries.frame
        await queries.press(*answer.split())
        await queries.until(
            lambda: isinstance(queries.app.screen, SavedQueriesScreen) and len(queries.names) == left
        )
        assert len(queries.files) == left


async def test_a_query_that_somebody_else_deleted_is_told_and_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as queries:
        queries.app.folder.delete("day")
        await queries.press("delete")
        await queries.on(ConfirmScreen)
        await queries.press("tab", "enter")
        await queries.until(
            lambda: isinstance(queries.app.screen, SavedQueriesScreen) and len(queries.names) == 2
        )
        assert "day cannot be deleted: No such file" in queries.app.told


async def test_it_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(
        "lakebase_tui.ui.screens.saved_queries.copy_out", lambda app, text, what: copied.append(text)
    )
    async with opened(tmp_path) as queries:
        await queries.press("alt+y")
    assert copied == [DAY]


async def test_an_empty_folder_says_how_to_fill_it(tmp_path: Path) -> None:
    async with opened(tmp_path, {}) as queries:
        await queries.until(lambda: "Alt+N saves the statement" in queries.frame)
        await queries.press("enter", "f5", "f2", "delete", "alt+y")
        assert queries.app.done == []


async def test_a_folder_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "queries").write_bytes(b"")
    async with app_in(tmp_path) as queries:
        queries.app.desk.show(STATEMENT)
        await queries.until(lambda: "The folder of queries cannot be read: Not a directory." in queries.frame)


async def test_what_was_left_out_is_said(tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "old\x1b[1m.sql").write_bytes(b"\xff")
    (tmp_path / "queries" / "odd.sql").write_bytes(b"-- \x1b[31m\xe2\x80\xaered\nselect 1")
    async with app_in(tmp_path) as queries:
        queries.app.desk.show(STATEMENT)
        await queries.until(lambda: "old␛[1m was left out: it is not UTF-8." in queries.frame)
        assert "\x1b" not in queries.frame
        assert "\u202e" not in queries.frame
