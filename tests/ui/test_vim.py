"""Keys as in Vim, in an editor on a screen."""

import pytest
from rich.style import Style
from textual import events

from lakebase_tui.ui.vim.keys import split_keys
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from tests.support.settling import settle
from tests.support.vim_app import PASSED_ON, SQL, VimHost, as_event, typed
from tests.unit.vim.cases import TEXTS
from tests.unit.vim.lines import Desk
from tests.unit.vim.random_cases import random_cases


def style_at(editor: SqlEditor, y: int, column: int) -> Style:
    """How a character of a line is drawn."""
    cell = editor.gutter_width + column
    (segment,) = editor.render_line(y).crop(cell, cell + 1)
    return segment.style or Style.null()


async def test_motions_operators_and_typing() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        await typed(pilot, "wdw")
        assert app.editor.text.startswith("select , name\n")
        await typed(pilot, "ix y", "escape")
        assert app.editor.text.startswith("select x y, name\n")
        assert app.editor.cursor_location == (0, 9)
        await typed(pilot, "jdd")
        assert "from orders" not in app.editor.text
        await typed(pilot, "p")
        assert app.editor.document.lines[:3] == ["select x y, name", "where total > 10;", "from orders"]


async def test_the_mode_is_told_with_keys_that_wait() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        await typed(pilot, "2dj", "i", "escape", "v", "V", "escape", "R", "escape", "qa", "q")
        assert app.modes == [
            *("NORMAL", "NORMAL 2", "NORMAL 2d", "NORMAL", "INSERT", "NORMAL", "VISUAL", "VISUAL LINE"),
            *("NORMAL", "REPLACE", "NORMAL", "NORMAL q", "NORMAL recording @a", "NORMAL"),
        ]
        assert app.editor.text == "\nupdate orders set a = 1;"


async def test_the_cursor_looks_another_while_one_types() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        block = style_at(app.editor, 0, 0)
        await typed(pilot, "i")
        line = style_at(app.editor, 0, 0)
        await typed(pilot, "escape", "R")
        other = style_at(app.editor, 0, 0)
        await typed(pilot, "escape")
        assert (block.underline, line.underline, other.underline) == (None, True, True)
        assert len({block.bgcolor, line.bgcolor}) == 2
        assert line.color != other.color
        assert style_at(app.editor, 0, 0) == block
        assert not app.editor.cursor_blink


@pytest.mark.parametrize("mode", ["", "i", "v", "2d"])
async def test_keys_that_are_not_vims_get_to_the_screen(mode: str) -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        for key in PASSED_ON:
            await typed(pilot, mode, key)
        assert app.heard == PASSED_ON
        assert app.editor.text == (SQL if mode != "i" else "i" * (len(PASSED_ON) - 1) + SQL)


async def test_escape_goes_to_the_screen_once_there_is_nothing_to_leave() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        await typed(pilot, "i", "escape", "v", "escape", "2d", "escape", "R", "escape")
        assert app.heard == []
        await typed(pilot, "escape")
        assert app.heard == ["escape"]


async def test_one_stay_in_insert_mode_and_one_command_are_one_step_each() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        await typed(pilot, "oab cd", "enter", "ef", "backspace", "escape")
        assert app.editor.document.lines[:4] == ["select id, name", "ab cd", "e", "from orders"]
        await typed(pilot, "3>>")
        await typed(pilot, "u")
        assert app.editor.document.lines[:4] == ["select id, name", "ab cd", "e", "from orders"]
        await typed(pilot, "u")
        assert app.editor.text == SQL
        assert app.editor.cursor_location == (0, 0)
        await typed(pilot, "ctrl+r", "ctrl+r")
        assert app.editor.document.lines[1] == "ab cd"
        assert app.editor.document.lines[2] == "    e"
        await typed(pilot, "ctrl+z", "ctrl+z")
        assert app.editor.text == SQL


async def test_the_selection_is_the_editors_own_and_runs() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        await typed(pilot, "wve")
        assert app.editor.selected_text == "id"
        assert app.cursor_drawn_at == (0, 8)
        await typed(pilot, "f5")
        assert app.heard == ["f5"]
        assert app.editor.selected_text == "id"
        await typed(pilot, "o0")
        assert app.editor.selected_text == "select id"
        await typed(pilot, "escape", "Vj")
        assert app.cursor_drawn_at == (1, 0)
        assert app.editor.selected_text == "select id, name\nfrom orders"
        await typed(pilot, "k")
        assert app.editor.selected_text == "select id, name"
        await typed(pilot, "escape")
        assert app.editor.selection.is_empty
        assert app.cursor_drawn_at is None
        await typed(pilot, "v$")
        assert app.editor.selected_text == "select id, name\n"


async def test_what_the_mouse_or_the_program_selects_is_a_selection() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        await pilot.mouse_down(app.editor, offset=(10, 1))
        await pilot.hover(app.editor, offset=(13, 1))
        await pilot.mouse_up(app.editor, offset=(13, 1))
        selected = app.editor.selected_text
        assert len(selected) == 3
        assert app.modes[-1] == "VISUAL"
        await typed(pilot, "d")
        assert app.editor.text == SQL.replace(selected, "", 1)
        await pilot.click(app.editor, offset=(50, 2))
        assert app.modes[-1] == "NORMAL"
        assert (
            app.editor.cursor_location[1]
            == len(app.editor.document.get_line(app.editor.cursor_location[0])) - 1
        )
        await pilot.press("shift+home")
        assert app.modes[-1] == "VISUAL"
        await pilot.press("ctrl+a")
        await typed(pilot, "y")
        assert app.editor.selection.is_empty


@pytest.mark.parametrize("mode", ["", "i", "v", "d", "R"])
async def test_a_paste_is_text_in_any_mode(mode: str) -> None:
    app = VimHost("select 1;\nx")
    async with app.run_test() as pilot:
        await typed(pilot, mode)
        app.post_message(events.Paste("dd:q\x1bGdG\nyyp"))
        await settle(pilot)
        assert app.editor.text == "dd:q\x1bGdG\nyyp" + "select 1;\nx"[mode == "v" :]
        await typed(pilot, "escape", "u")
        assert app.editor.text == "select 1;\nx"
        assert app.done == []


async def test_keys_that_come_at_once_keep_their_order() -> None:
    app = VimHost("a b c\nd")
    async with app.run_test() as pilot:
        await typed(pilot, "wiXY", "escape", "AZ", "escape", "jox", "enter", "y", "escape", "kddk")
        await typed(pilot, ":s/d/e/", "enter", "ggx:2d", "enter", "p/e", "escape", "x:s/,/", "escape", "P")
        assert app.editor.text == " XYb cZ\ny\ne"


async def test_a_command_at_once_gets_to_its_line_even_where_no_letter_is_waited_for() -> None:
    app = VimHost(letters_are_waited_for=False)
    async with app.run_test() as pilot:
        await typed(pilot, "x:w abc", "backspace", "enter", "x")
        assert app.done == [("save", "ab")]
        assert app.editor.text == SQL[2:]


async def test_wide_characters() -> None:
    app = VimHost("日本 語\nabcdef")
    async with app.run_test() as pilot:
        await typed(pilot, "lj")
        assert app.editor.cursor_location == (1, 2)
        await typed(pilot, "kx")
        assert app.editor.text == "日 語\nabcdef"
        await typed(pilot, "i語", "escape")
        assert app.editor.text == "日語 語\nabcdef"


async def test_completion_is_asked_in_insert_mode_only_and_is_repeated() -> None:
    app = VimHost("from \nfrom ")
    async with app.run_test() as pilot:
        await typed(pilot, "Aor", "tab", " o", "escape")
        assert app.editor.document.lines == ["from orders o", "from "]
        await typed(pilot, "tab", "j.")
        assert app.editor.document.lines == ["from orders o", "from orders o"]
        assert app.completing.seen == ["o", "r", "tab", "space", "o", "escape"]
        await typed(pilot, "u")
        assert app.editor.document.lines == ["from orders o", "from "]


async def test_registers_are_typed_in_insert_mode() -> None:
    app = VimHost("ab cd")
    async with app.run_test() as pilot:
        await typed(pilot, "yiwA ", "ctrl+r", "0!", "escape", ".")
        assert app.editor.text == "ab cd ab! ab!"


async def test_moving_in_insert_mode_begins_a_new_step() -> None:
    app = VimHost("ab\ncd")
    async with app.run_test() as pilot:
        await typed(pilot, "ix", "right", "y", "escape")
        assert app.editor.text == "xayb\ncd"
        await typed(pilot, "u")
        assert app.editor.text == "xab\ncd"
        await typed(pilot, "A", "ctrl+left", "z", "escape", "u")
        assert app.editor.text == "xab\ncd"


async def test_commands_behind_a_colon() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        await typed(pilot, ":")
        assert app.prompt.asks
        await typed(pilot, "w", "enter", ":w a b.sql", "enter", ":q", "enter", ":q!", "enter", ":wq", "enter")
        assert app.done == [
            ("save", ""),
            ("save", "a b.sql"),
            ("close", False),
            ("close", True),
            ("save and close",),
        ]
        assert app.editor.has_focus
        await typed(pilot, ":e x.sql", "enter", ":2", "enter")
        assert app.done[-1] == ("open", "x.sql")
        assert app.editor.cursor_location == (1, 0)
        await typed(pilot, ":%s/orders/items/g", "enter")
        assert app.editor.text == SQL.replace("orders", "items")
        assert app.told == "2 substitutions on 2 lines"
        await typed(pilot, "u")
        assert app.told == ""
        assert app.editor.text == SQL


async def test_a_command_that_is_not_there_is_told_and_one_can_be_taken_up_again() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        await typed(pilot, ":frobnicate 1", "enter")
        assert app.told == "There is no command frobnicate here."
        assert app.editor.has_focus
        await typed(pilot, ":", "up")
        assert app.prompt._field.value == "frobnicate 1"
        await typed(pilot, "down", "escape")
        assert not app.prompt.asks
        assert app.heard == []
        await typed(pilot, "x")
        assert app.editor.text == SQL[1:]
        await typed(pilot, "Vj:", "d", "enter")
        assert app.editor.text == SQL.split("\n", 2)[2]


async def test_search_goes_through_the_find_bar() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        await typed(pilot, "/orders")
        assert app.pane.find_bar.is_open
        await typed(pilot, "escape")
        assert app.editor.has_focus
        assert app.editor.cursor_location == (1, 5)
        assert app.editor.selection.is_empty
        assert app.modes[-1] == "NORMAL"
        await typed(pilot, "n")
        assert app.editor.cursor_location == (4, 7)
        await typed(pilot, "n")
        assert app.editor.cursor_location == (1, 5)
        await typed(pilot, "N")
        assert app.editor.cursor_location == (4, 7)
        await typed(pilot, "``dn")
        assert app.editor.document.lines[1:] == ["from orders set a = 1;"]


async def test_the_word_at_the_cursor_is_looked_for_both_ways() -> None:
    app = VimHost("a_b ab a_b\nab")
    async with app.run_test() as pilot:
        await typed(pilot, "*")
        assert app.editor.cursor_location == (0, 7)
        await typed(pilot, "bb#")
        assert app.editor.cursor_location == (0, 7)
        await typed(pilot, "b*")
        assert app.editor.cursor_location == (1, 0)


async def test_statements_are_text_objects() -> None:
    app = VimHost("select 1;\n\nselect 2\n  , 3;\nselect 4; select 5;")
    async with app.run_test() as pilot:
        await typed(pilot, "jjyis")
        assert app.clip == ""
        await typed(pilot, 'vis"+y')
        assert app.clip == "select 2\n  , 3"
        await typed(pilot, "das")
        assert app.editor.text == "select 1;\n\nselect 4; select 5;"
        await typed(pilot, "w" * 4, "cisx", "escape")
        assert app.editor.text == "select 1;\n\nselect 4; x;"
        await typed(pilot, "bbdas")
        assert app.editor.text == "select 1;\n\nx;"


async def test_formatting_and_comments() -> None:
    app = VimHost("select a,b from t where x=1;\nselect 2;")
    async with app.run_test() as pilot:
        await typed(pilot, "==")
        assert "\n" in app.editor.text.split(";")[0]
        await typed(pilot, "u", "gcj")
        assert app.editor.document.lines == ["-- select a,b from t where x=1;", "-- select 2;"]
        await typed(pilot, "gcj")
        assert app.editor.document.lines == ["select a,b from t where x=1;", "select 2;"]


async def test_a_text_that_is_not_to_be_changed() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        app.editor.read_only = True
        await typed(pilot, "dd", "ix", "escape", "p", "J", "rz", "Vd", ">>", "gUU", ".", "x", ":d", "enter")
        assert app.editor.text == SQL
        assert app.told == "The text is read-only."
        await typed(pilot, "yyG")
        assert app.editor.cursor_location == (4, 0)


async def test_pages_and_places_in_view() -> None:
    app = VimHost("\n".join(f"line {number}" for number in range(200)))
    async with app.run_test() as pilot:
        await typed(pilot, "ctrl+f", "ctrl+d")
        await settle(pilot)
        top = app.editor.scroll_offset.y
        assert 0 < top <= app.editor.cursor_location[0]
        await typed(pilot, "100Gzt")
        await settle(pilot)
        assert app.editor.scroll_offset.y == 99
        await typed(pilot, "LH")
        assert app.editor.cursor_location == (99, 0)
        await typed(pilot, "zb")
        await settle(pilot)
        assert app.editor.scroll_offset.y < 99
        await typed(pilot, "gg")
        await settle(pilot)
        assert app.editor.scroll_offset.y == 0


async def test_windows_line_ends_stay() -> None:
    app = VimHost("a\r\nb\r\nc")
    async with app.run_test() as pilot:
        await typed(pilot, "ddpyyPox", "enter", "y", "escape")
        assert app.editor.text == "b\r\na\r\nx\r\ny\r\na\r\nc"


async def test_alt_and_a_letter_may_be_escape_and_the_letter() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        app.vim._alt_is_escape = True
        await typed(pilot, "ix")
        app.post_message(events.Key("alt+d", "d"))
        await settle(pilot)
        assert app.modes[-1] == "NORMAL d"
        await pilot.press("d")
        assert app.editor.text == SQL.split("\n", 1)[1]
        await pilot.press("alt+c")
        assert app.heard == ["alt+c"]


async def test_another_text_may_come_in_at_any_time() -> None:
    app = VimHost()
    async with app.run_test() as pilot:
        for keys in ("G$", "Gix", "GVk", "GR", "Gd"):
            app.editor.text = SQL
            await typed(pilot, keys)
            app.editor.text = "a"
            await typed(pilot, "escape", "escape", "ix", "escape")
            assert app.editor.text == "xa"
            await typed(pilot, "u")
            assert app.editor.text == "a"


async def test_the_editor_does_with_all_keys_what_the_engine_does_in_memory() -> None:
    app = VimHost(TEXTS["brackets"])
    desk = Desk(TEXTS["brackets"].split("\n"))
    async with app.run_test():
        for case in random_cases(200, seed=11):
            for key in split_keys(case.keys):
                app.vim.take_key(as_event(key))
            desk.type(case.keys)
            assert (app.editor.text, app.editor.selection.end) == (desk.text, desk.engine.state.cursor), case
