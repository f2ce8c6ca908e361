"""A statement to read: wrapped, coloured, and as quick when it is long."""

import pytest
from textual.app import ComposeResult

from lakebase_tui.ui.widgets.statement_view import StatementView
from tests.support.frames import ThemedApp


class ViewApp(ThemedApp):
    """A view and nothing else."""

    def compose(self) -> ComposeResult:
        yield StatementView()

    @property
    def view(self) -> StatementView:
        return self.query_one(StatementView)

    def styled(self, text: str, row: int = 0) -> str:
        """The colour of a piece of a row."""
        segments = [each for each in self.view.render_line(row) if each.text == text]
        assert segments, [each.text for each in self.view.render_line(row)]
        style = segments[0].style
        assert style is not None
        return str(style.color.name if style.color else "") + (" bold" if style.bold else "")

    def rows(self, number: int) -> list[str]:
        return [self.view.render_line(row).text.rstrip() for row in range(number)]


async def test_it_is_coloured_also_behind_crlf_and_where_a_line_goes_on() -> None:
    app = ViewApp()
    async with app.run_test(size=(31, 10)):
        app.view.show("select 'a',\r\n  42, 'a text that is long enough'\r\nfrom t")
        assert app.rows(4) == ["select 'a',", "  42, 'a text that is long", "enough'", "from t"]
        colours = app.theme_variables
        assert app.styled("select") == colours["syntax-keyword"].lower()
        assert app.styled("42", 1) == colours["syntax-number"].lower()
        assert app.styled("enough'", 2) == colours["syntax-string"].lower()
        assert app.styled("from", 3) == colours["syntax-keyword"].lower()


async def test_what_is_sought_is_set_off_in_any_case() -> None:
    app = ViewApp()
    async with app.run_test(size=(40, 10)):
        app.view.show("select Orders from sales.orders", "ORDERS sal")
        assert [app.styled(each).endswith("bold") for each in ("Orders", "sal", "orders", "select")] == [
            True, True, True, False,
        ]  # fmt: skip


async def test_another_statement_begins_at_its_top() -> None:
    app = ViewApp()
    async with app.run_test(size=(40, 5)) as pilot:
        app.view.show("\n".join(f"-- {number}" for number in range(50)))
        app.view.focus()
        await pilot.press("end")
        assert app.rows(5)[-1] == "-- 49"
        assert app.view.place == "line 46 of 50"
        app.view.show("select 1")
        await pilot.pause()
        assert app.rows(1) == ["select 1"]
        assert app.view.place == ""


async def test_megabytes_are_shown_at_once_and_their_end_when_it_is_wanted() -> None:
    app = ViewApp()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show("select 1,\n" * 100_000 + "'the end'")
        assert app.rows(1) == ["select 1,"]
        app.view.focus()
        for _ in range(500):
            await pilot.press("end")
            if app.rows(10)[-1] == "'the end'":
                break
        else:
            pytest.fail(app.view.place)


async def test_another_theme_has_other_colours() -> None:
    app = ViewApp()
    async with app.run_test(size=(40, 5)) as pilot:
        app.view.show("select 1")
        before = app.styled("select")
        app.theme = next(name for name in app.available_themes if "light" in name)
        await pilot.pause()
        assert app.styled("select") != before
