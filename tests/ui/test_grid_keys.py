"""Keys of the grid that select and that arrange columns."""

import pytest

from lakebase_tui.ui.widgets.grid_selection import Extent
from lakebase_tui.ui.widgets.result_grid import ResultGrid
from tests.support.frames import lines_of
from tests.support.grid_app import grid_with
from tests.support.rows import MadeSource


def names(grid: ResultGrid) -> list[str]:
    """The columns as the header has them, without what they have in common."""
    return [name.removeprefix("column_") for name in lines_of(grid)[0].split()[1:]]


@pytest.mark.parametrize(
    ("keys", "rows", "columns"),
    [
        (("v",), range(2, 3), [1]),
        (("v", "down", "right"), range(2, 4), [1, 2]),
        (("v", "k", "h"), range(1, 3), [0, 1]),
        (("v", "G"), range(2, 50), [1]),
        (("v", "end"), range(2, 3), [1, 2, 3, 4]),
        (("V",), range(2, 3), [0, 1, 2, 3, 4]),
        (("V", "j", "l"), range(2, 4), [0, 1, 2, 3, 4]),
        (("vertical_line",), range(50), [1]),
        (("vertical_line", "j", "l"), range(50), [1, 2]),
        (("shift+down",), range(2, 4), [1]),
        (("shift+up", "shift+left"), range(1, 3), [0, 1]),
        (("shift+right", "shift+right"), range(2, 3), [1, 2, 3]),
        (("shift+pagedown",), range(2, 13), [1]),
        (("shift+down", "down"), range(2, 5), [1]),
        (("v", "down", "V"), range(2, 4), [0, 1, 2, 3, 4]),
        (("V", "down", "vertical_line"), range(50), [1]),
        (("ctrl+a",), range(50), [0, 1, 2, 3, 4]),
        (("v", "down", "v"), range(3, 4), [1]),
        (("V", "down", "escape"), range(3, 4), [1]),
        (("ctrl+a", "escape"), range(2, 3), [1]),
    ],
)
async def test_keys_select(keys: tuple[str, ...], rows: range, columns: list[int]) -> None:
    async with grid_with(MadeSource(50, 5), size=(120, 13)) as (grid, app, pilot):
        await pilot.press("down", "down", "right", *keys)
        assert grid.selected_cells() == (rows, columns)
        await pilot.pause()
        assert app.selections[-1] == grid.selection


async def test_a_selection_is_drawn_and_gone_again() -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, _, pilot):
        plain = grid.render_line(3)
        await pilot.press("v", "down", "right", "down")
        assert list(grid.render_line(3)) != list(plain)
        await pilot.press("escape")
        assert list(grid.render_line(3)) == list(plain)


async def test_nothing_is_selected_where_no_row_is() -> None:
    async with grid_with(MadeSource(0, 5)) as (grid, _, pilot):
        await pilot.press("v", "V", "vertical_line", "ctrl+a", "shift+down")
        assert grid.selected_cells()[0] == range(0)


async def test_ctrl_a_leaves_the_cursor_and_reaches_over_columns() -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, _, pilot):
        await pilot.press("down", "right", "ctrl+a")
        assert (grid.cursor_row, grid.cursor_column) == (1, 1)
        assert grid.selection is not None
        assert grid.selection.extent is Extent.COLUMNS


async def test_columns_get_wider_narrower_and_as_wide_as_their_values() -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, _, pilot):
        await pilot.press("right")
        before = list(grid.columns.widths)
        await pilot.press("greater_than_sign")
        assert grid.columns.widths == [before[0], before[1] + 4, *before[2:]]
        await pilot.press("less_than_sign", "less_than_sign")
        assert grid.columns.widths[1] == before[1] - 4
        await pilot.press("equals_sign")
        assert grid.columns.widths == before
        await pilot.press(*("less_than_sign",) * 9)
        assert grid.columns.widths[1] >= 1


async def test_columns_are_hidden_and_shown() -> None:
    async with grid_with(MadeSource(50, 4)) as (grid, _, pilot):
        await pilot.press("right", "minus")
        assert names(grid) == ["0", "2", "3"]
        assert grid.cell_text() == "value 0.2"
        await pilot.press("end", "minus")
        assert names(grid) == ["0", "2"]
        assert grid.cell_text() == "value 0.2"
        await pilot.press("minus", "minus", "minus")
        assert names(grid) == ["0"], "the last one stays"
        await pilot.press("plus")
        assert names(grid) == ["0", "1", "2", "3"]
        await pilot.press("right", "minus", "plus")
        assert grid.cell_text() == "value 0.2", "the cursor stays on its column"


async def test_columns_are_moved_and_the_cursor_with_them() -> None:
    async with grid_with(MadeSource(50, 4)) as (grid, _, pilot):
        await pilot.press("right_curly_bracket", "right_curly_bracket")
        assert names(grid) == ["1", "2", "0", "3"]
        assert grid.column_number == 0
        await pilot.press("left_curly_bracket")
        assert names(grid) == ["1", "0", "2", "3"]
        await pilot.press("home", "left_curly_bracket")
        assert names(grid) == ["1", "0", "2", "3"]
        await pilot.press("V")
        assert grid.selected_cells() == (range(1), [1, 0, 2, 3])


async def test_frozen_columns_stay_while_one_scrolls() -> None:
    async with grid_with(MadeSource(50, 20), size=(60, 13)) as (grid, _, pilot):
        await pilot.press("right", "p", "end")
        assert names(grid)[:2] == ["0", "1"]
        assert names(grid)[-1] == "19"
        assert "value 0.0" in lines_of(grid)[2]
        await pilot.press("home", "right", "p", "end")
        assert "0" not in names(grid)


async def test_a_hidden_column_leaves_no_hole_in_what_is_frozen() -> None:
    async with grid_with(MadeSource(50, 20), size=(60, 13)) as (grid, _, pilot):
        await pilot.press("right", "p", "home", "minus", "end")
        assert names(grid)[0] == "1"
        assert names(grid)[-1] == "19"
