"""What the editor's keys do to lines and statements: each is one step, and the cursor goes along."""

from collections.abc import Callable

import pytest
from textual.widgets.text_area import Selection

from lakebase_tui.ui.widgets.editor_lines import (
    LinesChange,
    commented,
    dedented,
    duplicated,
    indented,
    moved,
)
from tests.support.editor_app import Host, PaneHost, settled, style_at

Place = tuple[int, int]
Do = Callable[[list[str], Selection], LinesChange | None]


def comment(lines: list[str], selection: Selection) -> LinesChange | None:
    return commented(lines, selection)


def copy(lines: list[str], selection: Selection) -> LinesChange | None:
    return duplicated(lines, selection)


def up(lines: list[str], selection: Selection) -> LinesChange | None:
    return moved(lines, selection, -1)


def down(lines: list[str], selection: Selection) -> LinesChange | None:
    return moved(lines, selection, 1)


def right(lines: list[str], selection: Selection) -> LinesChange | None:
    return indented(lines, selection, 4)


def left(lines: list[str], selection: Selection) -> LinesChange | None:
    return dedented(lines, selection, 4)


@pytest.mark.parametrize(
    ("do", "text", "selection", "wanted", "then"),
    [
        (comment, "a\n  b\n", ((0, 1), (0, 1)), "-- a\n  b\n", ((0, 4), (0, 4))),
        (comment, "-- a\n", ((0, 4), (0, 4)), "a\n", ((0, 1), (0, 1))),
        (comment, "--a", ((0, 1), (0, 1)), "a", ((0, 0), (0, 0))),
        (comment, "  a\n    b\n\nc", ((0, 0), (1, 2)), "  -- a\n  --   b\n\nc", ((0, 0), (1, 2))),
        (comment, "  -- a\n  --   b", ((1, 1), (0, 5)), "  a\n    b", ((1, 1), (0, 2))),
        (comment, "a\n-- b", ((0, 0), (1, 4)), "-- a\n-- -- b", ((0, 0), (1, 7))),
        (comment, "a\nb", ((0, 0), (1, 0)), "-- a\nb", ((0, 0), (1, 0))),
        (comment, "a\n\nb", ((0, 0), (2, 1)), "-- a\n\n-- b", ((0, 0), (2, 4))),
        (comment, "", ((0, 0), (0, 0)), "-- ", ((0, 3), (0, 3))),
        (copy, "a\nb\n", ((0, 1), (0, 1)), "a\na\nb\n", ((1, 1), (1, 1))),
        (copy, "a\nb\nc", ((1, 1), (0, 0)), "a\nb\na\nb\nc", ((3, 1), (2, 0))),
        (up, "a\nbc\nd", ((1, 1), (1, 1)), "bc\na\nd", ((0, 1), (0, 1))),
        (up, "a\nb\nc", ((1, 0), (2, 1)), "b\nc\na", ((0, 0), (1, 1))),
        (down, "a\nbc\nd", ((1, 1), (1, 1)), "a\nd\nbc", ((2, 1), (2, 1))),
        (down, "a\nb\nc", ((0, 0), (1, 1)), "c\na\nb", ((1, 0), (2, 1))),
        (right, "a\n\nb", ((0, 1), (2, 0)), "    a\n\nb", ((0, 5), (2, 0))),
        (left, "    a\n  b\n\tc", ((0, 5), (2, 2)), "a\nb\nc", ((0, 1), (2, 1))),
        (left, "     a", ((0, 2), (0, 2)), " a", ((0, 0), (0, 0))),
    ],
)
def test_lines(
    do: Do, text: str, selection: tuple[Place, Place], wanted: str, then: tuple[Place, Place]
) -> None:
    lines = text.split("\n")
    change = do(lines, Selection(*selection))
    assert change is not None
    lines[change.first : change.last + 1] = change.lines
    assert "\n".join(lines) == wanted
    assert change.selection == then


def test_there_is_nowhere_to_move_to() -> None:
    assert moved(["a", "b"], Selection((0, 0), (1, 0)), -1) is None
    assert moved(["a", "b"], Selection((1, 0), (1, 1)), 1) is None


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("ctrl+underscore", "select 1;\n-- select 2;\nselect 3;"),
        ("alt+i", "select 1;\n-- select 2;\nselect 3;"),
        ("alt+d", "select 1;\nselect 2;\nselect 2;\nselect 3;"),
        ("alt+k", "select 2;\nselect 1;\nselect 3;"),
        ("alt+down", "select 1;\nselect 3;\nselect 2;"),
    ],
)
async def test_each_key_is_one_step(key: str, wanted: str, ends: str) -> None:
    text, wanted = "select 1;\nselect 2;\nselect 3;".replace("\n", ends), wanted.replace("\n", ends)
    app = Host(text)
    async with app.run_test() as pilot:
        app.editor.move_cursor((1, 3))
        await pilot.press(key)
        assert app.editor.text == wanted
        row, column = app.editor.cursor_location
        assert app.editor.document.lines[row][column:] == "ect 2;"
        await pilot.press("ctrl+z")
        assert (app.editor.text, app.editor.cursor_location) == (text, (1, 3))
        await pilot.press("ctrl+y")
        assert app.editor.text == wanted


async def test_a_part_of_a_line_is_duplicated_behind_itself() -> None:
    app = Host("ab cd")
    async with app.run_test() as pilot:
        await pilot.press("shift+right", "shift+right", "alt+d")
        assert app.editor.text == "abab cd"
        assert app.editor.selection == Selection((0, 2), (0, 4))


async def test_odd_line_ends_stay_where_they_are_when_lines_move() -> None:
    app = Host("a\r\nb\nc\r\n")
    async with app.run_test() as pilot:
        await pilot.press("alt+down", "alt+d", "ctrl+z")
        assert app.editor.text == "b\na\r\nc\r\n"


async def test_a_read_only_text_stays_as_it_is() -> None:
    app = Host("a\nb")
    async with app.run_test() as pilot:
        app.editor.read_only = True
        await pilot.press("alt+i", "alt+d", "alt+j", "shift+tab", "alt+shift+f", "enter")
        assert app.editor.text == "a\nb"


SQL = "select 1; select (a[1])\nfrom t;\n\n-- ) (\nupdate t set a = ')';"


async def test_from_statement_to_statement() -> None:
    app = Host(SQL)
    async with app.run_test() as pilot:
        places = []
        for key in ("alt+n", "ctrl+down", "alt+n", "alt+p", "ctrl+up", "alt+p"):
            await pilot.press(key)
            places.append(app.editor.cursor_location)
        assert places == [(0, 10), (4, 0), (4, 0), (0, 10), (0, 0), (0, 0)]
        app.editor.move_cursor((1, 3))
        await pilot.press("alt+p")
        assert app.editor.cursor_location == (0, 10)
        await pilot.press("alt+v")
        assert app.editor.selected_text == "select (a[1])\nfrom t"


@pytest.mark.parametrize(
    ("cursor", "partner"),
    [
        ((0, 17), (0, 22)),
        ((0, 22), (0, 17)),
        ((0, 23), (0, 17)),
        ((0, 19), (0, 21)),
        ((0, 18), (0, 22)),
        ((0, 20), (0, 21)),
        ((3, 3), None),
        ((4, 18), None),
        ((0, 0), None),
    ],
)
async def test_brackets_that_belong_together(cursor: Place, partner: Place | None) -> None:
    app = Host(SQL)
    async with app.run_test() as pilot:
        app.editor.move_cursor(cursor)
        await pilot.pause()
        assert app.editor.matching_bracket_location == partner
        if partner is not None:
            assert style_at(app, *partner).bgcolor != style_at(app, partner[0], 2).bgcolor
        await pilot.press("alt+q")
        assert app.editor.cursor_location == (partner or cursor)


@pytest.mark.parametrize(
    "text", ["(" * 30_000, "'" + "(" * 30_000 + ")" * 30_000, "(" * 200_000 + ")" * 200_000]
)
async def test_brackets_without_end(text: str) -> None:
    app = Host(text)
    async with app.run_test() as pilot:
        await pilot.press("right", "ctrl+end", "x")
        assert app.editor.matching_bracket_location is None


async def test_formatting_a_statement() -> None:
    text = "select 1;\n\n  select a,b from t where c=1;\nbad"
    app = PaneHost(text)
    async with app.run_test() as pilot:
        app.editor.move_cursor((2, 20))  # at the w of where
        await pilot.press("alt+shift+f")
        assert app.editor.text == "select 1;\n\n  select a,b\nfrom t\nwhere c = 1;\nbad"
        assert app.editor.cursor_location == (4, 0)
        await pilot.press("ctrl+z")
        assert app.editor.text == text
        assert app.editor.cursor_location == (2, 20)


async def test_formatting_a_selection_in_a_text_with_windows_line_ends() -> None:
    app = PaneHost("select a from b;\r\n-- so\r\nselect c from d;\r\nselect e from f")
    async with app.run_test() as pilot:
        app.editor.selection = Selection((0, 0), (2, 16))
        await pilot.press("alt+shift+f")
        assert app.editor.text == ("select a\r\nfrom b;\r\n-- so\r\nselect c\r\nfrom d;\r\nselect e from f")


async def test_a_long_statement_is_formatted_beside_the_keys() -> None:
    text = "select " + ",".join(f"column_{number}" for number in range(600)) + " from t"
    app = PaneHost(text)
    async with app.run_test() as pilot:
        await pilot.press("alt+shift+f")
        await settled(pilot)
        assert app.editor.text.endswith("\nfrom t")
        assert len(app.editor.document.lines) > 50
        await pilot.press("ctrl+z")
        app.editor.action_format()
        app.editor.insert("x", (0, 0))
        await settled(pilot)
        assert app.editor.text == "x" + text  # it was changed meanwhile


async def test_what_cannot_be_formatted_stays_as_it_is() -> None:
    text = "select " + "(" * 400 + "1" + ")" * 400
    app = PaneHost(text)
    async with app.run_test() as pilot:
        await pilot.press("alt+shift+f")
        assert app.editor.text == text
        assert [note.message for note in app._notifications] == [
            "The statement is nested too deep, or has too many parts, to be formatted. It stays as it is."
        ]


async def test_undo_goes_word_by_word() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press(*"select one,  two")
        texts = []
        for _ in range(4):
            await pilot.press("ctrl+z")
            texts.append(app.editor.text)
        assert texts == ["select one,  ", "select ", "", ""]
        await pilot.press("ctrl+y", "ctrl+y")
        assert app.editor.text == "select one,  "


async def test_alt_and_a_letter_that_means_nothing_types_nothing() -> None:
    app = Host("a")
    async with app.run_test() as pilot:
        await pilot.press("alt+y", "alt+shift+y")
        assert app.editor.text == "a"


async def test_the_width_of_a_tab_can_be_set() -> None:
    app = Host("\ta\nb")
    async with app.run_test() as pilot:
        app.editor.indent_width = 2
        await pilot.press("down", "tab")
        assert app.editor.text == "\ta\n  b"
        assert app.drawn()[0].startswith("▎1    a")
