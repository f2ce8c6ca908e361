"""What is asked for the parameters of statements."""

from pathlib import Path

import pytest
from textual.widgets import Input

from lakebase_tui.ui.screens.parameters import ParametersScreen
from tests.support.saved_queries_screen import app_in


async def test_where_there_is_nothing_to_ask_nothing_is_asked(tmp_path: Path) -> None:
    async with app_in(tmp_path) as queries:
        texts = ["select 1", "select a::text, ':b' from t"]
        await queries.app.ask(*texts).wait()
        assert queries.app.bound == texts


async def test_each_name_is_asked_once_over_all_statements(tmp_path: Path) -> None:
    async with app_in(tmp_path) as queries:
        worker = queries.app.ask("select :a, :'b'", "select :'a'")
        await queries.on(ParametersScreen)
        assert ":a :'a'" in queries.frame
        await queries.press("1", "down", "x", "f5")
        await worker.wait()
        assert queries.app.bound == ["select '1', 'x'", "select '1'"]


async def test_null_the_empty_text_and_what_stays(tmp_path: Path) -> None:
    async with app_in(tmp_path) as queries:
        worker = queries.app.ask("select :'a', :'b', v[1:hi], :'c', :'d'")
        await queries.on(ParametersScreen)
        await queries.press(
            "x", "alt+n", "down", "down", "alt+l", "down", "alt+n", "alt+n", "down", "alt+n", "z"
        )
        assert [field.placeholder for field in queries.app.screen.query(Input)][:4] == [
            "NULL",
            "the empty text",
            "stays :hi",
            "the empty text",
        ]
        await queries.press("enter")
        await worker.wait()
        assert queries.app.bound == ["select NULL, '', v[1:hi], '', 'z'"]
        worker = queries.app.ask("select :'a', :'hi'")
        await queries.on(ParametersScreen)
        assert [field.placeholder for field in queries.app.screen.query(Input)] == ["NULL", "the empty text"]
        await queries.press("escape")
        await worker.wait()
        assert queries.app.bound is None


async def test_a_secret_is_neither_shown_nor_kept(tmp_path: Path) -> None:
    async with app_in(tmp_path) as queries:
        worker = queries.app.ask("alter role app password :'password' valid until :'day'")
        await queries.on(ParametersScreen)
        await queries.press(*"hunter2", "down", *"monday")
        assert "hunter2" not in queries.frame
        assert "password '••••' valid until 'monday'" in queries.frame
        await queries.press("enter")
        await worker.wait()
        assert queries.app.bound == ["alter role app password 'hunter2' valid until 'monday'"]
        assert queries.app.values.last("", ["password", "day"]) == {"day": "monday"}


@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
async def test_many_parameters_and_a_long_statement_find_room(tmp_path: Path, size: tuple[int, int]) -> None:
    sql = "select " + ",\n  ".join(f":'name_{number}'" for number in range(40))
    async with app_in(tmp_path, size) as queries:
        queries.app.ask(sql)
        await queries.on(ParametersScreen)
        await queries.until(lambda: "⏎ run" in queries.frame)
        await queries.press("up", *"last")
        await queries.until(lambda: ":'name_39'" in queries.frame and "last" in queries.frame)
        assert "select ''" in queries.frame
        await queries.press("down", *"first")
        await queries.until(lambda: "select 'first'" in queries.frame)


async def test_a_long_line_is_wrapped_in_the_preview(tmp_path: Path) -> None:
    async with app_in(tmp_path, (80, 24)) as queries:
        queries.app.ask("select " + "a_column, " * 20 + ":last")
        await queries.on(ParametersScreen)
        await queries.press(*"9876")
        await queries.until(lambda: "a_column, '9876'" in queries.frame)


async def test_what_cannot_be_put_in_is_said_and_not_run(tmp_path: Path) -> None:
    async with app_in(tmp_path) as queries:
        worker = queries.app.ask("select * from :\"table\" where a = :'b'")
        await queries.on(ParametersScreen)
        await queries.until(lambda: "The parameter table has to be a name." in queries.frame)
        await queries.press("enter", "alt+n", "enter")
        assert "has to be a name" in queries.frame
        await queries.press(*'a"b', "enter")
        await worker.wait()
        assert queries.app.bound == ['select * from "a""b" where a = \'\'']
