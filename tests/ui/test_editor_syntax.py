"""What the parser cannot read is underlined while nobody types, and the server knows better."""

import time

from textual.pilot import Pilot

from lakebase_tui.ui.widgets import editor_syntax
from lakebase_tui.ui.widgets.editor_syntax import SyntaxNotes
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from tests.support.editor_app import Host

SQL = "select 1;\nselect * frm orders;\nselect 2;\n"


def underlined(editor: SqlEditor) -> list[str]:
    found = []
    for y in range(editor.content_region.height):
        for segment in editor.render_line(y):
            if segment.style is not None and segment.style.underline:
                found.append(segment.text)
    return found


async def rested(pilot: Pilot[None], editor: SqlEditor) -> list[str]:
    """What is underlined as soon as something is; nothing if nothing is for a while."""
    for _ in range(40):
        if found := underlined(editor):
            return found
        await pilot.pause(0.05)
    return []


async def test_a_mistake_is_underlined_after_a_pause_until_it_is_touched() -> None:
    app = Host(SQL)
    async with app.run_test() as pilot:
        found = await rested(pilot, app.editor)
        assert found
        assert all(part in "frm orders" for part in found)
        await pilot.press("x")
        assert underlined(app.editor) == found  # another statement was touched
        app.editor.move_cursor((1, 10))
        await pilot.press("o")
        assert underlined(app.editor) == []


async def test_the_server_wins() -> None:
    app = Host(SQL)
    async with app.run_test() as pilot:
        assert await rested(pilot, app.editor)
        app.editor.mark_error(10, 6)
        assert underlined(app.editor) == ["select"]
        app.editor.clear_error()
        assert underlined(app.editor) != ["select"]


async def test_only_statements_in_view_and_at_the_cursor_are_looked_at() -> None:
    app = Host("select 1;\n" * 100 + SQL)
    async with app.run_test() as pilot:
        await pilot.pause(editor_syntax.PAUSE_S * 2)
        assert underlined(app.editor) == []
        app.editor.scroll_to(y=100, animate=False)
        assert await rested(pilot, app.editor)


async def test_an_editor_that_is_not_on_show_or_was_cut_short_looks_at_nothing() -> None:
    app = Host("select 1;\n" * 100)
    async with app.run_test() as pilot:
        app.editor.scroll_to(y=90, animate=False)
        app.editor.text = SQL
        app.editor.move_cursor((0, 0))
        assert await rested(pilot, app.editor)
        app.editor.display = False
        app.editor.text = "select 3;\nselect * frm lines;\n"
        await pilot.pause(editor_syntax.PAUSE_S * 2)
        app.editor.display = True
        await pilot.pause()
        assert underlined(app.editor) == []
        assert await rested(pilot, app.editor)


def test_what_is_known_is_not_asked_again() -> None:
    asked = []

    def find(statement: str, cursor: int | None) -> list[tuple[int, int]]:
        if cursor is None:
            asked.append(statement)
        return [(0, 1)] if "bad" in statement and cursor != 1 else []

    notes = SyntaxNotes(find)
    assert notes.of("bad", None) == ()
    assert notes.look_at(["good", "bad", "x" * 50_000]) == (True, False)
    assert notes.look_at(["bad", "good"]) == (False, False)
    assert asked == ["good", "bad"]
    assert notes.of("bad", None) == notes.of("bad", 3) == [(0, 1)]
    assert notes.of("bad", 1) == []
    assert notes.of("good", None) == ()


def test_looking_stops_when_it_takes_too_long() -> None:
    asked: list[str] = []

    def slow(statement: str, cursor: int | None) -> list[tuple[int, int]]:
        asked.append(statement)
        end = time.perf_counter() + 0.002
        while time.perf_counter() < end:
            pass
        return []

    notes, statements, looks = SyntaxNotes(slow), [f"select {number}" for number in range(50)], 1
    while notes.look_at(statements)[1]:
        looks += 1
    assert looks > 1
    assert asked == statements
