"""The mouse in the grid: select by dragging, whole columns and rows, widths, a double click."""

import pytest
from textual.pilot import Pilot

from lakebase_tui.ui.widgets.grid_canvas import HEADER_LINES
from lakebase_tui.ui.widgets.grid_selection import Extent, Selection
from lakebase_tui.ui.widgets.result_grid import ResultGrid
from tests.support.frames import lines_of
from tests.support.grid_app import grid_with
from tests.support.rows import ListSource, MadeSource

Spot = tuple[int, int]


def spot(grid: ResultGrid, row: int, column: int) -> Spot:
    """Where a cell of `MadeSource` stands."""
    x = lines_of(grid)[0].index(f"column_{column}") + 1
    return x, HEADER_LINES + row - grid.scroll_offset.y


def header_of(grid: ResultGrid, column: int) -> Spot:
    return spot(grid, 0, column)[0], 0


async def drag(pilot: Pilot[None], start: Spot, *through: Spot, shift: bool = False) -> None:
    await pilot.mouse_down(ResultGrid, offset=start, shift=shift)
    for each in through:
        await pilot.hover(ResultGrid, offset=each)
    await pilot.mouse_up(ResultGrid, offset=(through or (start,))[-1])


async def test_dragging_selects_a_rectangle_either_way() -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, app, pilot):
        await drag(pilot, spot(grid, 1, 1), spot(grid, 2, 2), spot(grid, 4, 3))
        assert grid.selected_cells() == (range(1, 5), [1, 2, 3])
        assert (grid.cursor_row, grid.cursor_column) == (4, 3)
        await drag(pilot, spot(grid, 6, 3), spot(grid, 5, 2))
        assert grid.selected_cells() == (range(5, 7), [2, 3])
        await pilot.pause()
        assert app.selections[-1] == Selection((6, 3), (5, 2))


async def test_a_press_that_moves_nowhere_selects_nothing() -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, _, pilot):
        await drag(pilot, spot(grid, 1, 1), spot(grid, 3, 3))
        assert grid.selection is not None
        await drag(pilot, spot(grid, 2, 2))
        assert grid.selection is None
        assert grid.selected_cells() == (range(2, 3), [2])
        await pilot.hover(ResultGrid, offset=spot(grid, 9, 4))  # no button is held any more
        assert grid.selection is None


async def test_shift_and_a_click_reach_from_the_cursor() -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, _, pilot):
        await pilot.click(ResultGrid, offset=spot(grid, 2, 1))
        await pilot.click(ResultGrid, offset=spot(grid, 5, 2), shift=True)
        assert grid.selected_cells() == (range(2, 6), [1, 2])
        await pilot.click(ResultGrid, offset=spot(grid, 3, 3), shift=True)
        assert grid.selected_cells() == (range(2, 4), [1, 2, 3])


async def test_a_header_selects_its_column_and_dragging_more() -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, _, pilot):
        await pilot.click(ResultGrid, offset=header_of(grid, 2))
        assert grid.selected_cells() == (range(50), [2])
        assert grid.selection is not None
        assert grid.selection.extent is Extent.COLUMNS
        assert grid.cursor_row == 0
        await drag(pilot, header_of(grid, 3), header_of(grid, 2), header_of(grid, 1))
        assert grid.selected_cells() == (range(50), [1, 2, 3])
        await pilot.click(ResultGrid, offset=header_of(grid, 4), shift=True)
        assert grid.selected_cells() == (range(50), [3, 4])


async def test_a_row_number_selects_its_row_and_dragging_more() -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, _, pilot):
        await pilot.click(ResultGrid, offset=(2, HEADER_LINES + 4))
        assert grid.selected_cells() == (range(4, 5), [0, 1, 2, 3, 4])
        await drag(pilot, (2, HEADER_LINES + 2), (2, HEADER_LINES + 3), (2, HEADER_LINES + 6))
        assert grid.selected_cells() == (range(2, 7), [0, 1, 2, 3, 4])
        await pilot.click(ResultGrid, offset=(2, HEADER_LINES + 1), shift=True)
        assert grid.selected_cells()[0] == range(1, 3)


async def test_dragging_below_the_last_line_scrolls_and_selects() -> None:
    async with grid_with(MadeSource(50, 5), size=(120, 12)) as (grid, _, pilot):
        x = spot(grid, 0, 1)[0]
        await pilot.mouse_down(ResultGrid, offset=(x, HEADER_LINES))
        for y in (8, 11, 11, 11):
            await pilot.hover(ResultGrid, offset=(x, y))
        first = grid.selected_cells()[0]
        assert first.start == 0
        assert len(first) >= 9
        await pilot.mouse_up(ResultGrid, offset=(x, 11))


@pytest.mark.parametrize("by", [5, -3])
async def test_a_border_is_dragged(by: int) -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, _, pilot):
        before, others = grid.columns.widths[1], grid.columns.widths[2:]
        border = header_of(grid, 2)[0] - 2, 0  # the last of the two cells between both
        await drag(pilot, border, (border[0] + by, 0))
        assert grid.columns.widths[1] == before + by
        assert grid.columns.widths[2:] == others
        assert grid.selection is None
        assert lines_of(grid)[0].index("column_2") == border[0] + 1 + by
        assert grid.cursor_column == 0


async def test_a_border_never_makes_a_column_vanish() -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, _, pilot):
        border = header_of(grid, 2)[0] - 2, 0
        await drag(pilot, border, (0, 0))
        assert grid.columns.widths[1] >= 1


async def test_a_double_click_on_a_border_fits_the_column() -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, app, pilot):
        fitting = grid.columns.widths[1]
        grid.set_width(1, 30)
        await pilot.pause()
        border = header_of(grid, 2)[0] - 2, 0
        await pilot.click(ResultGrid, offset=border, times=2)
        assert grid.columns.widths[1] == fitting
        assert app.opened == []


async def test_a_double_click_opens_the_cell_under_the_pointer() -> None:
    async with grid_with(MadeSource(50, 5)) as (grid, app, pilot):
        await pilot.click(ResultGrid, offset=spot(grid, 3, 2), times=2)
        await pilot.pause()
        assert app.opened == [(3, 2)]
        assert grid.selection is None
        await pilot.click(ResultGrid, offset=(2, HEADER_LINES + 4), times=2)
        await pilot.pause()
        assert app.opened == [(3, 2)]


async def test_the_right_button_does_nothing() -> None:
    async with grid_with(ListSource()) as (grid, _, pilot):
        await pilot.click(ResultGrid, offset=(20, HEADER_LINES + 3), button=3)
        assert (grid.cursor_row, grid.selection) == (0, None)
