import pytest
from textual import events
from textual.binding import Binding
from textual.color import Color
from textual.pilot import Pilot

from lakebase_tui.ui.widgets.editor_theme import syntax_styles
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from tests.support.editor_app import SCREEN_KEYS, Host, style_at

SQL = """-- orders
select id, name
from orders;

update orders set a = 1;
"""


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()


def barred(app: Host) -> list[int]:
    """Line numbers beside which the bar is drawn."""
    return [int(line[1:].split()[0]) for line in app.drawn() if line.startswith("▎")]


def marked(app: Host) -> str:
    """The statement that the gutter marks."""
    statement = app.editor.statement_at_cursor()
    return statement.text(app.editor.text) if statement else ""


@pytest.mark.parametrize("key", SCREEN_KEYS)
async def test_keys_of_the_screen_get_there_and_type_nothing(key: str) -> None:
    app = Host("select 1")
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert app.heard == [key]
        assert app.editor.text == "select 1"
        assert app.editor.has_focus


async def test_typing_and_a_new_line_indented_like_the_one_before() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press(*"  a", "enter", *"b", "enter", "enter", *"c")
        assert app.editor.text == "  a\n  b\n  \n  c"


async def test_enter_replaces_the_selection() -> None:
    app = Host("  one two")
    async with app.run_test() as pilot:
        app.editor.move_cursor((0, 5))
        await pilot.press("shift+end", "enter")
        assert app.editor.text == "  one\n  "
        assert app.editor.cursor_location == (1, 2)


async def test_undo_and_redo() -> None:
    app = Host("select 1")
    async with app.run_test() as pilot:
        await pilot.press("ctrl+end", "enter", *"x")
        await pilot.press("ctrl+z")
        after_undo = app.editor.text
        assert after_undo != "select 1\nx"
        assert app.editor.all_statements()[0].text(after_undo) == after_undo.strip()
        await pilot.press("ctrl+y")
        assert app.editor.text == "select 1\nx"
        assert marked(app) == "select 1\nx"


async def test_tab_indents_and_shift_tab_takes_it_back() -> None:
    app = Host("a\nb\n\nc")
    async with app.run_test() as pilot:
        await pilot.press("tab")
        assert app.editor.text == "    a\nb\n\nc"
        app.editor.select_all()
        await pilot.press("tab")
        assert app.editor.text == "        a\n    b\n\n    c"
        app.editor.select_all()
        await pilot.press("shift+tab", "shift+tab")
        assert app.editor.text == "a\nb\n\nc"


async def test_the_bar_marks_the_statement_that_would_run() -> None:
    app = Host(SQL)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert marked(app) == "select id, name\nfrom orders"
        assert barred(app) == [2, 3]
        app.editor.move_cursor((4, 3))
        await settle(pilot)
        assert barred(app) == [5]
        await pilot.press("ctrl+end", *"select 2")
        assert barred(app) == [6]
        await pilot.press("shift+home")
        assert barred(app) == []
        assert app.editor.selected_text == "select 2"
        assert app.editor.text[app.editor.selection_offset :] == "select 2"


async def test_statements_follow_every_edit() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press(*"a;b;'c;d")
        assert [s.text(app.editor.text) for s in app.editor.all_statements()] == ["a", "b", "'c;d"]
        await pilot.press("'", ";", "e")
        assert [s.text(app.editor.text) for s in app.editor.all_statements()] == ["a", "b", "'c;d'", "e"]
        app.editor.text = "x;y"
        assert [s.text("x;y") for s in app.editor.all_statements()] == ["x", "y"]
        app.editor.clear()
        assert app.editor.all_statements() == []
        assert app.editor.statement_at_cursor() is None


async def test_offsets_in_a_text_with_windows_line_ends() -> None:
    text = "select 1;\r\nselect '\r\n';\r\n"
    app = Host(text)
    async with app.run_test() as pilot:
        app.editor.move_cursor((2, 0))
        await settle(pilot)
        assert app.editor.text == text
        assert marked(app) == "select '\r\n'"
        assert app.editor.cursor_offset == text.index("';")
        app.editor.move_cursor_to_offset(text.index("'"))
        assert app.editor.cursor_location == (1, 7)


def color_at(app: Host, row: int, column: int) -> str:
    color = style_at(app, row, column).color
    return color.name if color else ""


async def test_colours_come_from_the_theme_and_follow_it() -> None:
    class Themed(Host):
        def get_theme_variable_defaults(self) -> dict[str, str]:
            keyword = "#010203" if self.theme == "textual-dark" else "#040506"
            return {"syntax-keyword": keyword, "syntax-string": "nonsense"}

    app = Themed("select 'a'\nfrom t")
    async with app.run_test() as pilot:
        await settle(pilot)
        assert color_at(app, 0, 2) == "#010203"
        assert color_at(app, 1, 0) == "#010203"
        assert color_at(app, 0, 8) == str(syntax_styles({})["string"])
        app.theme = "textual-light"
        await settle(pilot)
        assert color_at(app, 0, 2) == "#040506"


async def test_the_line_of_the_cursor_keeps_its_colours() -> None:
    app = Host("select 1 as one")
    async with app.run_test() as pilot:
        await pilot.press("end")
        keyword = Color.parse("#82aaff").rich_color
        drawn = {segment.text: segment.style for segment in app.editor.render_line(0)}
        style = drawn["select"]
        assert style is not None
        assert style.color == keyword


async def test_a_tab_before_a_statement_on_the_same_line_does_not_shift_its_colours() -> None:
    app = Host("select 1;\tselect 2")
    async with app.run_test() as pilot:
        await settle(pilot)
        colours = syntax_styles({})
        drawn = {segment.text: segment.style for segment in app.editor.render_line(0) if segment.style}
        assert {text: style.color for text, style in drawn.items() if text in ("select", "1", "2")} == {
            "select": colours["keyword"].color,
            "1": colours["number"].color,
            "2": colours["number"].color,
        }
        assert "".join(app.drawn()[0]).startswith("▎1  select 1;   select 2 ")


async def test_nothing_a_terminal_would_act_on_is_drawn() -> None:
    hostile = "select '\x1b]52;c;eA==\x07\x9b31m\u202e\u200b\U000e0041\x00\x7f'"
    app = Host(hostile)
    async with app.run_test(size=(100, 20)) as pilot:
        await settle(pilot)
        drawn = "".join(app.drawn())
        assert not set(drawn) & set("\x1b\x07\x9b\u202e\u200b\U000e0041\x00\x7f")
        assert "␛]52;c;eA==␇�31m���␀␡" in drawn
        assert app.editor.text == hostile
        assert "\x1b]52" not in app.export_screenshot()


async def test_pasted_control_characters_stay_in_the_text() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.post_message(events.Paste("a\x00b\x1b\r\nc\t\u2028d\x0c"))
        await settle(pilot)
        assert app.editor.text == "a\x00b\x1b\nc\t\u2028d\x0c"
        assert app.hidden == [4]
        app.post_message(events.Paste("\tplain\r\n"))
        await settle(pilot)
        assert app.hidden == [4]


@pytest.mark.parametrize(
    ("pasted", "text", "odd"),
    [
        ("a\rb\rc", "a\nb\nc", []),
        ("a\r\nb\r\n", "a\nb\n", []),
        ("a\nb\rc\r\nd", "a\nb\nc\nd", [1]),
        ("\r\r\n\n", "\n\n\n", [1]),
    ],
)
async def test_pasted_lines_stay_lines_whatever_ends_them(pasted: str, text: str, odd: list[int]) -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.post_message(events.Paste(pasted))
        await settle(pilot)
        assert app.editor.text == text
        assert app.replaced == odd
        assert app.heard == []
        await pilot.press("ctrl+z")
        assert app.editor.text == ""
        await pilot.press("ctrl+y")
        assert app.editor.text == text


@pytest.mark.parametrize(
    "text",
    ["a\r\nb\r\n", "a\nb\r\nc\r", "a\rb", "\r", "a\x0bb\x0c\x85\u2028\x1cc\n", "\ufeffa", "\r\n\n\r", ""],
)
async def test_a_text_that_nobody_changes_stays_as_it_is_to_the_byte(text: str) -> None:
    app = Host(text)
    async with app.run_test() as pilot:
        assert app.editor.text == app.editor.document.text == text
        app.editor.text = text
        await pilot.press("x", "ctrl+a", "delete", "ctrl+z", "ctrl+z")
        assert app.editor.text == text


async def test_an_error_is_underlined_until_the_next_edit() -> None:
    app = Host("select 1\nfrm t")

    def underlined() -> list[str]:
        found = []
        for y in range(2):
            for segment in app.editor.render_line(y):
                if segment.style is not None and segment.style.underline:
                    found.append(segment.text)
        return found

    async with app.run_test() as pilot:
        await settle(pilot)
        assert underlined() == []
        app.editor.mark_error(9, 3)
        assert underlined() == ["frm"]
        app.editor.mark_error(8, 2)
        assert underlined() == ["f"]
        app.editor.mark_error(10_000)
        assert underlined() == ["t"]
        app.editor.mark_error(0, 6)
        await pilot.press("ctrl+end", "x")
        assert underlined() == []
        app.editor.mark_error(0, 6)
        app.editor.clear_error()
        assert underlined() == []


async def test_matching_brackets_are_shown() -> None:
    app = Host("select (1)")
    async with app.run_test() as pilot:
        app.editor.move_cursor((0, 7))
        await settle(pilot)
        assert app.editor.matching_bracket_location == (0, 9)


async def test_copy_without_a_selection_is_left_to_the_screen() -> None:
    class Cancelling(Host):
        BINDINGS = [Binding("ctrl+c", "heard('cancel')"), Binding("ctrl+d", "heard('quit')")]

    app = Cancelling("ab")
    async with app.run_test() as pilot:
        await pilot.press("ctrl+c")
        assert app.heard == ["cancel"]
        await pilot.press("ctrl+a", "ctrl+c")
        assert app.heard == ["cancel"]
        assert app.clipboard == "ab"
        await pilot.press("ctrl+d")
        assert app.editor.text == ""
        await pilot.press("ctrl+d")
        assert app.heard == ["cancel", "quit"]


async def test_read_only_takes_no_edit() -> None:
    app = Host("  a\n  b")
    async with app.run_test() as pilot:
        app.editor.read_only = True
        app.editor.select_all()
        await pilot.press("enter", "tab", "shift+tab", "x", "delete")
        assert app.editor.text == "  a\n  b"


def test_every_binding_has_an_id_of_its_own() -> None:
    ids = [binding.id for binding in SqlEditor.BINDINGS if isinstance(binding, Binding)]
    assert all(ids)
    assert len(ids) == len(set(ids)) == len(SqlEditor.BINDINGS)


@pytest.mark.parametrize(
    ("piece", "count"), [("x\n", 30_000), ("(", 50_000), ("a;", 30_000), ("'", 30_001), ("\x1b", 9_000)]
)
async def test_odd_long_texts_can_be_edited(piece: str, count: int) -> None:
    text = piece * count
    app = Host(text)
    async with app.run_test() as pilot:
        await pilot.press("b", "ctrl+end", "c")
        assert app.editor.text == f"b{text}c"
