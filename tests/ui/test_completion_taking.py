"""What taking a candidate does to the text: one step, and the cursor where one goes on."""

import pytest
from textual.app import ComposeResult

from lakebase_tui.ui.completion_desk import CompletionDesk
from lakebase_tui.ui.widgets.completion_menu import CompletionMenu
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from tests.support.completion_app import NEVER, CompletionApp, completing, labels, opened


async def test_taking_one_is_one_step_to_undo() -> None:
    async with completing("", settings=NEVER) as (app, pilot):
        await pilot.press(*"select * from cust", "tab")
        assert app.editor.text == "select * from customers"
        await pilot.press("x", "ctrl+z")
        assert app.editor.text == "select * from customers"
        await pilot.press("ctrl+z")
        assert app.editor.text == "select * from cust"
        assert app.editor.cursor_location == (0, 18)
        await pilot.press("ctrl+y")
        assert app.editor.text == "select * from customers"


async def test_an_alias_of_one_letter_is_one_step_of_its_own() -> None:
    async with completing("", settings=NEVER) as (app, pilot):
        await pilot.press(*"select * from orders ", "ctrl+@", "enter", "x", "ctrl+z")
        assert app.editor.text == "select * from orders o"
        await pilot.press("ctrl+z")
        assert app.editor.text == "select * from orders "


async def test_the_cursor_goes_between_the_parentheses() -> None:
    async with completing("select cou from orders", (0, 10), NEVER) as (app, pilot):
        await pilot.press("tab", "*")
        assert app.editor.text == "select count(*) from orders"


async def test_behind_a_schema_the_list_goes_on() -> None:
    async with completing("select * from inv", settings=NEVER) as (app, pilot):
        await pilot.press("tab")
        await opened(app, pilot)
        assert app.editor.text == "select * from inventory."
        assert labels(app) == ["products", "Warehouse Spots"]


async def test_a_snippet_of_several_lines_puts_the_cursor_where_its_gap_is() -> None:
    async with completing("  cnt", settings=NEVER) as (app, pilot):
        await pilot.press("tab", *"orders")
        assert app.editor.text == "  select count(*)\n  from orders"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
async def test_places_are_right_whatever_ends_the_lines(newline: str) -> None:
    text = newline.join(["select 1;", "select *", "from orders o", "where o.st = 1"])
    async with completing(text, (3, 10), NEVER) as (app, pilot):
        await pilot.press("tab", "tab")
        assert app.editor.text == text.replace("o.st", "o.status")


class TwoEditors(CompletionApp):
    def compose(self) -> ComposeResult:
        yield SqlEditor("select * from cust")
        yield SqlEditor("table emp", id="second")
        yield CompletionMenu()

    def on_mount(self) -> None:
        super().on_mount()
        second = self.query_one("#second", SqlEditor)
        self.other = CompletionDesk(second, self.menu, self.find, NEVER)
        second.key_takers.append(self.other)
        second.move_cursor((0, 9))

    @property
    def editor(self) -> SqlEditor:
        return self.query(SqlEditor).first()


async def test_two_editors_share_a_list() -> None:
    app = TwoEditors(settings=NEVER)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+@")
        assert app.desk.is_open
        second = app.query_one("#second", SqlEditor)
        second.focus()
        await pilot.pause()
        assert not app.desk.is_open
        await pilot.press("tab")
        assert second.text == "table employees"
        assert app.editor.text == "select * from cust"
