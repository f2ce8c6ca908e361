"""Finding and replacing in the editor."""

import pytest
from rich.style import Style
from textual.widgets import Input

from lakebase_tui.ui.widgets.editor_find_bar import FindBar
from lakebase_tui.ui.widgets.editor_line_bar import place_of
from lakebase_tui.ui.widgets.editor_painter import MarkKind
from lakebase_tui.ui.widgets.editor_theme import editor_styles
from tests.support.editor_app import PaneHost, marked, settled

SQL = """select Id, name
from Orders o
where o.id = 17;

update orders set id = 'order';
"""
SIZES = [(160, 45), (80, 24)]


def styles(app: PaneHost) -> tuple[Style, Style]:
    marks = editor_styles(app.editor).marks
    return marks[MarkKind.MATCH], marks[MarkKind.MATCH_HERE]


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_typed_is_found_as_it_is_typed(size: tuple[int, int]) -> None:
    app = PaneHost(SQL)
    async with app.run_test(size=size) as pilot:
        app.editor.move_cursor((1, 0))
        await pilot.press("ctrl+f")
        bar = app.query_one(FindBar)
        assert (bar.region.height, bar.region.bottom) == (1, app.pane.content_region.bottom)
        await pilot.press(*"order")
        assert app.said == "1/3"
        others, here = styles(app)
        assert marked(app.editor, here) == ["Order"]
        assert marked(app.editor, others) == ["order", "order"]
        await pilot.press("s")
        assert app.said == "1/2"
        await pilot.press("enter")
        assert (app.said, app.editor.selected_text, app.editor.cursor_location) == ("2/2", "orders", (4, 13))
        await pilot.press("down")
        assert app.said == "1/2"
        await pilot.press("up", "up")
        assert app.said == "1/2"
        await pilot.press("escape")
        assert app.editor.has_focus
        assert not bar.is_open
        assert app.editor.selected_text == "Orders"
        assert marked(app.editor, others) == marked(app.editor, here) == []
        assert app.heard == []
        assert app.editor.text == SQL


async def test_escape_belongs_to_the_screen_while_no_bar_is_open() -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        await pilot.press("escape")
        assert app.heard == ["escape"]
        await pilot.press("ctrl+f")
        app.editor.focus()
        await pilot.press("escape")
        assert app.heard == ["escape"]
        assert not app.pane.find_bar.is_open


async def test_capital_letters_matter_if_one_wants() -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+f", *"id")
        assert app.said == "1/3"
        await pilot.press("alt+i")
        assert app.said == "1/2"
        assert app.editor.cursor_location == (2, 10)
        await pilot.press("alt+i")
        assert app.said == "1/3"


async def test_a_click_turns_a_choice() -> None:
    app = PaneHost(SQL)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+f", *"i.")
        assert app.said == "no match"
        await pilot.click("#regex")
        assert app.said == "1/3"


@pytest.mark.parametrize(
    ("needle", "said", "problem"),
    [
        (r"\bid\b", "1/3", ""),
        (r"^\w+", "1/4", ""),
        (r";$", "1/2", ""),
        (r"o\.\w+\s=\s\d+;\n\nupdate", "1/1", ""),
        (r"x*", "no match", ""),
        (r"(id", "", "No regular expression: missing ), unterminated subpattern at character 1."),
        (r"a{99999999999}", "", "No regular expression: too much repetition."),
    ],
)
async def test_regular_expressions(needle: str, said: str, problem: str) -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+f", "alt+e")
        app.query_one("#needle", Input).value = needle
        await settled(pilot)
        assert (app.said, app.problem) == (said, problem)


async def test_a_regular_expression_that_would_never_end_is_given_up() -> None:
    app = PaneHost("select '" + "a" * 5_000 + "b'\n")
    async with app.run_test() as pilot:
        await pilot.press("ctrl+f", "alt+e", *"(a+)+$")
        await settled(pilot)
        assert "takes too long" in app.problem
        await pilot.press("backspace")
        await settled(pilot)
        assert (app.said, app.problem) == ("1/1", "")


async def test_a_selected_word_is_what_one_looks_for() -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        app.editor.move_cursor((4, 7))
        await pilot.press("ctrl+shift+right", "ctrl+f")
        assert app.said == "2/2"
        await pilot.press(*"name")
        assert app.said == "1/1"


async def test_selected_lines_are_where_one_looks() -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        await pilot.press("shift+down", "shift+down", "ctrl+f", *"id")
        assert app.said == "1/1"
        await pilot.press("alt+s")
        assert app.said == "1/3"
        await pilot.press("alt+s", "escape", "home", "ctrl+f", *"id", "alt+s")
        assert app.problem == "Nothing is selected. Select lines in the text, then find in them."


async def test_next_and_previous_from_the_text() -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        await pilot.press("alt+g")
        assert app.pane.find_bar.is_open
        await pilot.press(*"id", "escape", "alt+g")
        assert app.editor.has_focus
        assert app.said == "2/3"
        await pilot.press("alt+shift+g", "alt+shift+g")
        assert app.said == "3/3"
        await pilot.press("escape")
        assert not app.pane.find_bar.is_open


async def test_what_was_found_follows_the_text() -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+f", *"id")
        app.editor.focus()
        await pilot.press("ctrl+home", *"id ")
        await pilot.pause()
        assert app.said == "0/4"
        assert marked(app.editor, styles(app)[0]) == ["id", "Id", "id", "id"]
        assert app.editor.cursor_location == (0, 3)
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert app.said == "0/3"


async def test_replace_one_after_the_other() -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        await pilot.press("alt+h", *"id", "tab", *"key", "enter")
        assert app.editor.document.lines[0] == "select key, name"
        assert (app.said, app.editor.cursor_location) == ("1/2", (2, 10))
        await pilot.press("up", "enter", "enter")
        assert "id" not in app.editor.text
        assert app.said == "no match"
        await pilot.press("escape", "ctrl+z", "ctrl+z", "ctrl+z")
        assert app.editor.text == SQL


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
async def test_replace_all_is_one_step_in_a_text_of_any_line_end(ends: str) -> None:
    text = SQL.replace("\n", ends)
    app = PaneHost(text)
    async with app.run_test() as pilot:
        await pilot.press("alt+h", "alt+e")
        app.query_one("#needle", Input).value = r"\b(\w)(rder)"
        app.query_one("#replacement", Input).value = r"\2\1"
        await pilot.press("alt+l")
        await settled(pilot)
        assert app.said == "3 replaced"
        wanted = text.replace("Order", "rderO").replace("order", "rdero")
        assert app.editor.text == wanted
        await pilot.press("escape", "ctrl+z")
        assert app.editor.text == text
        await pilot.press("ctrl+y")
        assert app.editor.text == wanted


async def test_replace_in_selected_lines_only() -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        await pilot.press("down", "shift+down", "shift+down", "alt+h", *"o", "tab", *"Xx", "enter")
        assert app.said == "1/3"
        await pilot.press("alt+l")
        await settled(pilot)
        assert app.editor.document.lines[1:3] == ["frXxm Xxrders Xx", "where Xx.id = 17;"]
        assert app.editor.document.lines[4] == "update orders set id = 'order';"


async def test_a_bad_replacement_is_told_and_changes_nothing() -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        await pilot.press("alt+h", "alt+e", *"id", "tab", *r"\2", "enter")
        assert app.problem.startswith("No replacement: invalid group reference 2")
        await pilot.press("alt+l")
        await settled(pilot)
        assert app.problem.startswith("No replacement: invalid group reference 2")
        assert app.editor.text == SQL


async def test_plain_text_is_put_in_as_it_is() -> None:
    app = PaneHost("a.b\n")
    async with app.run_test() as pilot:
        await pilot.press("alt+h", *".", "tab", *r"\1\n", "alt+l")
        await settled(pilot)
        assert app.editor.text == "a\\1\\nb\n"


async def test_a_read_only_text_is_not_replaced() -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        app.editor.read_only = True
        await pilot.press("alt+h", *"id", "tab", *"x", "enter", "alt+l")
        await settled(pilot)
        assert app.editor.text == SQL


async def test_many_matches_are_counted_and_replaced() -> None:
    line = "select o.id, c.name from sales.orders o join customers c on c.id = o.customer_id;\n"
    app = PaneHost(line * 20_000)
    async with app.run_test() as pilot:
        await pilot.press("alt+h", "alt+e")
        app.query_one("#needle", Input).value = r"(o|c)\.id"
        await settled(pilot)
        assert app.said == "1/40,000"
        app.query_one("#replacement", Input).value = r"\1.key"
        await pilot.press("alt+l")
        await settled(pilot)
        assert app.said == "40,000 replaced"
        assert app.editor.text == line.replace(".id", ".key") * 20_000
        await pilot.press("escape", "ctrl+z")
        assert app.editor.text == line * 20_000


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        *[
            ("5", (4, 0)),
            ("3:7", (2, 6)),
            (" 3 , 7 ", (2, 6)),
            ("-1", (0, 0)),
            ("+2", (3, 0)),
            ("-9", (0, 0)),
        ],
        *[("0", (0, 0)), ("", None), ("a", None), ("1:b", None), ("9" * 12, None)],
    ],
)
def test_what_means_a_line(typed: str, place: tuple[int, int] | None) -> None:
    assert place_of(typed, here=1) == place


@pytest.mark.parametrize("size", SIZES)
async def test_going_to_a_line(size: tuple[int, int]) -> None:
    app = PaneHost(SQL)
    async with app.run_test(size=size) as pilot:
        await pilot.press("ctrl+g", *"3:7", "enter")
        assert app.editor.has_focus
        assert app.editor.cursor_location == (2, 6)
        await pilot.press("ctrl+g", *"999", "enter")
        assert app.editor.cursor_location == (5, 0)
        await pilot.press("ctrl+g", "enter")
        assert app.editor.has_focus
        assert app.editor.cursor_location == (5, 0)
        assert app.editor.text == SQL


async def test_a_line_that_is_none_is_asked_for_again() -> None:
    app = PaneHost(SQL)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+g", *"abc", "enter")
        assert app.pane.line_bar.is_open
        await pilot.press("escape")
        assert not app.pane.line_bar.is_open
        assert app.editor.has_focus
        assert app.heard == []
