import pytest
from rich.cells import cell_len
from textual import events
from textual.strip import Strip

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.ui.widgets.grid_cell import fit, shown
from lakebase_tui.ui.widgets.result_grid import HINT, ResultGrid
from tests.support.frames import frame_of, lines_of
from tests.support.grid_app import grid_with
from tests.support.rows import ORDERS, ListSource, MadeSource


def style_at(grid: ResultGrid, text: str, y: int) -> tuple[str, bool]:
    """Colour and slant of the segment that holds a text in a line."""
    for segment in grid.render_line(y):
        if text in segment.text and segment.style is not None and segment.style.color is not None:
            return segment.style.color.name, bool(segment.style.italic)
    raise AssertionError(f"{text!r} is not in line {y}")


async def test_header_types_and_values_are_aligned() -> None:
    async with grid_with(ListSource()) as (grid, _, _pilot):
        lines = lines_of(grid)
        assert lines[0].split() == ["#", *(column.name for column in ORDERS)]
        assert "timestamptz" in lines[1]
        end = lines[0].index("orders") + len("orders")
        assert lines[2][:end].endswith(" 312")
        assert lines[1][:end].endswith("bigint")
        assert lines[2].index("Ada") == lines[0].index("name")


async def test_every_line_is_as_wide_as_the_widget_whatever_is_in_it() -> None:
    async with grid_with(ListSource(), size=(70, 20)) as (grid, _, pilot):
        for _ in range(3):
            for y in range(grid.scrollable_size.height):
                strip = grid.render_line(y)
                assert strip.cell_length == grid.scrollable_size.width == cell_len(strip.text)
            await pilot.press("right", "right")


async def test_wide_characters_do_not_shift_what_follows() -> None:
    async with grid_with(ListSource()) as (grid, _, _pilot):
        lines = lines_of(grid)
        time_at = cell_len(lines[0][: lines[0].index("last_order")])
        for y, value in ((2, "2026-11-21"), (5, "2026-11-22"), (6, "infinity")):
            assert cell_len(lines[y][: lines[y].index(value)]) == time_at


async def test_null_empty_and_the_word_null_differ() -> None:
    async with grid_with(ListSource()) as (grid, _, pilot):
        await pilot.press("down")
        word = style_at(grid, "NULL", 8)
        null = style_at(grid, "NULL", 4)
        assert null[1]
        assert not word[1]
        assert null[0] != word[0]
        assert "''" in lines_of(grid)[7]


async def test_control_characters_are_made_visible_and_copied_as_they_are() -> None:
    async with grid_with(ListSource()) as (grid, _, pilot):
        line = lines_of(grid)[9]
        assert "\x1b" not in line
        assert "\u202e" not in line
        assert "red" in line
        await pilot.press("ctrl+end", "right")
        assert grid.cell_text() == "\x1b[31mred\u202e"


async def test_long_values_are_cut_with_a_mark_and_get_what_room_is_left() -> None:
    source = ListSource([Column("plan", 25, "text", ColumnKind.TEXT)], [("x" * 90,), ("y" * 500,)])
    async with grid_with(source, size=(60, 10)) as (grid, _, pilot):
        assert lines_of(grid)[2].endswith("…")
        assert lines_of(grid)[2].count("x") > 40
        await pilot.resize_terminal(120, 10)
        await pilot.pause()
        assert "x" * 90 in lines_of(grid)[2]
        assert "…" not in lines_of(grid)[2]


async def test_keys_move_the_cursor_and_it_stays_inside() -> None:
    async with grid_with(ListSource()) as (grid, app, pilot):
        places = []
        for key in (
            "up",
            "left",
            "down",
            "right",
            "end",
            "right",
            "home",
            "G",
            "down",
            "g",
            "ctrl+end",
            "ctrl+home",
        ):
            await pilot.press(key)
            places.append((grid.cursor_row, grid.cursor_column))
        last = len(ORDERS) - 1
        assert places[:7] == [(0, 0), (0, 0), (1, 0), (1, 1), (1, last), (1, last), (1, 0)]
        assert places[7:] == [(7, 0), (7, 0), (0, 0), (7, 0), (0, 0)]
        assert app.moves[-1] == (0, 0)


async def test_pages_and_ends_of_a_million_rows_ask_only_for_what_is_shown() -> None:
    source = MadeSource(1_000_000)
    async with grid_with(source) as (grid, app, pilot):
        page = grid.scrollable_size.height - 2
        await pilot.press("pagedown")
        assert grid.cursor_row == page - 1
        await pilot.press("ctrl+end")
        assert grid.cursor_row == 999_999
        shown_lines = [line for line in lines_of(grid) if line]
        assert "1,000,000" in shown_lines[-1]
        assert "value 999999.0" in shown_lines[-1]
        assert "value 999999.0" in frame_of(app)
        await pilot.press("pageup")
        assert grid.cursor_row == 999_999 - (grid.scrollable_size.height - 3)
        assert source.asked < 1_000


async def test_columns_scroll_one_by_one_and_the_first_shown_is_whole() -> None:
    async with grid_with(MadeSource(50, 30), size=(60, 12)) as (grid, _, pilot):
        for _ in range(12):
            await pilot.press("right")
        header = lines_of(grid)[0]
        assert header.split()[0] == "#"
        assert "column_12" in header
        assert header.split()[1].startswith("column_")
        await pilot.press("end")
        assert "column_29" in lines_of(grid)[0]
        assert "value 0.29" in lines_of(grid)[2]
        await pilot.press("home")
        assert header.split()[1] != "column_0"
        assert lines_of(grid)[0].split()[1] == "column_0"


async def test_a_move_repaints_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    async with grid_with(ListSource()) as (grid, _, pilot):
        drawn: list[int] = []
        draw = grid.render_line

        def spy(y: int) -> Strip:
            drawn.append(y)
            return draw(y)

        monkeypatch.setattr(grid, "render_line", spy)
        await pilot.press("down")
        await pilot.pause()
        assert sorted(set(drawn)) == [2, 3]


async def test_widths_grow_with_later_rows_and_never_shrink() -> None:
    columns = [Column("a", 25, "text", ColumnKind.TEXT), Column("b", 25, "text", ColumnKind.TEXT)]
    source = ListSource(columns, [("x", "y")] * 100 + [("long" * 5, "y")])
    async with grid_with(source) as (grid, _, pilot):
        assert lines_of(grid)[0].index("b") < 20
        await pilot.press("G")
        await pilot.pause()
        assert lines_of(grid)[0].index("b") > 25
        assert "long" * 5 in "\n".join(lines_of(grid))
        at = lines_of(grid)[0].index("b")
        await pilot.press("g")
        assert lines_of(grid)[0].index("b") == at


async def test_rows_that_arrive_are_drawn_and_the_cursor_stays() -> None:
    source = ListSource(rows=())
    async with grid_with(source) as (grid, app, pilot):
        assert "No rows" in "".join(lines_of(grid))
        grid.say("Running…")
        assert "Running…" in "".join(lines_of(grid))
        source.append(*ListSource().rows(0, 3))
        grid.rows_changed(3)
        await pilot.pause()
        assert "Ada Bikes" in lines_of(grid)[2]
        await pilot.press("down")
        source.append(*ListSource().rows(3, 6))
        grid.rows_changed(6)
        await pilot.pause()
        assert "O'Reilly" in lines_of(grid)[7]
        assert grid.cursor_row == 1
        assert app.ends == [3]


async def test_rows_out_of_view_repaint_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    source = MadeSource(1_000)
    async with grid_with(source) as (grid, _, pilot):
        drawn: list[int] = []
        draw = grid.render_line

        def spy(y: int) -> Strip:
            drawn.append(y)
            return draw(y)

        monkeypatch.setattr(grid, "render_line", spy)
        source.total = 9_000
        grid.rows_changed(9_000)
        await pilot.pause()
        assert drawn == []
        await pilot.press("G")
        assert grid.cursor_row == 8_999
        assert grid.scroll_offset.y == grid.max_scroll_y
        assert any("9,000" in line for line in lines_of(grid))


async def test_rows_that_cannot_be_read_stay_blank_and_are_told() -> None:
    class Broken(MadeSource):
        def rows(self, start: int, stop: int) -> list[tuple[str | None, ...]]:
            raise OSError("gone")

    async with grid_with(Broken(10)) as (grid, app, _):
        assert not any(line for line in lines_of(grid)[2:])
        assert len(app._notifications) == 1
        assert grid.cell_text() is None


async def test_the_end_is_told_once_for_each_total() -> None:
    source = MadeSource(100)
    async with grid_with(source) as (grid, app, pilot):
        assert app.ends == []
        await pilot.press("down")
        assert app.ends == []
        await pilot.press("G", "up", "down")
        assert app.ends == [100]
        source.total = 200
        grid.rows_changed(200)
        await pilot.press("G")
        assert app.ends == [100, 200]


async def test_a_click_puts_the_cursor_there_and_the_wheel_leaves_it() -> None:
    async with grid_with(MadeSource(100, 3)) as (grid, _, pilot):
        x = lines_of(grid)[0].index("column_1") + 2
        await pilot.click(ResultGrid, offset=(x, 5))
        assert (grid.cursor_row, grid.cursor_column) == (3, 1)
        assert grid.cell_text() == "value 3.1"
        await pilot.click(ResultGrid, offset=(x, 0))
        assert grid.cursor_row == 3
        grid.post_message(_wheel_down(grid))
        await pilot.pause()
        assert grid.scroll_offset.y == 3
        assert grid.cursor_row == 3


def _wheel_down(grid: ResultGrid) -> events.MouseScrollDown:
    return events.MouseScrollDown(grid, 5, 5, 0, 1, 0, False, False, False)


async def test_nothing_to_show_says_what_to_do() -> None:
    async with grid_with(None) as (grid, _, pilot):
        assert HINT in "".join(lines_of(grid))
        await pilot.press("down", "right", "pagedown", "G", "end", "home")
        assert grid.cell_text() is None
        grid.show(ListSource())
        await pilot.pause()
        assert HINT not in "".join(lines_of(grid))
        grid.show(None)
        await pilot.pause()
        assert HINT in "".join(lines_of(grid))


async def test_another_theme_repaints_what_was_cached() -> None:
    async with grid_with(ListSource()) as (grid, app, pilot):
        before = style_at(grid, "Ada", 2), style_at(grid, "Nordlicht", 3)
        app.theme = "lakebase-light"
        await pilot.pause()
        assert style_at(grid, "Nordlicht", 3) != before[1]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 4, "abc…"),
        ("自転車", 6, "自転車"),
        ("自転車", 4, "自… "),
        ("自転車", 5, "自転…"),
        ("e\u0301" * 3, 3, "e\u0301" * 3),
        ("", 2, "  "),
        ("abc", 1, "…"),
    ],
)
def test_fit(text: str, width: int, expected: str) -> None:
    assert fit(text, width) == expected
    assert cell_len(fit(text, width)) == width


def test_a_huge_value_is_not_looked_at_whole() -> None:
    assert len(shown("x" * 10_000_000, 40)) < 1_000
